"""Many phones, tabs and repeats with one uuid at the same moment."""

import hashlib
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.adapters.storage import Storage
from evidence.capture.intake import take_in
from evidence.capture.meta import Meta
from evidence.capture.models import Activity, ActivityState, Stage
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict
from evidence.repair.queries import held
from tests import factories
from tests.capture.traces import JPEG, OTHER, Watch, row, storage_of
from tests.house import House, put_activity, put_photo
from tests.tokens import bearer
from tests.waiting import until


def test_fifty_parallel_puts_of_one_uuid_leave_one_row_one_object_one_job(
    house: House, traces: Watch, activity: str
) -> None:
    headers = {**bearer(house, "lurah.mojo"), "Origin": ""}
    photo, start = str(uuid.uuid4()), Barrier(50)
    before = traces.look()

    def put() -> int | None:
        client = house.app.test_client()
        status = put_photo(client, activity, "before", JPEG, photo=photo, headers=headers).status_code
        return None if status == 503 else status

    def send(_: int) -> int:
        start.wait(60)
        # More than have a connection to the database wait for one, on a busy machine in vain; a phone sends again then.
        return until(put, 60) or 0

    with ThreadPoolExecutor(50) as phones:
        answers = sorted(phones.map(send, range(50)))

    after = traces.look()
    with house.sessions() as session:
        received = session.scalars(select(AuditEvent).where(AuditEvent.act == "capture.photo_received")).all()
    # While many write the same bytes over one another, the store may say for a moment that there are none. Then
    # they are stored again, which is a second 201 and changes nothing.
    assert set(answers) == {200, 201}
    assert (after.photos, after.jobs - before.jobs, len(after.objects), len(received)) == (1, 1, 1, 1)
    assert storage_of(house).get(*after.objects) == JPEG


def test_two_parallel_puts_with_different_bytes_leave_one_of_them(
    house: House, traces: Watch, activity: str
) -> None:
    headers = bearer(house, "lurah.mojo")

    def send(photo: str, body: bytes, start: Barrier) -> int:
        start.wait(60)
        client = house.app.test_client()
        return put_photo(client, activity, "before", body, photo=photo, headers=headers).status_code

    with ThreadPoolExecutor(2) as phones:
        for _ in range(8):
            photo, start = str(uuid.uuid4()), Barrier(2)
            pair = [phones.submit(send, photo, body, start) for body in (JPEG, OTHER)]
            assert sorted(each.result() for each in pair) == [201, 409]

    after = traces.look()
    assert (after.photos, len(after.objects)) == (8, 8)


class Overtaken(Storage):
    """A store on which something else comes first, exactly while this one's bytes are on their way."""

    def let_first(self, house: House, photo: uuid.UUID, body: bytes, of: str) -> "Overtaken":
        return self.let(lambda: take(house, photo, body, of, storage_of(house)))

    def let(self, first: Callable[[], object]) -> "Overtaken":
        self.first = first
        return self

    def put(self, key: str, body: bytes, content_type: str) -> None:
        self.first()
        super().put(key, body, content_type)


def take(
    house: House, photo: uuid.UUID, body: bytes, of: str, storage: Storage, stage: Stage = Stage.BEFORE
) -> bool:
    with house.sessions() as session:
        digest = hashlib.sha256(body).hexdigest()
        _, new = take_in(
            session, photo, body, "image/jpeg", digest, Meta(uuid.UUID(of), stage),
            by=house.actor("lurah.mojo"), held=held, storage=storage, now=clock.now(),
        )  # fmt: skip
    return new


def overtaken(house: House) -> Overtaken:
    settings = house.app.extensions["house"].settings
    return Overtaken(
        settings.s3_endpoint, settings.s3_bucket, settings.s3_access_key, settings.s3_secret_key, settings.s3_region
    )  # fmt: skip


def test_who_comes_second_with_other_bytes_takes_its_own_object_away(
    house: House, traces: Watch, activity: str
) -> None:
    photo = uuid.uuid4()

    with pytest.raises(Conflict):
        take(house, photo, OTHER, activity, overtaken(house).let_first(house, photo, JPEG, activity))

    assert traces.look().objects == (row(house, str(photo)).object_key,)
    assert storage_of(house).get(row(house, str(photo)).object_key) == JPEG


def test_who_comes_second_for_another_activity_leaves_the_first_ones_object_alone(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    photo, another = uuid.uuid4(), put_activity(lurah)

    with pytest.raises(Conflict):
        take(house, photo, JPEG, another, overtaken(house).let_first(house, photo, JPEG, activity))

    found = row(house, str(photo))
    assert str(found.activity_id) == activity
    assert storage_of(house).get(found.object_key) == JPEG


def test_a_post_that_is_sent_meanwhile_refuses_the_photo_and_keeps_no_object(
    house: House, traces: Watch
) -> None:
    work, photo = factories.drafted(house), uuid.uuid4()
    before = traces.look().objects
    there = overtaken(house).let(lambda: factories.submit(house, work))

    with pytest.raises(Conflict, match="Tarik kembali"):
        take(house, photo, OTHER, str(work.activity), there, Stage.AFTER)

    assert traces.look().objects == before


def test_an_activity_that_is_archived_meanwhile_takes_no_photo(
    house: House, traces: Watch, activity: str
) -> None:
    def archive() -> None:
        with house.sessions.begin() as session:
            session.execute(update(Activity).values(state=ActivityState.ARCHIVED))

    with pytest.raises(Conflict, match="diarsipkan"):
        take(house, uuid.uuid4(), JPEG, activity, overtaken(house).let(archive))

    assert (traces.look().photos, traces.look().objects) == (0, ())
