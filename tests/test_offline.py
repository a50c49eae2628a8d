"""What a phone keeps of Bukti itself, and what it learns to work without a network."""

import importlib.util
import json
import uuid
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.capture import points
from evidence.capture.models import PhotoPoint, PhotoState
from evidence.core import clock
from evidence.units.models import Device
from tests import factories
from tests.forms import told
from tests.house import JEBRES, MOJO, ORIGIN, House

ROOT = Path(__file__).resolve().parent.parent
SOMEBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def house(shared: House) -> House:
    return shared


# ------------------------------------------------------------------------------------ Bukti itself
def test_the_field_page_is_the_same_for_everybody(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    stranger = house.app.test_client()

    pages = {told(client.get("/lapangan"), 200) for client in (stranger, lurah, camat)}

    assert len(pages) == 1
    assert "Mojo" not in pages.pop()


def test_what_is_said_to_one_person_does_not_stay_in_the_page_of_all(fresh: House) -> None:
    lurah, over = fresh.client("lurah.mojo"), "Sesi Anda berakhir."
    with fresh.sessions.begin() as session:
        session.execute(update(Device).values(ended_at=clock.now()))

    field, sign_in = (told(lurah.get(address), 200) for address in ("/lapangan", "/masuk"))

    assert over not in field
    assert over in sign_in


def test_work_that_has_waited_longest_is_known_beyond_the_newest_fifty(fresh: House) -> None:
    lurah = fresh.client("lurah.mojo")
    longest = factories.activity(fresh)
    factories.photo(fresh, longest, "before")
    for _ in range(50):
        factories.activity(fresh)

    known = lurah.get("/api/v1/field").get_json()["activities"]

    assert len(known) == 51
    assert str(longest) in {each["id"] for each in known}


def test_the_service_worker_names_files_that_are_there_and_is_asked_for_anew(house: House) -> None:
    client = house.app.test_client()
    answer = client.get("/sw.js")
    first, program = answer.get_data(as_text=True).split("\n", 1)
    named = json.loads(first.removeprefix("self.BUKTI = ").removesuffix(";"))

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "skipWaiting" in program
    assert len(named["assets"]) == 6
    for address in (named["shell"], *named["assets"]):
        with client.get(address) as file:
            assert file.status_code == 200, address


def test_the_manifest_names_icons_of_their_size_and_ways_to_the_camera(house: House) -> None:
    client = house.app.test_client()
    manifest = client.get("/manifest.webmanifest").get_json(force=True)

    for icon in manifest["icons"]:
        with client.get(icon["src"]) as file:
            body = file.get_data()
        edge = int.from_bytes(body[16:20], "big")
        assert f"{edge}x{edge}" == icon["sizes"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert [each["url"] for each in manifest["shortcuts"]] == ["/lapangan#/baru", "/lapangan#/kiriman"]


def test_the_icons_are_those_that_the_code_draws() -> None:
    spec = importlib.util.spec_from_file_location("draw_icons", ROOT / "frontend/art/draw_icons.py")
    assert spec is not None
    assert spec.loader is not None
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)

    for name, body in drawing.drawn().items():
        assert (ROOT / "static" / name).read_bytes() == body, name


# ------------------------------------------------------------------------------------ what it learns
def field(client: FlaskClient) -> dict[str, object]:
    answer = client.get("/api/v1/field")
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_a_phone_learns_whose_it_is_and_what_a_new_activity_can_be(house: House, lurah: FlaskClient) -> None:
    told = field(lurah)

    assert told["me"] == {"id": str(house.actor("lurah.mojo").id), "name": "Lurah Mojo"}
    assert told["units"] == [{"code": MOJO, "label": "Kelurahan Mojo"}]
    assert len(told["places"]) == 54  # type: ignore[arg-type]
    assert {"code": "JALAN", "label": "Jalan, gang & paving", "mode": "B"} in told["categories"]  # type: ignore[operator]


def test_it_learns_of_work_that_misses_a_photo_and_of_no_other(house: House, lurah: FlaskClient) -> None:
    waiting = factories.activity(house, title="Menunggu sesudah di lapangan")
    where = {"lat": -7.57, "lon": 110.79, "accuracy_m": 9}
    before = factories.photo(house, waiting, "before", position=where)
    coming = factories.activity(house)
    factories.photo(house, coming, "before", state=PhotoState.RECEIVED)
    complete, foreign = factories.complete(house), factories.activity(house, JEBRES, "lurah.jebres")

    found = {each["id"]: each for each in field(lurah)["activities"]}  # type: ignore[attr-defined]

    assert found[str(waiting)]["missing"] == [{"stage": "after", "percent": None, "label": "Foto sesudah"}]
    assert found[str(waiting)]["before"]["id"] == str(before)
    assert found[str(waiting)]["before"]["position"] == {"lat": -7.57, "lon": 110.79}
    assert [each["stage"] for each in found[str(coming)]["missing"]] == ["after"]
    assert str(complete) not in found
    assert str(foreign) not in found


def test_a_sign_is_known_however_many_points_there_are(fresh: House) -> None:
    lurah = fresh.client("lurah.mojo")
    oldest = factories.point(fresh)
    foreign = factories.point(fresh, JEBRES, "lurah.jebres")
    for number in range(points.MOST):
        factories.point(fresh, name=f"Titik {number}")
    with fresh.sessions() as session:
        mine, theirs = (session.get_one(PhotoPoint, each).code for each in (oldest, foreign))

    def known(query: str) -> set[str]:
        answer = lurah.get(f"/api/v1/field{query}")
        assert answer.status_code == 200
        found = [each["code"] for each in answer.get_json()["points"]]
        assert len(found) == points.MOST
        return set(found)

    assert mine not in known("")
    assert mine in known(f"?point={mine}")
    assert theirs not in known(f"?point={theirs}")
    assert known("?point=7q4m'2KXD") == known("")


# ------------------------------------------------------------------------------- in whose name
@pytest.mark.parametrize(("named", "status"), [("own", 200), ("another", 401), ("nonsense", 401)])
def test_what_is_sent_for_one_person_is_refused_in_the_session_of_another(
    house: House, lurah: FlaskClient, named: str, status: int
) -> None:
    who = {"own": str(house.actor("lurah.mojo").id), "another": SOMEBODY, "nonsense": "\u00e9"}[named]
    facts = {"title": "Atas nama siapa", "category": "DRAINASE", "mode": "A", "unit": MOJO}
    ident = str(factories.activity(house)) if named == "own" else str(uuid.uuid4())

    answer = lurah.put(f"/api/v1/activities/{ident}", json=facts, headers={"Origin": ORIGIN, "X-User": who})

    assert answer.status_code == status
    known = lurah.get("/api/v1/activities").get_json()["activities"]
    assert (ident in {each["id"] for each in known}) is (status == 200)
