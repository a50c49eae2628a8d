"""What stands in the store without a row is found after a week, listed first, and removed only on request."""

import os
import uuid
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from evidence import cli
from evidence.capture.orphans import OLD, orphans
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.embedded import Store
from tests.capture.traces import HALF, JPEG, row, storage_of
from tests.house import House, put_photo
from tests.waiting import until

DAY = timedelta(days=1)


@pytest.fixture
def left_behind(house: House) -> str:
    """The key of an object whose row was never committed."""
    key = f"originals/{uuid.uuid4()}/{'a' * 64}.jpg"
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
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)
    (file,) = store.folder.glob(f"*/{left_behind}")
    long_ago = (clock.now() - OLD - DAY).timestamp()
    os.utime(file, (long_ago, long_ago))

    def run(*words: str) -> str:
        answer = CliRunner().invoke(cli.main, ["photos", "orphans", *words], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer.output

    # The store notices what happens behind its back after a moment.
    until(lambda: left_behind in run(), 10)
    still_there = file.exists()
    removed = run("--remove")

    assert still_there
    assert left_behind in removed
    assert not file.exists()
    assert run() == "0 berkas tanpa kegiatan.\n"
