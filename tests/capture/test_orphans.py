"""What stands in the store without a row is found after a week, listed first, and removed only on request."""

import hashlib
import os
import uuid
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence import cli
from evidence.capture.models import Photo, PhotoPart, PhotoState
from evidence.capture.orphans import OLD, orphans
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.embedded import Store
from tests.capture.phones import KB, Sending, camera_file, part_objects, part_rows, send_small
from tests.capture.traces import HALF, JPEG, row, storage_of
from tests.house import House, put_photo
from tests.waiting import until

DAY = timedelta(days=1)
FILE = camera_file()


@pytest.fixture
def left_behind(house: House) -> str:
    """The key of an object whose row was never committed."""
    key = f"originals/{uuid.uuid4()}/{hashlib.sha256(JPEG).hexdigest()}.jpg"
    storage_of(house).put(key, JPEG, "image/jpeg")
    return key


def found(house: House, after: timedelta) -> list[str]:
    with house.sessions() as session:
        return [each.key for each in orphans(session, storage_of(house), clock.now() + after)]


def test_only_what_no_row_wants_is_an_orphan_and_only_after_a_week(
    house: House, lurah: FlaskClient, activity: str, left_behind: str
) -> None:
    kept, refused = (put_photo(lurah, activity, "before", body).get_json()["id"] for body in (JPEG, HALF))
    house.run_jobs(RENDER)
    # As if it had come back after its photo was refused.
    again = row(house, refused).object_key
    storage_of(house).put(again, HALF, "image/jpeg")

    assert found(house, OLD - DAY) == []
    assert set(found(house, OLD + DAY)) == {left_behind, again}
    assert storage_of(house).head(row(house, kept).object_key) is not None


def test_the_command_lists_first_and_removes_when_told_to(
    house: House, store: Store, left_behind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = store.folder.glob(f"*/{left_behind}")
    then = (clock.now() - OLD - DAY).timestamp()
    os.utime(file, (then, then))

    # The store notices what happens behind its back after a moment.
    until(lambda: left_behind in run_command(house, monkeypatch))
    still_there = file.exists()
    removed = run_command(house, monkeypatch, "--remove")

    assert still_there
    assert left_behind in removed
    assert not file.exists()
    assert run_command(house, monkeypatch) == "0 berkas tanpa kegiatan.\n"


# ------------------------------------------------------------------------------------- originals given up


def run_command(house: House, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(cli.main, ["photos", "orphans", *words], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def long_ago(house: House, store: Store, *keys: str) -> None:
    """Let these objects, and the rows of all parts, be from before the week."""
    then = clock.now() - OLD - DAY
    for key in keys:
        (file,) = store.folder.glob(f"*/{key}")
        os.utime(file, (then.timestamp(), then.timestamp()))
    with house.sessions.begin() as session:
        session.execute(update(PhotoPart).values(received_at=then))
    # The store notices what happens behind its back after a moment.
    until(
        lambda: (
            {each.key for each in storage_of(house).list("parts/") if each.modified < then + DAY} == set(keys)
        )
    )


def begun(lurah: FlaskClient, activity: str) -> Sending:
    """An original of which two of three parts are here."""
    sending = Sending(lurah, send_small(lurah, activity, FILE), FILE)
    for start in (0, 100 * KB):
        assert sending.part(start, 100 * KB).status_code == 204
    return sending


def test_the_parts_of_an_original_are_orphans_a_week_after_the_last_one(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    begun(lurah, activity)
    complete = begun(lurah, activity)
    complete.rest()
    # As a crash between the store and the commit leaves it.
    lost = f"parts/{complete.photo}/0000000000-{'a' * 64}-00000000.bin"
    storage_of(house).put(lost, b"x", "application/octet-stream")

    early, late = found(house, OLD - DAY), found(house, OLD + DAY)

    assert early == []
    # What only waits for its worker is not given up.
    waiting = {each.object_key for each in part_rows(house) if str(each.photo_id) == complete.photo}
    assert set(late) == set(part_objects(house)) - waiting
    assert lost in late
    assert len(late) == 3


def test_an_original_given_up_is_listed_first_then_removed_and_may_begin_again(
    house: House, store: Store, lurah: FlaskClient, activity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = begun(lurah, activity)
    keys = part_objects(house)
    long_ago(house, store, *keys)

    listed = run_command(house, monkeypatch)
    meanwhile = sending.held()
    removed = run_command(house, monkeypatch, "--remove")
    again = sending.held()
    left = (part_objects(house), part_rows(house))
    next_part = sending.part(200 * KB, 100 * KB)
    sending.rest()
    house.run_jobs(RENDER)

    assert all(key in listed and key in removed for key in keys)
    assert meanwhile == ("receiving", 200 * KB)
    assert again == ("none", 0)
    assert left == ([], [])
    assert (next_part.status_code, next_part.headers["Upload-Offset"]) == (409, "0")
    assert sending.held() == ("stored", len(FILE))
    assert run_command(house, monkeypatch) == "0 berkas tanpa kegiatan.\n"


def test_an_original_that_goes_on_keeps_its_oldest_parts(
    house: House, store: Store, lurah: FlaskClient, activity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = begun(lurah, activity)
    long_ago(house, store, *part_objects(house))
    sending.part(200 * KB, 50 * KB)

    told = run_command(house, monkeypatch, "--remove")

    assert told == "0 berkas dihapus.\n"
    assert sending.held() == ("receiving", 250 * KB)
    assert len(part_objects(house)) == 3


def test_the_whole_of_an_original_is_wanted_as_long_as_its_photo(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    sending = begun(lurah, activity)
    sending.rest()
    house.run_jobs(RENDER)
    kept = found(house, OLD + DAY)
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(sending.photo)).state = PhotoState.REDACTED

    assert kept == []
    assert row(house, sending.photo).original_key in found(house, OLD + DAY)
