"""``HEAD`` and ``PATCH /api/v1/photos/{uuid}``: the camera's own file in parts, and every refusal of one."""

import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.capture.models import Activity, ActivityState, Photo, PhotoState
from evidence.core.jobs import RENDER
from evidence.embedded import Store
from tests.capture.phones import (
    KB,
    MB,
    Sending,
    camera_file,
    original,
    part_objects,
    part_rows,
    send_small,
    sha256,
)
from tests.capture.traces import JPEG, Watch, row, storage_of
from tests.clusters import Cluster
from tests.house import JEBRES, House, furnished, put_activity, put_photo
from tests.stores import OwnStore

FILE = camera_file()
LONGEST = 60 * MB


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


@pytest.fixture
def sending(lurah: FlaskClient, activity: str) -> Sending:
    """A photo is here, and its camera's file is about to follow."""
    return Sending(lurah, send_small(lurah, activity, FILE), FILE)


def problem(answer: TestResponse, status: int) -> Mapping[str, object]:
    """The body of a refusal, which names itself."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    body: Mapping[str, object] = answer.get_json()
    assert body["detail"]
    return body


# ------------------------------------------------------------------------------------------------- taken in


def test_a_file_in_parts_is_stored_whole_beside_its_small_copy(house: House, sending: Sending) -> None:
    before = sending.held()
    answers = [sending.part(start, 100 * KB) for start in (0, 100 * KB, 200 * KB)]
    arrived = sending.held()
    house.run_jobs(RENDER)

    assert before == ("none", 0)
    assert [answer.status_code for answer in answers] == [204] * 3
    assert [answer.headers["Upload-Offset"] for answer in answers] == ["102400", "204800", "307200"]
    assert {answer.headers["Upload-Length"] for answer in answers} == {"307200"}
    assert arrived == ("verifying", len(FILE))
    assert sending.held() == ("stored", len(FILE))
    found = row(house, sending.photo)
    assert found.original_key == f"originals/{sending.photo}/camera-{sha256(FILE)}.jpg"
    assert storage_of(house).get(found.original_key) == FILE
    assert found.original_stored_at is not None
    assert [part for part in part_rows(house) if str(part.photo_id) == sending.photo] == []
    assert [key for key in part_objects(house) if sending.photo in key] == []


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (b"\xff\xd8\xff\xe1", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\0\0\0\x24ftypheic", "heic"),
        (b"\0\0\0\x24ftypmif1", "heic"),
        (b"\0\0\0\x24ftypmp42", "bin"),
        (b"II*\0", "bin"),
    ],
)
def test_the_kind_of_a_file_is_read_from_its_first_bytes(
    house: House, lurah: FlaskClient, activity: str, head: bytes, extension: str
) -> None:
    body = camera_file(2000, head)
    sending = Sending(lurah, send_small(lurah, activity, body), body)
    sending.rest()
    house.run_jobs(RENDER)

    answer = lurah.get(f"/foto/{sending.photo}/kamera")

    assert (row(house, sending.photo).original_key or "").rpartition(".")[2] == extension
    assert answer.data == body
    assert f'kamera.{extension}"' in answer.headers["Content-Disposition"]


def test_a_file_of_one_byte_is_a_file(house: House, lurah: FlaskClient, activity: str) -> None:
    sending = Sending(lurah, send_small(lurah, activity, b"x"), b"x")

    sending.rest()
    house.run_jobs(RENDER)

    assert sending.held() == ("stored", 1)


def test_parts_may_be_of_any_size(house: House, sending: Sending) -> None:
    for start, size in ((0, 1), (1, 200 * KB), (1 + 200 * KB, 99), (100 + 200 * KB, 900 * KB)):
        assert sending.part(start, size).status_code == 204
    house.run_jobs(RENDER)

    assert sending.held() == ("stored", len(FILE))


def test_the_list_of_photos_tells_how_far_a_file_has_come(house: House, sending: Sending) -> None:
    nothing = original(sending.client, sending.photo)
    sending.part(0, 100 * KB)
    some = original(sending.client, sending.photo)
    sending.rest()
    house.run_jobs(RENDER)

    assert nothing == {"state": "none", "offset": 0, "length": None, "reason": None}
    assert some == {"state": "receiving", "offset": 100 * KB, "length": len(FILE), "reason": None}
    assert original(sending.client, sending.photo)["state"] == "stored"


def test_the_same_part_again_is_204_and_adds_nothing(house: House, traces: Watch, sending: Sending) -> None:
    sending.part(0, 100 * KB)
    sending.part(100 * KB, 100 * KB)
    once = traces.look()

    again = [sending.part(start, 100 * KB) for start in (0, 100 * KB)]

    assert [answer.status_code for answer in again] == [204, 204]
    assert {answer.headers["Upload-Offset"] for answer in again} == {"204800"}
    assert traces.look() == once


def test_the_last_part_again_is_204_whatever_became_of_the_file_since(house: House, sending: Sending) -> None:
    sending.rest()
    verifying = sending.part(200 * KB, 100 * KB)
    house.run_jobs(RENDER)
    stored = sending.part(200 * KB, 100 * KB)

    assert (verifying.status_code, verifying.headers["Upload-State"]) == (204, "verifying")
    assert (stored.status_code, stored.headers["Upload-State"]) == (204, "stored")
    assert stored.headers["Upload-Offset"] == str(len(FILE))


def test_an_archived_activity_still_takes_the_originals_of_its_photos(
    house: House, sending: Sending, activity: str
) -> None:
    with house.sessions.begin() as session:
        session.get_one(Activity, uuid.UUID(activity)).state = ActivityState.ARCHIVED

    assert sending.part(0, 100 * KB).status_code == 204


# -------------------------------------------------------------------------------------- refused in the request

REFUSED: dict[str, tuple[int, dict[str, str], bytes | None]] = {
    "another kind of content": (415, {"Content-Type": "image/jpeg"}, None),
    "no kind of content": (415, {"Content-Type": ""}, None),
    "no offset": (422, {"Upload-Offset": ""}, None),
    "an offset below zero": (422, {"Upload-Offset": "-1"}, None),
    "an offset that is no number": (422, {"Upload-Offset": "0x10"}, None),
    "an offset in other digits": (422, {"Upload-Offset": "\u00b2"}, None),
    "an offset without end": (422, {"Upload-Offset": "9" * 4000}, None),
    "no length": (422, {"Upload-Length": ""}, None),
    "a length of nothing": (422, {"Upload-Length": "0"}, None),
    "a length shorter than the part": (422, {"Upload-Length": "100"}, None),
    "a length beyond 60 MB": (413, {"Upload-Length": str(LONGEST + 1)}, None),
    "no hash": (422, {"X-Content-SHA256": ""}, None),
    "a wrong hash": (422, {"X-Content-SHA256": "0" * 64}, None),
    "nothing": (422, {}, b""),
    "a part beyond 1 MB": (413, {"Upload-Length": str(LONGEST)}, bytes(MB + 1)),
    "a part beyond all measure": (413, {"Upload-Length": str(LONGEST)}, bytes(16 * MB)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_in_the_request_leaves_nothing(traces: Watch, sending: Sending, name: str) -> None:
    status, headers, body = REFUSED[name]
    before = traces.look()

    answer = sending.part(0, 100 * KB, headers=headers, body=body)

    problem(answer, status)
    assert traces.look() == before
    assert sending.held() == ("none", 0)


def test_a_part_of_exactly_1_mb_of_a_file_of_exactly_60_mb_is_taken(sending: Sending) -> None:
    body = camera_file(MB)

    answer = sending.part(0, MB, headers={"Upload-Length": str(LONGEST)}, body=body)

    assert answer.status_code == 204


def test_a_wrong_offset_is_409_with_the_true_one(traces: Watch, sending: Sending) -> None:
    ahead = sending.part(100 * KB, 100 * KB)
    sending.part(0, 100 * KB)
    once = traces.look()
    answers = {
        "a gap": sending.part(200 * KB, 100 * KB),
        "an overlap": sending.part(50 * KB, 100 * KB),
        "a longer first part": sending.part(0, 150 * KB),
        "another first part": sending.part(0, 100 * KB, body=camera_file(100 * KB, seed=8)),
    }

    problem(ahead, 409)
    assert (ahead.headers["Upload-Offset"], ahead.headers["Upload-State"]) == ("0", "none")
    for answer in answers.values():
        problem(answer, 409)
        assert (answer.headers["Upload-Offset"], answer.headers["Upload-State"]) == ("102400", "receiving")
    assert traces.look() == once


def test_another_length_than_first_told_is_409_with_the_true_one(traces: Watch, sending: Sending) -> None:
    sending.part(0, 100 * KB)
    once = traces.look()

    answers = [sending.part(start, 100 * KB, headers={"Upload-Length": "400000"}) for start in (0, 100 * KB)]

    for answer in answers:
        problem(answer, 409)
        assert answer.headers["Upload-Length"] == str(len(FILE))
        assert answer.headers["Upload-Offset"] == "102400"
    assert traces.look() == once


def test_a_photo_that_announced_no_original_takes_none(
    traces: Watch, lurah: FlaskClient, activity: str
) -> None:
    sending = Sending(lurah, put_photo(lurah, activity, "before", JPEG).get_json()["id"], FILE)
    before = traces.look()

    answer = sending.part(0, 100 * KB)

    problem(answer, 422)
    assert "Upload-Offset" not in answer.headers
    assert sending.held() == ("none", 0)
    assert traces.look() == before


@pytest.mark.parametrize("state", [PhotoState.REJECTED, PhotoState.REDACTED])
def test_a_photo_that_was_refused_or_removed_takes_no_original(
    house: House, traces: Watch, sending: Sending, state: PhotoState
) -> None:
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(sending.photo)).state = state
    before = traces.look()

    answer = sending.part(0, 100 * KB)

    problem(answer, 409)
    # Without an offset there is nothing to go on from.
    assert "Upload-Offset" not in answer.headers
    assert traces.look() == before


# --------------------------------------------------------------------------------------------------- who may


def test_an_unknown_and_a_foreign_photo_answer_alike(
    traces: Watch, stranger: FlaskClient, sending: Sending
) -> None:
    before = traces.look()
    foreign, unknown = (Sending(stranger, photo, FILE) for photo in (sending.photo, str(uuid.uuid4())))

    for one, other in (
        (stranger.head(foreign.path), stranger.head(unknown.path)),
        (foreign.part(0, 100 * KB), unknown.part(0, 100 * KB)),
    ):
        assert one.status_code == other.status_code == 404
        assert one.data == other.data
        assert set(one.headers.keys()) == set(other.headers.keys())
        assert "Upload-State" not in one.headers
    assert traces.look() == before


@pytest.mark.parametrize("photo", ["1", "x" * 36, "%00"])
def test_a_number_that_is_no_uuid_is_404(lurah: FlaskClient, photo: str) -> None:
    sending = Sending(lurah, photo, FILE)

    problem(sending.part(0, 100), 404)
    assert lurah.head(sending.path).status_code == 404


def test_who_may_look_but_not_upload_is_403(traces: Watch, staff: FlaskClient, sending: Sending) -> None:
    before = traces.look()
    looking = Sending(staff, sending.photo, FILE)

    problem(looking.part(0, 100 * KB), 403)
    assert staff.head(looking.path).status_code == 403
    assert traces.look() == before


def test_a_stranger_is_401_and_keeps_the_file(traces: Watch, sending: Sending) -> None:
    before = traces.look()
    nobody = Sending(traces.house.app.test_client(), sending.photo, FILE)

    problem(nobody.part(0, 100 * KB), 401)
    assert nobody.client.head(nobody.path).status_code == 401
    assert traces.look() == before


def test_another_site_cannot_send_in_somebodys_name(sending: Sending) -> None:
    problem(sending.part(0, 100 * KB, headers={"Origin": "https://lain.example"}), 403)


# ------------------------------------------------------------------------------------------------- 429 and 503


def test_parts_have_a_pace_of_their_own(cluster: Cluster, store: Store) -> None:
    with furnished(
        cluster, store, EVIDENCE_UPLOAD_RATE="1 per minute", EVIDENCE_PART_RATE="3 per minute"
    ) as house:
        lurah = house.client("lurah.mojo")
        sending = Sending(lurah, send_small(lurah, put_activity(lurah), FILE), FILE)

        answers = [sending.part(start, 50 * KB) for start in range(0, 200 * KB, 50 * KB)]

    assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60


def test_the_largest_file_fits_into_the_pace_of_a_minute(house: House) -> None:
    told = house.app.extensions["house"].settings.part_rate

    # Sixty megabytes in parts of 256 KB, which suits a phone whose signal comes and goes.
    assert int(told.split()[0]) >= LONGEST // (256 * KB)


def test_a_store_that_is_down_is_503_and_the_file_goes_on_later(
    cluster: Cluster, own_store: OwnStore, tmp_path: Path
) -> None:
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            traces = Watch(house, tmp_path)
            lurah = house.client("lurah.mojo")
            sending = Sending(lurah, send_small(lurah, put_activity(lurah), FILE), FILE)
            sending.part(0, 100 * KB)
            before = traces.look()

        refused = sending.part(100 * KB, 100 * KB)
        repeated = sending.part(0, 100 * KB)
        held = sending.held()
        with own_store.up():
            after = traces.look()
            sending.rest()
            house.run_jobs(RENDER)
            stored = sending.held()

    problem(refused, 503)
    assert int(refused.headers["Retry-After"]) >= 1
    # What is held is known from the row alone.
    assert repeated.status_code == 204
    assert held == ("receiving", 100 * KB)
    assert after == before
    assert stored == ("stored", len(FILE))


def test_whoever_sent_a_photo_sends_its_file_and_hears_of_it_also_when_it_was_moved_away(
    house: House, lurah: FlaskClient, camat: FlaskClient, stranger: FlaskClient, sending: Sending
) -> None:
    there = put_activity(stranger, JEBRES)
    with house.sessions.begin() as session:
        session.get_one(Photo, uuid.UUID(sending.photo)).activity_id = uuid.UUID(there)

    sending.rest()
    house.run_jobs(RENDER)

    assert sending.held() == ("stored", len(FILE))
    heard = lurah.get(f"/api/v1/photos?ids={sending.photo}").get_json()["photos"]
    assert [each["state"] for each in heard] == ["stored"]
    # Nobody else who has no part in that unit hears of it, and its page stays shut to its sender.
    assert camat.get(f"/api/v1/photos?ids={sending.photo}").get_json()["photos"] == []
    assert camat.head(f"/api/v1/photos/{sending.photo}").status_code == 404
    assert lurah.get(f"/kegiatan/{there}").status_code == 404
