"""A worker process: settings in, a worker with the tasks of every room out."""

from datetime import timedelta

from config import Settings
from evidence import models
from evidence.accounts import tasks as accounts
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import connectors, networks
from evidence.adapters.storage import storage_of
from evidence.capture import reminding as photos
from evidence.capture import tasks as capture
from evidence.capture.checking import Checking
from evidence.capture.measuring import BY_THE_CHILD, Pixels
from evidence.compose import tasks as compose
from evidence.core.db import make_engine, make_sessions
from evidence.core.jobs import PUBLISH, RENDER, Worker
from evidence.integrity import tasks as integrity
from evidence.notices.choices import Usual
from evidence.notices.links import Links
from evidence.notices.tasks import Reaching
from evidence.publish import tasks as publish
from evidence.publish import telling
from evidence.reports.board import tasks as board
from evidence.reports.digest import Digesting
from evidence.reports.papers import tasks as papers
from evidence.review import doubting, reminding

# A row may point at a table of any room, so all of them are known before the first is read.
assert models.__all__


def build_worker(found: Settings, queues: tuple[str, ...], pixels: Pixels | None = BY_THE_CHILD) -> Worker:
    """A worker that knows the tasks of ``queues``; without ``pixels`` no photo is measured."""
    concurrency = {RENDER: found.render_concurrency, PUBLISH: found.publish_concurrency}
    total = sum(concurrency[queue] for queue in queues)
    made = Worker(found.database_url, total, found.heartbeat, found.stalled_after)
    engine = make_engine(found.database_url, pool_size=total + 2)
    made.ends.append(engine.dispose)
    sessions = make_sessions(engine)
    storage = storage_of(found)
    if RENDER in queues:
        capture.register(
            made, sessions, storage,
            lambda session, activity: compose.compose_when_complete(session, activity, practice=found.practice_mode),
            Checking(sessions, storage, found.check_thresholds, pixels, when_warned=doubting.hold_unseen),
        )  # fmt: skip
        compose.register(made, sessions, storage)
        integrity.register(made, sessions, storage)
        papers.register(
            made, sessions, storage, found.base_url, practice=found.practice_mode, silent_after=found.silent_after
        )  # fmt: skip
    if PUBLISH in queues:
        parts = networks(found.applications, found.practice_url, read_seconds=found.network_timeout)
        box = TokenBox(found.token_keys)
        halves = connectors(
            found.applications, loopback=found.practice_mode, read_seconds=found.network_timeout
        )
        accounts.register(made, sessions, parts, halves, box)
        publish.register(made, sessions, storage, parts, box, base_url=found.base_url, pace=found.pace)
        reaching = Reaching(
            sessions, found.mail, found.push, Usual(found.quiet_hours, found.digest_at),
            Links(found.secret_key, found.base_url),
        )  # fmt: skip
        reaching.register(made)
        Digesting(sessions, reaching.reach, found.silent_after).register(made)
    telling.register(made, sessions, queues)
    photos.register(made, sessions, after=timedelta(days=found.befores_wait_after))
    board.register(made, sessions)
    reminding.register(
        made,
        sessions,
        reminded=timedelta(days=found.approver_reminded_after),
        absent=timedelta(days=found.approver_absent_after),
    )
    return made
