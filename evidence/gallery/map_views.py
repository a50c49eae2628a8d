"""What a gallery's map shows: how much was done in each kelurahan, and for reviewers where exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from evidence.core.web import db
from evidence.gallery import map as drawing
from evidence.gallery import places
from evidence.gallery.queries import Count
from evidence.gallery.windows import Question
from evidence.gallery.words import address
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.outlines import known


@dataclass(frozen=True)
class Sheet:
    """What is drawn: some kelurahan, of ``all`` that this person sees, and the kecamatan that was chosen, if any."""

    all: Sequence[Unit]
    units: Sequence[Unit]
    area: str

    @property
    def codes(self) -> Sequence[str]:
        """The codes of what is drawn."""
        return [each.code for each in self.units]


def sheet() -> Sheet:
    """The kelurahan this person sees, or those of the kecamatan that the address names."""
    found, area = places.kelurahan(db(), actor(), known()), request.args.get("area", "")
    near = [each for each in found if each.parent_code == area]
    return Sheet(found, near or found, area if near else "")


def numbers(question: Question, endpoint: str) -> dict[str, Any]:
    """The kelurahan with their numbers, each of which opens its list."""
    on, asked = sheet(), question.filters.asked()
    counts = places.by_kelurahan(db(), question, [each.code for each in on.all])
    told = {code: counts[code].number for code in on.codes}
    frame = drawing.frame(on.codes)
    shapes = {each.code: each for each in drawing.shapes(told, frame)}
    rest = {name: value for name, value in asked.items() if name != "place"}
    return {
        "size": (drawing.WIDTH, frame.height),
        "bounds": drawing.bounds(max(told.values(), default=0)),
        "places": [
            {
                "title": each.title,
                "name": each.name,
                "count": counts[each.code],
                "shape": shapes[each.code],
                "chosen": each.code == question.filters.place,
                "url": address(endpoint, rest, place=each.code),
            }
            for each in on.units
        ],
        "areas": _areas(on, asked, endpoint, "map", counts),
        "total": sum(told.values()),
    }


def points(question: Question, endpoint: str) -> dict[str, Any]:
    """Where the newest were done, those that would lie on each other as one; for reviewers only."""
    on = sheet()
    frame = drawing.frame(on.codes)
    shown = set(on.codes)
    spots = [
        each
        for each in places.spots(db(), question, actor())
        if each.activity.place_code in shown and frame.holds(each.lon, each.lat)
    ]
    at = [frame.at(each.lon, each.lat) for each in spots]
    return {
        "size": (drawing.WIDTH, frame.height),
        "shapes": drawing.shapes(dict.fromkeys(on.codes, 0), frame),
        "groups": [
            {
                "at": at[those[0]],
                "places": list(dict.fromkeys(spots[each].activity.place_unit.title for each in those)),
                "items": [
                    {
                        "title": spots[each].activity.title,
                        "unit": spots[each].activity.unit.title,
                        "shown_at": spots[each].activity.shown_at,
                        "url": url_for("gallery.activity", activity_id=spots[each].activity.id),
                    }
                    for each in those
                ],
            }
            for those in drawing.grouped(at)
        ],
        "areas": _areas(on, question.filters.asked(), endpoint, "points"),
        "total": len(spots),
        "most": places.MOST_POINTS,
    }


def _areas(
    on: Sheet,
    asked: Mapping[str, str],
    endpoint: str,
    show: str,
    counts: Mapping[str, Count] | None = None,
) -> list[dict[str, Any]]:
    """All of it and each kecamatan, to be looked at closer; none where there is one only."""
    within: dict[str, list[Unit]] = {}
    for each in on.all:
        within.setdefault(each.parent_code or "", []).append(each)
    if len(within) < 2:
        return []

    def one(code: str, units: Sequence[Unit]) -> dict[str, Any]:
        own = [counts[each.code] for each in units] if counts else []
        total = Count(sum(each.number for each in own), any(each.more for each in own)) if own else None
        more = {"area": code} if code else {}
        parent = units[0].parent
        return {
            "name": parent.name if code and parent else "",
            "count": total,
            "current": code == on.area,
            "url": address(endpoint, asked, {"show": show}, more),
        }

    return [one("", on.all), *(one(code, units) for code, units in within.items())]
