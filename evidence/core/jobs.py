"""Jobs on Procrastinate: enqueued in the transaction that causes the work, taken over when a worker dies.

The engine only queues, wakes and hands over. What a job does is always written so that running it twice is harmless,
and the rows of the house, not the jobs, say what is true.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import procrastinate
from procrastinate import exceptions
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import text
from sqlalchemy.orm import Session

from evidence.core.db import libpq
from evidence.core.errors import Unavailable
from evidence.core.takeover import Takeover

log = logging.getLogger(__name__)

RENDER = "render"
PUBLISH = "publish"
QUEUES = (RENDER, PUBLISH)

# Deferring inside our own transaction needs no pool of the engine's, so this one is never opened.
_deferrer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    session: Session,
    task: str,
    *,
    queue: str,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    key: str,
) -> bool:
    """Put ``task`` for the thing called ``key`` in ``queue``, in the session's transaction; a rollback takes it back.

    ``lock``: never two running with the same. ``queueing_lock``: never two waiting with the same; then the answer is
    False and nothing is added. Higher ``priority`` runs first.
    """
    session.flush()
    # The engine reports a taken queueing lock as an error, which must not end the caller's transaction.
    savepoint = session.begin_nested()
    connection = session.connection().connection.driver_connection
    try:
        _deferrer.configure_task(
            task,
            allow_unknown=True,
            queue=queue,
            lock=lock,
            queueing_lock=queueing_lock,
            priority=priority,
            connection=connection,
        ).defer(key=key)
    except exceptions.AlreadyEnqueued:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def live_queueing_locks(session: Session, prefix: str) -> set[str]:
    """The queueing locks beginning with ``prefix`` whose job waits or runs."""
    rows = session.execute(
        text(
            "SELECT queueing_lock FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing') AND starts_with(queueing_lock, :prefix)"
        ),
        {"prefix": prefix},
    )
    return set(rows.scalars())


@dataclass(frozen=True)
class Depth:
    """One queue: how many jobs wait and run, and since when the oldest of those that wait has been there."""

    queue: str
    waiting: int = 0
    running: int = 0
    since: datetime | None = None


def depths(session: Session) -> Sequence[Depth]:
    """Each queue with its depth, in the order of ``QUEUES``."""
    rows = session.execute(
        text(
            "SELECT queue_name, waiting, running,"
            " (SELECT at FROM procrastinate_events WHERE job_id = oldest AND type = 'deferred' LIMIT 1) AS since"
            " FROM (SELECT queue_name, count(*) FILTER (WHERE status = 'todo') AS waiting,"
            " count(*) FILTER (WHERE status = 'doing') AS running, min(id) FILTER (WHERE status = 'todo') AS oldest"
            " FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY queue_name) AS each"
        )
    )
    known = {row.queue_name: Depth(row.queue_name, row.waiting, row.running, row.since) for row in rows}
    return [known.get(queue, Depth(queue)) for queue in QUEUES]


class Patient(BaseRetryStrategy):
    """Try again after 1, 2, 4 ... at most 60 seconds, for as long as it takes, and write down why."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Say when the failed ``job`` runs again."""
        away = exception.cause if isinstance(exception, Unavailable) else ""
        told = {"task": job.task_name, "key": job.task_kwargs.get("key"), "tries": job.attempts + 1}
        # A part that is away explains itself; anything else is a fault of ours, and its trace finds it.
        log.warning(
            "job waits",
            extra={**told, "cause": away or type(exception).__name__},
            exc_info=None if away else exception,
        )
        return RetryDecision(retry_in={"seconds": min(2**job.attempts, 60)})


