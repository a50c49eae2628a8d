"""Reading notices."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from evidence.notices.models import Notice
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# Those who act on it, and are counted as waited for; whoever else has a role for the unit may read along.
WHO = (Role.ADMIN, Role.APPROVER, Role.UPLOADER)


def open_notices(session: Session, by: Actor, most: int = 200) -> Sequence[Notice]:
    """What stands open in the units of ``by``, the newest first."""
    return session.scalars(
        select(Notice)
        .join(Unit)
        .options(joinedload(Notice.unit))
        .where(Notice.done_at.is_(None), within(by.paths()))
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(most)
    ).all()


def count_open(session: Session, by: Actor) -> int:
    """How many stand open for ``by`` to act on."""
    if not by.has(*WHO):
        return 0
    counted = (
        select(func.count())
        .select_from(Notice)
        .join(Unit)
        .where(Notice.done_at.is_(None), within(by.paths(*WHO)))
    )
    return session.scalar(counted) or 0
