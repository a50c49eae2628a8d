"""Jobs belong to the transaction that causes them, and never disturb it."""

import uuid

import pytest
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.orm import Session

from evidence.core import audit, clock, jobs
from tests.house import House


def waiting(house: House) -> list[str]:
    with house.sessions() as session:
        rows = session.execute(
            text("SELECT args ->> 'key' FROM jobs.procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        )
        return list(rows.scalars())


def put(session: Session, key: str, **more: object) -> bool:
    return jobs.enqueue(session, "uji", queue=jobs.RENDER, key=key, **more)  # type: ignore[arg-type]


def test_a_job_comes_and_goes_with_its_transaction(house: House) -> None:
    with house.sessions() as session:
        put(session, "taken back")
        session.rollback()
        put(session, "kept")
        session.commit()

    assert waiting(house) == ["kept"]


def test_a_second_job_of_the_same_name_is_not_added_and_harms_nothing(house: House) -> None:
    with house.sessions.begin() as session:
        audit.record(session, "uji.one", uuid.uuid4())
        added = [put(session, "one", queueing_lock="foto"), put(session, "two", queueing_lock="foto")]
        audit.record(session, "uji.two", uuid.uuid4())

    with house.sessions() as session:
        locks = jobs.live_queueing_locks(session, "fo")
        acts = session.execute(text("SELECT count(*) FROM audit_events WHERE act LIKE 'uji.%'")).scalar()
        depth = {each.queue: each.waiting for each in jobs.depths(session)}
    assert added == [True, False]
    assert waiting(house) == ["one"]
    assert (locks, acts, depth) == ({"foto"}, 2, {"render": 1, "publish": 0})


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (3, 8), (6, 60), (1000, 60)])
def test_a_patient_job_waits_twice_as_long_each_time_and_a_minute_at_most(
    attempts: int, seconds: int
) -> None:
    job = Job(id=1, queue="render", lock=None, queueing_lock=None, task_name="uji", attempts=attempts)

    decision = jobs.Patient().get_retry_decision(exception=ValueError(), job=job)

    assert decision is not None
    assert decision.retry_at is not None
    assert round((decision.retry_at - clock.now()).total_seconds()) == seconds
