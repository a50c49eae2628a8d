"""The public list of official accounts: three states, what finds what, and nothing else for strangers."""

import csv
import io
import re
import uuid
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from evidence.accounts.registry import services, typed
from evidence.accounts.registry.listing import State
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Answer, Mistake, Observation, Presence
from evidence.accounts.registry.official_lines import lines_of, of_vouched
from evidence.accounts.registry.queries import counts
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
        "33.72.05": Look(
            "whatsapp", Presence.PRESENT, "=1+1", "https://whatsapp.com/channel/0029VaAb",
            answers={"official": Answer.YES},
        ),
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

    assert "kecjebres" in body
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
        ("%", ("Tidak ada unit atau akun resmi bernama",), "Kelurahan Mojo<"),
        ("Kel. Mojo", ("Kelurahan Mojo<", "Kelurahan Mojosongo<"), "<h2>Kecamatan"),
        ("kec jebres", ("<h2>Kecamatan Jebres<",), "<h2>Kelurahan Jebres<"),
        ("Jebres Kecamatan", ("<h2>Kecamatan Jebres<",), "<h2>Kelurahan Jebres<"),
        ("KEL.JEBRES", ("<h2>Kelurahan Jebres<",), "<h2>Kecamatan Jebres<"),
        ("Kelurahan Jebres, Kec. Jebres", ("<h2>Kelurahan Jebres<",), "<h2>Kecamatan Jebres<"),
        ("Kelurahan Antah", ("Tidak ada unit atau akun resmi bernama",), "Akun itu"),
        ("..", ("Tidak ada unit atau akun resmi bernama",), "<li><h2>"),
    ],
)
def test_a_unit_is_found_by_either_spelling_and_an_account_by_its_name(
    nobody: FlaskClient, words: str, found: tuple[str, ...], missing: str
) -> None:
    page = page_of(nobody.get("/akun-resmi", query_string={"cari": words}), 200)

    assert [each for each in found if each not in page] == []
    assert missing not in page


GREEN = "Resmi, dicek"
FALSE = "Tautan itu bukan akun resmi. Akun resmi unit ini di bawah."
UNKNOWN = (
    "Tautan itu belum kami pastikan. Cocokkan jejaring dan nama akunnya: yang resmi hanya akun di bawah ini."
)


@pytest.mark.parametrize(
    "link",
    [
        "https://instagram.com/kecjebres", "HTTP://WWW.Instagram.COM/KecJebres/", "instagram.com/kecjebres?igsh=x#a",
        "m.instagram.com/kecjebres", "https://www.instagram.com/kecjebres?next=https://palsu.example/",
        "https://whatsapp.com/channel/0029VaAb",
    ],
)  # fmt: skip
def test_the_very_link_of_an_official_account_is_confirmed(nobody: FlaskClient, link: str) -> None:
    page = page_of(nobody.get("/akun-resmi", query_string={"cari": link}), 200)

    assert page.count("<li><h2>") == 1
    assert GREEN in page
    assert [each for each in (FALSE, UNKNOWN) if each in page] == []


