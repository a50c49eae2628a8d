"""What waits too long: its approver is reminded, then those above are told that it is theirs too.

An edge: it commits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.review.services import WAITED
from evidence.units import queries as units
from evidence.units.access import Role
from evidence.units.models import Membership, Unit, User

# Seconds between two looks: days are counted here.
EVERY = 60.0
REMINDED, PASSED_UP = WAITED
WAITS = N_("“%(title)s” menunggu putusan sejak %(since_at)s.")
PASSED = N_("“%(title)s” menunggu sejak %(since_at)s tanpa putusan, jadi kini juga ada di antrean Anda.")


def register(worker: Worker, sessions: Sessions, *, reminded: timedelta, absent: timedelta) -> None:
    """Let ``worker`` look once a minute for what waits longer than ``reminded`` and ``absent``."""

    def look() -> None:
        with sessions.begin() as session:
            notify(session, reminded=reminded, absent=absent, now=clock.now())

    worker.every(EVERY, look)


def notify(session: Session, *, reminded: timedelta, absent: timedelta, now: datetime) -> None:
    """Tell each approver's unit of what waits too long, once, and take back what was decided or recalled."""
    kept = []
    for version in _late(session, now - reminded):
        activity = version.post.activity
        above = _deciding_units(session, activity.unit, now)
        assert version.submitted_at is not None
        told: dict[str, str | int | datetime] = {"title": activity.title, "since_at": version.submitted_at}
        if above:
            kept.append((REMINDED, version.post_id))
            notices.tell(
                session, REMINDED, version.post_id, above[0].code, WAITS, url=f"/periksa/{version.post_id}", now=now,
                **told,
            )  # fmt: skip
        if len(above) > 1 and version.submitted_at <= now - absent:
            kept.append((PASSED_UP, version.post_id))
            notices.tell(
                session, PASSED_UP, version.post_id, above[-1].code, PASSED, url=f"/periksa/{version.post_id}",
                now=now, **told,
            )  # fmt: skip
    for kind in WAITED:
        notices.settle_others(session, kind, [each for each in kept if each[0] == kind], now=now)


def _late(session: Session, before: datetime) -> Sequence[PostVersion]:
    return session.scalars(
        select(PostVersion)
        .join(Post, PostVersion.post_id == Post.id)
        .options(joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit))
        .where(PostVersion.state == VersionState.SUBMITTED, PostVersion.submitted_at <= before)
        .order_by(PostVersion.submitted_at, PostVersion.id)
        .limit(500)
    ).all()


def _deciding_units(session: Session, unit: Unit, now: datetime) -> Sequence[Unit]:
    """The units above that have an approver now, the nearest first; only the root is decided within itself."""
    above = [*units.ancestors(session, unit)] or [unit]
    held = set(
        session.scalars(
            select(Membership.unit_code)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.role == Role.APPROVER,
                Membership.unit_code.in_([each.code for each in above]),
                # Where the only one left or stands in no longer, nobody would read it.
                User.active,
                units.in_force(now),
            )
        )
    )
    return [each for each in above if each.code in held]
