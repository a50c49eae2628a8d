"""Pillow behind a wall: files and recipes in, facts and bytes out; no database, no Flask.

Everything that decodes a stranger's file runs in a child process with limits (`bounded`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.adapters.imaging.bounded import Bounds, run
from evidence.adapters.imaging.layout import EDGES, best_layout
from evidence.adapters.imaging.reasons import REASONS, ImagingUnavailable, Unreadable
from evidence.adapters.imaging.recipe import Recipe

__all__ = [
    "REASONS",
    "Bounds",
    "Examined",
    "ImagingUnavailable",
    "Recipe",
    "Unreadable",
    "best_layout",
    "compose",
    "examine",
]

EXAMINE = Bounds(wall=5.0, cpu=4)
COMPOSE = Bounds(wall=20.0, cpu=10)


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


def compose(recipe: Recipe, photos: Sequence[bytes], bounds: Bounds = COMPOSE) -> bytes:
    """The picture of ``recipe``: a baseline sRGB JPEG of 1080x1350 under 950 KB, without metadata.

    The same recipe and photos give the same bytes. Raises ValueError when the photos are not those the recipe
    names, else as `examine` does.
    """
    if tuple(hashlib.sha256(photo).hexdigest() for photo in photos) != recipe.photos:
        raise ValueError("these are not the photos of the recipe")
    _, (picture,) = run({"do": "compose", "recipe": recipe.plain()}, list(photos), bounds)
    return picture
