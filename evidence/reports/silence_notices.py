"""Telling the people of a silent unit who have recorded nothing either. Services commit nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.core.clock import day_of
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.notices.models import Notice
from evidence.notices.people import in_force
from evidence.reports.silence import silent
from evidence.units.access import Role
from evidence.units.models import Membership, Unit, User

SILENT = "reports.silent"
SINCE = N_(
    "Belum ada kegiatan baru sejak %(since_at)s. Aturan: paling lama %(days)s hari. Jika ada halangan, abaikan."
)
NEVER = N_("Belum ada kegiatan yang tercatat. Mulai dari foto sebelum.")
WHERE = "/kegiatan"
# A notice is about something with a number, and units have codes.
_NAMES = uuid.UUID("5a4d1d0e-0f0b-4b6a-9f0e-3d2f6c1f7a35")


@dataclass(frozen=True)
class Silent:
    """One of them; ``since`` is when its people last recorded an activity, None where never."""

    unit: Unit
    since: datetime | None

    @property
    def subject(self) -> uuid.UUID:
        """Its number among notices."""
        return uuid.uuid5(_NAMES, self.unit.code)


def told_of(session: Session, days: int, *, now: datetime) -> Sequence[Silent]:
    """Silent units whose people recorded nothing for so many days, in the tree's order.

    Whose work waits for somebody else hears of that instead, and who has just begun is given those days too.
    """
    held = (
        select(Membership.unit_code, func.min(Membership.valid_from).label("since"))
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == Role.UPLOADER, in_force(now))
        .group_by(Membership.unit_code)
        .subquery()
    )
    last = (
        select(func.max(Activity.created_at)).where(Activity.unit_code == held.c.unit_code).scalar_subquery()
    )
    today = day_of(now)
    rows = session.execute(
        select(Unit, last)
        .join(held, held.c.unit_code == Unit.code)
        .where(
            *silent("/", today - timedelta(days=days), today),
            func.greatest(held.c.since, last) < now - timedelta(days=days),
        )
        .order_by(Unit.path)
    )
    return [Silent(unit, latest) for unit, latest in rows]


def tell(session: Session, days: int, *, now: datetime) -> None:
    """Tell each such unit's people, once, and take it back as soon as something comes."""
    found = {each.subject: each for each in told_of(session, days, now=now)}
    standing = set(
        session.scalars(select(Notice.subject).where(Notice.kind == SILENT, Notice.done_at.is_(None)))
    )
    if over := standing - found.keys():
        session.execute(
            update(Notice)
            .where(Notice.kind == SILENT, Notice.done_at.is_(None), Notice.subject.in_(over))
            .values(done_at=now)
            .execution_options(synchronize_session=False)
        )
    for subject, each in found.items():
        if subject in standing:
            continue
        told: dict[str, str | int | datetime] = (
            {} if each.since is None else {"since_at": each.since, "days": days}
        )
        notices.tell(
            session, SILENT, subject, each.unit.code, SINCE if told else NEVER, url=WHERE, now=now, **told
        )
