"""The map of a gallery: numbers that open their lists, where they have room, and points that stand for several."""

import math
import re
from collections.abc import Sequence
from html import unescape
from itertools import combinations, pairwise
from random import Random

import pytest

from evidence.gallery import map as drawing
from evidence.gallery import places, queries
from evidence.gallery.asked import Filters
from evidence.units.outlines import Point, known
from tests import factories
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """One house with some work in two kecamatan."""
    for unit, by, number in ((MOJO, "lurah.mojo", 4), (JEBRES, "lurah.jebres", 2)):
        for _ in range(number):
            factories.activity(shared, unit, by, category="JALAN")
    return shared


def test_each_number_of_the_map_is_the_length_of_the_list_it_opens(house: House) -> None:
    for who in ("staf.balaikota", "camat.jebres"):
        client = house.client(who)
        page = page_of(client.get("/galeri?show=map&category=JALAN"), 200)
        rows = re.findall(
            r'data-card href="([^"]+)">[^<]+</a></th><td class="number"><span[^>]+></span>(\d+)', page
        )
        assert sum(number != "0" for _url, number in rows) >= 1
        for url, number in rows:
            listed = client.get(url.replace("/galeri", "/api/v1/activities").replace("&amp;", "&")).get_json()
            assert (len(listed["activities"]), listed["after"]) == (min(int(number), 24), listed["after"])
            assert (listed["after"] is not None) is (int(number) > 24)


def test_a_map_of_a_kecamatan_shows_its_kelurahan_with_their_numbers(house: House) -> None:
    staff = house.client("staf.balaikota")
    page = page_of(staff.get("/galeri?show=map&category=JALAN"), 200)
    areas = re.findall(r'class="filter-chip" href="([^"]+area=[^"]+)"[^>]*><span>([^:<]+): ([0-9.]+)', page)

    assert [name for _url, name, _number in areas] == [
        "Laweyan", "Serengan", "Pasar Kliwon", "Jebres", "Banjarsari",
    ]  # fmt: skip
    for url, name, number in areas:
        near = page_of(staff.get(unescape(url)), 200)
        listed = re.findall(r'<th scope="row"><a data-card[^>]+>([^<]+)</a>', near)
        assert f"<h2>{number} kegiatan</h2>" in near
        assert len(listed) == near.count('class="city-area"') < 16
        # Whoever filters on, or looks at the points, stays there.
        assert f'name="area" value="{url.rpartition("area=")[2]}"' in near, name
    # Whoever has one kecamatan needs no way to look closer at it.
    assert "area=" not in page_of(house.client("camat.jebres").get("/galeri?show=map"), 200)


def test_points_are_for_reviewers_only_and_near_ones_lead_to_the_list_of_all_of_them(house: House) -> None:
    at = {"near": (-7.58, 110.84), "nearer": (-7.58001, 110.84001), "far": (-7.571, 110.8415)}
    done = {name: factories.activity(house, title=f"Titik peta {name}") for name in at}
    for name, (lat, lon) in at.items():
        factories.photo(house, done[name], "before", position={"lat": lat, "lon": lon})
    asked = "/galeri?show=points&q=titik+peta"

    shown = {
        who: page_of(house.client(who).get(asked), 200)
        for who in ("staf.balaikota", "camat.pasarkliwon", "lurah.mojo", "admin")
    }

    assert {who for who, page in shown.items() if "city-spot" in page or "show=points" in page} == {
        "staf.balaikota"
    }
    page = shown["staf.balaikota"]
    links = re.findall(r'<a class="city-spot[^"]*" href="([^"]+)" aria-label="([^"]+)"', page)
    assert [label for _url, label in links] == [
        "Titik peta far, Kelurahan Mojo",
        "2 kegiatan, Kelurahan Mojo",
    ]
    assert links[0][0] == f"/kegiatan/{done['far']}"
    opened = page.partition(f'id="{links[1][0].removeprefix("#")}"')[2].partition("</ul>")[0]
    assert set(re.findall(r"/kegiatan/([0-9a-f-]{36})", opened)) == {str(done["near"]), str(done["nearer"])}
    # Elsewhere there are none.
    assert "Belum ada kegiatan dengan titik" in page_of(
        house.client("staf.balaikota").get(f"{asked}&area=33.72.01"), 200
    )


def test_a_map_of_more_than_it_counts_says_so(house: House) -> None:
    with house.sessions() as session:
        question = queries.filtered(session, house.actor("staf.balaikota"), Filters())
        counts = places.by_kelurahan(session, question, [MOJO, "33.72.01.1001"], most=3)

    assert (counts[MOJO], counts["33.72.01.1001"]) == (queries.Count(3, True), queries.Count(0, False))


def test_a_number_on_a_phone_lies_within_its_kelurahan_or_is_not_written() -> None:
    city, alone = drawing.frame(), drawing.frame([MOJO])
    some, all_of = drawing.shapes(dict.fromkeys(known(), 14), city), drawing.shapes({MOJO: 1400}, alone)

    written = [each for each in some if each.fits]
    assert 10 < len(written) < len(some) == 54
    for each in (*written, *all_of):
        rings = [
            [tuple(map(float, point.split())) for point in ring.split("L")]
            for ring in each.path.strip("MZ").split("ZM")
        ]
        half = (2 if each in written else 5) * drawing.ACROSS / 2
        for x, y in ((-half, -14), (half, -14), (-half, 14), (half, 14), (0, 0)):
            assert inside((each.x + x, each.y + y), rings), each.code
    # A kecamatan alone has room for what the city has not.
    near = [each for each in known() if each.startswith(PASAR_KLIWON)]
    closer = drawing.shapes(dict.fromkeys(near, 14), drawing.frame(near))
    assert sum(each.fits for each in closer) > sum(each.fits for each in some if each.code in near)


def inside(at: Point, rings: Sequence[Sequence[Point]]) -> bool:
    """Whether the outline goes around that place, told by how far it turns."""
    turned = 0.0
    for ring in rings:
        angles = [math.atan2(y - at[1], x - at[0]) for x, y in (*ring, ring[0])]
        turned += sum(math.remainder(after - before, math.tau) for before, after in pairwise(angles))
    return abs(turned) > math.pi


def test_points_that_would_lie_on_each_other_are_one() -> None:
    made = Random(5)
    spots = [(made.uniform(0, 1000), made.uniform(0, 700)) for _ in range(300)]

    groups = drawing.grouped(spots)

    assert sorted(each for those in groups for each in those) == list(range(300))
    for one, other in combinations(groups, 2):
        assert math.dist(spots[one[0]], spots[other[0]]) >= drawing.APART
    assert all(math.dist(spots[those[0]], spots[each]) < drawing.APART for those in groups for each in those)
    assert drawing.grouped([]) == []
