"""Reading notices."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, not_, select, true
from sqlalchemy.orm import Session, joinedload

from evidence.notices import choices
from evidence.notices.choices import Usual
from evidence.notices.models import Notice, NoticeSettings, PushSubscription
from evidence.notices.people import waits_for
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

# Newest ones on the page; and how far a badge counts.
MOST, COUNTED = 200, 100


def waiting(
    session: Session, by: Actor, now: datetime, most: int = MOST, *, also_hidden: bool = False
) -> Sequence[Notice]:
    """What waits for ``by`` to act, the newest first; ``also_hidden`` with what they keep out of the app."""
    return _newest(session, by, most, waits_for(by, now), also_hidden=also_hidden)


def read_along(
    session: Session, by: Actor, now: datetime, most: int = MOST, *, also_hidden: bool = False
) -> Sequence[Notice]:
    """What else stands open in the units of ``by``: others are to act on it, or nobody."""
    return _newest(session, by, most, not_(waits_for(by, now)), also_hidden=also_hidden)


def count_waiting(session: Session, by: Actor, now: datetime, most: int = COUNTED) -> int:
    """How many wait for ``by`` to act, ``most`` where there are more: every page asks, and few read further."""
    if not by.grants:
        return 0
    which = (Notice.done_at.is_(None), within(by.paths()), waits_for(by, now), _wanted(session, by))
    found = select(Notice.id).join(Unit).where(*which).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _newest(
    session: Session, by: Actor, most: int, which: ColumnElement[bool], *, also_hidden: bool
) -> Sequence[Notice]:
    return session.scalars(
        select(Notice)
        .join(Unit)
        .options(joinedload(Notice.unit))
        .where(
            Notice.done_at.is_(None),
            within(by.paths()),
            which,
            true() if also_hidden else _wanted(session, by),
        )
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(most)
    ).all()


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
