"""Where each kelurahan lies, for orientation: simplified outlines, not legal borders (see the notice beside them)."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

OUTLINES = Path(__file__).with_name("surakarta-kelurahan.geojson")

Point = tuple[float, float]


def outline(code: str) -> Sequence[Sequence[Point]]:
    """The rings of the kelurahan with that code, as longitude and latitude; empty where none is known."""
    return _outlines().get(code, ())


def label_point(code: str) -> Point | None:
    """A place well inside the kelurahan, where its name or number stands; None where no outline is known."""
    told = _properties().get(code)
    return (float(told["label_lng"]), float(told["label_lat"])) if told else None


def known() -> Sequence[str]:
    """The codes of all kelurahan that have an outline."""
    return tuple(_outlines())


@cache
def _outlines() -> dict[str, Sequence[Sequence[Point]]]:
    return {
        each["properties"]["code"]: tuple(
            tuple((float(lon), float(lat)) for lon, lat in ring) for ring in each["geometry"]["coordinates"]
        )
        for each in _features()
    }


@cache
def _properties() -> dict[str, dict[str, Any]]:
    return {each["properties"]["code"]: each["properties"] for each in _features()}


def _features() -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return features
