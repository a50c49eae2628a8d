"""Units from which nothing has come for long: which they are, and telling their own people. Services commit nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.notices.models import Notice
from evidence.notices.people import in_force
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
    """A unit whose people recorded nothing within the limit; ``since`` is when they last did, None where never."""

    unit: Unit
    since: datetime | None

    @property
    def subject(self) -> uuid.UUID:
        """Its number among notices."""
        return uuid.uuid5(_NAMES, self.unit.code)


def staffed(session: Session, *, now: datetime) -> Sequence[tuple[Unit, datetime, datetime | None]]:
    """Each unit that somebody uploads for: since when, and when its last activity was recorded; in the tree's order."""
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
    rows = session.execute(
        select(Unit, held.c.since, last).join(held, held.c.unit_code == Unit.code).order_by(Unit.path)
    )
    return [(unit, since, latest) for unit, since, latest in rows]


def silent(session: Session, after: timedelta, *, now: datetime) -> Sequence[Silent]:
    """Those of them that are silent for longer than ``after``; who has just begun is given that time too."""
    return [
        Silent(unit, latest)
        for unit, since, latest in staffed(session, now=now)
        if max(since, latest or since) < now - after
    ]


def tell(session: Session, after: timedelta, *, now: datetime) -> None:
    """Tell each silent unit's own people, once, and take it back as soon as something comes."""
    found = {each.subject: each for each in silent(session, after, now=now)}
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
            {} if each.since is None else {"since_at": each.since, "days": after.days}
        )
        notices.tell(
            session, SILENT, subject, each.unit.code, SINCE if told else NEVER, url=WHERE, now=now, **told
        )
