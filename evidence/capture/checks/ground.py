"""Distances on the ground of one city, in metres. Flat is exact enough: 1 m in 10 km."""

import math
from collections.abc import Sequence

from evidence.capture.checks.base import Place, Point, Ring
from evidence.capture.checks.thresholds import Thresholds

# Of one degree of latitude.
METRES = 111_195.0


def distance(a: Place, b: Place) -> float:
    """Between two places."""
    return math.hypot(*_metres((a.lon, a.lat), (b.lon, b.lat)))


def radius(place: Place, limits: Thresholds) -> float:
    """How far from where it is said to be a place may really be; a phone in a hand walks on after its fix."""
    accuracy = limits.written_accuracy_m if place.accuracy_m is None else place.accuracy_m
    return accuracy * limits.accuracy_times + place.age_s * limits.walk_m_s


def outside(place: Place, outline: Sequence[Ring]) -> float:
    """How far a place lies outside an outline (rings of longitude and latitude); 0 within."""
    here = (place.lon, place.lat)
    if sum(_crossings(here, ring) for ring in outline) % 2:
        return 0.0
    edges = (_to_edge(here, ring[at], ring[at + 1]) for ring in outline for at in range(len(ring) - 1))
    return min(edges, default=0.0)


def _metres(origin: Point, point: Point) -> tuple[float, float]:
    """East and north of ``origin``."""
    across = (point[0] - origin[0]) * METRES * math.cos(math.radians((origin[1] + point[1]) / 2))
    return across, (point[1] - origin[1]) * METRES


def _crossings(here: Point, ring: Ring) -> int:
    """How many edges a line to the east crosses: odd inside."""
    count = 0
    for at in range(len(ring) - 1):
        (x1, y1), (x2, y2) = ring[at], ring[at + 1]
        if (y1 > here[1]) != (y2 > here[1]):
            count += here[0] < (x2 - x1) * (here[1] - y1) / (y2 - y1) + x1
    return count


def _to_edge(here: Point, start: Point, end: Point) -> float:
    (ax, ay), (bx, by) = _metres(here, start), _metres(here, end)
    long = (bx - ax) ** 2 + (by - ay) ** 2
    part = 0.0 if long == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / long))
    return math.hypot(ax + part * (bx - ax), ay + part * (by - ay))
