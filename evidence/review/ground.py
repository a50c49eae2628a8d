"""Where the photos of a work were taken, as a drawing of the kelurahan with points. Pure: no picture from elsewhere.

Outlines are simplified and for orientation only; a point's circle is the accuracy that its phone claimed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Pixels of the drawing, and metres on the ground of one degree of latitude and, at the equator, of longitude.
WIDTH, HEIGHT = 400, 260
# Pixels around what is seen, in which numbers and the bar have room.
RIM = 36
LATITUDE_M, LONGITUDE_M = 110_574.0, 111_320.0
# So much of the ground is seen at least, so that two photos of one spot do not fill the drawing with nothing.
LEAST_M = 160.0
BARS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

Rings = Sequence[Sequence[tuple[float, float]]]


@dataclass(frozen=True)
class Place:
    """Where a photo was taken, in degrees, with the claimed accuracy in metres where one was told."""

    name: str
    lat: float
    lon: float
    accuracy_m: float | None


@dataclass(frozen=True)
class Dot:
    """A place on the drawing; ``radius`` is its accuracy in pixels."""

    number: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Drawing:
    """The drawing: outlines as SVG paths, dots, and a bar of ``bar_m`` metres that is ``bar`` pixels long."""

    outlines: Sequence[str]
    dots: Sequence[Dot]
    bar: float
    bar_m: int


@dataclass(frozen=True)
class _Frame:
    """Turns degrees into pixels: ``scale`` pixels a metre around the middle of what is seen."""

    lat: float
    lon: float
    scale: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        east = (lon - self.lon) * LONGITUDE_M * math.cos(math.radians(self.lat))
        north = (lat - self.lat) * LATITUDE_M
        return round(WIDTH / 2 + east * self.scale, 1), round(HEIGHT / 2 - north * self.scale, 1)


def close(places: Sequence[Place], rings: Rings) -> Drawing:
    """The ground around the places, with as much of the kelurahan's outline as lies there."""
    margin = max([LEAST_M / 4, *(each.accuracy_m or 0 for each in places)])
    return _drawn([(each.lat, each.lon) for each in places], places, rings, margin)


def whole(places: Sequence[Place], rings: Rings) -> Drawing:
    """The whole kelurahan with the places in it; without an outline the same as `close`."""
    if not rings:
        return close(places, rings)
    corners = [(lat, lon) for ring in rings for lon, lat in ring]
    return _drawn([*corners, *((each.lat, each.lon) for each in places)], places, rings, 60.0)


def apart(places: Sequence[Place]) -> float:
    """Metres between the two places that lie furthest apart."""
    return max(
        (_distance(one, other) for at, one in enumerate(places) for other in places[at + 1 :]), default=0.0
    )


def _distance(one: Place, other: Place) -> float:
    east = (one.lon - other.lon) * LONGITUDE_M * math.cos(math.radians(one.lat))
    return math.hypot(east, (one.lat - other.lat) * LATITUDE_M)


def _drawn(
    seen: Sequence[tuple[float, float]], places: Sequence[Place], rings: Rings, margin: float
) -> Drawing:
    lats, lons = [lat for lat, _lon in seen], [lon for _lat, lon in seen]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    wide = (max(lons) - min(lons)) * LONGITUDE_M * math.cos(math.radians(lat)) + 2 * margin
    high = (max(lats) - min(lats)) * LATITUDE_M + 2 * margin
    scale = min(
        (WIDTH - 2 * RIM) / max(wide, LEAST_M), (HEIGHT - 2 * RIM) / max(high, LEAST_M * HEIGHT / WIDTH)
    )
    frame = _Frame(lat, lon, scale)
    bar_m = max(each for each in BARS if each * scale <= WIDTH / 3 or each == BARS[0])
    return Drawing(
        outlines=[
            "M" + "L".join(f"{x} {y}" for x, y in (frame.at(b, a) for a, b in ring)) + "Z" for ring in rings
        ],
        dots=[
            Dot(number, *frame.at(each.lat, each.lon), round((each.accuracy_m or 0) * scale, 1))
            for number, each in enumerate(places, start=1)
        ],
        bar=round(bar_m * scale, 1),
        bar_m=bar_m,
    )
