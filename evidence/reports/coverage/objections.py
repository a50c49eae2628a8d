"""A unit's people say that what is shown of it is wrong, and the city answers. The edges commit."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import again, audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_, Words
from evidence.notices import services as notices
from evidence.reports.coverage.models import Objection, Outcome
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.RIGHT: N_("Benar, data diperbaiki"),
    Outcome.STANDS: N_("Data tetap"),
}
RAISED, ANSWERED = "coverage.objection", "coverage.answer"
TOLD_CITY = N_("%(unit)s keberatan atas data kepatuhannya. Periksa, lalu jawab.")
TOLD_UNIT = N_("Keberatan %(unit)s sudah dijawab balai kota.")
NOT_YOURS = N_("Keberatan diajukan petugas unit itu sendiri.")
NOT_CITY = N_("Keberatan dijawab admin kota atau staf balai kota.")
WAITS = N_("Keberatan unit ini masih menunggu jawaban.")
LEAST, MOST = 10, 1000


def may_raise(unit: Unit, by: Actor) -> bool:
    """Whether ``by`` speaks for this unit: its own people and those above it, but for the city that answers."""
    return any(
        each.role in (Role.UPLOADER, Role.APPROVER)
        and unit.path.startswith(each.path)
        and (each.path.count("/") > 2 or unit.path == each.path)
        for each in by.grants
    )


def may_answer(by: Actor) -> bool:
    """Whether ``by`` answers for the city."""
    return by.over_the_city(Role.ADMIN, Role.REVIEWER)


def object_to(
    session: Session,
    objection_id: uuid.UUID,
    unit: Unit,
    about_on: date,
    words: str,
    *,
    by: Actor,
    now: datetime,
) -> bool:
    """Say that what is shown of a unit on a day is wrong; whether it is new. Raises Invalid, and Conflict."""
    if not may_raise(unit, by):
        raise NotAllowed(NOT_YOURS)
    words = words.strip()
    if not LEAST <= len(words) <= MOST or not is_text(words):
        raise Invalid(
            "Periksa kembali isian ini.",
            {"words": N_("Jelaskan apa yang keliru dengan 10 sampai 1.000 huruf.")},
        )
    sent = {"unit_code": unit.code, "about_on": about_on, "words": words, "user_id": by.id}
    made = session.execute(
        insert(Objection)
        .values(
            id=objection_id, raised_by=by.name, raised_at=now, outcome=Outcome.OPEN, answer="", answered_by="", **sent
        )
        .on_conflict_do_nothing()
        .returning(Objection.id)
    ).scalar()  # fmt: skip
    if made is None:
        kept = session.get(Objection, objection_id)
        if kept is None:
            raise Conflict(WAITS)
        again.same(kept, sent)
        return False
    audit.record(
        session, "coverage.objected", objection_id, actor_id=by.id, actor_name=by.name, unit=unit.code,
        about_on=str(about_on),
    )  # fmt: skip
    root = session.scalar(select(Unit.code).where(Unit.kind == "kota").order_by(Unit.code).limit(1))
    if root:
        notices.tell(
            session, RAISED, objection_id, root, TOLD_CITY, url=f"/kepatuhan/unit/{unit.code}", now=now,
            unit=unit.title,
        )  # fmt: skip
    return True


def answer(session: Session, found: Objection, outcome: str, words: str, *, by: Actor, now: datetime) -> None:
    """Answer it once and for all. Raises Invalid, and Conflict where it was answered already."""
    if not may_answer(by):
        raise NotAllowed(NOT_CITY)
    words, wrong = words.strip(), dict[str, str]()
    if outcome not in {each.value for each in OUTCOMES}:
        wrong["outcome"] = N_("Pilih jawabannya.")
    if not LEAST <= len(words) <= MOST or not is_text(words):
        wrong["answer"] = N_("Jelaskan jawabannya dengan 10 sampai 1.000 huruf.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    changed = session.execute(
        update(Objection)
        .where(Objection.id == found.id, Objection.outcome == Outcome.OPEN)
        .values(outcome=Outcome(outcome), answer=words, answered_by=by.name, answered_at=now)
        .returning(Objection.id)
    ).scalar()
    if changed is None:
        raise Conflict(N_("Keberatan ini sudah dijawab."))
    audit.record(
        session, "coverage.answered", found.id, actor_id=by.id, actor_name=by.name, unit=found.unit_code,
        outcome=outcome,
    )  # fmt: skip
    notices.settle(session, found.id, (RAISED,), now=now)
    notices.tell(
        session, ANSWERED, found.id, found.unit_code, TOLD_UNIT, url=f"/kepatuhan/unit/{found.unit_code}", now=now,
        unit=found.unit.title,
    )  # fmt: skip
