"""Pillow behind a wall: files and recipes in, facts and bytes out; no database, no Flask.

Everything that decodes a stranger's file runs in a child process with limits (`bounded`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidence.adapters.imaging.align import Implausible, Similarity, by_marks
from evidence.adapters.imaging.bare import bare
from evidence.adapters.imaging.bounded import Bounds, run
from evidence.adapters.imaging.covers import MOST_COVERS, MOST_POINTS, Cover, Covers
from evidence.adapters.imaging.geometry import EDGES, Box, Frame, Size
from evidence.adapters.imaging.kinds import HEAD, KINDS, kind_of
from evidence.adapters.imaging.layout import (
    best_layout,
    offered,
    photo_area,
    plan,
    shapes,
    whole_alone,
    wholes,
)
from evidence.adapters.imaging.matching import available
from evidence.adapters.imaging.measure import MEASURES_VERSION, compare, measure
from evidence.adapters.imaging.placing import scales, too_near
from evidence.adapters.imaging.provenance import MARKS_VERSION
from evidence.adapters.imaging.reasons import REASONS, ImagingUnavailable, Unreadable
from evidence.adapters.imaging.recipe import (
    ALIGNED,
    COVERED,
    FORMATS,
    MOST_LINK,
    MOST_PHOTOS,
    Recipe,
    scannable,
)
from evidence.adapters.imaging.themes import THEMES, WEDEL, Theme, contrast, readable

__all__ = [
    "ALIGNED",
    "COVERED",
    "FORMATS",
    "HEAD",
    "KINDS",
    "MARKS_VERSION",
    "MEASURES_VERSION",
    "MOST_COVERS",
    "MOST_LINK",
    "MOST_PHOTOS",
    "MOST_POINTS",
    "REASONS",
    "THEMES",
    "WEDEL",
    "Bounds",
    "Box",
    "Cover",
    "Covers",
    "Examined",
    "Frame",
    "ImagingUnavailable",
    "Implausible",
    "Recipe",
    "Similarity",
    "Theme",
    "Unreadable",
    "alignment",
    "available",
    "best_layout",
    "by_marks",
    "compare",
    "compose",
    "compose_all",
    "contrast",
    "covered",
    "crest",
    "cut",
    "examine",
    "kind_of",
    "marks",
    "measure",
    "offered",
    "panels",
    "photos_of",
    "printed",
    "readable",
    "scales",
    "scannable",
    "shapes",
    "too_near",
    "whole_alone",
    "wholes",
]

EXAMINE = Bounds(wall=5.0, cpu=4)
COMPOSE = Bounds(wall=20.0, cpu=10)
ALIGN = Bounds(wall=4.0, cpu=3)


@dataclass(frozen=True)
class Examined:
    """What a photo is: upright size in pixels, the camera's notes, and JPEG derivatives by long edge."""

    format: str
    width: int
    height: int
    orientation: int
    taken_at: datetime | None
    camera: str | None
    position: tuple[float, float] | None
    derivatives: dict[int, bytes]


def examine(data: bytes, bounds: Bounds = EXAMINE) -> Examined:
    """Look at a photo and make its derivatives: upright sRGB JPEG without metadata, never enlarged.

    ``taken_at`` is the camera's local time without a zone, ``position`` degrees of latitude and longitude.
    Raises `Unreadable` with a reason code, or `ImagingUnavailable` when the machine is to blame.
    """
    facts, pictures = run({"do": "examine"}, [data], bounds)
    taken, position = facts["taken_at"], facts["position"]
    return Examined(
        format=facts["format"],
        width=facts["width"],
        height=facts["height"],
        orientation=facts["orientation"],
        taken_at=datetime.fromisoformat(taken) if taken else None,
        camera=facts["camera"],
        position=(position[0], position[1]) if position else None,
        derivatives=dict(zip(EDGES, pictures, strict=True)),
    )


def printed(data: bytes, bounds: Bounds = EXAMINE) -> str:
    """The print of a photo (`prints.Print`) as text for JSON; the same file gives the same one. Raises as `examine`."""
    return str(run({"do": "print"}, [data], bounds)[0]["print"])


