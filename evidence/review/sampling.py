"""Drawing approved pairs for a second look, by a rule that anybody can draw again. The edges commit.

A draw takes every approval of a period, in the order of a hash over the seed and its number, and keeps the first of
them: nobody chooses, and whoever has the seed can check that nobody did.
"""

import hashlib
import math
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import Select, and_, false, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.capture.categories import Mode
from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion
from evidence.core import audit
from evidence.core.clock import WIB, day_of
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.review import queries
from evidence.review.models import Decision, Outcome, Sample, SampleItem, Verdict
from evidence.units.access import Actor, Role

T = TypeVar("T")
RULE = "sha256(seed:decision)"
MAX_NOTE = 1000
OUTCOMES = {
    Outcome.FITS: N_("Sesuai"),
    Outcome.DOES_NOT_FIT: N_("Tidak sesuai"),
    Outcome.CANNOT_TELL: N_("Tidak dapat dinilai"),
}
NOT_YOURS = N_("Uji petik dilakukan balai kota.")
DECIDED_IT = N_("Yang memutuskan atau ikut mengerjakannya tidak melihatnya lagi. Serahkan kepada orang lain.")


def chosen(seed: str, numbers: Iterable[str], share: float) -> Sequence[str]:
    """Those of ``numbers`` that ``seed`` draws, in the order of the draw: a ``share`` of them, at least one. Pure."""
    ranked = sorted(numbers, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
    # What a float makes of a share must not draw one more than a person would.
    return ranked[: math.ceil(round(len(ranked) * share, 6))]


def draw(
    session: Session, sample_id: uuid.UUID, first: date, last: date, share: float, *, by: Actor, now: datetime
) -> Sample:
    """Draw from what was approved from the day ``first`` to the day ``last`` (WIB) and is in no draw yet.

    The same call again answers with the same draw.
    """
    if not by.over_the_city(Role.ADMIN, Role.REVIEWER):
        raise NotAllowed(NOT_YOURS)
    began, ended = period(first, last, now)
    if ended <= began or last < first:
        raise Invalid("Periksa periodenya.", {"last": N_("Periode itu kosong atau belum mulai.")})
    # One draw at a time, so that no approval is in two, and of two presses the second finds what the first drew.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("review.sampled", 0))))
    known = session.get(Sample, sample_id)
    if known is not None:
        return known
    numbers = sorted(str(each) for each in session.scalars(_undrawn(began, min(ended, now))))
    if not numbers:
        raise Conflict("Tidak ada persetujuan pada periode itu yang belum pernah ditarik.")
    # Only now, so that nobody could know it while there was something to choose.
    seed = secrets.token_hex(16)
    rule = {
        "name": RULE,
        "share": share,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "of": len(numbers),
        "digest": hashlib.sha256("\n".join(numbers).encode()).hexdigest(),
    }
    sample = Sample(id=sample_id, seed=seed, rule=rule, drawn_by=by.id, drawn_at=now)
    drawn = chosen(seed, numbers, share)
    session.add(sample)
    session.flush()
    session.add_all(
        SampleItem(sample_id=sample.id, decision_id=uuid.UUID(each), place=place)
        for place, each in enumerate(drawn, start=1)
    )
    session.flush()
    audit.record(
        session, "review.sampled", sample.id, actor_id=by.id, actor_name=by.name, seed=seed, rule=rule,
        drawn=list(drawn),
    )  # fmt: skip
    return sample


def period(first: date, last: date, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the day ``first`` to the end of the day ``last`` (WIB), or of today. Pure."""
    # What is to come has no approvals, and the last day of all has none after it.
    ended = datetime.combine(min(last, day_of(now)), time(0), WIB) + timedelta(days=1)
    return datetime.combine(first, time(0), WIB), ended


def joined(periods: Iterable[tuple[datetime, datetime]]) -> Sequence[tuple[datetime, datetime]]:
    """The same time in as few periods as say it, each moment once. Pure."""
    found: list[tuple[datetime, datetime]] = []
    for began, ended in sorted(periods):
        if found and began <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((began, ended))
    return found


def _undrawn(began: datetime, ended: datetime) -> Select[uuid.UUID]:
    """The numbers of the approvals of pairs in that time that no draw has yet."""
    drawn = select(SampleItem.decision_id)
    return _approved(select(Decision.id), [(began, ended)]).where(Decision.id.not_in(drawn))


def _approved(query: Select[T], periods: Iterable[tuple[datetime, datetime]]) -> Select[T]:
    """The approvals of pairs in these periods."""
    within = [and_(Decision.decided_at >= began, Decision.decided_at < ended) for began, ended in periods]
    return (
        query.select_from(Decision)
        .join(PostVersion, PostVersion.id == Decision.version_id)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(
            Decision.verdict == Verdict.APPROVE,
            Activity.mode != Mode.DOCUMENTATION,
            or_(false(), *within),
        )
    )


def item(session: Session, item_id: uuid.UUID, by: Actor) -> SampleItem:
    """One pair of a draw with all that is shown of it; NotFound for whoever does not work for the whole city."""
    found = session.scalar(
        select(SampleItem)
        .options(
            joinedload(SampleItem.sample),
            joinedload(SampleItem.decision).joinedload(Decision.decider),
            joinedload(SampleItem.decision)
            .joinedload(Decision.version)
            .joinedload(PostVersion.post)
            .joinedload(Post.activity),
        )
        .where(SampleItem.id == item_id)
    )
    if found is None or not by.over_the_city():
        raise NotFound("Uji petik itu tidak ada.")
    return found


def why_not(session: Session, found: SampleItem, by: Actor) -> str | None:
    """Why ``by`` may not give the second look, or None where they may."""
    if not by.over_the_city():
        return NOT_YOURS
    activity = found.decision.version.post.activity
    worked = session.scalar(select(Activity.id).where(Activity.id == activity.id, queries.had_a_hand(by.id)))
    return DECIDED_IT if found.decision.decided_by == by.id or worked else None


def look(
    session: Session, found: SampleItem, outcome: str, note: str, *, by: Actor, now: datetime
) -> SampleItem:
    """Say what the second look saw. Conflict when somebody else said it before."""
    refused = why_not(session, found, by)
    if refused:
        raise NotAllowed(refused)
    try:
        said = Outcome(outcome)
    except ValueError:
        raise Invalid(
            "Pilih hasilnya.", {"outcome": N_("Pilih sesuai, tidak sesuai, atau tidak dapat dinilai.")}
        ) from None
    note = note.strip()
    if "\x00" in note or len(note) > MAX_NOTE:
        raise Invalid("Periksa catatan.", {"note": N_("Catatan paling panjang 1.000 huruf.")})
    if said is not Outcome.FITS and not note:
        raise Invalid("Tulis alasannya.", {"note": N_("Tulis apa yang terlihat.")})
    moved = session.execute(
        update(SampleItem)
        .where(SampleItem.id == found.id, SampleItem.outcome.is_(None))
        .values(outcome=said, note=note, looked_by=by.id, looked_by_name=by.name, looked_at=now)
        .returning(SampleItem.id)
    ).scalar()
    session.refresh(found)
    if moved is None:
        if (found.looked_by, found.outcome, found.note) == (by.id, said, note):
            return found
        raise Conflict("Sudah dilihat %(who)s, %(when)s.", who=found.looked_by_name, when=found.looked_at)
    audit.record(
        session, "review.looked_again", found.decision.version.post.activity_id, actor_id=by.id, actor_name=by.name,
        sample=str(found.sample_id), decision=str(found.decision_id), outcome=said.value,
    )  # fmt: skip
    return found


def samples(session: Session, limit: int = 20) -> Sequence[Sample]:
    """The draws, the newest first, with their pairs."""
    return session.scalars(
        select(Sample)
        .options(
            joinedload(Sample.drawer),
            selectinload(Sample.items)
            .joinedload(SampleItem.decision)
            .joinedload(Decision.version)
            .joinedload(PostVersion.post)
            .joinedload(Post.activity)
            .joinedload(Activity.unit),
        )
        .order_by(Sample.drawn_at.desc(), Sample.id)
        .limit(limit)
    ).all()


def figures(session: Session) -> Mapping[str, int]:
    """How many pairs were approved in the periods of all draws, how many were drawn, and what the second looks said.

    Periods may lie over each other, and an approval in two of them is one approval.
    """
    draws = session.execute(select(Sample.rule, Sample.drawn_at))
    periods = []
    for rule, drawn_at in draws:
        began, ended = period(date.fromisoformat(rule["from"]), date.fromisoformat(rule["to"]), drawn_at)
        periods.append((began, min(ended, drawn_at)))
    said = select(SampleItem.outcome, func.count(SampleItem.id)).group_by(SampleItem.outcome)
    told = {outcome.value if outcome else "waiting": count for outcome, count in session.execute(said)}
    return {
        "of": session.scalar(_approved(select(func.count(Decision.id)), joined(periods))) or 0,
        "drawn": sum(told.values()),
        **{name: told.get(name, 0) for name in (*(each.value for each in Outcome), "waiting")},
    }
