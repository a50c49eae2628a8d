"""Where each kelurahan lies, for orientation: simplified outlines, not legal borders (see the notice beside them)."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

OUTLINES = Path(__file__).with_name("surakarta-kelurahan.geojson")

Point = tuple[float, float]


def outline(code: str) -> Sequence[Sequence[Point]]:
    """The rings of the kelurahan with that code, as longitude and latitude; empty where none is known."""
    return _outlines().get(code, ())


@cache
def _outlines() -> dict[str, Sequence[Sequence[Point]]]:
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return {
        each["properties"]["code"]: tuple(
            tuple((float(lon), float(lat)) for lon, lat in ring) for ring in each["geometry"]["coordinates"]
        )
        for each in features
    }
