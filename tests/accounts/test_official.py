"""The public list of official accounts: three states, what finds what, and nothing else for strangers."""

import csv
import io
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from evidence.accounts.registry import listing, services
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Answer, Mistake, Observation, Presence
from evidence.core import clock
from evidence.units.models import Unit
from tests.forms import told as page_of
from tests.house import House

SECRET = ("catatan-rahasia", "Staf Balai Kota", "987654", "987.654")
ADDRESSES = ("/akun-resmi", "/akun-resmi.csv", "/akun-resmi.json")


@pytest.fixture(scope="module")
def listed(shared: House) -> House:
    """A city with one official account, one that does not say so, one unit without any."""
    looks = {
        "33.72.04": Look(
            "instagram", Presence.PRESENT, "kecjebres", answers={"official": Answer.YES},
            figures={"followers": 987654}, note="catatan-rahasia",
        ),
        "33.72.03": Look("instagram", Presence.PRESENT, "kecamatan_pasarkliwon", answers={"official": Answer.NO}),
        "33.72.01": Look("instagram", Presence.ABSENT),
        "33.72.05": Look("whatsapp", Presence.PRESENT, "=1+1", answers={"official": Answer.YES}),
    }  # fmt: skip
    by = shared.actor("staf.balaikota")
    with shared.sessions.begin() as session:
        for code, look in looks.items():
            unit = session.get_one(Unit, code)
            services.observe(session, uuid.uuid4(), unit, look, by=by, now=clock.now())
    return shared


@pytest.fixture
def nobody(listed: House) -> FlaskClient:
    return listed.app.test_client()


def test_the_three_states_stand_apart(nobody: FlaskClient) -> None:
    told = nobody.get("/akun-resmi.json").get_json()["accounts"]

    found = {
        (each["unit"]["code"], each["network"]): (each["state"], each["handle"], each["looked_on"] is None)
        for each in told
    }
    assert found["33.72.04", "instagram"] == ("official", "kecjebres", False)
    assert found["33.72.03", "instagram"] == ("none", None, False)
    assert found["33.72.01", "instagram"] == ("none", None, False)
    assert found["33.72.02", "instagram"] == ("unchecked", None, True)
    # Sixty units on ten networks, each with a state of its own.
    assert len(told) == 600


def test_the_page_has_no_script_and_asks_for_no_sign_in(nobody: FlaskClient) -> None:
    answer = nobody.get("/akun-resmi?cari=kecamatan")
    page = page_of(answer, 200)

    assert "<script" not in page
    assert all(words in page for words in ("Resmi, dicek", "Belum ada akun resmi", "Belum diperiksa"))
    assert 'href="https://www.instagram.com/kecjebres"' in page
    assert "Laporkan akun palsu" in page
    assert len(answer.data) < 100_000
    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_are_told_nothing_of_who_looked_or_what_else_was_seen(
    nobody: FlaskClient, address: str
) -> None:
    body = nobody.get(address).get_data(as_text=True)

    assert "kecjebres" in body or address == "/akun-resmi"
    assert not [word for word in SECRET if word in body]
    assert "kecamatan_pasarkliwon" not in body


@pytest.mark.parametrize(
    ("words", "found", "missing"),
    [
        ("mojo", ("Kelurahan Mojo<", "Kelurahan Mojosongo<"), "Kelurahan Gajahan<"),
        ("Pasarkliwon", ("Kecamatan Pasar Kliwon<", "Kelurahan Pasarkliwon<"), "Kelurahan Mojo<"),
        ("Stabelan", ("Kelurahan Setabelan<",), "Kelurahan Mojo<"),
        ("kelurahan setabelan", ("Kelurahan Setabelan<",), "Kelurahan Mojo<"),
        ("kelurahan pasar kliwon", ("Kelurahan Pasarkliwon<",), "<h2>Kecamatan Pasar Kliwon<"),
        ("@KecJebres", ("Kecamatan Jebres<",), "Kelurahan Mojo<"),
        ("https://www.instagram.com/kecjebres/?hl=id", ("Kecamatan Jebres<",), "Kelurahan Mojo<"),
        ("@kecamatan_pasarkliwon", ("Akun itu belum kami pastikan.",), "<h2>Kecamatan Pasar Kliwon<"),
        ("%", ("Akun itu belum kami pastikan.",), "Kelurahan Mojo<"),
    ],
)
def test_a_unit_is_found_by_either_spelling_and_an_account_by_its_name(
    nobody: FlaskClient, words: str, found: tuple[str, ...], missing: str
) -> None:
    page = page_of(nobody.get("/akun-resmi", query_string={"cari": words}), 200)

    assert [each for each in found if each not in page] == []
    assert missing not in page


def test_the_link_follows_from_the_handle_where_none_was_noted(shared: House) -> None:
    from evidence.reports.coverage import sample

    with shared.sessions() as session:
        # Only here: the other tests of this module look at the same units.
        session.execute(insert(Mistake), [
            {"look_id": each, "why": "", "user_id": shared.actor("admin").id, "said_by": "x", "said_at": clock.now()}
            for each in session.scalars(select(Observation.id))
        ])  # fmt: skip
        sample.load(session, now=clock.now())
        told = listing.standing(session, ["33.72.04"], clock.now())
        session.rollback()

    (said,) = told["33.72.04", "instagram"]
    assert (said.handle, said.link) == ("kecjebres", "https://www.instagram.com/kecjebres")


def test_all_units_come_page_after_page(nobody: FlaskClient) -> None:
    first = page_of(nobody.get("/akun-resmi"), 200)
    after = first.partition("setelah=")[2].partition('"')[0]
    second = page_of(nobody.get(f"/akun-resmi?setelah={after}"), 200)

    assert first.count("<li><h2>") == second.count("<li><h2>") == 30
    assert "setelah=" not in second


def test_an_indonesian_excel_opens_the_list(nobody: FlaskClient) -> None:
    body = nobody.get("/akun-resmi.csv").data

    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Unit", "Bagian dari", "Jejaring", "Nama akun", "Tautan", "Keadaan", "Dilihat"]
    day = f"{clock.today():%d/%m/%Y}"
    link = "https://www.instagram.com/kecjebres"
    assert ["Kecamatan Jebres", "Kota Surakarta", "Instagram", "kecjebres", link, "Resmi", day] in rows
    # No handle is a formula.
    assert "'=1+1" in [row[3] for row in rows]
