"""From notices to people: a delivery for each person and way, and a job for what is due. The edges commit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from evidence.core import jobs
from evidence.notices.choices import Chosen, Usual, chosen
from evidence.notices.models import Delivery, DeliveryState, Notice, PushSubscription
from evidence.notices.people import told_of
from evidence.notices.topics import Topic, Way, topic_of
from evidence.units.models import Device

DELIVER = "notices.deliver"
# What is over so soon nobody needs to hear of.
GRACE = timedelta(seconds=20)
MOST = 200
# A phone changes hands; whoever still has it says so once more.
ASKED_ANEW = timedelta(days=180)
# Photos and posts come first.
_LATER = -5


@dataclass(frozen=True)
class Reach:
    """In which ways this house reaches people outside the app, and what the city chose for all."""

    ways: frozenset[Way] = frozenset()
    usual: Usual = field(default_factory=Usual)


@dataclass(frozen=True)
class Words:
    """What is told where no notice says it."""

    title: str = ""
    body: str = ""
    url: str = ""


def spread(session: Session, reach: Reach, *, now: datetime) -> int:
    """Tell people of the notices that nobody was told of yet; how many those were."""
    found = session.scalars(
        select(Notice)
        .options(joinedload(Notice.unit))
        .where(Notice.spread_at.is_(None), Notice.done_at.is_(None), Notice.created_at <= now - GRACE)
        .order_by(Notice.created_at)
        .limit(MOST)
        # Two workers may look at once.
        .with_for_update(skip_locked=True, of=Notice)
    ).all()
    for notice in found:
        topic = topic_of(notice.kind)
        for user_id in told_of(session, notice, now):
            tell_one(session, user_id, topic, str(notice.id), reach, notice=notice, now=now)
        notice.spread_at = now
    session.flush()
    return len(found)


def tell_one(
    session: Session,
    user_id: uuid.UUID,
    topic: Topic,
    about: str,
    reach: Reach,
    *,
    now: datetime,
    notice: Notice | None = None,
    words: Words = Words(),
) -> int:
    """Let one person hear of it in each way that they want and that reaches them; in how many that is."""
    found = chosen(session, user_id, reach.usual)
    ways = [each for each in ways_to(session, user_id, found, reach, now) if found.wants(each, topic)]
    # A digest comes at the hour that its person chose.
    due_at = (found.waits_until(topic, now) if notice else None) or now
    for way in ways:
        put(session, user_id, way, topic, about, now=now, due_at=due_at, notice=notice, words=words)
    return len(ways)


def put(
    session: Session,
    user_id: uuid.UUID,
    way: Way,
    topic: Topic,
    about: str,
    *,
    now: datetime,
    due_at: datetime,
    notice: Notice | None = None,
    words: Words = Words(),
) -> bool:
    """Note that it is to be told in that way, unless it was noted before; whether it is new."""
    made = session.execute(
        insert(Delivery)
        .values(
            id=uuid.uuid4(), user_id=user_id, way=way.value, about=about, topic=topic.code,
            notice_id=notice.id if notice else None, title=words.title, body=words.body, url=words.url,
            state=DeliveryState.WAITING, reason="", tries=0, made_at=now, due_at=due_at,
        )
        .on_conflict_do_nothing(index_elements=["user_id", "way", "about"])
        .returning(Delivery.id)
    )  # fmt: skip
    return made.scalar() is not None


def ways_to(
    session: Session, user_id: uuid.UUID, found: Chosen, reach: Reach, now: datetime
) -> Sequence[Way]:
    """The ways in which that person can be reached now."""
    ways = []
    if Way.PUSH in reach.ways and session.scalar(live(user_id, now).limit(1)) is not None:
        ways.append(Way.PUSH)
    if Way.MAIL in reach.ways and found.mail:
        ways.append(Way.MAIL)
    return ways


def live(user_id: uuid.UUID, now: datetime) -> Select[PushSubscription]:
    """The browsers on which that person asked for pushes and may still be."""
    return (
        select(PushSubscription)
        .join(Device)
        .where(PushSubscription.user_id == user_id, Device.user_id == user_id, not_(over(now)))
    )


def over(now: datetime) -> ColumnElement[bool]:
    """Whether a browser has lost its person: they left it, or it was never theirs alone and their sign-in has ended.

    A camat's sign-in lasts twelve hours; what waits on their own phone still comes there, and asks them to sign in.
    """
    return or_(
        Device.ended_at.is_not(None),
        and_(Device.own.is_(False), Device.expires_at <= now),
        PushSubscription.created_at <= now - ASKED_ANEW,
    )


def enqueue_due(session: Session, *, now: datetime) -> None:
    """Make a job for each person and way of which something is due."""
    due = session.execute(
        select(Delivery.user_id, Delivery.way)
        .where(Delivery.state == DeliveryState.WAITING, Delivery.due_at <= now)
        .distinct()
        .limit(500)
    ).all()
    for user_id, way in due:
        enqueue(session, user_id, Way(way))


def enqueue(session: Session, user_id: uuid.UUID, way: Way) -> None:
    """A job for what is due to that person in that way; two never run at once."""
    name = f"{DELIVER}:{user_id}:{way}"
    jobs.enqueue(
        session, DELIVER, queue=jobs.PUBLISH, lock=name, queueing_lock=name, priority=_LATER,
        key=f"{user_id}:{way}",
    )  # fmt: skip
