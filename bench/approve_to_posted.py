"""From the approval to the post, with nothing else to do and behind a hundred pictures that wait to be drawn.

python -m bench.approve_to_posted
"""

import re
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from bench.proof import keep, percentile
from evidence.core import clock
from tests.clusters import temporary_folder
from tests.house import MOJO
from tests.program import Program
from tests.serving import RunningHouse, running_house
from tests.waiting import until

IDLE, BUSY, FILLERS = 15, 30, 16
WAITING = 100

HEAD = """
# From the approval to the post

`bench/approve_to_posted.py` writes this page. A real `evidence serve`: web, database, store, practice network, one
worker process for `render` and one for `publish`, all on this machine. Posts are approved one after another over the
API, and the time is from just before that call until the attempt that says *published*. *Behind renders*: at each
approval at least {waiting} pictures wait in the queue `render`, and two are being drawn on the same cores.

| | posts | pictures waiting | median, s | p95, s | longest, s | ratio of the medians |
| --- | --: | --: | --: | --: | --: | --: |
"""
FOOT = """
Promised: p95 under 10 s. An approval makes its rows in the decision's own commit; the publishing worker's dispatcher
looks every 2 s, which is most of the time here, and then the two calls to the network are made. The queue of renders
has its own process and its own slots, so what is left of its influence is the processor that they share.
"""


@dataclass(frozen=True)
class Run:
    """One approval: seconds until the post, and how many pictures waited before it."""

    seconds: float
    waiting: int


def rows(of: Sequence[Run], base: Sequence[Run], name: str) -> str:
    """One line of the page."""
    took = [run.seconds for run in of]
    least = min(run.waiting for run in of)
    ratio = median(took) / median(run.seconds for run in base)
    return (
        f"| {name} | {len(of)} | {least} or more | {median(took):.1f} | {percentile(took, 0.95):.1f} "
        f"| {max(took):.1f} | {ratio:.2f} |\n"
    )


@dataclass
class Desk:
    """The people at work, and posts that wait for a decision."""

    lurah: Program
    camat: Program
    posts: list[dict[str, object]]
    fillers: list[str]
    edits: int = 0

    def waiting(self) -> int:
        """How many jobs wait in the queue of renders, as the metrics say."""
        text = self.lurah.http.get("/metrics").raise_for_status().text
        found = re.search(r'^bukti_jobs_waiting\{queue="render"\} ([0-9.]+)$', text, re.M)
        assert found, text
        return int(float(found.group(1)))

    def fill(self) -> int:
        """Ask for pictures until enough wait: a new title changes them all. How many there are."""
        while (found := self.waiting()) < WAITING:
            for _ in range(3):
                self.edits += 1
                activity = self.fillers[self.edits % len(self.fillers)]
                told = {
                    "title": f"Kuras saluran ke-{self.edits}",
                    "category": "DRAINASE",
                    "mode": "A",
                    "unit": MOJO,
                }
                self.lurah.ask(
                    "PUT", f"/activities/{activity}", json={**told, "place": {"unit": MOJO, "rw": 4}}
                )
                self.lurah.http.get(f"/kegiatan/{activity}/unduh").raise_for_status()
        return found

    def approve(self, waiting: int) -> Run:
        """Approve the next post and wait until it is out."""
        post = self.posts.pop()
        began = clock.now()
        self.camat.decide(post)
        ident = self.camat.publication(str(post["id"]), "practice", "published")
        path = f"/publications?post={post['id']}"
        (row,) = [each for each in self.camat.ask("GET", path)["publications"] if each["id"] == ident]
        (at,) = [datetime.fromisoformat(each["at"]) for each in row["attempts"] if each["to"] == "published"]
        return Run((at - began).total_seconds(), waiting)


def prepare(lurah: Program, camat: Program, posts: int) -> Desk:
    """Make the activities and submit the posts."""
    account = lurah.accounts(MOJO)["practice"]
    made = []
    for number in range(posts + FILLERS):
        activity = lurah.begin(f"Saluran {number}", MOJO)
        lurah.send_pair(activity, number)
        made.append(activity)
    submitted = [
        lurah.submit(activity, f"Saluran nomor {number} dikuras.", [account])
        for number, activity in enumerate(made[:posts])
    ]
    return Desk(lurah, camat, submitted, made[posts:])


def measure(served: RunningHouse) -> tuple[list[Run], list[Run]]:
    """The runs with nothing else to do, and those behind renders."""
    with (
        closing(Program(served, "lurah.mojo")) as lurah,
        closing(Program(served, "camat.pasarkliwon")) as camat,
    ):
        desk = prepare(lurah, camat, IDLE + BUSY)
        until(lambda: desk.waiting() == 0, 300, every=0.5)
        idle = [desk.approve(0) for _ in range(IDLE)]
        return idle, [desk.approve(desk.fill()) for _ in range(BUSY)]


def run() -> tuple[list[Run], list[Run]]:
    """Measure and keep; the runs."""
    began = time.monotonic()
    with (
        temporary_folder() as folder,
        running_house(folder, 600, EVIDENCE_UPLOAD_RATE="10000 per minute") as served,
    ):
        idle, busy = measure(served)
    table = rows(idle, idle, "nothing else to do") + rows(busy, idle, f"behind {WAITING} renders")
    keep("approve", HEAD.format(waiting=WAITING) + table + FOOT)
    print(f"{time.monotonic() - began:.0f} s in all")
    return idle, busy


if __name__ == "__main__":
    run()
