"""What a gallery is asked: periods and subtrees."""

from datetime import date

import pytest

from evidence.capture.models import Activity
from evidence.gallery.asked import Filters
from evidence.gallery.periods import two
from evidence.gallery.scope import below, narrowed


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
