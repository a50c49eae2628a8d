"""Two workers on one row, answers that get lost, and a database that is struck from under a worker's feet."""

import signal
import uuid
from collections.abc import Iterator

import pytest
from psycopg.types.json import Jsonb

from evidence.core import jobs
from evidence.core.db import upgrade
from evidence.embedded import Postgres, Store, roles
from evidence.embedded.processes import running, stop
from evidence.embedded.secrets import draw
from evidence.publish.services import DELIVER
from tests.clusters import Cluster, temporary_folder
from tests.publish import holds
from tests.publish.newsroom import Newsroom, newsroom
from tests.publish.tally import all_at_rest, history, tally
from tests.publish.workers import Worker
from tests.waiting import until

# Too long for the check, which has twelve minutes.
pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def steady(room: Newsroom) -> Iterator[Worker]:
    """A worker that is at work all the time and must never end."""
    with room.worker() as found:
        yield found
        assert found.lives


@pytest.mark.prove
def test_two_workers_on_the_same_rows_send_each_once(room: Newsroom, steady: Worker) -> None:
    with room.worker(), holds.call(room.practice, "media", 100) as hold:
        batch = room.approve(12)
        # Jobs beside the dispatcher's own, without its locks, so that three slots have the same row at once.
        with room.house.sessions.begin() as session:
            for row in room.publications(batch):
                for _ in range(2):
                    jobs.enqueue(session, DELIVER, queue=jobs.PUBLISH, key=str(row.id))
        until(lambda: hold.count() == 36, 60)
        hold.let_go()
        until(lambda: all(row.state == "published" for row in room.publications(batch)), 60)

    found = tally(room, batch)
    assert (found.publications, found.posts, found.doubled, found.lost) == (12, 12, 0, 0)
    assert {row.attempt for row in room.publications(batch)} == {3}


@pytest.mark.prove
def test_a_post_whose_answer_was_lost_is_found_again_at_once_or_later(room: Newsroom, steady: Worker) -> None:
    room.practice.fault("publish", "lose_answer", times=20)
    room.practice.fault("lookup", "fail", times=10)

    batch = room.approve(20)
    until(lambda: sum(row.state == "unconfirmed" for row in room.publications(batch)) == 10, 60)
    until(lambda: all(row.state == "published" for row in room.publications(batch)), 60)

    found = tally(room, batch)
    assert (found.posts, found.adopted, found.doubled) == (20, 20, 0), history(room.publications(batch))


def test_a_worker_takes_posts_down_that_somebody_wants_taken_down(room: Newsroom, steady: Worker) -> None:
    batch = room.approve(2)
    until(lambda: all_at_rest(room.publications(batch)), 60)
    out = tally(room, batch).posts

    room.withdraw(batch)
    until(lambda: room.states(batch) == {"withdrawn"}, 60)

    assert (out, tally(room, batch).posts) == (2, 0)


def test_a_job_whose_end_could_not_be_written_frees_its_account(room: Newsroom, steady: Worker) -> None:
    with room.owner() as owner:
        owner.execute(
            "CREATE FUNCTION public.test_fail() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE 'the disk is full'; END $$"
        )
        owner.execute(
            "CREATE TRIGGER test_fail BEFORE DELETE ON jobs.procrastinate_jobs"
            " FOR EACH ROW EXECUTE FUNCTION public.test_fail()"
        )
        batch = room.approve(3)
        until(lambda: all_at_rest(room.publications(batch)), 60)
        assert in_hand(room) == 3
        owner.execute("DROP TRIGGER test_fail ON jobs.procrastinate_jobs")

    until(lambda: in_hand(room) == 0, 60)

    assert tally(room, batch).posts == 3
    assert steady.lives


def test_a_lost_job_whose_work_waits_in_another_one_keeps_nothing_back(
    room: Newsroom, steady: Worker
) -> None:
    with room.owner() as owner, owner.transaction():
        for status in ("doing", "todo"):
            owner.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)"
                " VALUES ('publish', 'publish.deliver', 'account:x', 'x', %s, %s)",
                (Jsonb({"key": str(uuid.uuid4())}), status),
            )

    until(lambda: jobs_left(room) == 0, 60)

    assert steady.lives


def jobs_left(room: Newsroom) -> int:
    """How many jobs there are to publish something, waiting or running."""
    with room.owner() as owner:
        found = owner.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'publish'"
        ).fetchone()
    return int(found[0]) if found else 0


def in_hand(room: Newsroom) -> int:
    """How many jobs the engine believes to be running."""
    with room.owner() as owner:
        found = owner.execute(
            "SELECT count(*) FROM jobs.procrastinate_jobs WHERE status = 'doing'"
        ).fetchone()
    return int(found[0]) if found else 0


def test_a_worker_that_others_have_struck_off_begins_anew(room: Newsroom, steady: Worker) -> None:
    with room.owner() as owner:
        owner.execute("DELETE FROM jobs.procrastinate_workers")

    batch = room.approve(3)
    until(lambda: all_at_rest(room.publications(batch)), 60)

    assert tally(room, batch).published == 3
    assert "worker begins anew" in steady.log.read_text(encoding="utf-8")
    assert steady.lives


@pytest.mark.prove
def test_a_worker_goes_on_by_itself_when_the_database_was_restarted(cluster: Cluster, store: Store) -> None:
    with temporary_folder() as folder:
        postgres = Postgres(folder, draw())
        postgres.initialise()
        with running(postgres.program(), postgres.ready, folder / "postgres.log") as first:
            databases = postgres.databases()
            upgrade(databases.owner_url, roles.APP)
            with (
                newsroom(databases, store, cluster.create_database().practice_url) as room,
                holds.call(room.practice, "publish", 8) as hold,
                room.worker() as worker,
            ):
                batch = room.approve(8)
                until(lambda: hold.count() == 8, 60)

                stop(first, signal.SIGINT)
                # The posts are made now, and nobody can write down that they are.
                hold.let_go()
                until(lambda: all(account.posts() for account in batch.accounts.values()))
                with running(postgres.program(), postgres.ready, folder / "postgres.log"):
                    until(lambda: all_at_rest(room.publications(batch)), 60)
                    later = room.approve(3)
                    until(lambda: all_at_rest(room.publications(later)), 60)

                    assert worker.lives
                    found = tally(room, batch, later)
    assert (found.published, found.posts, found.adopted, found.doubled) == (11, 11, 8, 0)
