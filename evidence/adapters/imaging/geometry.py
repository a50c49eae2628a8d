"""Where a photo stands on a picture: plain geometry in pixels, no pictures needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Size = tuple[int, int]
# Left, top, right, bottom as fractions 0-1 of an upright photo.
Part = tuple[float, float, float, float]
Point = tuple[float, float]
# Upper left, upper right and lower left as fractions of an upright photo, the lower right follows; may lie askew.
Slanted = tuple[Point, Point, Point]

WHOLE: Part = (0.0, 0.0, 1.0, 1.0)
# The long edges of the sizes that pages show.
EDGES = (320, 640, 960, 2048)


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, as Pillow wants it."""
        return self.x, self.y, self.right, self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlap(self, other: "Box") -> int:
        """How many pixels the two have in common."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0, width) * max(0, height)


@dataclass(frozen=True)
class Frame:
    """How a photo fills its panel: the point that shall be in the middle, and how near it is.

    ``x`` and ``y`` are thousandths (0-1000) of the upright photo's width and height, ``zoom`` percent (100-400) of the
    size at which the photo just fills the panel. Whole numbers, so that a recipe's digest is exact.
    Raises ValueError outside of these.
    """

    x: int = 500
    y: int = 500
    zoom: int = 100

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1000 and 0 <= self.y <= 1000 and 100 <= self.zoom <= 400):
            raise ValueError(f"no such frame: {self}")


MIDDLE = Frame()


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


def lost(photo: Size, panel: Size) -> float:
    """The part of a photo (0-1) that filling the panel would cut away."""
    one, other = photo[0] * panel[1], photo[1] * panel[0]
    return 1 - min(one, other) / max(one, other)


def worst(photos: Sequence[Size], panels: Sequence[Box]) -> float:
    """The largest part (0-1) that any of the photos loses in its panel."""
    return max(lost(photo, panel.size) for photo, panel in zip(photos, panels, strict=True))


def filling(photo: Size, panel: Size, frame: Frame = MIDDLE) -> Part:
    """The part of the photo that fills the panel, with the frame's point as near to the middle as the edges let it."""
    wide, high = photo[0] * panel[1], photo[1] * panel[0]
    across = min(1.0, high / wide) * 100 / frame.zoom
    down = min(1.0, wide / high) * 100 / frame.zoom
    left = min(max(0.0, frame.x / 1000 - across / 2), 1 - across)
    top = min(max(0.0, frame.y / 1000 - down / 2), 1 - down)
    return left, top, left + across, top + down


def seen_at(frame: Frame, part: Part, panel: Box) -> tuple[float, float]:
    """Where in the picture the frame's point ends up."""
    across, down = part[2] - part[0], part[3] - part[1]
    x = panel.x + (frame.x / 1000 - part[0]) / across * panel.width
    return x, panel.y + (frame.y / 1000 - part[1]) / down * panel.height


def inside(photo: Size, panel: Box) -> Box:
    """Where the whole photo stands, centred in the panel and never stretched."""
    scale = min(panel.width / photo[0], panel.height / photo[1])
    width, height = max(1, round(photo[0] * scale)), max(1, round(photo[1] * scale))
    return Box(panel.x + (panel.width - width) // 2, panel.y + (panel.height - height) // 2, width, height)


def fitted(photo: Size, edge: int) -> Size:
    """The size with its long side at ``edge`` pixels, never enlarged, never less than one pixel."""
    scale = min(1.0, edge / max(photo))
    return max(1, round(photo[0] * scale)), max(1, round(photo[1] * scale))
