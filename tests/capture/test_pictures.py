"""Pictures to look at and originals to take away, by the access rule of their activity."""

import gc
import uuid

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.capture.models import Photo, PhotoState
from tests import factories
from tests.capture.traces import row, storage_of
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


@pytest.fixture
def photo(house: House) -> str:
    return str(factories.photo(house, factories.activity(house), "before"))


def kinds(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.mimetype


def test_a_picture_is_shown_to_whoever_sees_its_activity(
    lurah: FlaskClient, camat: FlaskClient, staff: FlaskClient, stranger: FlaskClient, photo: str
) -> None:
    for path in (f"/foto/{photo}/320.jpg", f"/foto/{photo}/asli"):
        assert [client.get(path).status_code for client in (lurah, camat, staff, stranger)] == [
            200,
            200,
            200,
            404,
        ]


def test_a_picture_can_do_nothing_but_be_looked_at(house: House, lurah: FlaskClient, photo: str) -> None:
    answer = lurah.get(f"/foto/{photo}/320.jpg")

    assert kinds(answer) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_a_picture_that_is_known_is_not_sent_again(lurah: FlaskClient, photo: str) -> None:
    known = lurah.get(f"/foto/{photo}/320.jpg").headers["ETag"]

    again = lurah.get(f"/foto/{photo}/320.jpg", headers={"If-None-Match": known})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", known)


def test_an_original_is_a_download_under_a_name_of_ours(lurah: FlaskClient, photo: str) -> None:
    answer = lurah.get(f"/foto/{photo}/asli")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="bukti-{photo}.jpg"'


@pytest.mark.parametrize(
    "path", ["321.jpg", "0.jpg", "99999999999999999999.jpg", "asli.jpg", "320.png", "-1.jpg"]
)
def test_an_unknown_size_is_not_there(lurah: FlaskClient, photo: str, path: str) -> None:
    assert lurah.get(f"/foto/{photo}/{path}").status_code == 404


@pytest.mark.parametrize("number", ["x", str(uuid.UUID(int=7)), "%00"])
def test_an_unknown_photo_is_not_there(lurah: FlaskClient, number: str) -> None:
    assert lurah.get(f"/foto/{number}/320.jpg").status_code == 404
    assert lurah.get(f"/foto/{number}/asli").status_code == 404


@pytest.mark.parametrize(
    "state", [PhotoState.RECEIVED, PhotoState.REJECTED, PhotoState.MISSING, PhotoState.REDACTED]
)
def test_only_what_was_verified_is_handed_out(
    house: House, lurah: FlaskClient, photo: str, state: PhotoState
) -> None:
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(photo)).state = state

    assert lurah.get(f"/foto/{photo}/asli").status_code == 404


def test_a_redacted_photo_is_not_shown_small_either(house: House, lurah: FlaskClient, photo: str) -> None:
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(photo)).state = PhotoState.REDACTED

    assert lurah.get(f"/foto/{photo}/320.jpg").status_code == 404


def test_an_object_that_is_gone_is_a_picture_that_is_not_there(
    house: House, lurah: FlaskClient, photo: str
) -> None:
    with house.sessions() as session:
        row = session.get_one(Photo, uuid.UUID(photo))
    for key in (row.object_key, *row.derivatives.values()):
        storage_of(house).delete(key)

    assert [lurah.get(f"/foto/{photo}/{each}").status_code for each in ("320.jpg", "asli")] == [404, 404]


# ------------------------------------------------------------------------------------- the camera's own file


def test_the_cameras_own_file_is_a_download_for_whoever_sees_the_activity(
    house: House, lurah: FlaskClient, staff: FlaskClient, stranger: FlaskClient, photo: str
) -> None:
    before = lurah.get(f"/foto/{photo}/kamera")
    factories.original(house, uuid.UUID(photo))

    answers = [client.get(f"/foto/{photo}/kamera") for client in (lurah, staff, stranger)]

    assert before.status_code == 404
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0].data != lurah.get(f"/foto/{photo}/asli").data
    told = answers[0].headers
    assert told["Content-Disposition"] == f'attachment; filename="bukti-{photo}-kamera.jpg"'
    assert told["Content-Security-Policy"].startswith("sandbox")
    assert int(told["Content-Length"]) == len(answers[0].data)
    known = lurah.get(f"/foto/{photo}/kamera", headers={"If-None-Match": told["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


def test_the_cameras_own_file_goes_with_its_photo(house: House, lurah: FlaskClient, photo: str) -> None:
    factories.original(house, uuid.UUID(photo))
    key = row(house, photo).original_key
    assert key is not None
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(photo)).state = PhotoState.REDACTED
    redacted = lurah.get(f"/foto/{photo}/kamera").status_code
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(photo)).state = PhotoState.STORED
    storage_of(house).delete(key)

    assert redacted == 404
    assert lurah.get(f"/foto/{photo}/kamera").status_code == 404


def test_asking_only_for_the_head_of_the_cameras_own_file_leaves_nothing_open(
    house: House, lurah: FlaskClient, photo: str
) -> None:
    factories.original(house, uuid.UUID(photo))

    answers = [lurah.head(f"/foto/{photo}/kamera") for _ in range(40)]
    gc.collect()

    # More than the store's client has connections; one that stayed open would be a warning, which fails this test.
    assert {(answer.status_code, answer.data) for answer in answers} == {(200, b"")}
    assert int(answers[0].headers["Content-Length"]) > 0


def test_a_card_shows_its_own_size_or_the_next_larger_one(house: House, lurah: FlaskClient) -> None:
    activity = factories.activity(house)
    now = factories.photo(house, activity, "before", derivatives={"320": "a", "640": "b", "960": "c"})
    earlier = factories.photo(house, activity, "after", derivatives={"320": "a", "960": "c"})

    page = lurah.get("/kegiatan").get_data(as_text=True)

    assert f"/foto/{now}/640.jpg" in page
    assert f"/foto/{earlier}/960.jpg" in page
