"""The registry: who may look, a look that is sent twice, the guided check, what is known at a date, RW and RT."""

import uuid
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from evidence.accounts.registry import queries
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Answer, Presence, Source
from evidence.core.audit import AuditEvent
from evidence.units.models import Unit
from tests.accounts.looking import NOW, look, put, rows
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, House
from tests.open_notices import open_for

JEBRES = "33.72.04"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each looks at a unit or a network of its own."""
    return shared


# ------------------------------------------------------------------------------------------- looking
def test_a_look_is_kept_once_however_often_it_is_sent(house: House, lurah: FlaskClient) -> None:
    ident = uuid.uuid4()

    answers = [put(lurah, ident, official="yes", contact="unseen", followers=125) for _ in range(2)]

    assert [each.status_code for each in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert answers[0].get_json()["second_factor"] is None
    (kept,) = rows(house, MOJO, "threads")
    assert (kept.looked_by, kept.source, kept.contact) == ("Lurah Mojo", Source.PERSON, Answer.UNSEEN)
    assert put(lurah, ident, official="no").status_code == 409
    with house.sessions() as session:
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.subject == ident)).all()
    assert acts == ["accounts.observed"]


def test_a_foreign_unit_answers_like_a_missing_one(stranger: FlaskClient) -> None:
    foreign, missing = put(stranger, uuid.uuid4()), put(stranger, uuid.uuid4(), unit="33.72.99")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.get_json() == missing.get_json()
    assert stranger.get(f"/api/v1/observations?unit={MOJO}").status_code == 404
    assert stranger.get(f"/daftar-akun/unit/{MOJO}").status_code == 404
    assert stranger.get(f"/daftar-akun/periksa/instagram/{MOJO}").status_code == 404


@pytest.mark.parametrize(
    ("told", "status", "field"),
    [
        ({"source": "api"}, 422, "source"),
        ({"presence": "maybe"}, 422, "presence"),
        ({"official": "tidak"}, 422, "official"),
        ({"followers": "banyak"}, 422, "followers"),
        ({"looked_at": "2026-11-25T14:30:00"}, 422, "looked_at"),
        ({"last_post_on": "kemarin"}, 422, "last_post_on"),
        ({"handle": 7}, 422, "handle"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    lurah: FlaskClient, told: dict[str, object], status: int, field: str
) -> None:
    answer = put(lurah, uuid.uuid4(), **told)

    assert answer.status_code == status
    assert list(answer.get_json()["fields"]) == [field]


def test_what_a_paper_wrote_is_entered_by_balai_kota_with_its_date(
    house: House, lurah: FlaskClient, staff: FlaskClient
) -> None:
    press = {"source": "press", "looked_by": "Solopos", "looked_at": "2021-04-17T09:00:00+07:00"}

    assert put(lurah, uuid.uuid4(), network="facebook", **press).status_code == 403
    assert put(staff, uuid.uuid4(), network="facebook", source="press").status_code == 422
    assert put(staff, uuid.uuid4(), network="facebook", **press).status_code == 201
    (kept,) = rows(house, MOJO, "facebook")
    assert (kept.looked_by, kept.looked_at.year) == ("Solopos", 2021)


def test_no_look_can_be_changed_by_the_application(house: House) -> None:
    for act in ("UPDATE observations SET note = 'x'", "DELETE FROM observations"):
        with house.sessions() as session, pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(act))


# ------------------------------------------------------------------------------------------- at a date
def test_what_was_known_at_a_date_is_told_without_what_came_later(house: House) -> None:
    early, late = datetime(2021, 4, 17, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    named = Look(
        "instagram", Presence.PRESENT, "kecjebres", answers={"official": Answer.YES}, looked_at=early
    )
    look(house, JEBRES, named)
    look(
        house, JEBRES, Look("instagram", Presence.PRESENT, "kecjebres", figures={"posts": 18}, looked_at=late)
    )
    look(house, "33.72.01", Look("instagram", Presence.ABSENT, looked_at=early))

    def known(until: datetime) -> dict[str, tuple[str, object, object]]:
        units = select(Unit.code).where(Unit.kind == "kecamatan")
        with house.sessions() as session:
            found = queries.latest(session, units=units, network="instagram", until=until)
            return {each.unit_code: (each.presence.value, each.official, each.posts) for each in found}

    assert known(datetime(2021, 4, 16, tzinfo=UTC)) == {}
    assert known(early) == {JEBRES: ("present", "yes", None), "33.72.01": ("absent", None, None)}
    # The later look did not ask whether it is official, and that is no reason to forget it.
    assert known(NOW)[JEBRES] == ("present", "yes", 18)
    assert [each.posts for each in rows(house, JEBRES, "instagram")] == [None, 18]


# ------------------------------------------------------------------------------------------- the guided check
def test_a_check_leads_from_unit_to_unit_until_none_is_left(house: House, camat: FlaskClient) -> None:
    path, seen = f"/daftar-akun/periksa/tiktok/{MOJO}", []
    for _ in range(20):
        form = opened(camat, path)
        answer = sent(camat, form, presence="absent")
        assert answer.status_code == 303
        seen.append(path.rpartition("/")[2])
        path = answer.headers["Location"]
        if "/periksa/" not in path:
            break

    # The kecamatan and its ten kelurahan, each once.
    assert len(seen) == len(set(seen)) == 11
    assert all(each.startswith("33.72.03") for each in seen)
    assert "Semua unit Anda sudah diperiksa di TikTok." in page_of(camat.get(path), 200)


def test_six_questions_take_not_seen_for_an_answer(house: House, staff: FlaskClient) -> None:
    form = opened(staff, f"/daftar-akun/periksa/x/{JEBRES}")

    answer = sent(
        staff, form, presence="present", handle="@kecjebres", official="yes", contact="no", ulas="unseen",
        second_factor="unseen", followers="1.204", last_post_on="2026-11-20",
    )  # fmt: skip

    assert answer.status_code == 303
    (kept,) = rows(house, JEBRES, "x")
    assert (kept.official, kept.contact, kept.ulas, kept.two_admins) == ("yes", "no", "unseen", None)
    assert (kept.followers, kept.profile_url) == (1204, "https://x.com/kecjebres")
    page = page_of(staff.get(f"/daftar-akun/unit/{JEBRES}"), 200)
    assert page.count("Tidak terlihat") >= 2
    assert "oleh Staf Balai Kota" in page


def test_a_check_that_is_sent_twice_is_kept_once(house: House, staff: FlaskClient) -> None:
    form = opened(staff, "/daftar-akun/periksa/bluesky/33.72.02")

    for _ in range(2):
        assert sent(staff, form, presence="absent").status_code == 303

    assert len(rows(house, "33.72.02", "bluesky")) == 1


def test_a_check_without_an_answer_says_what_is_missing(staff: FlaskClient) -> None:
    form = opened(staff, "/daftar-akun/periksa/bluesky/33.72.05")

    assert "Pilih yang ditemukan." in page_of(sent(staff, form), 422)
    assert "Tulis nama akunnya" in page_of(sent(staff, form, presence="present"), 422)
    assert staff.get("/daftar-akun/periksa/practice/33.72.05").status_code == 404


def test_an_account_found_under_another_name_is_gone_under_the_old_one(
    house: House, staff: FlaskClient
) -> None:
    unit = "33.72.05"
    look(house, unit, Look("youtube", Presence.PRESENT, "lama"))
    form = opened(staff, f"/daftar-akun/periksa/youtube/{unit}?akun=lama")

    asked = sent(staff, form, presence="present", handle="baru")
    assert "Akun @lama berganti nama" in page_of(asked, 422)
    assert len(rows(house, unit, "youtube")) == 1
    assert sent(staff, form, presence="present", handle="baru", change="renamed").status_code == 303

    told = {each.handle: each.presence for each in rows(house, unit, "youtube")}
    assert told == {"lama": Presence.GONE, "baru": Presence.PRESENT}
    kinds = [each.kind for each in open_for(house, "admin")]
    assert "registry.renamed" in kinds
    look(house, unit, Look("youtube", Presence.PRESENT, "baru"))
    kinds = [each.kind for each in open_for(house, "admin")]
    assert "registry.renamed" not in kinds


def test_a_vanished_account_is_told_until_it_is_there_again(house: House) -> None:
    unit = "33.72.01"

    def told() -> list[str]:
        return [each.kind for each in open_for(house, "admin") if each.unit_code == unit]

    look(house, unit, Look("facebook", Presence.PRESENT, "keclaweyan"))
    for over in (Look("facebook", Presence.PRESENT, "KecLaweyan"), Look("facebook", Presence.ABSENT)):
        look(house, unit, Look("facebook", Presence.GONE, "keclaweyan"))
        assert told() == ["registry.gone"]
        look(house, unit, over)
        assert told() == []


def test_only_what_somebody_saw_can_vanish(house: House, staff: FlaskClient) -> None:
    answer = put(staff, uuid.uuid4(), unit="33.72", presence="gone", handle="entah")

    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["presence"])
    assert rows(house, "33.72", "threads") == []


# ------------------------------------------------------------------------------------------- the list
def test_none_and_nobody_looked_are_drawn_apart(house: House, staff: FlaskClient) -> None:
    look(house, "33.72.02", Look("telegram", Presence.ABSENT))

    page = page_of(staff.get("/daftar-akun?jejaring=telegram&induk=33.72.02"), 200)

    # The kecamatan without an account, and its seven kelurahan at which nobody looked.
    assert (page.count("#minus"), page.count("#circle-dashed")) == (1, 7)
    assert "Tidak ada (1)" in page
    assert "Belum diperiksa (7)" in page
    only = page_of(staff.get("/daftar-akun?jejaring=telegram&induk=33.72.02&keadaan=absent"), 200)
    assert "Kelurahan Kratonan" not in only


# ------------------------------------------------------------------------------------------- RW and RT
def test_a_kelurahan_enters_its_rw_and_rt_by_number(house: House, lurah: FlaskClient) -> None:
    page = f"/daftar-akun/unit/{MOJO}"
    action = f"/daftar-akun/rt-rw/{MOJO}"
    entered = select(func.count()).where(AuditEvent.act == "units.neighbourhood_entered")
    with house.sessions() as session:
        before = session.scalar(entered) or 0

    for _ in range(2):
        assert sent(lurah, opened(lurah, page, action), rw="3", rt="5").status_code == 303
    wrong = page_of(sent(lurah, opened(lurah, page, action), rw="0", rt="x"), 422)

    with house.sessions() as session:
        found = session.execute(select(Unit.code, Unit.kind, Unit.name).where(Unit.path.contains(".RW03")))
        assert sorted(tuple(each) for each in found) == [
            (f"{MOJO}.RW03", "rw", "RW 03"),
            (f"{MOJO}.RW03.RT05", "rt", "RT 05 RW 03"),
        ]
        assert session.scalar(entered) == before + 2
    assert "Tulis dengan angka." in wrong
    assert put(lurah, uuid.uuid4(), unit=f"{MOJO}.RW03", handle="rw03mojo").status_code == 201
    # They own no work, so nobody is asked to choose among them.
    assert "RW03" not in lurah.get("/api/v1/units").get_data(as_text=True)
    assert "RW 03" not in page_of(lurah.get("/kegiatan/baru"), 200)


def test_an_rw_that_was_a_mistake_goes_until_something_is_known_of_it(
    house: House, lurah: FlaskClient
) -> None:
    action = f"/daftar-akun/rt-rw/{MOJO}"
    sent(lurah, opened(lurah, f"/daftar-akun/unit/{MOJO}", action), rw="44", rt="1")
    rw, rt = f"{MOJO}.RW44", f"{MOJO}.RW44.RT01"

    def removed(code: str) -> str:
        form = opened(lurah, f"/daftar-akun/unit/{MOJO}", f"/daftar-akun/rt-rw-hapus/{code}")
        return page_of(lurah.get(sent(lurah, form).headers["Location"]), 200)

    assert "RW ini masih punya RT." in removed(rw)
    look(house, rt, Look("x", Presence.ABSENT), "lurah.mojo")
    assert "sudah punya pengamatan" in removed(rt)
    with house.sessions() as session:
        assert session.get(Unit, rt) is not None


def test_only_its_own_people_enter_an_rw(camat: FlaskClient, staff: FlaskClient, lurah: FlaskClient) -> None:
    form = opened(camat, f"/daftar-akun/unit/{MOJO}", f"/daftar-akun/rt-rw/{MOJO}")

    assert sent(camat, form, rw="9").status_code == 303
    assert "Catat RW" not in page_of(staff.get(f"/daftar-akun/unit/{MOJO}"), 200)
    csrf = opened(staff, "/daftar-akun/periksa/x/33.72")["csrf_token"]
    assert staff.post(f"/daftar-akun/rt-rw/{MOJO}", data={"csrf_token": csrf, "rw": "8"}).status_code == 403
