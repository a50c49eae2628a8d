"""What is due to one person in one way: taken once, sent outside of any transaction, and noted. The edges commit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from evidence.adapters.push import Subscription
from evidence.core.outcomes import Answer, Outcome
from evidence.notices.choices import Chosen, Usual, chosen
from evidence.notices.letters import Said
from evidence.notices.models import Delivery, Notice, PushSubscription
from evidence.notices.models import DeliveryState as S
from evidence.notices.spreading import live, over
from evidence.notices.topics import ASKED_FOR, BY_CODE, SAFETY, Way
from evidence.notices.voice import voice
from evidence.units import queries
from evidence.units.access import Actor
from evidence.units.models import Device

AT_ONCE = 50
TRIES = 8
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
# Whoever took something and said nothing for so long is gone, and nobody knows how far they came.
LOST_AFTER = timedelta(minutes=15)
KEPT = timedelta(days=90)
ENDS = {Outcome.SENT: S.SENT, Outcome.UNKNOWN: S.UNKNOWN, Outcome.REFUSED: S.FAILED, Outcome.GONE: S.FAILED}


@dataclass(frozen=True)
class Parcel:
    """What goes out together: to an address, or to browsers by the number of their rows."""

    ids: Sequence[uuid.UUID]
    user_id: uuid.UUID
    way: Way
    told: Sequence[Said]
    topics: Sequence[str]
    language: str
    urgent: bool
    tries: int
    address: str = ""
    browsers: Sequence[tuple[uuid.UUID, Subscription]] = ()


def claim(session: Session, user_id: uuid.UUID, way: Way, usual: Usual, *, now: datetime) -> Parcel | None:
    """Take what is due; from here on it is sent at most once. None when there is nothing, or nobody to send it to.

    What has lost its cause, its reader or its reader's wish meanwhile is dropped; what falls into quiet hours waits.
    """
    rows = session.scalars(
        select(Delivery)
        .options(joinedload(Delivery.notice).joinedload(Notice.unit))
        .where(
            Delivery.user_id == user_id, Delivery.way == way.value, Delivery.state == S.WAITING, Delivery.due_at <= now
        )
        .order_by(Delivery.made_at, Delivery.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Delivery)
    ).all()  # fmt: skip
    by, found = queries.actor(session, user_id, now), chosen(session, user_id, usual)
    kept = [row for row in rows if not _put_by(session, row, by, found, way, now=now)]
    if not kept or by is None:
        return None
    # A letter that was asked for goes to an address of its own, so it goes alone.
    alone = [row for row in kept if row.topic == ASKED_FOR.code][:1]
    kept = alone or kept
    parcel = Parcel(
        [row.id for row in kept], user_id, way, [_said(row, found) for row in kept], [row.topic for row in kept],
        found.language, any(BY_CODE[row.topic].urgent for row in kept), max(row.tries for row in kept) + 1,
    )  # fmt: skip
    if way is Way.MAIL:
        parcel = replace(parcel, address=found.mail_asked if alone else found.mail)
    else:
        parcel = replace(parcel, browsers=_browsers(session, by, now))
    if not parcel.address and not parcel.browsers:
        _move(session, parcel.ids, S.WAITING, S.DROPPED, reason="nobody there", ended_at=now)
        return None
    _move(session, parcel.ids, S.WAITING, S.SENDING, claimed_at=now, tries=Delivery.tries + 1)
    return parcel


def _put_by(
    session: Session, row: Delivery, by: Actor | None, found: Chosen, way: Way, *, now: datetime
) -> bool:
    topic, notice = BY_CODE[row.topic], row.notice
    if by is None or (not by.grants and topic is not SAFETY):
        reason = "no right"
    elif notice is not None and (notice.done_at is not None or not by.sees(notice.unit.path)):
        reason = "over"
    elif not found.wants(way, topic):
        reason = "switched off"
    else:
        until = found.waits_until(topic, now) if notice is not None else None
        if until is not None:
            row.due_at = until
        return until is not None
    _move(session, [row.id], S.WAITING, S.DROPPED, reason=reason, ended_at=now)
    return True


def _said(row: Delivery, found: Chosen) -> Said:
    if row.notice is None:
        return Said(row.title, row.body, row.url)
    return Said(row.notice.unit.title, voice(found.language).notice(row.notice), row.notice.url)


def _browsers(session: Session, by: Actor, now: datetime) -> Sequence[tuple[uuid.UUID, Subscription]]:
    return [
        (row.id, Subscription(row.endpoint, row.browser_key, row.browser_secret))
        for row in session.scalars(live(by.id, now))
    ]


def finish(session: Session, parcel: Parcel, answer: Answer, *, now: datetime) -> None:
    """Note what became of it. Only what nobody can have got is tried again, ever later and not for ever."""
    if answer.outcome is Outcome.LATER and parcel.tries < TRIES:
        pause = min(SHORTEST * 2 ** (parcel.tries - 1), LONGEST)
        wait = max(pause, timedelta(seconds=answer.wait or 0))
        _move(session, parcel.ids, S.SENDING, S.WAITING, reason=answer.reason, due_at=now + wait)
        return
    _move(
        session, parcel.ids, S.SENDING, ENDS.get(answer.outcome, S.FAILED), reason=answer.reason, ended_at=now
    )


def together(answers: Sequence[Answer]) -> Answer:
    """What became of one thing for several browsers: what reached one of them is not sent to the others again."""
    order = (Outcome.SENT, Outcome.UNKNOWN, Outcome.LATER, Outcome.REFUSED, Outcome.GONE)
    return min(answers, key=lambda each: order.index(each.outcome))


def forget_browser(session: Session, subscription_id: uuid.UUID) -> None:
    """The push service says that this browser is there no longer."""
    session.execute(delete(PushSubscription).where(PushSubscription.id == subscription_id))


def tidy(session: Session, *, now: datetime) -> int:
    """Call lost what a worker took and never answered for; how many. What ended long ago is forgotten, and so are the
    browsers that lost their person."""
    lost = session.scalars(
        update(Delivery)
        .where(Delivery.state == S.SENDING, Delivery.claimed_at < now - LOST_AFTER)
        .values(state=S.UNKNOWN, reason="worker lost", ended_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    gone = select(PushSubscription.id).join(Device).where(over(now))
    session.execute(
        delete(PushSubscription)
        .where(PushSubscription.id.in_(gone))
        .execution_options(synchronize_session=False)
    )
    old = (
        select(Delivery.id)
        .where(Delivery.made_at < now - KEPT, Delivery.state.not_in((S.WAITING, S.SENDING)))
        .limit(1000)
    )
    session.execute(delete(Delivery).where(Delivery.id.in_(old)).execution_options(synchronize_session=False))
    return len(lost)


def _move(session: Session, ids: Sequence[uuid.UUID], old: S, new: S, **values: Any) -> None:
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == old)
        .values(state=new, **values)
        .execution_options(synchronize_session=False)
    )
