"""The long proof: twenty kills at each step, with twenty publications standing there each time."""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import procrastinate
import pytest

from install import ROOT
from tests.publish.kills import CROWD, STEPS, Step, kill_at
from tests.publish.newsroom import Newsroom
from tests.publish.relay import Relay
from tests.publish.tally import Tally, history, tally
from tests.waiting import until

KILLS = 20
PROOF = ROOT / "docs" / "proof" / "kills.md"

HEAD = """\
# A worker killed at each step of a publication

`make prove` writes this page. A real `evidence worker` process is killed with `kill -9` when {crowd} publications stand
at one step, {kills} times for each step; the worker that takes over is the next to be killed. The practice network or
PostgreSQL holds the publications at the step; the product has no hooks for it. Of the calls *received*, a third act at
once, a third never, and a third after the next worker has looked for them in vain: a later look finds those.

| step | kills | publications | posts | adopted | perlu dicek | lost | doubled | stuck | seconds |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |
"""
FOOT = """
*Step*: the last thing that had happened when the worker died. *Adopted*: found on the network by a look-up and taken
over as published. *Perlu dicek*: left to a person, with no post on the network. *Lost*: said to be published and not on
the network. *Doubled*: more than once on the network. *Stuck*: neither ended, nor left to a person, nor held with a
reason. *Seconds*: from the kill until nothing was left to do, median and longest, with a beat of {beat} s and a
takeover limit of {limit} s; the second worker's start is part of it.

What this does not show: a power cut, a network between worker and database that breaks, clocks that disagree, and
networks other than the practice one.

{day}, {system}, Python {python}, PostgreSQL {postgres}, Procrastinate {engine}.
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    step: str
    found: Tally
    seconds: list[float]

    def __str__(self) -> str:
        found, seconds = self.found, f"{median(self.seconds):.1f} / {max(self.seconds):.1f}"
        cells = (
            self.step, len(self.seconds), found.publications, found.posts, found.adopted, found.unconfirmed,
            found.lost, found.doubled, found.stuck, seconds,
        )  # fmt: skip
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def prove(relay: Relay, step: Step) -> Row:
    batches, seconds = [], []
    for _ in range(KILLS):
        batch, relay.worker, took = kill_at(step, relay.room, relay.worker, relay.start)
        # Before a later look adopts what acted late.
        found = tally(relay.room, batch)
        ends = (found.published, found.adopted, found.unconfirmed, found.posts)
        assert ends == step.ends, history(relay.room.publications(batch))
        batches.append(batch)
        seconds.append(took)
    # Calls that acted after the look are found by a later one, ten and thirty seconds after the first.
    until(lambda: tally(relay.room, *batches).unseen == 0, 90, every=2)
    return Row(step.name, tally(relay.room, *batches), seconds)


@pytest.mark.prove
def test_twenty_kills_at_each_step_lose_nothing_and_double_nothing(relay: Relay) -> None:
    rows = [prove(relay, step) for step in STEPS]

    PROOF.parent.mkdir(parents=True, exist_ok=True)
    PROOF.write_text(page(relay.room, rows), encoding="utf-8")
    assert [(row.found.lost, row.found.doubled, row.found.stuck) for row in rows] == [(0, 0, 0)] * len(rows)


def page(room: Newsroom, rows: list[Row]) -> str:
    """The proof as it is read."""
    with room.owner() as owner:
        version = owner.info.server_version
    return (
        HEAD.format(crowd=CROWD, kills=KILLS)
        + "".join(f"{row}\n" for row in rows)
        + FOOT.format(
            beat=room.house.env["EVIDENCE_HEARTBEAT"],
            limit=room.house.env["EVIDENCE_STALLED_AFTER"],
            day=datetime.now(UTC).date().isoformat(),
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
            postgres=version // 10000,
            engine=procrastinate.__version__,
        )
    )