@dataclass
class Worker:
    """One worker process: the tasks it knows and the rounds it makes beside them."""

    database_url: str
    concurrency: int
    heartbeat: float
    stalled_after: float
    rounds: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    # What lets go of the parts that the tasks use, once the last of them is done.
    ends: list[Callable[[], None]] = field(default_factory=list)
    _stopping: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        # The pool waits twice as long before each try to connect; giving up early, it begins again with a short wait.
        connector = procrastinate.PsycopgConnector(
            conninfo=libpq(self.database_url), min_size=1, max_size=4, kwargs={"connect_timeout": 3},
            timeout=10.0, reconnect_timeout=10.0,
        )  # fmt: skip
        self.app = procrastinate.App(connector=connector)
        self._takeover = Takeover(self.app, self.heartbeat, self.stalled_after)

    def task(self, name: str, run: Callable[[str], None], retry: BaseRetryStrategy | None = None) -> None:
        """Let this worker run ``run(key=...)`` for jobs called ``name``; ``retry`` says when after a failure."""
        self.app.task(name=name, retry=retry or False)(run)

    def every(self, seconds: float, run: Callable[[], None]) -> None:
        """Make ``run`` a round of this worker: once every ``seconds``, in a thread."""
        self.rounds.append((seconds, run))

    def run(self, queues: Sequence[str]) -> None:
        """Work until SIGINT or SIGTERM; the jobs under way are finished first."""
        self._until_the_end(self._run(queues))

    def drain(self, queues: Sequence[str]) -> None:
        """Do what waits now and return; rounds are not made."""
        self._until_the_end(self._drain(queues))

    def _until_the_end(self, work: Coroutine[None, None, None]) -> None:
        try:
            asyncio.run(work)
        finally:
            for end in self.ends:
                end()

    async def _drain(self, queues: Sequence[str]) -> None:
        async with self.app.open_async():
            # One after the other: the engine stops looking once none waits, whatever those that still run ask for.
            await self.app.run_worker_async(
                queues=list(queues), wait=False, concurrency=1, install_signal_handlers=False
            )

    async def _run(self, queues: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        # The default executor of a two-core machine has six threads, fewer than the jobs we allow at once.
        loop.set_default_executor(ThreadPoolExecutor(self.concurrency + len(self.rounds) + 2))
        working = asyncio.create_task(self._work(queues))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, working)
        with contextlib.suppress(asyncio.CancelledError):
            await working

    def _stop(self, working: asyncio.Task[None]) -> None:
        # A second cancel would cut off the jobs that the first one lets finish.
        if not self._stopping:
            self._stopping = True
            log.info("worker ends")
            working.cancel()

    async def _work(self, queues: Sequence[str]) -> None:
        async with self.app.open_async():
            rounds = [asyncio.create_task(self._round(*each)) for each in self.rounds]
            rounds.append(asyncio.create_task(self._takeover.run()))
            try:
                while not self._stopping:
                    await self._work_while_connected(queues)
            finally:
                for each in rounds:
                    each.cancel()

    async def _work_while_connected(self, queues: Sequence[str]) -> None:
        """Work as one worker of the engine, which ends when the database fails it; then it is time for another one."""
        try:
            await self.app.run_worker_async(
                queues=list(queues),
                concurrency=self.concurrency,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=self.heartbeat,
                stalled_worker_timeout=self.stalled_after,
                # What became of the work stands in the rows of the house, and why a job failed in the log.
                delete_jobs="always",
                shutdown_graceful_timeout=8.0,
                install_signal_handlers=False,
                worker_middleware=[self._takeover.note],
            )
        except exceptions.ConnectorException as error:
            log.warning("database lost", extra={"cause": str(error.__cause__ or error)})
        if not self._stopping:
            log.warning("worker begins anew")
            await asyncio.sleep(self.heartbeat)

    async def _round(self, seconds: float, run: Callable[[], None]) -> None:
        while True:
            try:
                await asyncio.to_thread(run)
            except Exception:
                # The one broad except of the house: a round that fails must be made again.
                log.exception("round failed", extra={"round": run.__qualname__})
            await asyncio.sleep(seconds)
