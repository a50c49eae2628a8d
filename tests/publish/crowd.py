"""Many publications due at once on a few accounts, and what became of them on both sides."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.practice.serving import Account
from tests.publish.newsroom import Batch, Newsroom
from tests.publish.tally import ADOPTED
from tests.publish.workers import Worker
from tests.waiting import until


@dataclass(frozen=True)
class Crowd:
    """Posts that are all due on the same accounts."""

    room: Newsroom
    accounts: Mapping[uuid.UUID, Account]
    posts: Sequence[uuid.UUID]

    def publications(self) -> Sequence[Publication]:
        """All of them as they are now."""
        return self.room.publications(*(Batch(post, {}) for post in self.posts))

    def count(self, *states: P) -> int:
        """How many are in one of these states; published ones count with their address."""
        # The database counts: reading a thousand rows again and again would take a core from the workers.
        statement = select(func.count()).where(
            Publication.post_id.in_(self.posts),
            Publication.state.in_(states),
            or_(Publication.state != P.PUBLISHED, Publication.permalink != ""),
        )
        with self.room.house.sessions() as session:
            return session.scalar(statement) or 0

    def finish(self, seconds: float) -> None:
        """Wait until nothing is left to do."""
        total = len(self.posts) * len(self.accounts)
        until(
            lambda: self.count(P.PUBLISHED, P.UNCONFIRMED, P.FAILED, P.CANCELLED) == total, seconds, every=0.5
        )


@dataclass(frozen=True)
class Outcome:
    """What became of a crowd: ``posts`` on the network, ``doubled`` ones, and rows that say what is not so."""

    publications: int
    published: int
    adopted: int
    left_to_a_person: int
    posts: int
    doubled: int
    lost: int


def crowd(room: Newsroom, accounts: int, posts: int) -> Crowd:
    """Approve so many posts for so many accounts, each for all of them, before any worker is there."""
    opened = [room.practice.open(f"latihan.{uuid.uuid4().hex[:12]}") for _ in range(accounts)]
    idents = [
        factories.account(
            room.house, network="practice", handle=each.handle, remote_id=each.id, token=each.token
        )
        for each in opened
    ]
    works = [factories.approved(room.house, accounts=idents) for _ in range(posts)]
    return Crowd(room, dict(zip(idents, opened, strict=True)), [work.post for work in works])


def outcome(found: Crowd) -> Outcome:
    """Count on both sides."""
    rows = found.publications()
    there = Counter(str(post["id"]) for account in found.accounts.values() for post in account.posts())
    known = Counter(row.remote_id for row in rows if row.state is P.PUBLISHED)
    return Outcome(
        publications=len(rows),
        published=sum(known.values()),
        adopted=sum(any(each.reason == ADOPTED for each in row.attempts) for row in rows),
        left_to_a_person=sum(row.state is P.UNCONFIRMED for row in rows),
        posts=there.total(),
        # A post that no row knows, although all rows are at rest, is the second one of some row.
        doubled=len(there - known),
        lost=len(known - there),
    )


@contextmanager
def workers(room: Newsroom, count: int, concurrency: int) -> Iterator[list[Worker]]:
    """So many real workers, none of which is waited for."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(room.worker(wait=False, EVIDENCE_PUBLISH_CONCURRENCY=str(concurrency)))
            for _ in range(count)
        ]
