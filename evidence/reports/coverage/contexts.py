"""Taking a unit out of the measure for a while, and back in. The edges commit."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import again, audit
from evidence.core.clock import day_of
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_, Words
from evidence.reports.coverage.models import Context, Reason
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

REASONS: Mapping[Reason, Words] = {
    Reason.NOT_OURS: N_("Bukan kewenangan"),
    Reason.LEAVE: N_("Cuti"),
    Reason.DISASTER: N_("Bencana"),
    Reason.OTHER: N_("Alasan lain"),
}
NOT_YOURS = N_("Keadaan unit dicatat atasannya: camat untuk kelurahannya, admin kota untuk semua unit.")
MOST_NOTE = 500


def may_note(unit: Unit, by: Actor) -> bool:
    """Whether ``by`` takes this unit out of the measure: who runs the city, or who decides on the unit from above."""
    if by.over_the_city(Role.ADMIN):
        return True
    return any(
        each.role is Role.APPROVER and unit.path.startswith(each.path) and unit.path != each.path
        for each in by.grants
    )


def note(
    session: Session,
    context_id: uuid.UUID,
    unit: Unit,
    reason: str,
    words: str,
    from_on: date | None,
    until_on: date | None,
    *,
    by: Actor,
    now: datetime,
) -> bool:
    """Note why a unit is not measured, and from when until when; whether it is new. Raises Invalid, `Otherwise`."""
    if not may_note(unit, by):
        raise NotAllowed(NOT_YOURS)
    words = words.strip()
    _check(reason, words, from_on, until_on)
    sent = {
        "unit_code": unit.code, "reason": Reason(reason), "note": words, "from_on": from_on, "until_on": until_on,
        "user_id": by.id,
    }  # fmt: skip
    made = session.execute(
        insert(Context)
        .values(id=context_id, noted_by=by.name, noted_at=now, ended_by="", mistaken=False, **sent)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(Context.id)
    ).scalar()
    if made is None:
        again.same(session.get_one(Context, context_id), sent)
        return False
    audit.record(
        session, "coverage.context_noted", context_id, actor_id=by.id, actor_name=by.name, unit=unit.code,
        reason=reason, from_on=str(from_on), until_on=str(until_on or ""),
    )  # fmt: skip
    return True


def _check(reason: str, words: str, from_on: date | None, until_on: date | None) -> None:
    wrong: dict[str, str] = {}
    if reason not in set(Reason):
        wrong["reason"] = N_("Pilih alasannya.")
    elif reason == Reason.OTHER and not words:
        wrong["note"] = N_("Tulis alasannya.")
    if len(words) > MOST_NOTE:
        wrong["note"] = N_("Terlalu panjang.")
    elif not is_text(words):
        wrong["note"] = N_("Ada tanda yang tidak dapat disimpan.")
    if from_on is None:
        wrong["from_on"] = N_("Isi sejak kapan.")
    elif until_on is not None and until_on < from_on:
        wrong["until_on"] = N_("Hari terakhir tidak sebelum hari pertama.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)


def end(session: Session, found: Context, *, mistaken: bool, by: Actor, now: datetime) -> None:
    """Measure the unit again from tomorrow on; what was noted by mistake counts for no day. Raises Conflict."""
    if not may_note(found.unit, by):
        raise NotAllowed(NOT_YOURS)
    today = day_of(now)
    if not mistaken and found.from_on > today:
        raise Conflict(N_("Catatan ini belum mulai. Tandai keliru bila tidak jadi."))
    last = found.until_on if mistaken or (found.until_on and found.until_on < today) else today
    changed = session.execute(
        update(Context)
        .where(Context.id == found.id, Context.ended_at.is_(None), Context.mistaken.is_(False))
        .values(until_on=last, ended_by=by.name, ended_at=now, mistaken=mistaken)
        .returning(Context.id)
    ).scalar()
    if changed is None:
        raise Conflict(N_("Catatan ini sudah diakhiri."))
    audit.record(
        session, "coverage.context_ended", found.id, actor_id=by.id, actor_name=by.name, unit=found.unit_code,
        mistaken=mistaken,
    )  # fmt: skip
