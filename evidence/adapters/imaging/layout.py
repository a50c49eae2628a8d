"""Where things stand on a composed picture: plain geometry in pixels, no pictures needed."""

from collections.abc import Sequence
from dataclasses import dataclass

Size = tuple[int, int]

# The long edges of the sizes that pages show.
EDGES = (320, 640, 960, 2048)

# A photo that would lose more than this part of itself is shown whole instead.
MOST_LOST = 0.40

PICTURE: Size = (1080, 1350)


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


@dataclass(frozen=True)
class TabStyle:
    """A label's height, letter size and tone: dark, white or accent."""

    height: int
    letters: int
    tone: str


@dataclass(frozen=True)
class Spot:
    """Where a line of text may stand: left edge, baseline, greatest width."""

    x: int
    baseline: int
    width: int


@dataclass(frozen=True)
class Band:
    """The caption band below the photos: where it begins and where its lines stand.

    ``title`` holds the spots of a first and second line; ``alone`` those of title and place when the title
    needs one line only, so that the band never shows a hole.
    """

    top: int
    dates: tuple[Spot, ...]
    title: tuple[Spot, Spot]
    title_sizes: tuple[int, ...]
    place: Spot
    alone: tuple[Spot, Spot]
    unit: Spot
    unit_size: int
    district: Spot


@dataclass(frozen=True)
class Plan:
    """A whole picture: one panel and one tab style for each photo (none without tabs), and the band."""

    panels: tuple[Box, ...]
    tabs: tuple[TabStyle, ...]
    band: Band


def lost(photo: Size, panel: Size) -> float:
    """The part of a photo (0-1) that filling the panel would cut away."""
    one, other = photo[0] * panel[1], photo[1] * panel[0]
    return 1 - min(one, other) / max(one, other)


def best_layout(photos: Sequence[Size]) -> str:
    """``side`` or ``stack``, whichever loses less of the worse of the photos (upright sizes in pixels)."""
    panels = {"side": (536, 1000), "stack": (1080, 536)}
    return min(panels, key=lambda layout: max(lost(photo, panels[layout]) for photo in photos))


def shown_whole(photos: Sequence[Size], panels: Sequence[Box]) -> bool:
    """Whether all photos must be shown whole: one frame rule for all, or the comparison would mislead."""
    return _worst(photos, panels) > MOST_LOST


def _worst(photos: Sequence[Size], panels: Sequence[Box]) -> float:
    return max(lost(photo, panel.size) for photo, panel in zip(photos, panels, strict=True))


def filling(photo: Size, panel: Size) -> tuple[float, float, float, float]:
    """The middle part of the photo that fills the panel: left, top, right, bottom as fractions 0-1."""
    wide, high = photo[0] * panel[1], photo[1] * panel[0]
    across, down = min(1.0, high / wide), min(1.0, wide / high)
    return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2


def inside(photo: Size, panel: Box) -> Box:
    """Where the whole photo stands, centred in the panel and never stretched."""
    scale = min(panel.width / photo[0], panel.height / photo[1])
    width, height = max(1, round(photo[0] * scale)), max(1, round(photo[1] * scale))
    return Box(panel.x + (panel.width - width) // 2, panel.y + (panel.height - height) // 2, width, height)


def fitted(photo: Size, edge: int) -> Size:
    """The size with its long side at ``edge`` pixels, never enlarged, never less than one pixel."""
    scale = min(1.0, edge / max(photo))
    return max(1, round(photo[0] * scale)), max(1, round(photo[1] * scale))


def plan(layout: str, photos: Sequence[Size]) -> Plan:
    """The plan of a portrait picture for one to three photos of these upright sizes.

    ``layout`` (side or stack) matters for two photos only; one stands alone and three show the stages.
    """
    if len(photos) == 1:
        return Plan((Box(0, 0, 1080, 1000),), (), _band(1000, (Spot(48, 1042, 984),)))
    if len(photos) == 3:
        return _stages(photos)
    if layout == "stack":
        return Plan((Box(0, 0, 1080, 536), Box(0, 544, 1080, 536)), _PAIR, _STACK_BAND)
    panels = (Box(0, 0, 536, 1000), Box(544, 0, 536, 1000))
    return Plan(panels, _PAIR, _band(1000, (Spot(48, 1042, 480), Spot(592, 1042, 440))))


def _stages(photos: Sequence[Size]) -> Plan:
    lying = (Box(0, 0, 536, 335), Box(544, 0, 536, 335), Box(0, 343, 1080, 675))
    upright = (Box(0, 0, 355, 496), Box(0, 504, 355, 496), Box(363, 0, 717, 1000))
    panels = min((lying, upright), key=lambda panels: _worst(photos, panels))
    top = max(panel.bottom for panel in panels)
    dates = tuple(Spot(x, top + 44, width) for x, width in ((48, 304), (368, 320), (704, 328)))
    return Plan(panels, _THREE, _band(top, dates))


def _band(top: int, dates: tuple[Spot, ...]) -> Band:
    """The band of 332 or 350 pixels under full photos; text keeps 48 from the sides."""
    first = top + (100 if top == 1000 else 102)
    return Band(
        top=top,
        dates=dates,
        title=(Spot(48, first, 984), Spot(48, first + 52, 984)),
        title_sizes=(46, 42, 38),
        place=Spot(48, first + 106, 984),
        alone=(Spot(48, first + 14, 984), Spot(48, first + 74, 984)),
        unit=Spot(48, 1278 if top == 1000 else 1284, 984),
        unit_size=32,
        district=Spot(48, 1314 if top == 1000 else 1320, 984),
    )


_PAIR = (TabStyle(92, 56, "dark"), TabStyle(92, 56, "accent"))
_THREE = (TabStyle(84, 52, "dark"), TabStyle(84, 52, "white"), TabStyle(104, 64, "accent"))
_STACK_BAND = Band(
    top=1080,
    dates=(),
    title=(Spot(48, 1134, 984), Spot(48, 1184, 984)),
    title_sizes=(42, 38),
    place=Spot(48, 1230, 984),
    alone=(Spot(48, 1146, 984), Spot(48, 1198, 984)),
    unit=Spot(48, 1286, 984),
    unit_size=30,
    district=Spot(48, 1320, 984),
)
