"""What the task says about a photo, and what it and the phone do about bytes that went missing."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from evidence.adapters.imaging import REASONS
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.core.jobs import RENDER
from tests.adapters.pictures import chunk, png_claiming
from tests.capture.traces import HALF, JPEG, OTHER, PNG, Watch, row, state, storage_of
from tests.clusters import Cluster
from tests.house import House, furnished, put_activity, put_photo
from tests.pages import check_page
from tests.stores import OwnStore, write_past
from tests.waiting import until

UNREADABLE = {
    "half a JPEG": (HALF, "image/jpeg", "truncated"),
    "half a PNG": (PNG[: len(PNG) // 2], "image/png", "truncated"),
    "a PNG of 900 million pixels": (png_claiming(30_000, 30_000), "image/png", "too_many_pixels"),
    "forty-two bytes": (b"\xff\xd8\xff" + bytes(39), "image/jpeg", "truncated"),
    "a PNG that is all head": (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + bytes(40), "image/png", "not_an_image"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_the_task_refuses_leaves_its_reason_only(
    house: House, traces: Watch, lurah: FlaskClient, activity: str, name: str
) -> None:
    body, kind, reason = UNREADABLE[name]
    answer = put_photo(lurah, activity, "before", body, headers={"Content-Type": kind})
    photo = answer.get_json()["id"]
    house.run_jobs(RENDER)
    left = traces.look()

    again = put_photo(lurah, activity, "before", body, photo=photo, headers={"Content-Type": kind})

    assert answer.status_code == 201
    assert state(lurah, photo) == ("rejected", reason)
    assert (left.objects, left.files) == ((), ())
    assert (again.status_code, again.get_json()["state"]) == (200, "rejected")
    assert traces.look() == left


def test_a_refused_photo_is_removed_also_when_the_worker_died_before_it_could(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    photo = put_photo(lurah, activity, "before", HALF).get_json()["id"]
    # The word of a worker that ended right after it; its job waits for the next one.
    with house.sessions.begin() as session:
        told = {"state": PhotoState.REJECTED, "reason": "truncated"}
        session.execute(update(Photo).where(Photo.id == uuid.UUID(photo)).values(**told))

    house.run_jobs(RENDER)

    assert state(lurah, photo) == ("rejected", "truncated")
    assert storage_of(house).head(row(house, photo).object_key) is None


def test_a_run_that_came_too_late_removes_nothing(house: House, lurah: FlaskClient, activity: str) -> None:
    photo = put_photo(lurah, activity, "before", HALF).get_json()["id"]
    with house.sessions() as first, ThreadPoolExecutor(1) as beside:
        # Another worker has the activity and is about to say that the photo is good.
        first.get_one(Activity, uuid.UUID(activity), with_for_update=True)
        late = beside.submit(house.run_jobs, RENDER)
        until(lambda: blocked(house))
        first.execute(update(Photo).where(Photo.id == uuid.UUID(photo)).values(state=PhotoState.STORED))
        first.commit()
        late.result()

    assert state(lurah, photo) == ("stored", None)
    assert storage_of(house).get(row(house, photo).object_key) == HALF


def blocked(house: House) -> int:
    """How many wait for somebody else's rows."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with house.sessions() as session:
        return session.scalar(text(query)) or 0


def test_the_page_says_in_indonesian_why_a_photo_was_refused(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    put_photo(lurah, activity, "before", HALF)
    house.run_jobs(RENDER)

    page = lurah.get(f"/kegiatan/{activity}").get_data(as_text=True)

    check_page(page)
    assert REASONS["truncated"] in page
    assert "Belum ada foto" in page
    assert f"/kegiatan/{activity}/foto/before" in page


def test_a_rejected_photo_is_replaced_by_a_better_one(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    for body in (HALF, JPEG, OTHER):
        put_photo(lurah, activity, "before", body)
        house.run_jobs(RENDER)
    put_photo(lurah, activity, "after", PNG, headers={"Content-Type": "image/png"})
    house.run_jobs(RENDER)

    with house.sessions() as session:
        found = session.get_one(Activity, uuid.UUID(activity))
        states = sorted((each.stage, each.state) for each in found.photos)
    assert states == [
        (Stage.AFTER, PhotoState.STORED),
        (Stage.BEFORE, PhotoState.REJECTED),
        (Stage.BEFORE, PhotoState.REPLACED),
        (Stage.BEFORE, PhotoState.STORED),
    ]
    assert found.state is ActivityState.COMPLETE


def test_an_object_gone_behind_its_row_is_stored_again(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    house.run_jobs(RENDER)
    stored = row(house, photo)
    for key in (stored.object_key, *stored.derivatives.values()):
        storage_of(house).delete(key)

    again = put_photo(lurah, activity, "before", JPEG, photo=photo)
    house.run_jobs(RENDER)

    assert again.status_code == 201
    assert state(lurah, photo) == ("stored", None)
    assert storage_of(house).get(stored.object_key) == JPEG
    assert all(storage_of(house).head(key) for key in stored.derivatives.values())
    assert put_photo(lurah, activity, "before", JPEG, photo=photo).status_code == 200


@pytest.mark.parametrize("left", [b"", JPEG[:-100]])
def test_an_object_of_which_a_power_cut_left_a_part_is_stored_again(
    house: House, lurah: FlaskClient, activity: str, left: bytes
) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    house.run_jobs(RENDER)
    key = row(house, photo).object_key
    write_past(storage_of(house), key, left)

    again = put_photo(lurah, activity, "before", JPEG, photo=photo)
    house.run_jobs(RENDER)

    assert again.status_code == 201
    assert storage_of(house).get(key) == JPEG
    assert state(lurah, photo) == ("stored", None)


@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_an_object_lost_before_verification_is_missing_until_the_phone_repeats(
    house: House, lurah: FlaskClient, activity: str, damage: str
) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    key = row(house, photo).object_key
    if damage == "gone":
        storage_of(house).delete(key)
    else:
        write_past(storage_of(house), key, JPEG[:-100])
    house.run_jobs(RENDER)
    missing = state(lurah, photo)

    again = put_photo(lurah, activity, "before", JPEG, photo=photo)
    house.run_jobs(RENDER)

    assert missing == ("missing", None)
    assert (again.status_code, again.get_json()["state"]) == (201, "received")
    assert state(lurah, photo) == ("stored", None)
    assert storage_of(house).get(key) == JPEG


@pytest.mark.prove
def test_a_store_that_is_away_keeps_a_photo_waiting_until_it_is_back(
    cluster: Cluster, own_store: OwnStore, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            lurah = house.client("lurah.mojo")
            photo = put_photo(lurah, put_activity(lurah), "before", JPEG).get_json()["id"]

        house.run_jobs(RENDER)
        meanwhile = state(lurah, photo)
        with own_store.up():
            # The engine tries again after a second or two.
            until(lambda: house.run_jobs(RENDER) or state(lurah, photo) == ("stored", None), 60, every=0.3)

    assert meanwhile == ("received", None)
    # Whoever runs the house finds out which photo waits, and for what.
    causes = {
        each.cause
        for each in caplog.records
        if (each.message, getattr(each, "key", "")) == ("job waits", photo)
    }
    assert any("for originals/" in cause for cause in causes), causes
