"""Each figure of coverage opens the list of the units that it counts."""

import random
import re
import uuid
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Answer, Presence
from evidence.core import clock
from evidence.reports.coverage import contexts, orders, sample
from evidence.reports.coverage.orders import Wording
from evidence.units.models import Unit
from tests.accounts.looking import look
from tests.forms import told
from tests.house import MOJO, House

MARK = uuid.UUID(int=47)
LINK = re.compile(r'<a[^>]* href="(/kepatuhan\?[^"]*#unit)"[^>]*>(.*?)</a>', re.S)


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """A city in which every kind of answer was given, by an order with a target that some of them reach."""
    now, today = clock.now(), clock.today()
    with shared.sessions.begin() as session:
        sample.load(session, now=now)
        days = {"kecamatan": 14, "kelurahan": 14}
        said = Wording(
            "Contoh aturan", today - timedelta(days=400), today - timedelta(days=400), "", days, 60, 30
        )
        orders.write(session, MARK, said, by=shared.actor("admin"), now=now)
        joyosuran = session.get_one(Unit, "33.72.03.1001")
        contexts.note(session, MARK, joyosuran, "leave", "", today, None, by=shared.actor("admin"), now=now)
    for unit, official, contact, last in (
        (MOJO, Answer.YES, Answer.NO, 2), ("33.72.03.1002", Answer.NO, Answer.UNSEEN, 40),
        ("33.72.04.1001", Answer.UNSEEN, Answer.YES, None), ("33.72.03.1001", Answer.YES, Answer.YES, 1),
    ):  # fmt: skip
        posted = today - timedelta(days=last) if last else None
        answers, days = {"official": official, "contact": contact}, {"last_post_on": posted} if posted else {}
        seen = Look("instagram", Presence.PRESENT, f"akun{unit.replace('.', '')}", answers=answers, days=days)
        look(shared, unit, seen, now=now)
    look(shared, "33.72.05.1001", Look("instagram", Presence.PRESENT, "hilang"), now=now - timedelta(hours=1))
    look(shared, "33.72.05.1001", Look("instagram", Presence.GONE, "hilang"), now=now)
    look(shared, "33.72.05.1002", Look("instagram", Presence.ABSENT, ""), now=now)
    return shared


def figures(page: str) -> Mapping[str, int]:
    """Each list's address with the number in its link, whatever words stand around it."""
    found = {}
    for href, body in LINK.findall(page):
        words = " ".join(re.sub(r"<[^>]+>", " ", body).split())
        if number := re.search(r"\d[\d.]*(?=\D*$)", words):
            found[unescape(href)] = int(number[0].replace(".", ""))
    return found


def listed(client: FlaskClient, address: str) -> int:
    """How many units that list has, which stand there as far as one page holds them."""
    page = told(client.get(address), 200)
    said = re.search(r"Menampilkan (\d+) dari (\d+) unit\.", page)
    assert said, address
    table = page.partition('id="unit"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count('<tr><th scope="row">') == int(said[1]) == min(int(said[2]), 25)
    return int(said[2])


@pytest.mark.parametrize(
    ("page", "least", "opened"),
    [
        ("/kepatuhan", 70, 12),
        ("/kepatuhan?kecamatan=33.72.03", 20, 4),
        ("/kepatuhan/waktu?jarak=minggu", 90, 4),
    ],
)
def test_each_figure_opens_a_list_as_long_as_it_says(
    house: House, page: str, least: int, opened: int
) -> None:
    staff = house.client("staf.balaikota")
    found = figures(told(staff.get(page), 200))

    assert len(found) > least
    drawn = dict(random.Random(page).sample(sorted(found.items()), opened))
    assert {address: listed(staff, address) for address in drawn} == drawn


def test_who_lacks_a_contact_can_be_asked(house: House) -> None:
    staff, camat = house.client("staf.balaikota"), house.client("camat.pasarkliwon")
    page = told(camat.get("/kepatuhan?ukuran=contact&jawaban=kurang"), 200)
    table = page.partition('id="unit"')[2].partition("<tbody>")[2].partition("</tbody>")[0]

    # Eleven units, of which one is on leave.
    assert table.count('<tr><th scope="row">') == 10
    assert "Kontak tercantum: belum atau belum diketahui 10" in page
    assert "Kelurahan Joyosuran" not in table
    file = staff.get("/kepatuhan.csv?ukuran=contact&jawaban=tidak").get_data(as_text=True)
    assert ";semua jejaring, semua unit, Kontak tercantum: tidak\r\n" in file
    assert [line.split(";")[1] for line in file.splitlines()[1:]] == ["Kelurahan Mojo"]


def test_a_target_below_a_hundred_tells_what_it_takes_and_lists_all_that_are_short(house: House) -> None:
    page = told(house.client("staf.balaikota").get("/kepatuhan"), 200)
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())

    # 59 are measured, of which five have an account: 36 are wanted.
    assert "Sasaran 60%: kurang 31. Yang belum atau belum diketahui: 54." in said


def test_a_day_on_which_nobody_had_looked_lately_is_said_to_be_old(house: House) -> None:
    page = told(house.client("staf.balaikota").get("/kepatuhan/waktu?jarak=bulan"), 200)
    rows = {
        each[0]: each[1] for each in re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.S)
    }
    today = rows.pop(clock.short_date(clock.today()))

    assert "Pengamatan lama" not in today
    assert "5 dari 59" in today
    assert len(rows) == 11
    assert all("0 dari 60" in each and "Pengamatan lama" in each for each in rows.values())
    assert "chart-line chart-stale" in page
    assert re.search(r"Punya akun: 5 dari 59 .*; pada \d+ \w+ 20\d\d 2 dari 60", page)
    # Of a day on which the paper had just been read.
    then = told(house.client("staf.balaikota").get("/kepatuhan/waktu?jarak=minggu&tanggal=2021-05-10"), 200)
    assert "5 dari 60" in then
    assert "Pengamatan lama" not in then
