"""Jobs that nobody runs any more are given to somebody else."""

import asyncio
import logging
import time
from collections.abc import Sequence

import procrastinate
from procrastinate import exceptions
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.middleware import AsyncCallNext

log = logging.getLogger(__name__)


class Takeover:
    """One worker's part in it; ``heartbeat`` and ``stalled_after`` in seconds.

    Two workers may see the same job, and a job may be given away while its worker still finishes it. Both only mean
    that it runs twice, which is harmless for every job of the house.
    """

    def __init__(self, app: procrastinate.App, heartbeat: float, stalled_after: float) -> None:
        self._app = app
        self._heartbeat = heartbeat
        self._stalled_after = stalled_after
        self._worker_id: int | None = None
        self._running: set[int | None] = set()
        self._missed: dict[int | None, float] = {}

    async def note(self, run: AsyncCallNext, context: JobContext, _worker: object) -> object:
        """Know which jobs really run here, and under which of the engine's workers; to be put around every job."""
        self._worker_id = context.job.worker_id
        self._running.add(context.job.id)
        try:
            return await run()
        finally:
            self._running.discard(context.job.id)

    async def run(self) -> None:
        """Give away the jobs of workers that no longer beat, and our own that got lost, until cancelled."""
        while True:
            await asyncio.sleep(self._heartbeat)
            try:
                # Beats are compared on the database's clock.
                stalled = await self._app.job_manager.get_stalled_jobs(
                    seconds_since_heartbeat=self._stalled_after
                )
                for job in [*stalled, *await self._lost()]:
                    await self._give_away(job)
            except exceptions.ConnectorException as error:
                log.warning("takeover waits", extra={"cause": str(error.__cause__ or error)})

    async def _lost(self) -> Sequence[Job]:
        """Jobs that are ours in the database and have not run here for the takeover's limit.

        The engine tells the database only once how a job ended. When that fails, nobody else would ever ask again,
        because the worker lives.
        """
        if self._worker_id is None:
            return ()
        doing = await self._app.job_manager.list_jobs_async(status="doing", worker_id=self._worker_id)
        now = time.monotonic()
        idle = [job for job in doing if job.id not in self._running]
        self._missed = {job.id: self._missed.get(job.id, now) for job in idle}
        return [job for job in idle if now - self._missed[job.id] > self._stalled_after]

    async def _give_away(self, job: Job) -> None:
        try:
            await self._app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:
            # The same work waits in another job already.
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        log.warning("job taken over", extra={"task": job.task_name, "job": job.id})
