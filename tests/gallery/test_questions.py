"""What a gallery is asked: periods and subtrees; and what its map makes room for."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import combinations, pairwise
from random import Random

import pytest

from evidence.capture.models import Activity
from evidence.gallery import map as drawing
from evidence.gallery.asked import Filters
from evidence.gallery.periods import two
from evidence.gallery.scope import below, narrowed
from evidence.units.outlines import Point, known
from tests.house import MOJO, PASAR_KLIWON


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ((None, None), ("2026-11-01", "2026-11-28", "2026-10-01", "2026-10-28")),
        (("2026-11-01", "2026-11-30"), ("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31")),
        (("2026-07-01", "2026-09-30"), ("2026-07-01", "2026-09-30", "2026-04-01", "2026-06-30")),
        (("2026-03-01", "2026-03-30"), ("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28")),
        (("2026-11-23", "2026-11-29"), ("2026-11-23", "2026-11-29", "2026-11-16", "2026-11-22")),
    ],
)
def test_a_period_is_held_against_the_one_before(
    chosen: tuple[str | None, str | None], wanted: tuple[str, ...]
) -> None:
    first, last = (date.fromisoformat(each) if each else None for each in chosen)

    told = two(Filters(first=first, last=last), (None, None), date(2026, 11, 28))

    assert tuple(day.isoformat() for days in told for day in days) == wanted


@pytest.mark.parametrize(
    ("period", "days", "wanted"),
    [
        ("month", ("2026-11-01", "2026-11-30"), ("2026-11-01", "2026-11-03", "2026-10-01", "2026-10-03")),
        ("week", ("2026-11-02", "2026-11-08"), ("2026-11-02", "2026-11-03", "2026-10-26", "2026-10-27")),
        ("quarter", ("2026-10-01", "2026-12-31"), ("2026-10-01", "2026-11-03", "2026-07-01", "2026-08-03")),
    ],
)
def test_a_period_that_is_not_over_is_held_against_as_many_days(
    period: str, days: tuple[str, str], wanted: tuple[str, ...]
) -> None:
    first, last = map(date.fromisoformat, days)

    told = two(Filters(first=first, last=last, period=period), (None, None), date(2026, 11, 3))

    assert tuple(day.isoformat() for span in told for day in span) == wanted


def test_subtrees_are_asked_once_and_never_beyond_a_right() -> None:
    root, kecamatan, kelurahan = "/1/", "/1/2/", "/1/2/3/"
    assert narrowed([kecamatan, kelurahan, kecamatan]) == (kecamatan,)
    assert narrowed([kecamatan], kelurahan) == (kelurahan,)
    assert narrowed([kelurahan, "/1/4/"], root) == (kelurahan, "/1/4/")
    assert narrowed([kecamatan], "/1/4/") == ()
    # Beyond the last level that has an index, within it.
    deep = str(below(Activity.unit_path, "/1/2/3/4/5/6/").compile(compile_kwargs={"literal_binds": True}))
    assert "split_part(activities.unit_path, '/', 6) = '5'" in deep
    assert "LIKE '//1//2//3//4//5//6//' || '%'" in deep


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
