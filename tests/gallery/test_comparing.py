"""Two periods side by side: which days, what is taken from what, and what stays when a filter goes."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from evidence.gallery.asked import Filters
from evidence.gallery.periods import two
from tests import factories
from tests.forms import told as page_of
from tests.house import House

OCTOBER = "from=2026-10-01&to=2026-10-31"
NOVEMBER = "from2=2026-11-01&to2=2026-11-30"
BACKWARDS = "from2=2026-11-30&to2=2026-11-01"
NOVEMBER_FIRST = "from=2026-11-01&to=2026-11-30&from2=2026-10-01&to2=2026-10-31"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """Three works of November and one of October, in a category of their own."""
    for day in ("2026-10-05", "2026-11-02", "2026-11-03", "2026-11-04"):
        factories.activity(shared, category="RTLH", title=f"Bedah {day}", work_date=date.fromisoformat(day))
    return shared


def compared(house: House, asked: str, category: str = "RTLH") -> str:
    return page_of(house.client("staf.balaikota").get(f"/galeri/banding?category={category}&{asked}"), 200)


@pytest.mark.parametrize("asked", [f"{OCTOBER}&{NOVEMBER}", f"{OCTOBER}&{BACKWARDS}", NOVEMBER_FIRST])
def test_the_difference_is_the_later_period_less_the_earlier_whichever_is_written_first(
    house: House, asked: str
) -> None:
    page = compared(house, asked)

    heads = re.findall(r'<th scope="col" class="number">([^<]+)</th>', page)
    assert heads == ["Oktober 2026", "November 2026", "Selisih (November 2026 dikurangi Oktober 2026)"]
    cells = re.findall(r'<td class="number"[^>]*>(?:<a [^>]+>)?([+−]?\d+)', page)
    assert cells == ["1", "3", "+2"] * 2


@pytest.mark.parametrize(
    ("chosen", "other", "wanted"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-11-01", ""), ("2026-11-01", "2026-11-30")),
        (("2026-10-01", "2026-11-30"), ("", "2026-03-31"), ("2026-02-01", "2026-03-31")),
        (("2026-10-01", "2026-10-31"), ("2026-08-11", ""), ("2026-08-11", "2026-09-10")),
        (("2026-10-05", "2026-10-11"), ("", "2026-09-30"), ("2026-09-24", "2026-09-30")),
        (("2026-10-05", "2026-10-05"), ("2026-09-30", ""), ("2026-09-30", "2026-09-30")),
    ],
)
def test_one_day_of_the_other_period_is_enough(
    chosen: tuple[str, str], other: tuple[str, str], wanted: tuple[str, str]
) -> None:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    _looked, held = two(
        Filters(first=day(chosen[0]), last=day(chosen[1])), (day(other[0]), day(other[1])), date.max
    )

    assert tuple(each.isoformat() for each in held) == wanted


def test_a_completed_period_is_said(house: House) -> None:
    page = compared(house, f"{OCTOBER}&from2=2026-11-01")

    assert ">Dibandingkan dengan November 2026<" in page
    assert 'name="to2" value="2026-11-30"' in page


def test_a_filter_that_goes_leaves_the_other_period(house: House) -> None:
    page = compared(house, f"{OCTOBER}&{BACKWARDS}&mode=A")

    chips = re.findall(r'class="filter-chip" href="([^"]+)">([^<]+)<svg', page)
    left = {label: parse_qs(urlsplit(url.replace("&amp;", "&")).query) for url, label in chips}
    against = left.pop("Dibandingkan dengan November 2026")
    assert "from2" not in against
    assert len(left) == 4
    for asked in left.values():
        assert (asked["from2"], asked["to2"]) == (["2026-11-01"], ["2026-11-30"])


def test_each_period_shows_its_newest_pictures_and_the_way_to_all_of_them(house: House) -> None:
    begun = factories.activity(house, category="BENCANA", mode="B", work_date=date(2026, 11, 9))
    for stage in ("before", "after"):
        factories.photo(house, begun, stage, derivatives={"640": "derived/640.jpg"})

    page = compared(house, f"{OCTOBER}&{NOVEMBER}", "BENCANA")

    shown = re.findall(r'class="stretched" href="/kegiatan/([0-9a-f-]{36})"', page)
    assert shown == [str(begun)]
    assert (
        '<h2>November 2026</h2><a href="/galeri?category=BENCANA&amp;from=2026-11-01&amp;to=2026-11-30">'
        in page
    )
    assert re.search("<h2>Oktober 2026</h2></div>\\s*<p class=.muted.>Tidak ada kegiatan", page)
    # A series in steps is labelled as its picture is, wherever its cards stand.
    home = page_of(house.client("lurah.mojo").get("/beranda"), 200)
    for each in (page, home[home.index(str(begun)) - 1500 : home.index(str(begun))]):
        assert re.findall(r'class="tab(?: tab-after)?">([^<]+)<', each) == ["0%", "100%"]
