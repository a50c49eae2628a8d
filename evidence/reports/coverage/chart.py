"""A line of one share over time, as points of a drawing; its numbers stand in the table beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from evidence.core import reader
from evidence.reports.coverage import saying, words
from evidence.reports.coverage.measures import Measure
from evidence.reports.coverage.shares import Share
from evidence.reports.coverage.times import Point

# The drawing's own units; nought percent lies at the bottom.
WIDTH, HEIGHT, LEFT, TOP = 320, 120, 52, 10


def drawn(measure: Measure, points: Sequence[Point]) -> Mapping[str, Any]:
    """The line of ``measure``: where nobody had looked there is a gap, never a nought."""
    shares = [each.coverage.shares[measure] for each in points]
    known = [each for each in shares if value(each) is not None]
    return {
        "title": _(words.MEASURES[measure]),
        "finding": _finding(measure, shares),
        "lines": [" ".join(f"{x},{y}" for x, y in run) for run in runs(shares) if len(run) > 1],
        "dots": [place for run in runs(shares) for place in run],
        "enough": len(known) > 1,
        "first": reader.short_date(points[0].on),
        "last": reader.short_date(points[-1].on),
        "view": f"0 0 {WIDTH} {HEIGHT + 30}",
        "left": LEFT,
        "right": WIDTH - TOP,
        "levels": [(level, TOP + HEIGHT - level * HEIGHT / 100) for level in (0, 50, 100)],
    }


def value(share: Share) -> float | None:
    """The share in percent, or None where nobody knew anything."""
    return share.percent if share.yes + share.no else None


def runs(shares: Sequence[Share]) -> Sequence[Sequence[tuple[float, float]]]:
    """The places of what is known, broken where nothing is."""
    across = (WIDTH - TOP - LEFT) / max(1, len(shares) - 1)
    found: list[list[tuple[float, float]]] = [[]]
    for number, share in enumerate(shares):
        percent = value(share)
        if percent is None:
            found.append([])
        else:
            found[-1].append((round(LEFT + number * across, 1), round(TOP + HEIGHT * (1 - percent / 100), 1)))
    return [each for each in found if each]


def _finding(measure: Measure, shares: Sequence[Share]) -> str:
    if not shares[-1].of:
        return str(_("Tidak dinilai oleh aturan ini"))
    if value(shares[-1]) is None:
        return str(_("Belum ada yang diperiksa"))
    last = saying.short(shares[-1])
    before = next((each for each in shares[:-1] if value(each) is not None), None)
    if before is None:
        return last
    return str(_("%(last)s, dahulu %(first)s", last=last, first=saying.short(before)))
