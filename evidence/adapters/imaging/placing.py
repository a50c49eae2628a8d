"""Which part of each photo stands where on a picture: each for itself, or the after laid over the before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.adapters.imaging.align import MOST_NEARER, Similarity, Slanted, common
from evidence.adapters.imaging.geometry import MIDDLE, WHOLE, Box, Frame, Part, Size, filling, inside
from evidence.adapters.imaging.layout import plan, shown_whole
from evidence.adapters.imaging.recipe import Recipe


@dataclass(frozen=True)
class Shown:
    """One photo on one picture: its panel, the box in it that shows the photo, and which part of it.

    ``part`` is a part of the photo; of one that is laid over the before it is the before's, and its own is ``slanted``.
    ``frame`` tells what it is about.
    """

    panel: Box
    box: Box
    part: Part
    frame: Frame = MIDDLE
    slanted: Slanted | None = None

    def scale(self, photo: Size) -> float:
        """How large it is shown, of the photo's full size in pixels."""
        if self.slanted:
            (ax, ay), (bx, by), _ = self.slanted
            return self.box.width / math.hypot((bx - ax) * photo[0], (by - ay) * photo[1])
        left, top, right, bottom = self.part
        return max(
            self.box.width / (photo[0] * (right - left)), self.box.height / (photo[1] * (bottom - top))
        )


def placed(recipe: Recipe, panels: Sequence[Box], photos: Sequence[Size]) -> list[Shown]:
    """What stands in each of the picture's panels; ``photos`` are upright sizes in pixels."""
    frames = recipe.frames or (MIDDLE,) * len(photos)
    whole = shown_whole(photos, panels) if recipe.whole is None else recipe.whole
    if recipe.aligned:
        return [each for each, _nearer in _laid_over(recipe.aligned, panels, photos, frames[0], whole=whole)]
    if whole:
        return [
            Shown(panel, inside(photo, panel), WHOLE, frame)
            for photo, panel, frame in zip(photos, panels, frames, strict=True)
        ]
    return [
        Shown(panel, panel, filling(photo, panel.size, frame), frame)
        for photo, panel, frame in zip(photos, panels, frames, strict=True)
    ]


def too_near(recipe: Recipe, photos: Sequence[Size]) -> bool:
    """Whether the picture of an aligned pair would have to be brought nearer than is worth it.

    ``photos`` are upright sizes in pixels.
    """
    if recipe.aligned is None:
        return False
    panels = plan(recipe.format, recipe.layout, photos).panels
    whole = shown_whole(photos, panels) if recipe.whole is None else recipe.whole
    frame = recipe.frames[0] if recipe.frames else MIDDLE
    shown = _laid_over(recipe.aligned, panels, photos, frame, whole=whole)
    return any(nearer * 100 > MOST_NEARER for _each, nearer in shown)


def _laid_over(
    aligned: Similarity, panels: Sequence[Box], photos: Sequence[Size], frame: Frame, *, whole: bool
) -> list[tuple[Shown, float]]:
    """Before and after, each with how much nearer it had to be brought; the before's frame holds for both."""
    before, after = photos
    found = []
    for panel, over in zip(panels, (False, True), strict=True):
        box = inside(before, panel) if whole else panel
        part, slanted, nearer = common(before, after, box.size, MIDDLE if whole else frame, aligned)
        found.append((Shown(panel, box, part, frame, slanted if over else None), nearer))
    return found
