"""Which photo stands for which stage, what is still missing, and when an activity is complete."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from evidence.capture import services
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.capture.queries import shown
from evidence.capture.stages import next_missing, stages
from evidence.capture.tasks import Verification
from evidence.core import jobs
from evidence.core.jobs import RENDER
from tests import factories
from tests.capture.traces import HALF, JPEG, OTHER, state, storage_of
from tests.house import House, put_activity, put_photo

START = datetime(2026, 11, 1, tzinfo=UTC)
STORED, RECEIVED, REJECTED, MISSING = (
    PhotoState.STORED,
    PhotoState.RECEIVED,
    PhotoState.REJECTED,
    PhotoState.MISSING,
)


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


def activity_with(mode: str, *told: tuple[str, PhotoState] | tuple[str, PhotoState, int]) -> Activity:
    """An activity in memory with photos that came a minute after one another; each is called by its place."""
    made = Activity(id=uuid.UUID(int=99), mode=Mode(mode), state=ActivityState.OPEN)
    made.photos = [
        Photo(
            id=uuid.UUID(int=place), stage=Stage(each[0]), state=each[1], percent=each[2] if len(each) > 2 else None,
            received_at=START + timedelta(minutes=place), reason="truncated" if each[1] is REJECTED else "",
            derivatives={},
        )
        for place, each in enumerate(told)
    ]  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], []),
        ([("after", STORED), ("before", STORED)], [1, 0]),
        ([("before", STORED), ("before", RECEIVED)], [0]),
        ([("before", RECEIVED), ("before", STORED)], [1]),
        ([("before", STORED), ("before", STORED)], [1]),
        ([("before", REJECTED), ("before", MISSING)], [1]),
        ([("before", MISSING), ("before", REJECTED)], [0]),
        ([("before", REJECTED)], [0]),
        ([("before", PhotoState.REPLACED), ("before", PhotoState.REDACTED)], []),
        ([("before", PhotoState.REPLACED), ("before", REJECTED)], [1]),
    ],
)
def test_the_newest_of_the_safest_stands_for_its_stage(
    told: list[tuple[str, PhotoState]], expected: list[int]
) -> None:
    assert [photo.id.int for photo in shown(activity_with("A", *told))] == expected


def test_progress_stands_in_the_order_of_the_work_and_each_percentage_for_itself() -> None:
    found = activity_with(
        "B",
        ("after", STORED),
        ("progress", STORED, 80),
        ("progress", STORED, 50),
        ("before", STORED),
        ("progress", STORED, 50),
        ("progress", STORED, 0),
        ("progress", STORED, 100),
    )

    assert [photo.id.int for photo in shown(found)] == [3, 5, 4, 1, 6, 0]


def test_documentation_keeps_each_of_its_photos_in_the_order_they_came() -> None:
    found = activity_with("C", ("plain", STORED), ("plain", RECEIVED), ("plain", REJECTED), ("plain", STORED))

    assert [photo.id.int for photo in shown(found)] == [0, 1, 2, 3]


def rows(house: House, found: Activity, *, may_add: bool = True) -> list[dict[str, object]]:
    with house.app.test_request_context():
        return stages(found, may_add=may_add)


@pytest.mark.parametrize(
    ("mode", "told", "expected", "to_do"),
    [
        ("A", [], [("before", ""), ("after", "")], "before"),
        ("A", [("before", STORED)], [("before", "stored"), ("after", "")], "after"),
        ("A", [("after", STORED)], [("before", ""), ("after", "stored")], "before"),
        ("A", [("before", RECEIVED), ("after", STORED)], [("before", "received"), ("after", "stored")], None),
        (
            "A",
            [("before", REJECTED), ("after", STORED)],
            [("before", "rejected"), ("after", "stored")],
            "before",
        ),
        ("A", [("before", MISSING)], [("before", "missing"), ("after", "")], "before"),
        ("B", [], [("before", ""), ("progress", ""), ("after", "")], "before"),
        (
            "B",
            [("before", STORED), ("progress", STORED, 30)],
            [("before", "stored"), ("progress", "stored"), ("after", "")],
            "after",
        ),
        ("C", [], [("plain", "")], "plain"),
        ("C", [("plain", STORED)], [("plain", "stored"), ("plain", "")], "plain"),
    ],
)
def test_a_page_shows_what_is_there_and_what_is_missing(
    house: House,
    mode: str,
    told: list[tuple[str, PhotoState]],
    expected: list[tuple[str, str]],
    to_do: str | None,
) -> None:
    found = rows(house, activity_with(mode, *told))

    missing = next_missing(found)
    assert [(row["stage"], row["state"]) for row in found] == expected
    assert (missing["stage"] if missing else None) == to_do
    assert all(row["reason"] for row in found if row["state"] == "rejected")


def test_who_may_only_look_is_offered_nothing_to_send(house: House) -> None:
    found = rows(house, activity_with("A", ("before", STORED)), may_add=False)

    assert [row["upload_url"] for row in found] == ["", ""]
    assert next_missing(found) is None


def test_a_documentation_photo_is_added_to_and_never_replaced(house: House) -> None:
    there, room = rows(house, activity_with("C", ("plain", STORED)))

    assert (there["upload_url"], bool(room["upload_url"])) == ("", True)


def test_a_progress_address_says_how_far(house: House) -> None:
    found = rows(house, activity_with("B", ("progress", STORED, 30)))

    assert [row["upload_url"] for row in found if row["stage"] == "progress"] == [
        f"/kegiatan/{uuid.UUID(int=99)}/foto/progress?percent=30"
    ]


# ---------------------------------------------------------------------------------------------- complete


@pytest.mark.parametrize(
    ("mode", "told", "complete"),
    [
        ("A", ["before"], False),
        ("A", ["after"], False),
        ("A", ["before", "after"], True),
        ("B", ["before", "after"], False),
        ("B", ["before", "progress"], False),
        ("B", ["before", "progress", "after"], True),
        ("C", [], False),
        ("C", ["plain"], True),
        ("C", ["plain", "plain"], True),
    ],
)
def test_an_activity_is_complete_when_each_stage_is_stored(
    house: House, mode: str, told: list[str], complete: bool
) -> None:
    ident = factories.activity(house, mode=mode)
    for stage in told:
        factories.photo(house, ident, stage)

    with house.sessions.begin() as session:
        settled = services.settle_activity(session, ident)
        found = session.get_one(Activity, ident)

    assert settled is complete
    assert found.state is (ActivityState.COMPLETE if complete else ActivityState.OPEN)


@pytest.mark.parametrize("photo", [RECEIVED, REJECTED, MISSING, PhotoState.REPLACED, PhotoState.REDACTED])
def test_only_a_stored_photo_counts(house: House, photo: PhotoState) -> None:
    ident = factories.activity(house)
    factories.photo(house, ident, "before")
    factories.photo(house, ident, "after", state=photo)

    with house.sessions.begin() as session:
        assert services.settle_activity(session, ident) is False


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ActivityState.OPEN, ActivityState.COMPLETE),
        (ActivityState.UNFINISHED, ActivityState.COMPLETE),
        (ActivityState.COMPLETE, ActivityState.COMPLETE),
        (ActivityState.ARCHIVED, ActivityState.ARCHIVED),
    ],
)
def test_completing_leaves_what_was_archived_alone(
    house: House, before: ActivityState, after: ActivityState
) -> None:
    ident = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, ident, stage)
    with house.sessions.begin() as session:
        session.get_one(Activity, ident).state = before

    with house.sessions.begin() as session:
        settled = services.settle_activity(session, ident)
        state_now = session.get_one(Activity, ident).state

    assert (settled, state_now) == (True, after)


# ---------------------------------------------------------------------------------------------- replaced


def states(house: House, activity: str) -> list[tuple[str, str]]:
    with house.sessions() as session:
        photos = session.get_one(Activity, uuid.UUID(activity)).photos
        return [(photo.stage.value, photo.state.value) for photo in photos]


def test_a_newer_photo_takes_the_place_of_the_older_one_once_it_is_stored(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    put_photo(lurah, activity, "before", JPEG)
    house.run_jobs(RENDER)
    put_photo(lurah, activity, "before", OTHER)
    waiting = states(house, activity)
    house.run_jobs(RENDER)

    assert waiting == [("before", "stored"), ("before", "received")]
    assert states(house, activity) == [("before", "replaced"), ("before", "stored")]


def test_a_photo_that_is_refused_replaces_nothing(house: House, lurah: FlaskClient, activity: str) -> None:
    for body in (JPEG, HALF):
        put_photo(lurah, activity, "before", body)
        house.run_jobs(RENDER)

    assert states(house, activity) == [("before", "stored"), ("before", "rejected")]


def test_two_that_wait_together_leave_the_newer_one(house: House, lurah: FlaskClient, activity: str) -> None:
    for body in (JPEG, OTHER):
        put_photo(lurah, activity, "before", body)
    house.run_jobs(RENDER)

    assert states(house, activity) == [("before", "replaced"), ("before", "stored")]


def test_the_newer_one_stands_also_when_it_was_verified_first(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    older, newer = (put_photo(lurah, activity, "before", body).get_json()["id"] for body in (JPEG, OTHER))
    verification = Verification(house.sessions, storage_of(house), lambda _session, _activity: None)

    for photo in (newer, older):
        verification.run(photo)

    assert (state(lurah, older)[0], state(lurah, newer)[0]) == ("replaced", "stored")


def test_progress_is_replaced_by_the_same_percentage_and_documentation_by_nothing(
    house: House, lurah: FlaskClient
) -> None:
    series, plain = put_activity(lurah, mode="B"), put_activity(lurah, mode="C")
    for body, percent in ((JPEG, 50), (OTHER, 80), (OTHER, 50)):
        put_photo(lurah, series, "progress", body, percent=percent)
        put_photo(lurah, plain, "plain", body)
        house.run_jobs(RENDER)

    assert states(house, series) == [("progress", "replaced"), ("progress", "stored"), ("progress", "stored")]
    assert states(house, plain) == [("plain", "stored")] * 3


def test_a_replaced_photo_is_kept_and_answers_its_phone(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    first = put_photo(lurah, activity, "before", JPEG).get_json()["id"]
    house.run_jobs(RENDER)
    put_photo(lurah, activity, "before", OTHER)
    house.run_jobs(RENDER)

    again = put_photo(lurah, activity, "before", JPEG, photo=first)

    assert state(lurah, first) == ("replaced", None)
    assert (again.status_code, again.get_json()["state"]) == (200, "replaced")
    assert lurah.get(f"/foto/{first}/asli").data == JPEG


def test_verifying_twice_changes_nothing(house: House, lurah: FlaskClient, activity: str) -> None:
    photo = put_photo(lurah, activity, "before", JPEG).get_json()["id"]
    house.run_jobs(RENDER)
    with house.sessions.begin() as session:
        found = session.get_one(Photo, uuid.UUID(photo))
        before = (found.state, found.stored_at, dict(found.derivatives))
        jobs.enqueue(session, services.VERIFY, queue=RENDER, key=photo)
    house.run_jobs(RENDER)

    with house.sessions() as session:
        again = session.get_one(Photo, uuid.UUID(photo))
        assert (again.state, again.stored_at, dict(again.derivatives)) == before
