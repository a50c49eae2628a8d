"""The registry: who may look, a look that is sent twice, the guided check, what is known at a date, RW and RT."""

import uuid
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from werkzeug.test import TestResponse

from evidence.accounts.registry import queries, rounds, services
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Answer, Observation, Presence, Source
from evidence.core.audit import AuditEvent
from evidence.notices import queries as notices
from evidence.reports.coverage.models import State
from evidence.units.models import Unit
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, ORIGIN, House

JEBRES = "33.72.04"
NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each looks at a unit or a network of its own."""
    return shared


def put(client: FlaskClient, ident: uuid.UUID, **told: object) -> TestResponse:
    body = {"unit": MOJO, "network": "threads", "presence": "present", "handle": "kelmojo", **told}
    return client.put(f"/api/v1/observations/{ident}", json=body, headers={"Origin": ORIGIN})


def look(house: House, unit: str, told: Look, who: str = "staf.balaikota", now: datetime = NOW) -> uuid.UUID:
    ident = uuid.uuid4()
    with house.sessions.begin() as session:
        services.observe(session, ident, session.get_one(Unit, unit), told, by=house.actor(who), now=now)
    return ident


def rows(house: House, unit: str, network: str) -> list[Observation]:
    with house.sessions() as session:
        query = select(Observation).where(Observation.unit_code == unit, Observation.network == network)
        return list(session.scalars(query.order_by(Observation.looked_at, Observation.created_at)))


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
    assert "Semua unit sudah diperiksa di TikTok." in page_of(camat.get(path), 200)


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
    with house.sessions() as session:
        kinds = [each.kind for each in notices.open_notices(session, house.actor("admin"))]
    assert "registry.renamed" in kinds
    look(house, unit, Look("youtube", Presence.PRESENT, "baru"))
    with house.sessions() as session:
        kinds = [each.kind for each in notices.open_notices(session, house.actor("admin"))]
    assert "registry.renamed" not in kinds


def test_a_check_that_names_no_account_is_about_the_one_that_is_known(
    house: House, staff: FlaskClient
) -> None:
    unit, path = "33.72.02", "/daftar-akun/periksa/x/33.72.02"
    look(house, unit, Look("x", Presence.PRESENT, "kecserengan"))
    form = opened(staff, path)
    assert form["was"] == form["handle"] == "kecserengan"
    page = page_of(staff.get(path), 200)
    assert "Akun yang dikenal: @kecserengan." in page
    # What is there does not simply become none: it can only be found no more.
    assert 'value="gone"' in page
    assert 'value="absent"' not in page
    assert sent(staff, form, presence="absent").status_code == 422

    # A second account, which takes nothing from the first; then the first is not found any more.
    second = {"presence": "present", "handle": "serengan_info"}
    assert sent(staff, form, **second).status_code == 422
    assert sent(staff, form, **second, change="another").status_code == 303
    assert {each.handle: each.presence for each in rows(house, unit, "x")} == {
        "kecserengan": Presence.PRESENT,
        "serengan_info": Presence.PRESENT,
    }
    assert f"{path}?akun=serengan_info" in page_of(staff.get(f"{path}?akun=kecserengan"), 200)
    assert sent(staff, opened(staff, f"{path}?akun=kecserengan"), presence="gone").status_code == 303
    assert told_of(house, unit) == ["registry.gone"]


def test_a_page_from_before_the_account_was_known_asks_about_it(house: House, staff: FlaskClient) -> None:
    unit = "33.72.03"
    form = opened(staff, f"/daftar-akun/periksa/telegram/{unit}")
    look(house, unit, Look("telegram", Presence.PRESENT, "kecpasarkliwon"))

    assert "Akun yang dikenal: @kecpasarkliwon." in page_of(sent(staff, form, presence="absent"), 422)
    # A program that says so all the same is heard, and the loss is told to who is over the unit.
    answer = put(staff, uuid.uuid4(), unit=unit, network="telegram", presence="absent", handle=None)
    assert answer.status_code == 201
    for who in ("staf.balaikota", "camat.pasarkliwon"):
        assert told_of(house, unit, who) == ["registry.gone"]


def told_of(house: House, unit: str, who: str = "staf.balaikota") -> list[str]:
    with house.sessions() as session:
        found = notices.open_notices(session, house.actor(who))
        return [each.kind for each in found if each.unit_code == unit]


@pytest.mark.parametrize(
    ("network", "handle"),
    [
        ("instagram", "Kelurahan Mojo!!"), ("instagram", "paj\0ang"), ("instagram", "kel..mojo"), ("x", "kel.mojo"),
        ("x", "a" * 16), ("tiktok", "kelmojo."), ("telegram", "123mojo"), ("youtube", "kel mojo"),
        ("facebook", "Kelurahan Mojo"), ("bluesky", "kelmojo"), ("mastodon", "kelmojo"), ("whatsapp", "paj\0ang"),
        ("whatsapp", "paj\ufffdang"),
    ],
)  # fmt: skip
def test_a_handle_that_no_network_gives_is_refused(lurah: FlaskClient, network: str, handle: str) -> None:
    answer = put(lurah, uuid.uuid4(), network=network, handle=handle)

    assert answer.status_code == 422
    assert list(answer.get_json().get("fields", {"handle": ""})) == ["handle"]


def test_the_guided_check_takes_no_sign_that_cannot_be_kept(house: House, staff: FlaskClient) -> None:
    form = opened(staff, "/daftar-akun/periksa/whatsapp/33.72.01")

    page = page_of(sent(staff, form, presence="present", handle="paj\0ang"), 422)

    assert "Ada tanda yang tidak dapat disimpan." in page
    assert rows(house, "33.72.01", "whatsapp") == []


def test_a_handle_of_another_unit_is_taken_only_when_that_is_confirmed(
    house: House, lurah: FlaskClient
) -> None:
    look(house, "33.72.04.1010", Look("mastodon", Presence.PRESENT, "keljebres@contoh.id"))
    form = opened(lurah, f"/daftar-akun/periksa/mastodon/{MOJO}")
    typed = {"presence": "present", "handle": "KelJebres@contoh.id"}

    page = page_of(sent(lurah, form, **typed), 422)
    assert "@KelJebres@contoh.id tercatat milik Kelurahan Jebres." in page
    assert 'name="shared"' in page
    assert rows(house, MOJO, "mastodon") == []
    assert put(lurah, uuid.uuid4(), network="mastodon", handle="keljebres@contoh.id").status_code == 422
    for _twice in range(2):
        assert sent(lurah, form, **typed, shared="y").status_code == 303

    assert [each.handle for each in rows(house, MOJO, "mastodon")] == ["KelJebres@contoh.id"]


# ------------------------------------------------------------------------------------------- mistakes
def test_a_look_that_was_a_mistake_counts_for_no_day_and_stays_to_be_read(
    house: House, lurah: FlaskClient, camat: FlaskClient, stranger: FlaskClient
) -> None:
    unit, day = f"/daftar-akun/unit/{MOJO}", select(func.count()).where(State.network == "bluesky")
    form = opened(lurah, f"/daftar-akun/periksa/bluesky/{MOJO}")
    wrong = {"presence": "present", "handle": "mojosongo.bsky.social", "official": "yes"}
    assert sent(lurah, form, **wrong).status_code == 303
    (kept,) = rows(house, MOJO, "bluesky")
    page = f"/daftar-akun/keliru/{kept.id}"
    assert page in page_of(lurah.get(unit), 200)
    assert (camat.get(page).status_code, stranger.get(page).status_code) == (403, 404)
    with house.sessions() as session:
        before = session.scalar(day.where(State.unit_code == MOJO))

    for _twice in range(2):
        answer = sent(lurah, form_at(lurah, page, form), why="Itu akun Mojosongo.")
        assert answer.headers["Location"] == f"/daftar-akun/periksa/bluesky/{MOJO}"

    again = opened(lurah, answer.headers["Location"])
    assert again["was"] == again["handle"] == ""
    shown = page_of(lurah.get(unit), 200)
    assert "Keliru, tidak dihitung" in shown
    assert "Dinyatakan keliru oleh Lurah Mojo" in shown
    assert "Itu akun Mojosongo." in shown
    assert page not in shown
    assert lurah.get(page).status_code == 303
    told = lurah.get(f"/api/v1/observations?unit={MOJO}&network=bluesky").get_json()["observations"]
    assert [bool(each["mistaken_at"]) for each in told] == [True]
    with house.sessions() as session:
        assert (before, session.scalar(day.where(State.unit_code == MOJO))) == (1, 0)
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.subject == kept.id)).all()
    assert sorted(acts) == ["accounts.look_mistaken", "accounts.observed"]
    # Nobody has looked, then.
    assert rounds_left(house, "bluesky", MOJO)


def form_at(client: FlaskClient, page: str, known: dict[str, str]) -> dict[str, str]:
    """The form there; the second time, when there is none, what the first one sent."""
    if client.get(page).status_code == 303:
        return {"action": page, "csrf_token": known["csrf_token"]}
    return opened(client, page)


def rounds_left(house: House, network: str, unit: str) -> bool:
    with house.sessions() as session:
        after = session.get_one(Unit, unit).parent
        assert after is not None
        found = rounds.next_unchecked(session, network, after, house.actor("lurah.mojo"))
        return found is not None and found.code == unit


def test_calling_a_rename_a_mistake_gives_the_old_account_back(house: House, staff: FlaskClient) -> None:
    unit = "33.72.01"
    look(house, unit, Look("tiktok", Presence.PRESENT, "kec.laweyan"))
    ident = look(house, unit, Look("tiktok", Presence.PRESENT, "laweyan", was="kec.laweyan"))
    assert told_of(house, unit) == ["registry.renamed"]

    form = opened(staff, f"/daftar-akun/keliru/{ident}")
    assert sent(staff, form).status_code == 303

    assert opened(staff, f"/daftar-akun/periksa/tiktok/{unit}")["was"] == "kec.laweyan"
    assert told_of(house, unit) == []
    # And of a loss that was a mistake nothing is told any more, while a true one is told again.
    lost = look(house, unit, Look("tiktok", Presence.GONE, "kec.laweyan"))
    none = look(house, unit, Look("tiktok", Presence.ABSENT))
    assert told_of(house, unit) == []
    for ident, kinds in ((none, ["registry.gone"]), (lost, [])):
        sent(staff, opened(staff, f"/daftar-akun/keliru/{ident}"))
        assert told_of(house, unit) == kinds


def test_a_vanished_account_is_told_until_it_is_there_again(house: House) -> None:
    unit = "33.72.01"

    def told() -> list[str]:
        with house.sessions() as session:
            found = notices.open_notices(session, house.actor("admin"))
            return [each.kind for each in found if each.unit_code == unit]

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

    for _ in range(2):
        assert sent(lurah, opened(lurah, page, action), rw="3", rt="5").status_code == 303
    wrong = page_of(sent(lurah, opened(lurah, page, action), rw="0", rt="x"), 422)

    with house.sessions() as session:
        found = session.execute(select(Unit.code, Unit.kind, Unit.name).where(Unit.path.contains(".RW")))
        assert sorted(tuple(each) for each in found) == [
            (f"{MOJO}.RW03", "rw", "RW 03"),
            (f"{MOJO}.RW03.RT05", "rt", "RT 05 RW 03"),
        ]
        assert (
            session.scalar(select(func.count()).where(AuditEvent.act == "units.neighbourhood_entered")) == 2
        )
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
