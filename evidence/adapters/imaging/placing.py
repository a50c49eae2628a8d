"""Which part of each photo stands where on a picture: each for itself, or the after laid over the before."""

from collections.abc import Sequence

from evidence.adapters.imaging.align import MOST_NEARER, Similarity, common
from evidence.adapters.imaging.geometry import MIDDLE, WHOLE, Box, Frame, Shown, Size, filling, inside
from evidence.adapters.imaging.layout import plan, shown_whole
from evidence.adapters.imaging.recipe import Recipe


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


def scales(recipe: Recipe, photos: Sequence[Size]) -> list[float]:
    """How large each photo is shown, of its full size: above 1 it is enlarged. ``photos`` are upright sizes."""
    shown = placed(recipe, plan(recipe.format, recipe.layout, photos).panels, photos)
    return [each.scale(photo) for each, photo in zip(shown, photos, strict=True)]


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
