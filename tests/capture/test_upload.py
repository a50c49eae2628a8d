"""``PUT /api/v1/photos/{uuid}``: every reply it gives, and what each of them leaves behind."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.capture.models import Activity, ActivityState, Stage
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.embedded import Store
from tests.capture.traces import JPEG, OTHER, PNG, Watch, row, state, storage_of
from tests.clusters import Cluster
from tests.house import JEBRES, House, furnished, put_activity, put_photo
from tests.stores import OwnStore

SOME = "6f0c2c1e-6f0b-4b6e-9b58-1a2b3c4d5e6f"
LIMIT = 15 * 1024 * 1024


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


def problem(answer: TestResponse, status: int) -> Mapping[str, object]:
    """The body of a refusal, which names itself."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    body: Mapping[str, object] = answer.get_json()
    assert body["status"] == status
    assert body["detail"]
    return body


# ------------------------------------------------------------------------------------------------- taken in


@pytest.mark.parametrize(
    ("body", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (JPEG, "IMAGE/JPEG; q=1")]
)
def test_a_new_photo_is_201_and_is_stored_after_verification(
    house: House, lurah: FlaskClient, activity: str, body: bytes, kind: str
) -> None:
    photo = str(uuid.uuid4())
    answer = put_photo(lurah, activity, "before", body, photo=photo, headers={"Content-Type": kind})
    received = state(lurah, photo)
    house.run_jobs(RENDER)

    assert answer.status_code == 201
    assert answer.get_json()["state"] == "received"
    assert (received, state(lurah, photo)) == (("received", None), ("stored", None))
    assert storage_of(house).get(row(house, photo).object_key) == body
    assert set(row(house, photo).derivatives) >= {"320"}


def test_what_the_phone_says_stands_on_the_row(house: House, lurah: FlaskClient, activity: str) -> None:
    photo = str(uuid.uuid4())
    position = {"lat": -7.57, "lon": 110.83, "accuracy_m": 8}
    put_photo(
        lurah, activity, "after", JPEG, photo=photo, taken_at="2026-11-25T14:30", position=position, source="camera"
    )  # fmt: skip

    found = row(house, photo)

    assert (found.stage, found.position, found.source) == (Stage.AFTER, position, "camera")
    assert found.taken_at is not None
    assert clock.stamp(found.taken_at) == "25 Nov 2026, 14.30 WIB"


def test_the_same_again_is_200_and_adds_nothing(traces: Watch, lurah: FlaskClient, activity: str) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    once = traces.look()

    again = put_photo(lurah, activity, "before", JPEG, photo=photo)

    assert again.status_code == 200
    assert again.get_json()["id"] == photo
    assert traces.look() == once


def test_fifteen_megabytes_are_taken_and_one_byte_more_is_413(
    house: House, traces: Watch, lurah: FlaskClient, activity: str
) -> None:
    largest = JPEG + bytes(LIMIT - len(JPEG))
    before = traces.look()

    refused = put_photo(lurah, activity, "before", largest + b"\0")
    left = traces.look()
    taken = put_photo(lurah, activity, "before", largest)
    house.run_jobs(RENDER)

    problem(refused, 413)
    assert left == before
    assert taken.status_code == 201
    assert state(lurah, taken.get_json()["id"]) == ("stored", None)


# -------------------------------------------------------------------------------------- refused in the request


def meta(activity: str, **told: object) -> str:
    return json.dumps({"activity": activity, "stage": "before", **told})


