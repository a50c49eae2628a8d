"""Eight workers and a crowd of due publications, and a database that is restarted in the middle of one."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from bench.proof import keep
from evidence.core.db import upgrade
from evidence.embedded import Databases, Postgres, Store, roles
from evidence.embedded.processes import running, stop
from evidence.embedded.secrets import draw
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster, temporary_folder
from tests.publish.crowd import Crowd, crowd, outcome, workers
from tests.publish.newsroom import Newsroom, newsroom
from tests.publish.tally import history
from tests.waiting import until

WORKERS, AT_ONCE = 8, 5
PAGE = """
# A crowd of due publications

`tests/publish/test_crowd_proof.py` writes this page. Real `evidence worker` processes with {at_once} slots each, real
PostgreSQL, and the practice network on a real socket; everything is due before the first worker starts. An account's
publications go one after another, so {accounts} accounts are the most that can be served at once. *Seconds* count from
the first post to the last, so the start of the processes is not in them. Of each post the network was asked afterwards.

| | workers | accounts | publications | posts | doubled | lost | adopted | perlu dicek | seconds | a second |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
{rows}
*Restarted*: PostgreSQL was stopped {restarts} times while the crowd was being sent (`SIGINT`, then `SIGQUIT`, which is
like its own crash, then `SIGINT`), each time for as long as it takes to start. A post that was made while nobody could
write it down was *adopted*: found on the network by the next worker.
"""


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    name: str
    found: Crowd
    workers: int
    seconds: float

    def __str__(self) -> str:
        ends = outcome(self.found)
        cells = (
            self.name, self.workers, len(self.found.accounts), ends.publications, ends.posts, ends.doubled, ends.lost,
            ends.adopted, ends.left_to_a_person, f"{self.seconds:.1f}", f"{ends.posts / self.seconds:.0f}",
        )  # fmt: skip
        return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def span(found: Crowd) -> float:
    """The seconds from the first post to the last."""
    times = [row.posted_at for row in found.publications() if row.posted_at is not None]
    return max((max(times) - min(times)).total_seconds(), 0.1)


def check(found: Crowd, expected: int) -> None:
    """Each of them is on the network once, and the house knows it."""
    ends = outcome(found)
    assert (ends.publications, ends.published, ends.posts, ends.doubled, ends.lost) == (
        expected, expected, expected, 0, 0,
    ), f"{ends}\n{history(row for row in found.publications() if row.state is not P.PUBLISHED)}"  # fmt: skip


@dataclass
class Restarted:
    """A database of one's own, with everything in it and a way to restart it."""

    databases: Databases
    restart: Callable[[signal.Signals], None]


@contextmanager
def restartable() -> Iterator[Restarted]:
    """What was committed outlives each restart, as it does in a real house; only a power cut may take it."""
    with temporary_folder() as folder, ExitStack() as stack:
        postgres = Postgres(folder, draw(), {"fsync": "off"})
        postgres.initialise()

        def start() -> None:
            nonlocal process
            process = stack.enter_context(
                running(postgres.program(), postgres.ready, folder / "postgres.log")
            )

        def restart(how: signal.Signals) -> None:
            stop(process, how)
            start()

        process = stack.enter_context(running(postgres.program(), postgres.ready, folder / "postgres.log"))
        databases = postgres.databases()
        upgrade(databases.owner_url, roles.APP)
        yield Restarted(databases, restart)


def send(found: Crowd, count: int, seconds: float) -> float:
    """Let workers send all of it; the seconds from the first post to the last."""
    with workers(found.room, count, AT_ONCE):
        found.finish(seconds)
    return span(found)


def send_with_restarts(
    found: Crowd, count: int, database: Restarted, hows: list[signal.Signals], seconds: float
) -> float:
    """The same, with a restart of the database after each further part of the crowd."""
    total = len(found.publications())
    with workers(found.room, count, AT_ONCE):
        for place, how in enumerate(hows, start=1):
            part = total * place // (len(hows) + 2)
            until(lambda part=part: found.count(P.PUBLISHED) >= part, seconds, every=0.1)  # type: ignore[misc]
            database.restart(how)
        found.finish(seconds)
    return span(found)


@pytest.mark.prove
def test_workers_send_a_crowd_once_each(room: Newsroom) -> None:
    found = crowd(room, accounts=12, posts=2)

    send(found, 2, 90)

    check(found, 24)


@pytest.mark.prove
def test_eight_workers_send_a_thousand_and_outlive_restarts_of_the_database(
    cluster: Cluster, store: Store
) -> None:
    hows = [signal.SIGINT, signal.SIGQUIT, signal.SIGINT]
    # The network has a server of its own, as networks have: eight workers may take all the connections of ours.
    practice = cluster.create_database().practice_url
    with restartable() as database, newsroom(database.databases, store, practice) as room:
        plain = crowd(room, accounts=40, posts=25)
        rows = [Row("undisturbed", plain, WORKERS, send(plain, WORKERS, 600))]
        check(plain, 1000)
        struck = crowd(room, accounts=40, posts=25)
        rows.append(
            Row("restarted", struck, WORKERS, send_with_restarts(struck, WORKERS, database, hows, 600))
        )
        check(struck, 1000)
        told = "".join(str(row) for row in rows)
    keep("crowd", PAGE.format(at_once=AT_ONCE, accounts=40, rows=told, restarts=len(hows)))
