"""A storm: publications on every network, faults at their calls, and workers killed at random points all the while."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from evidence.compose.frozen import digest
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests.publish.pressroom import Pressroom
from tests.publish.workers import Worker, worker
from tests.waiting import until

ADOPTED = "ditemukan di jejaring"
# What goes wrong at a publish call, before and after the network has acted.
FAULTS = (
    "reset_before", "fail_before", "throttle", "slow",
    "lose_answer", "reset_after", "fail_after", "blocked_after", "garbage", "redirect",
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Numbers of publications.

    ``lost`` say that they are published and are not; ``doubled`` are on their network more than once; ``stuck`` have
    neither ended, nor wait for a person, nor are held with a reason; ``altered`` show other bytes than were approved.
    ``left`` wait for a person, of which some are posted ``unseen``.
    """

    publications: int
    published: int
    adopted: int
    left: int
    unseen: int
    held: int
    failed: int
    lost: int
    doubled: int
    stuck: int
    altered: int


def at_rest(row: Publication) -> bool:
    """Whether the machine has nothing more to do."""
    if row.hold_reason is not None or row.state in (P.FAILED, P.CANCELLED):
        return True
    # What nobody could know is looked for a few times more; what is out may still learn its address.
    return row.state in (P.PUBLISHED, P.UNCONFIRMED) and row.look_at is None


def tally(room: Pressroom, rows: Sequence[Publication]) -> Tally:
    """Count what became of them on both sides."""
    found = {row.id: room.posted(row) for row in rows}
    return Tally(
        publications=len(rows),
        published=sum(row.state is P.PUBLISHED for row in rows),
        adopted=sum(any(each.reason == ADOPTED for each in row.attempts) for row in rows),
        left=sum(row.state is P.UNCONFIRMED for row in rows),
        unseen=sum(row.state is P.UNCONFIRMED and bool(found[row.id]) for row in rows),
        held=sum(row.hold_reason is not None for row in rows),
        failed=sum(row.state is P.FAILED for row in rows),
        lost=sum(row.state is P.PUBLISHED and not found[row.id] for row in rows),
        doubled=sum(len(found[row.id]) > 1 for row in rows),
        stuck=sum(not at_rest(row) for row in rows),
        altered=sum(
            digest(post.images) != (row.sent_sha256 or row.version.image_sha256)
            or digest(post.images) != row.version.image_sha256
            for row in rows
            for post in found[row.id]
        ),
    )


class Crew:
    """Workers of which one is killed now and then; another one takes its place at once."""

    def __init__(self, room: Pressroom, count: int, stack: ExitStack, chance: random.Random) -> None:
        self.room, self.chance, self.kills = room, chance, 0
        self._stack = stack
        self._crew = [stack.enter_context(room.worker()) for _ in range(count)]

    def kill_one(self) -> None:
        """Kill the one that is at work longest, at a random moment, when the newest has begun."""
        threshold = self.room.newest_worker()
        victim = self._crew.pop(0)
        time_left = time.monotonic() + self.chance.uniform(0.0, 0.6)
        until(lambda: time.monotonic() > time_left, every=0.01)
        victim.kill()
        self.kills += 1
        self._crew.append(self._stack.enter_context(self._new()))
        until(lambda: self.room.newest_worker() > threshold, 60)

    @contextmanager
    def _new(self) -> Iterator[Worker]:
        env = {
            name: value
            for name, value in self.room.house.env.items()
            if name != "EVIDENCE_DATABASE_OWNER_URL"
        }
        with worker(env, self.room.folder) as found:
            yield found


def storm(room: Pressroom, publications: int, kills: int, *, seed: int, faults: float = 0.03) -> Crew:
    """So many publications while so many workers are killed; ``faults`` is the share of publish calls that go wrong.

    Comes back when nothing is left to do; its crew is gone by then.
    """
    chance = random.Random(seed)
    opened = [room.open(network) for network in room.press.stations for _ in range(2)]
    each, asked, owed = max(1, round(publications / kills)), 0, 0.0
    with ExitStack() as stack:
        crew = Crew(room, 2, stack, chance)
        while crew.kills < kills or asked < publications:
            chosen = chance.sample(opened, min(each, publications - asked, len(opened)))
            if chosen:
                room.approve(*chosen)
                asked += len(chosen)
                owed += faults * len(chosen)
            while owed >= chance.random() and chosen:
                owed -= 1
                station = room.press.stations[room.accounts[chance.choice(chosen)].network]
                station.ground.fault("publish", chance.choice(FAULTS), seconds=1.0)
            if crew.kills < kills:
                crew.kill_one()
        settle(room, 600)
    return crew


def settle(room: Pressroom, seconds: float) -> None:
    """Wait until nothing is left to do; a person lets go on what networks had held back."""

    def calm() -> bool:
        room.resume()
        return all(at_rest(row) and row.hold_reason is None for row in room.rows())

    until(calm, seconds, every=1.0)


def history(room: Pressroom, rows: Sequence[Publication]) -> str:
    """What happened to those that did not simply go through, to read when a test fails."""
    lines = [
        f"{row.network} {row.state} posts={len(room.posted(row))}: "
        + ", ".join(f"{a.number} {a.old}>{a.new} {a.reason}" for a in row.attempts)
        for row in rows
        if row.state is not P.PUBLISHED or len(room.posted(row)) != 1
    ]
    return "\n".join([*lines, str(Counter(row.network for row in rows))])
