"""The steps of a publication, how to hold a worker at each, and what killing it there looks like."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.publish import holds
from tests.publish.holds import Hold
from tests.publish.newsroom import Batch, Newsroom
from tests.publish.tally import all_at_rest
from tests.publish.workers import Worker
from tests.waiting import until

# How many publications stand at the step when the worker is killed.
CROWD = 20

Holding = Callable[[Newsroom], AbstractContextManager[Hold]]
Killing = Callable[[Newsroom, Batch, Worker, Hold], None]


def _at_call(step: str, kind: str = "hold") -> Holding:
    return lambda room: holds.call(room.practice, step, CROWD, kind)


def _at_change(when: str) -> Holding:
    return lambda room: holds.change(room.databases.owner_url, when)


def _at_commit(when: str) -> Holding:
    return lambda room: holds.commit(room.databases.owner_url, when)


def _while_held(_room: Newsroom, _batch: Batch, worker: Worker, hold: Hold) -> None:
    """The worker dies while it waits; what it waited for happens afterwards and finds nobody."""
    worker.kill()
    hold.let_go()


def _after_commit(room: Newsroom, batch: Batch, worker: Worker, hold: Hold) -> None:
    """The worker dies when its commit is done, before it does anything else."""
    worker.pause()
    hold.let_go()
    until(lambda: room.states(batch) == {"publishing"})
    worker.kill()


def _in_the_network(room: Newsroom, batch: Batch, worker: Worker, _hold: Hold) -> None:
    """The worker dies with its calls received: a third act at once, a third never, the rest after somebody looked."""
    worker.kill()
    idents = list(batch.accounts)
    third = len(idents) // 3
    for place, ident in enumerate(idents[: 2 * third]):
        room.practice.release("publish", act=place < third, account=batch.accounts[ident].id)
    late = set(idents[2 * third :])
    until(
        lambda: all(row.state == "unconfirmed" for row in room.publications(batch) if row.account_id in late),
        60,
    )
    room.practice.release("publish")


@dataclass(frozen=True)
class Step:
    """A step of a publication: ``name`` is the last thing that has happened when the worker dies.

    ``ends``: how many of twenty are then published, adopted from the network, left to a person, and really posted.
    """

    name: str
    ends: tuple[int, int, int, int]
    hold: Holding
    kill: Killing = _while_held


STEPS = (
    Step("claimed", (20, 0, 0, 20), _at_call("media")),
    Step("prepared", (20, 0, 0, 20), _at_change("new.state = 'publishing' AND old.state = 'ready'")),
    Step(
        "intent committed",
        (0, 0, 20, 0),
        _at_commit("new.state = 'publishing' AND old.state = 'ready'"),
        _after_commit,
    ),
    # A third acted at once and was found, a third never acted, and the rest acted after the look.
    Step("call received", (6, 6, 14, 14), _at_call("publish"), _in_the_network),
    Step("posted", (20, 20, 0, 20), _at_call("publish", "hold_answer")),
    Step("answer sent", (20, 20, 0, 20), _at_change("new.state = 'published' AND old.state = 'publishing'")),
    Step("id committed", (20, 0, 0, 20), _at_call("permalink")),
    Step("permalink", (20, 0, 0, 20), _at_change("new.permalink <> old.permalink")),
)


def kill_at(
    step: Step, room: Newsroom, doomed: Worker, start_heir: Callable[[], Worker]
) -> tuple[Batch, Worker, float]:
    """Kill ``doomed`` when all publications of a new batch stand at ``step``.

    Returns the batch, the worker that took over, and the seconds from the kill until nothing was left to do.
    """
    with step.hold(room) as hold:
        batch = room.approve(CROWD)
        until(lambda: hold.count() == CROWD, 60)
        heir = start_heir()
        began = time.monotonic()
        step.kill(room, batch, doomed, hold)
    until(lambda: all_at_rest(room.publications(batch)), 60, every=0.1)
    return batch, heir, time.monotonic() - began
