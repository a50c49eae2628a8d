"""Photo points: made from an activity or from scratch, listed, edited, retired, and never another unit's."""

import re
import uuid

import pytest
from flask.testing import FlaskClient

from evidence.capture.models import Activity, PhotoPoint
from evidence.points.services import LETTERS, new_code
from tests import factories
from tests.forms import opened, sent, told
from tests.house import JEBRES, MOJO, ORIGIN, House
from tests.repair.mending import acts, officer

WHERE = {"lat": -7.57, "lon": 110.79, "accuracy_m": 9}
CODE = re.compile(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")


@pytest.fixture
def house(shared: House) -> House:
    return shared


def row(house: House, ident: uuid.UUID | str) -> PhotoPoint:
    """The point as it stands."""
    with house.sessions() as session:
        return session.get_one(PhotoPoint, uuid.UUID(str(ident)))


def point_of(house: House, activity: uuid.UUID) -> uuid.UUID | None:
    with house.sessions() as session:
        return session.get_one(Activity, activity).point_id


def with_before(house: House, **facts: object) -> uuid.UUID:
    """An activity whose before is stored, taken at a known place."""
    made = factories.activity(house, **facts)  # type: ignore[arg-type]
    factories.photo(house, made, "before", position=WHERE)
    return made


def test_a_code_has_no_letter_that_is_taken_for_another() -> None:
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(CODE.fullmatch(each) for each in codes)
    assert not set("ILOU") & set("".join(codes))


def test_an_activity_with_a_before_becomes_the_first_one_at_its_point(
    house: House, lurah: FlaskClient
) -> None:
    activity = with_before(house, title="Kuras saluran depan pasar", street="Jl. Kyai Mojo")
    page = told(lurah.get(f"/kegiatan/{activity}"), 200)
    way = f"/titik/baru?dari={activity}"
    assert way in page

    form = opened(lurah, way)
    assert form["name"] == "Kuras saluran depan pasar"
    answer = sent(lurah, form, name="Saluran depan pasar")

    assert answer.status_code == 303
    ident = answer.headers["Location"].removeprefix("/titik/")
    made = row(house, ident)
    assert (made.name, made.street, made.rt, made.unit_code) == (
        "Saluran depan pasar",
        "Jl. Kyai Mojo",
        5,
        MOJO,
    )
    assert made.position == {"lat": -7.57, "lon": 110.79}
    assert point_of(house, activity) == made.id
    assert ("Lurah Mojo", "points.made_here") in acts(house, activity)
    assert acts(house, made.id) == [("Lurah Mojo", "points.made")]
    assert f"Titik foto: {made.name}" in told(lurah.get(f"/kegiatan/{activity}"), 200)
    shown = told(lurah.get(f"/titik/{ident}"), 200)
    assert made.code in shown
    assert f"/kegiatan/{activity}/foto/after" in shown


def test_without_a_stored_before_there_is_nothing_to_repeat(house: House, lurah: FlaskClient) -> None:
    activity = factories.activity(house)
    assert "Jadikan titik foto" not in told(lurah.get(f"/kegiatan/{activity}"), 200)

    page = told(sent(lurah, opened(lurah, f"/titik/baru?dari={activity}")), 422)

    assert "foto sebelumnya sudah tersimpan" in page
    assert point_of(house, activity) is None


def test_an_activity_has_one_point_however_often_it_is_sent(house: House, lurah: FlaskClient) -> None:
    activity = with_before(house)
    form, other = (opened(lurah, f"/titik/baru?dari={activity}") for _ in range(2))

    answers = [sent(lurah, form), sent(lurah, form)]
    second = told(sent(lurah, other), 422)

    assert {each.headers["Location"] for each in answers} == {f"/titik/{form['uuid']}"}
    assert "sudah punya titik foto" in second
    assert point_of(house, activity) == uuid.UUID(form["uuid"])


def test_a_point_is_made_from_scratch_and_found_by_its_name_and_code(
    house: House, lurah: FlaskClient
) -> None:
    answer = sent(
        lurah, opened(lurah, "/titik/baru"), name="  Talut   Kali Pepe ", category="SUNGAI", mode="B"
    )

    made = row(house, answer.headers["Location"].removeprefix("/titik/"))
    assert (made.name, made.category, made.mode, made.position) == ("Talut Kali Pepe", "SUNGAI", "B", None)
    for words in ("talut kali", made.code[:6].lower()):
        page = told(lurah.get("/titik", query_string={"q": words}), 200)
        assert made.code in page, words
    assert made.code not in told(lurah.get("/titik?q=tidakada"), 200)
    assert "/titik" in told(lurah.get("/lainnya"), 200)


WRONG = {
    "name": ({"name": "x"}, "Tulis nama titik foto"),
    "number": ({"rt": "1000"}, "RT ditulis dengan angka"),
    "category": ({"category": "APA"}, "Pilihan itu tidak ada"),
    "foreign unit": ({"unit": JEBRES}, "Pilihan itu tidak ada"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_beside_it(house: House, lurah: FlaskClient, name: str) -> None:
    fields, words = WRONG[name]

    page = told(sent(lurah, {**opened(lurah, "/titik/baru"), "name": "Pos ronda"}, **fields), 422)

    assert words in page


def test_an_edited_point_keeps_its_code(house: House, lurah: FlaskClient) -> None:
    ident = factories.point(house)
    before = row(house, ident)

    answer = sent(lurah, opened(lurah, f"/titik/{ident}/ubah"), name="Saluran belakang pasar", rw="")
    again = sent(lurah, opened(lurah, f"/titik/{ident}/ubah"))

    assert (answer.status_code, again.status_code) == (303, 303)
    after = row(house, ident)
    assert (after.name, after.rw, after.code) == ("Saluran belakang pasar", None, before.code)
    assert [act for _who, act in acts(house, ident)] == ["points.made", "points.edited"]


def test_a_retired_point_is_kept_and_can_be_used_again(house: House, lurah: FlaskClient) -> None:
    ident = factories.point(house, name="Titik yang dihentikan")
    form = {"action": f"/titik/{ident}/hentikan", "csrf_token": opened(lurah, "/titik/baru")["csrf_token"]}

    assert [sent(lurah, form).status_code for _ in range(2)] == [303, 303]

    page = told(lurah.get(f"/titik/{ident}"), 200)
    assert "Tidak dipakai lagi sejak" in page
    assert "Kegiatan baru di titik ini" not in page
    assert "Titik yang dihentikan" not in told(lurah.get("/titik"), 200)
    assert "Titik yang dihentikan" in told(lurah.get("/titik?state=retired"), 200)
    assert str(ident) not in {each["id"] for each in lurah.get("/api/v1/field").get_json()["points"]}
    assert sent(lurah, {**form, "action": f"/titik/{ident}/pakai-lagi"}).status_code == 303
    assert row(house, ident).retired_at is None
    assert [act for _who, act in acts(house, ident)] == ["points.made", "points.retired", "points.resumed"]


def test_whoever_sees_the_unit_reads_its_points_and_only_its_officers_change_them(
    house: House, stranger: FlaskClient
) -> None:
    ident = factories.point(house)
    staff = house.client("staf.balaikota")

    page = told(staff.get(f"/titik/{ident}"), 200)

    assert "Ubah titik foto" not in page
    assert "Kegiatan baru di titik ini" not in page
    assert row(house, ident).code in told(staff.get("/titik"), 200)
    assert stranger.get(f"/titik/{ident}").status_code == 404
    assert row(house, ident).code not in told(stranger.get("/titik"), 200)


# ------------------------------------------------------------------------------- activities at a point
def test_a_new_activity_is_proposed_as_the_point_says_and_stands_at_it(
    house: House, lurah: FlaskClient
) -> None:
    ident = factories.point(
        house, name="Taman Jayawijaya", category="TAMAN", mode="B", street="Jl. Jayawijaya"
    )

    form = opened(lurah, f"/kegiatan/baru?titik={ident}")
    assert form["title"].startswith("Taman Jayawijaya, ")
    assert (form["category"], form["mode"], form["street"], form["rt"]) == (
        "TAMAN",
        "B",
        "Jl. Jayawijaya",
        "5",
    )
    answer = sent(lurah, form)

    assert answer.headers["Location"] == f"/kegiatan/{form['uuid']}/foto/before"
    activity = uuid.UUID(form["uuid"])
    assert point_of(house, activity) == ident
    # The form for edits says nothing of the point, so it stays.
    assert sent(lurah, opened(lurah, f"/kegiatan/{activity}/ubah"), title="Judul lain").status_code == 303
    assert point_of(house, activity) == ident


def test_a_foreign_point_is_refused_like_a_missing_one(house: House, stranger: FlaskClient) -> None:
    ident = factories.point(house)
    facts = {
        "title": "Kuras saluran",
        "category": "DRAINASE",
        "mode": "A",
        "unit": JEBRES,
        "place": {"unit": JEBRES},
    }

    def put(point: object) -> tuple[int, str]:
        answer = stranger.put(
            f"/api/v1/activities/{uuid.uuid4()}", json={**facts, "point": point}, headers={"Origin": ORIGIN}
        )
        return answer.status_code, answer.get_json().get("detail", "")

    assert put(str(ident)) == put(str(uuid.uuid4())) == (404, "Titik foto itu tidak ada.")
    assert put("bukan uuid")[0] == 422
    assert put(None)[0] == 201
    assert stranger.get(f"/kegiatan/baru?titik={ident}").status_code == 404
    assert stranger.get("/titik/baru", query_string={"dari": str(with_before(house))}).status_code == 404


def test_the_series_shows_the_spot_over_time_in_pages_and_nothing_of_another_unit(
    house: House, lurah: FlaskClient
) -> None:
    ident = factories.point(house)
    for number in range(13):
        activity = factories.activity(house, title=f"Pekan ke-{number}", point=ident)
        factories.photo(
            house, activity, "before", taken_at=f"2026-0{1 + number // 3}-0{1 + number % 3}T02:00:00Z"
        )
        factories.photo(
            house, activity, "after", taken_at=f"2026-0{1 + number // 3}-1{1 + number % 3}T02:00:00Z"
        )
    above = factories.activity(house, "33.72.03", "camat.pasarkliwon", title="Milik kecamatan", point=ident)
    factories.photo(house, above, "before", by="camat.pasarkliwon")

    page = told(lurah.get(f"/titik/{ident}"), 200)
    first = re.findall(r"<strong>(\d+ \w+ 2026)</strong><span>([^<]+)</span>", page)
    assert "Milik kecamatan" not in page
    assert first[:2] == [("11 Mei 2026", "Foto sesudah"), ("1 Mei 2026", "Foto sebelum")]
    found = re.search(r'href="(/titik/[^"]+after=[^"]+)"', page)
    assert found
    rest = told(lurah.get(found[1].replace("&amp;", "&")), 200)
    second = re.findall(r"<strong>(\d+ \w+ 2026)</strong><span>([^<]+)</span>", rest)
    assert (len(first), len(second)) == (24, 2)
    assert second[-1] == ("1 Jan 2026", "Foto sebelum")


def test_a_second_officer_goes_on_where_the_first_one_stopped(house: House) -> None:
    activity = with_before(house, title="Dimulai orang lain", mode="B")
    ident = factories.point(house, of=activity, mode="B")
    second = officer(house, username="petugas.titik")

    told_ = second.get("/api/v1/field").get_json()
    (mine,) = [each for each in told_["points"] if each["id"] == str(ident)]

    assert mine == {
        "id": str(ident),
        "code": row(house, ident).code,
        "name": "Saluran depan pasar",
        "category": "DRAINASE",
        "mode": "B",
        "unit": MOJO,
        "place": {"unit": MOJO, "rt": 5, "rw": 3, "street": ""},
        "position": {"lat": -7.57, "lon": 110.79},
        "open": str(activity),
    }
    (known,) = [each for each in told_["activities"] if each["id"] == str(activity)]
    assert [each["stage"] for each in known["missing"]] == ["progress", "after"]
    factories.photo(house, activity, "after")
    told_ = second.get("/api/v1/field").get_json()
    assert [each["open"] for each in told_["points"] if each["id"] == str(ident)] == [None]
