"""How a file becomes whole: refused when it is another one, mended when a part was lost, however often it is tried."""

import uuid
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from evidence.adapters.storage import Storage, StorageUnavailable
from evidence.capture.joining import Joining
from evidence.capture.models import OriginalState, Photo, PhotoPart, PhotoState
from evidence.core.errors import Unavailable
from evidence.core.jobs import RENDER
from tests.capture.phones import (
    KB,
    Sending,
    camera_file,
    original,
    part_objects,
    part_rows,
    send_small,
    sha256,
)
from tests.capture.traces import row, storage_of
from tests.clusters import Cluster
from tests.house import House, furnished, put_activity
from tests.stores import OwnStore
from tests.waiting import until

FILE, ANOTHER = camera_file(), camera_file(seed=8)


@pytest.fixture
def sending(lurah: FlaskClient, activity: str) -> Sending:
    """A photo is here, and its camera's file is about to follow."""
    return Sending(lurah, send_small(lurah, activity, FILE), FILE)


def whole(house: House, photo: str) -> bytes:
    """The camera's file as it is stored."""
    key = row(house, photo).original_key
    assert key is not None
    return storage_of(house).get(key)


def test_another_file_than_announced_is_rejected_and_the_phone_may_begin_again(
    house: House, lurah: FlaskClient, activity: str, sending: Sending
) -> None:
    Sending(lurah, sending.photo, ANOTHER).rest()
    house.run_jobs(RENDER)
    refused, left, rows = original(lurah, sending.photo), part_objects(house), part_rows(house)
    later = sending.part(100 * KB, 100 * KB)
    sending.rest()
    house.run_jobs(RENDER)

    assert refused == {"state": "rejected", "offset": 0, "length": None, "reason": "mismatch"}
    assert (left, rows) == ([], [])
    assert (later.status_code, later.headers["Upload-Offset"]) == (409, "0")
    assert whole(house, sending.photo) == FILE
    assert original(lurah, sending.photo)["reason"] is None
    history = lurah.get(f"/kegiatan/{activity}").get_data(as_text=True)
    assert "Berkas asli kamera ditolak" in history
    assert "Berkas asli kamera tersimpan dan diperiksa" in history


def test_after_a_refusal_a_file_of_another_length_may_come(
    house: House, lurah: FlaskClient, sending: Sending
) -> None:
    Sending(lurah, sending.photo, FILE[:-1]).rest()
    house.run_jobs(RENDER)
    sending.rest()
    house.run_jobs(RENDER)

    assert whole(house, sending.photo) == FILE


def test_the_original_of_a_photo_that_was_refused_meanwhile_is_not_kept(
    house: House, sending: Sending
) -> None:
    sending.rest()
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(sending.photo)).state = PhotoState.REDACTED
    house.run_jobs(RENDER)

    assert original(sending.client, sending.photo)["reason"] == "photo_refused"
    assert part_objects(house) == []
    assert not any("camera-" in each.key for each in storage_of(house).list("originals/"))


@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_a_part_that_the_store_lost_is_asked_for_again(house: House, sending: Sending, damage: str) -> None:
    sending.rest()
    lost = part_rows(house)[1].object_key
    if damage == "gone":
        storage_of(house).delete(lost)
    else:
        storage_of(house).put(lost, FILE[: 50 * KB], "application/octet-stream")
    house.run_jobs(RENDER)
    held, kept = sending.held(), part_objects(house)
    sending.rest()
    house.run_jobs(RENDER)

    assert held == ("receiving", 100 * KB)
    assert len(kept) == 1
    assert whole(house, sending.photo) == FILE
    assert (part_objects(house), part_rows(house)) == ([], [])


# -------------------------------------------------------------------------------------- a worker that ends early


class Ending(Storage):
    """A store whose worker ends at one call: before it is made, or after."""

    def at(self, verb: str, number: int, *, after: bool) -> "Ending":
        self.verb, self.number, self.after = verb, number, after
        return self

    def put(self, key: str, body: bytes, content_type: str) -> None:
        self._end("put", after=False)
        super().put(key, body, content_type)
        self._end("put", after=True)

    def get(self, key: str) -> bytes:
        self._end("get", after=False)
        return super().get(key)

    def delete(self, key: str) -> None:
        self._end("delete", after=False)
        super().delete(key)
        self._end("delete", after=True)

    def _end(self, verb: str, *, after: bool) -> None:
        if (verb, after) == (self.verb, self.after):
            self.number -= 1
            if self.number == 0:
                raise StorageUnavailable("the worker ended here")


ENDS = [
    ("get", 3, False), ("put", 1, True), ("delete", 2, True),
    *(
        pytest.param(*each, marks=pytest.mark.prove)
        for each in (("get", 1, False), ("put", 1, False), ("delete", 1, False), ("delete", 3, True))
    ),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "number", "after"), ENDS)
