"""Honest work as phones tell of it: clocks, places, files from messengers. Seeded, so that two runs see the same.

The shares are guesses of ours, not measured in the city; each stands beside its name.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from evidence.capture.checks.base import Marks, Pair, Place, Shot, Subject
from evidence.capture.checks.ground import METRES, outside
from evidence.core.clock import WIB
from evidence.units.outlines import Point, outline

# One kelurahan of each kecamatan.
PLACES = ("33.72.01.1001", "33.72.02.1005", "33.72.03.1010", "33.72.04.1010", "33.72.05.1014")
BEGINNING = datetime(2026, 3, 1, 7, tzinfo=WIB)
FIRMWARES = (
    "", "", "A127FXXU5AVC4", "MediaTek Camera Application", "HDR+ 1.0.345618096zd", "17.4.1", "M2010J19CG",
    "Camera FV-5", "RMX3263export_11_C.13", "OPPO A16", "GCam_8.1.101",
)  # fmt: skip
CAMERAS = (
    "Samsung SM-A127F",
    "Xiaomi M2010J19CG",
    "OPPO CPH2269",
    "realme RMX3263",
    "vivo V2111",
    "Apple iPhone 11",
)


@dataclass(frozen=True)
class Site:
    """Where work is done: its kelurahan and the very spot."""

    code: str
    spot: Point

    @property
    def outline(self) -> Sequence[Sequence[Point]]:
        return outline(self.code)


def site(random: Random) -> Site:
    """A spot anywhere in a kelurahan. The outlines are simplified, so the real border is up to 60 m elsewhere."""
    code = random.choice(PLACES)
    (ring, *_holes) = outline(code)
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    while True:
        spot = (random.uniform(min(lons), max(lons)), random.uniform(min(lats), max(lats)))
        if outside(Place(spot[1], spot[0]), [ring]) == 0:
            return Site(code, moved(spot, random.uniform(0, 60), random))


def moved(spot: Point, metres: float, random: Random) -> Point:
    """So far away, in any direction."""
    angle = random.uniform(0, 2 * math.pi)
    across = METRES * math.cos(math.radians(spot[1]))
    return spot[0] + math.cos(angle) * metres / across, spot[1] + math.sin(angle) * metres / METRES


def fix(spot: Point, random: Random) -> Place | None:
    """What a phone says of where it is: 8 % say nothing, 4 % are three times as wrong as they admit."""
    if random.random() < 0.08:
        return None
    kind = random.random()
    low, high = (
        (4, 15) if kind < 0.6 else (15, 50) if kind < 0.85 else (50, 200) if kind < 0.97 else (500, 2500)
    )
    accuracy = random.uniform(low, high)
    # Phones mean a circle that holds two of three fixes.
    spread = accuracy / 1.51 * (3 if random.random() < 0.04 else 1)
    age = random.uniform(0, 5) if random.random() < 0.8 else random.uniform(5, 120)
    walked = moved(spot, random.uniform(0, 1.2) * age, random)
    error = math.hypot(random.gauss(0, spread), random.gauss(0, spread))
    lon, lat = moved(walked, error, random)
    return Place(lat, lon, round(accuracy, 1), round(age, 1))


def marks(source: str, random: Random) -> Marks:
    """What a file from there says: Bukti's own camera nothing, a camera app its notes, a messenger nothing any more."""
    if source == "camera" or (source == "gallery" and random.random() < 0.7):
        return Marks()
    kinds = [random.choice(("digitalCapture", "computationalCapture"))] if random.random() < 0.1 else []
    camera, firmware = random.choice(CAMERAS), random.choice(FIRMWARES)
    return Marks(camera=camera, exposure=True, software=[firmware] if firmware else [], kinds=kinds)


def shot(name: str, at: datetime, spot: Point, random: Random, source: str = "") -> Shot:
    """A photo of an honest phone, taken ``at`` there."""
    source = source or random.choices(("camera", "native", "gallery"), (55, 15, 30))[0]
    told = marks(source, random)
    offset = random.gauss(0, 5) if random.random() < 0.9 else random.gauss(0, 180)
    unknown = random.random() < 0.03
    device = at - timedelta(seconds=offset)
    # 5 % wait for a signal for days, the others for minutes.
    waits = random.uniform(1, 5) * 86_400 if random.random() < 0.05 else random.expovariate(1 / 240)
    made = Shot(
        id=name, stage=name, received_at=at + timedelta(seconds=20 + waits), source=source, marks=told,
        sha256=f"{random.getrandbits(256):064x}",
    )  # fmt: skip
    if source != "gallery":
        made = replace(
            made, device_time=device, clock_unknown=unknown, clock_offset_s=None if unknown else round(offset),
            taken_at=None if unknown else at, place=fix(spot, random),
        )  # fmt: skip
    if told.camera:
        # 1 % of phones are set to the hour of Makassar; a camera that knows no place writes none.
        zone = timedelta(hours=1 if random.random() < 0.01 else 0)
        where = _written(spot, random) if random.random() < 0.6 else None
        made = replace(made, written_at=device + zone, written_place=where)
    elif source == "gallery" and random.random() < 0.4:
        # Written by a person, who knows the day; one in twenty is a day off.
        day = at + timedelta(days=random.choice((-1, 1)) if random.random() < 0.05 else 0)
        made = replace(made, taken_at=day.replace(hour=0, minute=0, second=0, microsecond=0))
    return made


def _written(spot: Point, random: Random) -> Place:
    """The place in a file: 3 % are where the phone was some time before."""
    off = random.uniform(100, 800) if random.random() < 0.03 else abs(random.gauss(0, 15))
    lon, lat = moved(spot, off, random)
    return Place(lat, lon)


def honest(number: int, **chosen: str) -> Subject:
    """A pair of an honest lurah; ``chosen`` names the source of each stage."""
    random = Random(f"honest {number}")
    here = site(random)
    begun = BEGINNING + timedelta(days=random.uniform(0, 240))
    gap = timedelta(minutes=min(10 + random.lognormvariate(5.5, 1.8), 20 * 1440))
    # A drain of 120 m is photographed at either end by one in ten, others stand within steps of the same spot.
    away = random.uniform(0, 120) if random.random() < 0.1 else abs(random.gauss(0, 8))
    before = shot("before", begun, here.spot, random, chosen.get("before", ""))
    after = shot("after", begun + gap, moved(here.spot, away, random), random, chosen.get("after", ""))
    return subject(before, after, here)


def subject(before: Shot, after: Shot, here: Site) -> Subject:
    """The activity of these two."""
    return Subject(
        place_title="Kelurahan", outline=here.outline,
        shots=(before, after), pairs=(Pair(before, after),), reuses=(),
    )  # fmt: skip


def with_after(of: Subject, after: Shot) -> Subject:
    """The same with another after."""
    before = of.shots[0]
    return replace(of, shots=(before, after), pairs=(Pair(before, after),))