REFUSED: dict[str, tuple[int, bytes, str, dict[str, str]]] = {
    "much too large": (413, JPEG + bytes(LIMIT + 65 * 1024), "before", {}),
    "text": (415, b"halo", "before", {"Content-Type": "text/plain"}),
    "text that calls itself a photo": (415, b"halo", "before", {}),
    "another kind of picture": (415, b"GIF89a" + bytes(40), "before", {"Content-Type": "image/gif"}),
    "a kind that says nothing": (415, JPEG, "before", {"Content-Type": ""}),
    "a kind of nobody": (415, JPEG, "before", {"Content-Type": "image/jpg\x7f"}),
    "PNG bytes called JPEG": (415, PNG, "before", {}),
    "JPEG bytes called PNG": (415, JPEG, "before", {"Content-Type": "image/png"}),
    "a form": (415, b"photo=x", "before", {"Content-Type": "application/x-www-form-urlencoded"}),
    "nothing": (422, b"", "before", {}),
    "no hash": (422, JPEG, "before", {"X-Content-SHA256": ""}),
    "a wrong hash": (422, JPEG, "before", {"X-Content-SHA256": "0" * 64}),
    "a hash in capitals": (422, JPEG, "before", {"X-Content-SHA256": hashlib.sha256(JPEG).hexdigest().upper()}),
    "a hash in base64": (422, JPEG, "before", {"X-Content-SHA256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}),
    "no meta": (422, JPEG, "before", {"X-Meta": ""}),
    "meta that is not JSON": (422, JPEG, "before", {"X-Meta": "{"}),
    "meta that is no object": (422, JPEG, "before", {"X-Meta": "[]"}),
    "meta beyond 4 KB": (422, JPEG, "before", {"X-Meta": json.dumps({"lens": "x" * 4096})}),
    "meta beyond ASCII": (422, JPEG, "before", {"X-Meta": '{"lens": "é"}'}),
    "meta without a bottom": (422, JPEG, "before", {"X-Meta": "[" * 4000}),
    "an unknown stage": (422, JPEG, "selesai", {}),
    "a stage of another mode": (422, JPEG, "plain", {}),
    "progress without a percentage": (422, JPEG, "progress", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_in_the_request_leaves_nothing(
    traces: Watch, lurah: FlaskClient, activity: str, name: str
) -> None:
    status, body, stage, headers = REFUSED[name]
    before = traces.look()

    answer = put_photo(lurah, activity, stage, body, headers=headers)

    problem(answer, status)
    assert traces.look() == before


def test_progress_belongs_to_work_in_stages_and_plain_to_documentation(lurah: FlaskClient) -> None:
    pair, series, plain = (put_activity(lurah, mode=mode) for mode in "ABC")

    answers = {
        "progress of a pair": put_photo(lurah, pair, "progress", JPEG, percent=50),
        "progress of a series": put_photo(lurah, series, "progress", JPEG, percent=50),
        "plain of a series": put_photo(lurah, series, "plain", JPEG),
        "plain of documentation": put_photo(lurah, plain, "plain", JPEG),
        "before of documentation": put_photo(lurah, plain, "before", JPEG),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "progress of a pair": 422,
        "progress of a series": 201,
        "plain of a series": 422,
        "plain of documentation": 201,
        "before of documentation": 422,
    }


def test_an_unknown_and_a_foreign_activity_answer_alike(
    traces: Watch, lurah: FlaskClient, stranger: FlaskClient
) -> None:
    foreign = put_activity(stranger, JEBRES)
    before = traces.look()

    unknown_answer = put_photo(lurah, str(uuid.uuid4()), "before", JPEG)
    foreign_answer = put_photo(lurah, foreign, "before", JPEG)

    problem(unknown_answer, 404)
    assert foreign_answer.status_code == 404
    assert foreign_answer.data == unknown_answer.data
    assert set(foreign_answer.headers.keys()) == set(unknown_answer.headers.keys())
    assert traces.look() == before


def test_a_foreign_activity_cannot_be_told_from_a_missing_one_by_another_mistake(
    lurah: FlaskClient, stranger: FlaskClient
) -> None:
    plain = put_activity(stranger, JEBRES, mode="C")

    mistakes = [
        put_photo(lurah, place, "before", JPEG, headers={"X-Content-SHA256": "0" * 64}).data
        for place in (plain, str(uuid.uuid4()))
    ]

    assert mistakes[0] == mistakes[1]


@pytest.mark.parametrize("photo", ["1", "x" * 36, "..%2f..", "%00", SOME + "0"])
def test_a_number_that_is_no_uuid_is_404(lurah: FlaskClient, activity: str, photo: str) -> None:
    problem(put_photo(lurah, activity, "before", JPEG, photo=photo), 404)


def test_who_may_look_but_not_upload_is_403(traces: Watch, staff: FlaskClient, activity: str) -> None:
    before = traces.look()

    problem(put_photo(staff, activity, "before", JPEG), 403)

    assert traces.look() == before


def test_a_stranger_is_401_and_the_body_is_kept_out(traces: Watch, activity: str) -> None:
    before = traces.look()

    answer = put_photo(traces.house.app.test_client(), activity, "before", JPEG)

    assert "foto tetap tersimpan di HP" in str(problem(answer, 401)["detail"])
    assert traces.look() == before


# ------------------------------------------------------------------------------------------------------- 409


def test_other_bytes_under_a_taken_uuid_are_409(traces: Watch, lurah: FlaskClient, activity: str) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    once = traces.look()

    problem(put_photo(lurah, activity, "before", OTHER, photo=photo), 409)

    assert traces.look() == once


def test_a_taken_uuid_under_another_activity_is_409(traces: Watch, lurah: FlaskClient, activity: str) -> None:
    photo, another = str(uuid.uuid4()), put_activity(lurah)
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    once = traces.look()

    problem(put_photo(lurah, another, "before", JPEG, photo=photo), 409)

    assert traces.look() == once


def test_an_archived_activity_takes_no_new_photo_and_knows_its_old_ones(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    photo = str(uuid.uuid4())
    put_photo(lurah, activity, "before", JPEG, photo=photo)
    with house.sessions.begin() as session:
        session.get_one(Activity, uuid.UUID(activity)).state = ActivityState.ARCHIVED

    problem(put_photo(lurah, activity, "after", JPEG), 409)
    assert put_photo(lurah, activity, "before", JPEG, photo=photo).status_code == 200


# ------------------------------------------------------------------------------------------------- 429 and 503


def test_too_many_in_a_minute_are_429_for_that_person_only(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_UPLOAD_RATE="2 per minute") as house:
        lurah, camat = house.client("lurah.mojo"), house.client("camat.pasarkliwon")
        activity = put_activity(lurah)

        answers = [put_photo(lurah, activity, "before", JPEG) for _ in range(3)]
        neighbour = put_photo(camat, activity, "before", JPEG)
        objects = list(storage_of(house).list(""))

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    problem(answers[2], 429)
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert neighbour.status_code == 201
    assert len(objects) == 3


def test_a_store_that_is_down_is_503_and_leaves_nothing_behind(
    cluster: Cluster, own_store: OwnStore, tmp_path: Path
) -> None:
    photo, known = str(uuid.uuid4()), str(uuid.uuid4())
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            traces = Watch(house, tmp_path)
            lurah = house.client("lurah.mojo")
            activity = put_activity(lurah)
            put_photo(lurah, activity, "before", OTHER, photo=known)
            before = traces.look()

        new = put_photo(lurah, activity, "after", JPEG, photo=photo)
        repeated = put_photo(lurah, activity, "before", OTHER, photo=known)
        with own_store.up():
            after = traces.look()
            later = put_photo(lurah, activity, "after", JPEG, photo=photo)

    for answer in (new, repeated):
        problem(answer, 503)
        assert int(answer.headers["Retry-After"]) >= 1
    assert after == before
    assert later.status_code == 201


# -------------------------------------------------------------------------------------- asking for the states


def test_states_are_told_of_own_photos_only(lurah: FlaskClient, stranger: FlaskClient, activity: str) -> None:
    photo = put_photo(lurah, activity, "before", JPEG).get_json()["id"]
    unknown = str(uuid.uuid4())

    own = lurah.get(f"/api/v1/photos?ids={photo},{unknown}").get_json()
    foreign = stranger.get(f"/api/v1/photos?ids={photo}").get_json()

    assert [each["id"] for each in own["photos"]] == [photo]
    assert own["photos"][0]["findings"] == []
    assert foreign == {"photos": []}


@pytest.mark.parametrize(("ids", "status"), [("", 200), ("x", 404), (",".join([SOME] * 101), 422)])
def test_states_are_asked_by_uuid_and_a_hundred_at_a_time(lurah: FlaskClient, ids: str, status: int) -> None:
    assert lurah.get(f"/api/v1/photos?ids={ids}").status_code == status
