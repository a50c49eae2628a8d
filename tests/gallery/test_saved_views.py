"""Saved views: a gallery's filters under a name that is a person's own."""

import re
import uuid
from datetime import date

import pytest
from flask.testing import FlaskClient

from evidence.core import clock
from evidence.gallery import services
from evidence.gallery.asked import span
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    return shared


def save(client: FlaskClient, name: str, asked: str = "category=JALAN&q=lubang") -> None:
    answer = sent(client, opened(client, f"/galeri/tampilan?{asked}"), name=name)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/galeri?")


def test_a_view_is_kept_under_its_name_opened_and_let_go(house: House) -> None:
    camat = house.client("camat.jebres")
    save(camat, "  Jalan   berlubang ")

    page = page_of(camat.get("/galeri?category=JALAN&q=lubang"), 200)
    assert 'href="/galeri?category=JALAN&amp;q=lubang" aria-current="true"' in page
    assert "Jalan berlubang</a>" in page
    assert "Jalan berlubang" not in page_of(house.client("lurah.jebres").get("/galeri"), 200)

    gone = opened(camat, "/galeri/tampilan")
    foreign = house.client("lurah.jebres")
    token = opened(foreign, "/galeri/tampilan?q=x")["csrf_token"]
    assert foreign.post(gone["action"], data={"csrf_token": token}).status_code == 303
    assert "Jalan berlubang" in page_of(camat.get("/galeri"), 200)
    assert sent(camat, gone).status_code == 303
    assert "Jalan berlubang" not in page_of(camat.get("/galeri"), 200)


def test_what_was_deleted_in_another_tab_is_said_on_the_list(house: House) -> None:
    camat = house.client("camat.jebres")
    save(camat, "Dua tab")
    first, second = opened(camat, "/galeri/tampilan"), opened(camat, "/galeri/tampilan")
    sent(camat, first)
    page_of(camat.get("/galeri/tampilan"), 200)

    answer = sent(camat, second)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/galeri/tampilan")
    assert "Tampilan itu sudah dihapus." in page_of(camat.get("/galeri/tampilan"), 200)


def test_a_period_by_name_is_kept_as_that_and_days_as_days(house: House) -> None:
    staff = house.client("staf.balaikota")
    (chip,) = re.findall(r'href="([^"]+)">Bulan ini<', page_of(staff.get("/galeri?q=lubang"), 200))
    assert chip == "/galeri?q=lubang&amp;period=month"
    save(staff, "Bulan berjalan", "q=lubang&period=month")
    save(staff, "Oktober", "from=2026-10-01&to=2026-10-31&period=month")

    page = page_of(staff.get("/galeri/tampilan"), 200)

    assert re.search(r'href="/galeri\?period=month&amp;q=lubang"><strong>Bulan berjalan</strong>', page)
    assert "Bulan ini, “lubang”" in page
    assert re.search(r'href="/galeri\?from=2026-10-01&amp;to=2026-10-31"><strong>Oktober</strong>', page)
    assert "Sejak 1 Okt 2026, Sampai 31 Okt 2026" in page
    opened_view = page_of(staff.get("/galeri?q=lubang&period=month"), 200)
    assert 'aria-current="true">Bulan ini<' in opened_view
    assert '<input type="hidden" name="period" value="month">' in opened_view


@pytest.mark.parametrize(
    ("period", "today", "wanted"),
    [
        ("week", "2026-11-29", ("2026-11-23", "2026-11-29")),
        ("week", "2026-11-30", ("2026-11-30", "2026-12-06")),
        ("month", "2026-11-30", ("2026-11-01", "2026-11-30")),
        ("month", "2026-12-01", ("2026-12-01", "2026-12-31")),
        ("month", "2028-02-29", ("2028-02-01", "2028-02-29")),
        ("quarter", "2026-12-31", ("2026-10-01", "2026-12-31")),
        ("quarter", "2027-01-01", ("2027-01-01", "2027-03-31")),
    ],
)
def test_a_period_by_name_has_the_days_of_whoever_looks(
    period: str, today: str, wanted: tuple[str, str]
) -> None:
    first, last = span(period, date.fromisoformat(today))

    assert (first.isoformat(), last.isoformat()) == wanted


def test_a_name_that_is_there_takes_the_new_filters_and_sent_twice_is_once(house: House) -> None:
    staff = house.client("staf.balaikota")
    form = opened(staff, "/galeri/tampilan?q=satu")
    for _twice in range(2):
        assert sent(staff, form, name="Pagi").status_code == 303
    save(staff, "Pagi", "q=dua")

    page = page_of(staff.get("/galeri/tampilan"), 200)
    assert page.count("<strong>Pagi</strong>") == 1
    assert "“dua”" in page


def test_what_cannot_be_saved_is_said_beside_the_field(house: House) -> None:
    lurah = house.client("lurah.mojo")
    form = opened(lurah, "/galeri/tampilan?q=x")
    for name in ("", "   ", "n" * 61):
        assert "paling banyak 60 huruf" in page_of(sent(lurah, form, name=name), 422)
    with house.sessions.begin() as session:
        for number in range(services.MOST):
            services.save(
                session,
                uuid.uuid4(),
                f"Pagi {number}",
                {"q": "x"},
                by=house.actor("lurah.mojo"),
                now=clock.now(),
            )
    assert "Sudah ada 20 tampilan" in page_of(sent(lurah, form, name="Dua"), 422)
    save(lurah, "Pagi 7", "q=baru")
    broken = sent(lurah, form, name="Pagi 7", uuid="bukan")
    assert broken.status_code == 404
    taken = {**form, "uuid": str(uuid.uuid4()), "action": "/galeri/tampilan"}
    assert "Belum ada saringan" in page_of(sent(lurah, taken, name="Pagi 7"), 422)