@pytest.mark.parametrize(
    "body", [pytest.param(FILE, id="right"), pytest.param(ANOTHER, id="wrong", marks=pytest.mark.prove)]
)
def test_a_worker_may_end_anywhere(
    house: House, lurah: FlaskClient, sending: Sending, body: bytes, verb: str, number: int, after: bool
) -> None:
    Sending(lurah, sending.photo, body).rest()
    settings = house.app.extensions["house"].settings
    ending = Ending(
        settings.s3_endpoint, settings.s3_bucket, settings.s3_access_key, settings.s3_secret_key, settings.s3_region
    )  # fmt: skip

    if (verb, body) != ("put", ANOTHER):
        with pytest.raises(StorageUnavailable):
            Joining(house.sessions, ending.at(verb, number, after=after)).run(sending.photo)
    for _ in range(2):
        Joining(house.sessions, storage_of(house)).run(sending.photo)

    assert sending.held()[0] == ("stored" if body is FILE else "rejected")
    assert (part_objects(house), part_rows(house)) == ([], [])
    sending.rest()
    house.run_jobs(RENDER)
    assert whole(house, sending.photo) == FILE


class Overtaken(Storage):
    """A store on which another worker comes first, exactly while this one's whole file is on its way."""

    def by(self, house: House, photo: str) -> "Overtaken":
        self.first: tuple[House, str] | None = (house, photo)
        return self

    def get(self, key: str) -> bytes:
        body = super().get(key)
        if self.first is not None:
            (house, photo), self.first = self.first, None
            Joining(house.sessions, storage_of(house)).run(photo)
            Sending(house.client("lurah.mojo"), photo, FILE).rest()
        return body


def test_a_run_that_came_too_late_says_nothing_about_a_file_begun_since(
    house: House, lurah: FlaskClient, sending: Sending
) -> None:
    Sending(lurah, sending.photo, ANOTHER[: 100 * KB]).rest()
    settings = house.app.extensions["house"].settings
    late = Overtaken(
        settings.s3_endpoint, settings.s3_bucket, settings.s3_access_key, settings.s3_secret_key, settings.s3_region
    )  # fmt: skip

    Joining(house.sessions, late.by(house, sending.photo)).run(sending.photo)
    meanwhile = sending.held()
    house.run_jobs(RENDER)

    assert meanwhile == ("verifying", len(FILE))
    assert whole(house, sending.photo) == FILE


def test_a_job_for_a_photo_of_which_nothing_waits_changes_nothing(house: House, sending: Sending) -> None:
    sending.part(0, 100 * KB)

    for photo in (sending.photo, str(uuid.uuid4())):
        Joining(house.sessions, storage_of(house)).run(photo)

    assert sending.held() == ("receiving", 100 * KB)
    assert len(part_objects(house)) == 1


def test_a_file_whose_job_was_lost_is_asked_for_again(house: House, sending: Sending) -> None:
    joining = Joining(house.sessions, storage_of(house))
    sending.rest()
    joining.ask_again()
    with house.sessions.begin() as session:
        waiting = session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock LIKE 'capture.join%'")
        )
        # An older worker met a job that it did not know.
        session.execute(text("DELETE FROM procrastinate_jobs"))

    joining.ask_again()
    house.run_jobs(RENDER)

    assert waiting == 1
    assert sending.held() == ("stored", len(FILE))


def test_a_store_that_is_away_keeps_a_file_waiting_until_it_is_back(
    cluster: Cluster, own_store: OwnStore
) -> None:
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            lurah = house.client("lurah.mojo")
            sending = Sending(lurah, send_small(lurah, put_activity(lurah), FILE), FILE)
            sending.rest()

        house.run_jobs(RENDER)
        meanwhile = sending.held()
        with own_store.up():
            # The engine tries again after a second or two.
            until(lambda: house.run_jobs(RENDER) or sending.held()[0] == "stored", 60, every=0.3)
            found = whole(house, sending.photo)

    assert meanwhile == ("verifying", len(FILE))
    assert found == FILE


def test_parts_marked_by_a_worker_that_ended_do_not_stand_in_the_way(house: House, sending: Sending) -> None:
    # The word of a worker that ended right after it.
    sending.part(0, 100 * KB)
    with house.sessions.begin() as session:
        session.execute(update(PhotoPart).values(dropped=True))
        told = {"original_state": OriginalState.REJECTED, "original_size": None, "original_offset": None}
        session.execute(update(Photo).values(**told))

    sending.rest()
    house.run_jobs(RENDER)

    assert whole(house, sending.photo) == FILE
    assert sha256(FILE) == row(house, sending.photo).original_sha256
    assert (part_objects(house), part_rows(house)) == ([], [])


def test_a_worker_joins_one_file_at_a_time_and_keeps_its_other_place_free(
    house: House, sending: Sending
) -> None:
    sending.rest()
    joining = Joining(house.sessions, storage_of(house))

    with joining.alone, pytest.raises(Unavailable):
        joining.run(sending.photo)
    joining.run(sending.photo)

    assert whole(house, sending.photo) == FILE