@pytest.mark.parametrize(
    "link",
    [
        # Another network, and a post, whose address names whom it likes.
        "facebook.com/kecjebres", "https://tiktok.com/@kecjebres", "https://x.com/kecjebres", "t.me/kecjebres",
        "https://www.instagram.com/kecjebres/p/C0ffee/", "https://www.instagram.com/kecjebres_/kecjebres",
        "https://contoh.social/@kecjebres", "https://bsky.app/profile/kecjebres",
        # Hosts that look like it, or hide behind it.
        "https://instagram.com.palsu.example/kecjebres", "https://instagram.co/kecjebres",
        "instagram.com.evil.tld/kecjebres",
        "https://instagram.com@palsu.example/kecjebres", "https://kecjebres:x@instagram.com/kecjebres",
        "https://instagram.com:8443/kecjebres", "https://instagram.com./kecjebres", "https://kecjebres.instagram.com",
        "https://palsu.instagram.com/kecjebres", "https://l.instagram.com/?u=https%3A%2F%2Finstagram.com%2Fkecjebres",
        "https://xn--instagrm-s0a.com/kecjebres", "https://\u0456nstagram.com/kecjebres", "https://instagram\uff0ecom/kecjebres",
        "https://instagram.com\u2044kecjebres", "https://palsu.example\\@instagram.com/kecjebres",
        "https://palsu.example/?https://instagram.com/kecjebres", "https://palsu.example/#instagram.com/kecjebres",
        "ftp://instagram.com/kecjebres", "//palsu.example/kecjebres",
        # Paths that a browser reads otherwise, or that were cut off.
        "https://instagram.com/kecjebres/../palsu", "https://instagram.com/kecjebr%65s", "https://instagram.com//kecjebres",
        "https://instagram.com/palsu/kecjebres", "https://instagram.com/kecjebres @palsu", "https://instagram.com/\u212aecjebres",
        "https://www.instagram.com/kecjebres" + "/" * 470 + "palsu", "bit.ly/kecjebres", "https://bit.ly/3xYz",
        "https://whatsapp.com/channel/0029VaAB",
    ],
)  # fmt: skip
def test_no_link_but_the_very_one_is_shown_as_official(nobody: FlaskClient, link: str) -> None:
    page = page_of(nobody.get("/akun-resmi", query_string={"cari": link}), 200)

    found = "<li><h2>Kecamatan Jebres<" in page
    # Nobody looked at what is on another network, so it is not said to be false.
    assert [FALSE in page, UNKNOWN in page].count(True) == found
    assert (GREEN in page) == found
    assert found or "Akun itu belum kami pastikan." in page


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://www.facebook.com/kecjebres", UNKNOWN), ("https://www.instagram.com/kecjebres/reel/x", UNKNOWN),
        ("https://instagram.com.palsu.example/kecjebres", FALSE), ("https://l.instagram.com/?u=kecjebres", FALSE),
    ],
)  # fmt: skip
def test_a_link_on_a_true_network_is_not_known_and_one_on_a_false_host_is_false(
    nobody: FlaskClient, link: str, said: str
) -> None:
    page = page_of(nobody.get("/akun-resmi", query_string={"cari": link}), 200)

    assert [each for each in (FALSE, UNKNOWN) if each in page] == [said]


def test_a_name_before_the_host_of_telegram_is_another_account() -> None:
    assert typed.is_of("https://t.me/kecjebres", "telegram", "kecjebres", "")
    assert not typed.is_of("https://mobile.t.me/kecjebres", "telegram", "kecjebres", "")
    assert typed.is_of("https://Contoh.social/@KecJebres", "mastodon", "kecjebres@contoh.social", "")
    assert not typed.is_of(
        "https://palsu.social/@kecjebres@contoh.social", "mastodon", "kecjebres@contoh.social", ""
    )


def test_a_handle_says_nothing_of_another_network(nobody: FlaskClient) -> None:
    page = page_of(nobody.get("/akun-resmi?cari=@kecjebres"), 200)

    assert "yang resmi hanya akun di bawah ini." in page