def marks(data: bytes, bounds: Bounds = EXAMINE) -> dict[str, Any]:
    """What a file says about how it was made, as `provenance.marked` tells it. Raises `ImagingUnavailable`."""
    return run({"do": "marks"}, [data], bounds)[0]


def crest(data: bytes, bounds: Bounds = EXAMINE) -> bytes:
    """A unit's crest or logo as a PNG of at most 512 pixels, on white where it is clear. Raises as `examine`."""
    return run({"do": "crest"}, [data], bounds)[1][0]


def covered(data: bytes, covers: Covers, bounds: Bounds = EXAMINE) -> bytes:
    """A photo as a JPEG of at most 960 pixels with these places hidden, as pictures hide them. Raises as `examine`."""
    return run({"do": "cover", "covers": [each.plain() for each in covers]}, [data], bounds)[1][0]


def compose(recipe: Recipe, photos: Sequence[bytes], crest: bytes = b"", bounds: Bounds = COMPOSE) -> bytes:
    """The picture of ``recipe``: a baseline sRGB JPEG of its format's size under 950 KB, without metadata.

    The same recipe and files give the same bytes. Raises ValueError when the files are not those the recipe names, else
    as `examine` does.
    """
    if recipe.photos != tuple(hashlib.sha256(photo).hexdigest() for photo in photos):
        raise ValueError("these are not the files of the recipe")
    return compose_all([recipe], photos, crest, bounds)[0]


def compose_all(
    recipes: Sequence[Recipe], photos: Sequence[bytes], crest: bytes = b"", bounds: Bounds | None = None
) -> list[bytes]:
    """The pictures of several recipes by one child, each with the bytes that `compose` gives it.

    ``photos`` are the files that the recipes name, each once and in any order; ``crest`` is that of all of them. Raises
    as `compose` does, and then there are no pictures at all.
    """
    files = {hashlib.sha256(photo).hexdigest(): photo for photo in photos}
    names = list(dict.fromkeys(name for recipe in recipes for name in recipe.photos))
    mark = hashlib.sha256(crest).hexdigest() if crest else ""
    if set(names) != set(files) or {recipe.crest for recipe in recipes} != {mark}:
        raise ValueError("these are not the files of the recipe")
    order = {"do": "compose", "recipes": [recipe.plain() for recipe in recipes]}
    more = len(recipes) - 1
    bounds = bounds or Bounds(wall=COMPOSE.wall + 5 * more, cpu=COMPOSE.cpu + 3 * more)
    return run(order, [*(files[name] for name in names), *([crest] if crest else [])], bounds)[1]


def panels(recipe: Recipe) -> tuple[Box, ...]:
    """Where the two photos of a picture stand on it, in pixels and the order of the work, without their labels.

    Raises ValueError for a picture whose photos lie in or around one another, or are not two.
    """
    if recipe.layout not in ("side", "stack"):
        raise ValueError(f"the photos of {recipe.layout} do not stand side by side")
    return bare(recipe, plan(recipe.format, recipe.layout, [(1, 1)] * len(recipe.photos)))


def photos_of(recipe: Recipe) -> Box:
    """Where a picture shows photos, in pixels, without the words beneath them."""
    return photo_area(recipe.format, recipe.layout)


def cut(
    picture: bytes, recipe: Recipe, width: int, frame: Size | None = None, bounds: Bounds = EXAMINE
) -> bytes:
    """The photos of a finished picture without its words, at most ``width`` pixels across; no metadata.

    With a ``frame`` they stand whole on a calm ground of that size. Raises as `examine` does.
    """
    area, (across, down) = photos_of(recipe), FORMATS[recipe.format]
    part = area.x / across, area.y / down, area.right / across, area.bottom / down
    order = {"do": "cut", "part": part, "width": width, "frame": frame}
    return run(order, [picture], bounds)[1][0]


def alignment(before: bytes, after: bytes, bounds: Bounds = ALIGN) -> Similarity | None:
    """How ``after`` lies on ``before``, or None where nothing can be trusted; the same files give the same answer.

    Needs OpenCV (`available`). Raises as `examine` does.
    """
    aligned = run({"do": "align"}, [before, after], bounds)[0]["aligned"]
    return Similarity(**aligned) if aligned else None
