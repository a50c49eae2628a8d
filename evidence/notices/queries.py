"""Reading notices."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, not_, select, true
from sqlalchemy.orm import Session, joinedload

from evidence.notices import choices
from evidence.notices.choices import Usual
from evidence.notices.models import Notice, NoticeSettings, PushSubscription
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# Those who act on it, and are counted as waited for; whoever else has a role for the unit may read along.
WHO = (Role.ADMIN, Role.APPROVER, Role.UPLOADER)
# What only tells, and asks nobody for anything.
TELLING = ("withdraw.decided", "coverage.answer")


def open_notices(
    session: Session, by: Actor, most: int = 200, *, also_hidden: bool = False
) -> Sequence[Notice]:
    """What stands open in the units of ``by``, the newest first; ``also_hidden`` with what they keep out of the app."""
    return session.scalars(
        select(Notice)
        .join(Unit)
        .options(joinedload(Notice.unit))
        .where(Notice.done_at.is_(None), within(by.paths()), true() if also_hidden else _wanted(session, by))
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
        .where(
            Notice.done_at.is_(None),
            Notice.kind.not_in(TELLING),
            within(by.paths(*WHO)),
            _wanted(session, by),
        )
    )
    return session.scalar(counted) or 0


def count_hidden(session: Session, by: Actor) -> int:
    """How many stand open that ``by`` keeps out of the app."""
    unwanted = choices.unwanted(choices.chosen(session, by.id, Usual()))
    if unwanted is None:
        return 0
    counted = (
        select(func.count())
        .select_from(Notice)
        .join(Unit)
        .where(Notice.done_at.is_(None), within(by.paths()), unwanted)
    )
    return session.scalar(counted) or 0


def _wanted(session: Session, by: Actor) -> ColumnElement[bool]:
    unwanted = choices.unwanted(choices.chosen(session, by.id, Usual()))
    return true() if unwanted is None else not_(unwanted)


def browsers(session: Session, by: Actor) -> Sequence[PushSubscription]:
    """Where pushes come to this person, the newest first."""
    return session.scalars(
        select(PushSubscription)
        .options(joinedload(PushSubscription.device))
        .where(PushSubscription.user_id == by.id)
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id)
    ).all()


def addresses(session: Session, people: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The addresses that those of ``people`` who gave one have confirmed."""
    if not people:
        return {}
    rows = session.execute(
        select(NoticeSettings.user_id, NoticeSettings.mail_to).where(
            NoticeSettings.user_id.in_(people),
            NoticeSettings.mail_to.is_not(None),
            NoticeSettings.mail_confirmed_at.is_not(None),
        )
    )
    return {row.user_id: row.mail_to for row in rows if row.mail_to}
