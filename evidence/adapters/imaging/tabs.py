"""The labels on the photos: which words, and in which corner, so that none covers what its photo is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.adapters.imaging import text
from evidence.adapters.imaging.geometry import Box, Shown, seen_at
from evidence.adapters.imaging.layout import GAP, Plan, TabStyle
from evidence.adapters.imaging.leading import Line, within
from evidence.adapters.imaging.lettering import cap_height, measured
from evidence.adapters.imaging.recipe import Recipe

TAB_RADIUS = 16
# Of a small photo over a large one its label hides no more than this part.
MOST_COVERED = 0.25
# Where labels stand, best first, and which of their corners is round: 0 upper left, then clockwise.
_ROUND = {"lower left": 1, "lower right": 0, "upper left": 2, "upper right": 3}
_RIGHT_SIDE = (1, 2)
# The wider margin is the one towards the edge of the photo.
_WIDE, _NARROW, _ABOVE = 48, 28, 6


@dataclass(frozen=True)
class Tab:
    """A label on a photo: where, in which style, and which corner of it is round."""

    box: Box
    style: TabStyle
    words: str
    round_corner: int

    def line(self, colour: str) -> Line:
        """Its words."""
        baseline = self.box.y + (self.box.height + cap_height(800, self.style.letters)) // 2
        left = self.box.x + (_WIDE if self.round_corner in _RIGHT_SIDE else _NARROW)
        room = self.box.width - _WIDE - _NARROW
        line = Line(left, baseline, self.words, 800, self.style.letters, colour, room)
        return within(line, self.box.y + _ABOVE, self.box.bottom - _ABOVE)


def tabs(recipe: Recipe, layout: Plan, shown: Sequence[Shown]) -> list[Tab]:
    """All labels in the same corner of their photos: the first one in which none covers what its photo is about."""
    if not recipe.labels:
        return []
    offered = [
        [
            _tab(each.panel, style, text.drawable(label), corner)
            for each, style, label in zip(shown, layout.tabs, recipe.labels, strict=True)
        ]
        for corner in _ROUND
    ]
    spots = [_spot(each) for each in shown] if recipe.frames else []
    for ways in offered:
        covered = any(tab.box.holds(*spot) for tab in ways for spot in spots)
        over = recipe.layout == "inset" and ways[1].box.y < shown[0].panel.bottom
        if not covered and not over:
            return _said(_uncovering(recipe, ways, shown, spots))
    return _said(_uncovering(recipe, offered[0], shown, spots))


def _uncovering(
    recipe: Recipe, ways: Sequence[Tab], shown: Sequence[Shown], spots: Sequence[tuple[float, float]]
) -> Sequence[Tab]:
    """The labels, that of a small photo over a large one below it where it would hide too much of it."""
    small, box = ways[0], shown[0].box
    if recipe.layout != "inset" or small.box.overlap(box) <= MOST_COVERED * box.width * box.height:
        return ways
    panel = shown[0].panel
    below = replace(
        small,
        box=replace(small.box, x=panel.x, y=panel.bottom + GAP),
        round_corner=_ROUND["upper left"],
    )
    taken = ways[1].box.overlap(below.box) or any(below.box.holds(*spot) for spot in spots)
    return ways if taken else [below, ways[1]]


def _spot(shown: Shown) -> tuple[float, float]:
    """Where what the photo is about ends up; a point on its far edge is taken for the last pixel before it."""
    x, y = seen_at(shown.frame, shown.part, shown.box)
    return min(x, shown.box.right - 1), min(y, shown.box.bottom - 1)


def _said(ways: Sequence[Tab]) -> list[Tab]:
    # A label of which no letter can be drawn would be an empty box.
    return [tab for tab in ways if tab.words]


def _tab(panel: Box, style: TabStyle, label: str, corner: str) -> Tab:
    label = text.shortened(label, panel.width - _WIDE - _NARROW, style.letters, measured(800))
    width = round(measured(800)(label, style.letters)) + _WIDE + _NARROW
    x = panel.x if "left" in corner else panel.right - width
    y = panel.bottom - style.height if "lower" in corner else panel.y
    return Tab(Box(x, y, width, style.height), style, label, _ROUND[corner])