def test_what_was_confirmed_long_ago_is_named_with_its_day_and_is_not_green(
    listed: House, nobody: FlaskClient
) -> None:
    was = datetime(2021, 4, 17, 5, tzinfo=UTC)
    look = Look("threads", Presence.PRESENT, "kec.lama", answers={"official": Answer.YES})
    again = Look("threads", Presence.PRESENT, "kec.lama", figures={"followers": 7})
    with listed.sessions.begin() as session:
        unit, by = session.get_one(Unit, "33.72.02"), listed.actor("staf.balaikota")
        ident = uuid.uuid4()
        services.observe(session, ident, unit, look, by=by, now=was)
        # Whoever counts followers has not asked whether it is official.
        services.observe(session, uuid.uuid4(), unit, again, by=by, now=clock.now())

    page = page_of(nobody.get("/akun-resmi?cari=kec.lama"), 200)
    told = nobody.get("/akun-resmi.json").get_json()["accounts"]
    rows = nobody.get("/akun-resmi.csv").data.decode("utf-8-sig")

    assert "Terakhir dicek 17 Apr 2021" in page
    assert GREEN not in page
    (aged,) = [each for each in told if each["look_again"]]
    assert (aged["handle"], aged["state"], aged["looked_on"]) == ("kec.lama", "official", "2021-04-17")
    assert ";kec.lama;https://www.threads.com/@kec.lama;Resmi;2021-04-17;Ya\r\n" in rows
    with listed.sessions() as session:
        fresh = lines_of(session, [session.get_one(Unit, "33.72.02")], look_days=100_000)
        assert [each.aged for each in fresh if each.handle] == [False]
        session.add(Mistake(look_id=ident, why="", user_id=by.id, said_by="x", said_at=clock.now()))
        session.commit()


def test_the_list_begins_with_the_units_that_have_an_official_account(nobody: FlaskClient) -> None:
    page = page_of(nobody.get("/akun-resmi"), 200)

    assert re.findall(r"<li><h2>([^<]+)<", page) == ["Kecamatan Jebres", "Kecamatan Banjarsari"]
    assert 'href="/akun-resmi?semua=1"' in page
    assert "Tidak ada unit lagi setelah halaman ini." in page_of(nobody.get("/akun-resmi?setelah=99"), 200)


def test_units_with_official_accounts_come_page_after_page(listed: House) -> None:
    with listed.sessions() as session:
        first, after = of_vouched(session, "", 30, 1)
        second, end = of_vouched(session, after, 30, 1)

    assert [{each.unit.code for each in told} for told in (first, second)] == [{"33.72.04"}, {"33.72.05"}]
    assert (bool(after), end) == (True, "")


def test_what_a_newspaper_wrote_is_told_as_its_word(shared: House) -> None:
    from evidence.reports.coverage import sample

    with shared.sessions() as session:
        # Only here: the other tests of this module look at the same units.
        session.execute(insert(Mistake), [
            {"look_id": each, "why": "", "user_id": shared.actor("admin").id, "said_by": "x", "said_at": clock.now()}
            for each in session.scalars(select(Observation.id).where(counts()))
        ])  # fmt: skip
        sample.load(session, now=clock.now())
        told = lines_of(session, [session.get_one(Unit, code) for code in ("33.72.04", "33.72.01")], 30)
        vouched, _after = of_vouched(session, "", 30)
        found = {each.unit.code: each for each in told if each.day}
        session.rollback()

    jebres, laweyan = found["33.72.04"], found["33.72.01"]
    assert (jebres.state, jebres.handle, jebres.link) == (State.PRESS, "kecjebres", "")
    # That there was none is as old as what was confirmed then.
    assert (laweyan.state, laweyan.aged, jebres.aged) == (State.NONE, True, True)
    assert vouched == []


def test_all_units_come_page_after_page(nobody: FlaskClient) -> None:
    first = page_of(nobody.get("/akun-resmi?semua=1"), 200)
    after = first.partition("setelah=")[2].partition('"')[0]
    second = page_of(nobody.get(f"/akun-resmi?semua=1&setelah={after}"), 200)

    assert first.count("<li><h2>") == second.count("<li><h2>") == 30
    assert "setelah=" not in second


def test_an_indonesian_excel_opens_the_list(nobody: FlaskClient) -> None:
    body = nobody.get("/akun-resmi.csv").data

    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [
        "Unit",
        "Bagian dari",
        "Jejaring",
        "Nama akun",
        "Tautan",
        "Keadaan",
        "Dilihat",
        "Perlu dilihat lagi",
    ]
    day = clock.today().isoformat()
    link = "https://www.instagram.com/kecjebres"
    assert ["Kecamatan Jebres", "Kota Surakarta", "Instagram", "kecjebres", link, "Resmi", day, ""] in rows
    # No handle is a formula.
    assert "'=1+1" in [row[3] for row in rows]
