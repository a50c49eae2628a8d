"""Where the two photos of a finished picture stand without the labels that were drawn on them."""

from collections.abc import Sequence
from dataclasses import replace

from evidence.adapters.imaging.geometry import Box
from evidence.adapters.imaging.layout import GAP, Plan
from evidence.adapters.imaging.recipe import Recipe


def bare(recipe: Recipe, layout: Plan) -> tuple[Box, ...]:
    """The panels of two photos without the strips in which labels may stand: the same of both, and of nothing else.

    Where exactly labels stand depends on what the photos measured and on how wide letters are, which nobody asks about
    a picture that is finished. They are never above unless something would be covered below, so the strip above goes
    too only where that may have been.
    """
    panels = layout.panels
    if not recipe.labels:
        return panels
    # What JPEG smears of a label ends within the width of the line between the photos.
    strip = max(style.height for style in layout.tabs) + GAP
    above = strip if _may_be_above(recipe, panels, strip) else 0
    return tuple(replace(each, y=each.y + above, height=each.height - above - strip) for each in panels)


def _may_be_above(recipe: Recipe, panels: Sequence[Box], strip: int) -> bool:
    if not recipe.frames:
        return False
    if recipe.aligned:
        # The part that both show is not around the point that the frame names.
        return True
    # That point is in the middle of a panel, or as near to it as the photo's edge lets it; so it is at least this far
    # from the lower edge, whatever the photo measures.
    return any(
        min((1000 - frame.y) * panel.height / 1000, panel.height / 2) <= strip
        for frame, panel in zip(recipe.frames, panels, strict=True)
    )
