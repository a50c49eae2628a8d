"""A known account: asked about by name, found under another handle, not found; handles that cannot be; mistakes."""

import re
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from evidence.accounts.registry import rounds
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Presence
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.reports.coverage.models import State
from evidence.units.models import Unit
from tests.accounts.looking import look, put, rows, told_of
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, House


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each looks at a unit or a network of its own."""
    return shared


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
        found = rounds.next_to_look(session, network, after, house.actor("lurah.mojo"), clock.now())
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


def test_a_rename_is_one_card_under_the_new_name_and_a_loss_stands_last(
    house: House, staff: FlaskClient
) -> None:
    unit, page = "33.72.05.1001", "/daftar-akun/unit/33.72.05.1001"
    look(house, unit, Look("instagram", Presence.PRESENT, "kelkadipiro"))
    look(house, unit, Look("x", Presence.PRESENT, "hilangsudah"))
    look(house, unit, Look("x", Presence.GONE, "hilangsudah"))
    look(house, unit, Look("youtube", Presence.PRESENT, "kadipiro.solo"))
    form = opened(staff, f"/daftar-akun/periksa/instagram/{unit}?akun=kelkadipiro")
    new = {"presence": "present", "handle": "kadipirosolo", "change": "renamed"}
    assert sent(staff, form, **new).status_code == 303

    shown = page_of(staff.get(page), 200)
    cards = re.findall(r'<section class="panel">.*?</section>', shown, re.DOTALL)
    assert [re.findall(r"@([a-z.]+)", each)[0] for each in cards] == [
        "kadipirosolo",
        "kadipiro.solo",
        "hilangsudah",
    ]
    assert re.search(r"dahulu @kelkadipiro, sampai \d+ \w+ 20\d\d", cards[0])
    assert ["primary" in each for each in cards] == [True, False, False]
    assert ["Tidak ditemukan lagi" in each for each in cards] == [False, False, True]
    history = shown.partition("Riwayat pengamatan")[2]
    assert "berganti nama menjadi @kadipirosolo" in history
    assert history.count("Tidak ditemukan lagi") == 1
    # Nor is it offered as another account.
    asked = page_of(staff.get(f"/daftar-akun/periksa/instagram/{unit}"), 200)
    assert "kelkadipiro" not in asked
    # Nor is there a primary button where the only account vanished.
    other = "33.72.05.1002"
    look(house, other, Look("x", Presence.PRESENT, "hilangjuga"))
    look(house, other, Look("x", Presence.GONE, "hilangjuga"))
    (card,) = re.findall(
        r'<section class="panel">.*?</section>',
        page_of(staff.get(f"/daftar-akun/unit/{other}"), 200),
        re.DOTALL,
    )
    assert "primary" not in card


def test_the_guided_check_takes_the_handle_out_of_a_pasted_link(house: House, staff: FlaskClient) -> None:
    unit = "33.72.05.1003"
    form = opened(staff, f"/daftar-akun/periksa/instagram/{unit}")
    there = {"presence": "present"}

    refused = page_of(sent(staff, form, **there, handle="https://www.tiktok.com/@kadipiro"), 422)
    assert "Akun ini di Instagram, sedangkan tautan itu dari www.tiktok.com." in refused
    long = "https://instagram.com/kelkadipiro?hl=id&utm_source=ig_web_button_share_sheet&igsh=" + "a" * 60
    assert sent(staff, form, **there, handle=long).status_code == 303

    (kept,) = rows(house, unit, "instagram")
    assert (kept.handle, kept.profile_url) == ("kelkadipiro", "https://www.instagram.com/kelkadipiro")
    # A stroke alone makes no link.
    whatsapp = opened(staff, f"/daftar-akun/periksa/whatsapp/{unit}")
    assert sent(staff, whatsapp, **there, handle="Kel. Banyuanyar RT 01/RW 02").status_code == 303
    # The link of the account that is known is no other account.
    again = opened(staff, f"/daftar-akun/periksa/instagram/{unit}")
    assert sent(staff, again, **there, handle="instagram.com/kelkadipiro/").status_code == 303
