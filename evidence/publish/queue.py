"""How publishing stands at one moment: what the operators' page, the metrics and the alerts are all made of.

Every query here is bounded: by what is open, by an hour, or by a limit. What was published long ago is never read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.by_hand import ByHand
from evidence.core import jobs, signs
from evidence.core.jobs import Depth
from evidence.core.signs import Sign
from evidence.publish.ledger import left_of, told_lately
from evidence.publish.models import Attempt, Ledger, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.needs import HANDS, WHERE, Need, switched_off, waits
from evidence.publish.pauses import held_back

LATELY = timedelta(hours=1)
# Upper bounds in seconds of the times from approval to the post.
BOUNDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
# A reason with which a worker goes on with what another one had begun.
TAKEN_OVER = "diambil alih"
# The reason of a hold that a switch (`pauses`) makes, beside those that stand on the row.
SWITCH = "switch"


@dataclass(frozen=True)
class Standing:
    """Publications of one network in one state, as people tell states apart; ``since`` is how long the oldest is there.

    ``state`` is a state's word, or ``scheduled`` (due later), ``resting`` (its account rests), ``held``, and where a
    person's turn is ``by_hand``, ``inbox`` (finished in the app) or ``to_delete``. One with a post that should not
    stand is ``stray`` beside what else it is.
    """

    network: str
    state: str
    count: int
    since: datetime | None
    hold_reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """How many tries on a network went that way within the last hour."""

    network: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Pace:
    """Times from approval (or the planned time, if that is later) to the post, of one network within the last hour.

    ``upto`` counts the posts within each of ``BOUNDS``; ``seconds`` is their sum.
    """

    network: str
    count: int
    seconds: float
    upto: tuple[int, ...]


@dataclass(frozen=True)
class Accounts:
    """How many accounts of a network are in a state."""

    network: str
    state: str
    count: int


@dataclass(frozen=True)
class Room:
    """What is left of quotas on a network: of the account that has least, and how many accounts have none or rest."""

    network: str
    least: int | None
    known: int
    resting: int


@dataclass(frozen=True)
class Picture:
    """All of it, as of ``at``."""

    at: datetime
    depths: Sequence[Depth]
    standings: Sequence[Standing]
    outcomes: Sequence[Outcome]
    paces: Sequence[Pace]
    accounts: Sequence[Accounts]
    rooms: Sequence[Room]
    workers: Sequence[Sign]


def picture(session: Session, *, now: datetime) -> Picture:
    """How it stands at ``now``."""
    return Picture(
        at=now,
        depths=jobs.depths(session),
        standings=standings(session, now=now),
        outcomes=outcomes(session, now=now),
        paces=paces(session, now=now),
        accounts=accounts(session),
        rooms=rooms(session, now=now),
        workers=signs.signs(session),
    )


def standings(session: Session, *, now: datetime) -> Sequence[Standing]:
    """What is not over yet, by network and state, what is in most need first."""
    rests = exists().where(Ledger.account_id == Publication.account_id, Ledger.rests_until > now)
    queued = Publication.state == P.QUEUED
    shown = case(
        (and_(queued, or_(Publication.hold_reason.is_not(None), held_back())), "held"),
        (and_(queued, Publication.due_at > now), "scheduled"),
        (and_(queued, rests), "resting"),
        *((WHERE[each], each.value) for each in (Need.INBOX, Need.BY_HAND, Need.TO_DELETE)),
        else_=Publication.state,
    )  # fmt: skip
    hold = case((switched_off(), SWITCH), else_=Publication.hold_reason)
    since = case((and_(queued, hold.is_(None)), Publication.due_at), else_=Publication.updated_at)
    found: list[Standing] = []
    # Each part is read from its own index.
    moving = and_(
        Publication.state.in_((P.QUEUED, P.PREPARING, P.READY, P.PUBLISHING)),
        Publication.hold_reason.is_(None),
    )
    waiting = waits(*(each for each in Need if each is not Need.STRAY and each not in HANDS))
    parts = ((waiting, shown), (moving, shown), (Publication.state == P.WITHDRAWING, shown))
    for part, state in (*parts, (waits(Need.STRAY), literal(Need.STRAY.value))):
        rows = session.execute(
            select(
                Publication.network, state.label("shown"), hold.label("hold"),
                func.count().label("many"), func.min(since).label("since"),
            )
            .where(part)
            .group_by("network", "shown", "hold")
            .order_by("network", "shown", "hold")
        )  # fmt: skip
        found += [Standing(row.network, row.shown, row.many, row.since, row.hold or "") for row in rows]
    return found


def outcomes(session: Session, *, now: datetime) -> Sequence[Outcome]:
    """What the tries of the last hour came to."""
    sent = Attempt.old.in_((P.PREPARING.value, P.READY.value, P.PUBLISHING.value))
    kind = case(
        (and_(Attempt.old == Attempt.new, Attempt.reason == TAKEN_OVER), "taken_over"),
        (Attempt.old == Attempt.new, None),
        (and_(sent, Attempt.new == P.QUEUED.value), "again"),
        (
            Attempt.new.in_((P.PUBLISHED.value, P.UNCONFIRMED.value, P.FAILED.value, P.CANCELLED.value)),
            Attempt.new,
        ),
    )
    rows = session.execute(
        select(Publication.network, kind.label("outcome"), func.count().label("many"))
        .join(Publication, Publication.id == Attempt.publication_id)
        .where(Attempt.at > now - LATELY, kind.is_not(None))
        .group_by("network", "outcome")
        .order_by("network", "outcome")
    )
    return [Outcome(row.network, row.outcome, row.many) for row in rows]


def paces(session: Session, *, now: datetime) -> Sequence[Pace]:
    """How long the posts of the last hour took; those that people share by hand are not in it."""
    began = func.greatest(Publication.created_at, Publication.planned_at)
    took = func.extract("epoch", Publication.posted_at - began)
    rows = session.execute(
        select(
            Publication.network,
            func.count().label("many"),
            func.sum(took).label("seconds"),
            *(
                func.count().filter(took <= bound).label(f"upto_{place}")
                for place, bound in enumerate(BOUNDS)
            ),
        )
        .where(Publication.posted_at > now - LATELY, Publication.network != ByHand.name)
        .group_by(Publication.network)
        .order_by(Publication.network)
    )
    found: list[Pace] = []
    for row in rows:
        network, many, seconds, *upto = tuple(row)
        found.append(Pace(network, many, float(seconds), tuple(int(each) for each in upto)))
    return found


def accounts(session: Session) -> Sequence[Accounts]:
    """How many accounts there are, by network and state."""
    rows = session.execute(
        select(SocialAccount.network, SocialAccount.state, func.count().label("many"))
        .group_by(SocialAccount.network, SocialAccount.state)
        .order_by(SocialAccount.network, SocialAccount.state)
    )
    return [Accounts(row.network, row.state.value, row.many) for row in rows]


def rooms(session: Session, *, now: datetime) -> Sequence[Room]:
    """What is left, by network; a word older than the quota's own window says nothing any more."""
    lately = told_lately(now)
    rows = session.execute(
        select(
            SocialAccount.network,
            func.min(case((lately, left_of()))).label("least"),
            func.count().filter(lately).label("known"),
            func.count().filter(Ledger.rests_until > now).label("resting"),
        )
        .select_from(Ledger)
        .join(SocialAccount, SocialAccount.id == Ledger.account_id)
        .group_by(SocialAccount.network)
        .order_by(SocialAccount.network)
    )
    return [Room(row.network, row.least, row.known, row.resting) for row in rows]


def summed(standings: Sequence[Standing]) -> Mapping[str, Standing]:
    """All networks together: each state with its count and its oldest."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for each in standings:
        found[each.state].append(each)
    return {
        state: Standing(
            "", state, sum(each.count for each in rows), min((each.since for each in rows if each.since), default=None)
        )
        for state, rows in found.items()
    }  # fmt: skip
