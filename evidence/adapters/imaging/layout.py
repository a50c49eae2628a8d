"""The plan of a composed picture: which panel, label and line stands where, for each format and layout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence.adapters.imaging.geometry import Box, Size, worst

# A photo that would lose more than this part of itself is shown whole instead.
MOST_LOST = 0.40
# The white line between two photos.
GAP = 8
# Of the photo area's width and height, what the before takes that lies over the after.
_INSET = 0.36
# Below this width a label is smaller.
_NARROW = 400
_SLIM = 300
# A label's height and letter size.
_USUAL, _NARROWER, _WIDE = (92, 56), (84, 48), (124, 80)


@dataclass(frozen=True)
class TabStyle:
    """A label's height, letter size and tone: dark, white or accent."""

    height: int
    letters: int
    tone: str


@dataclass(frozen=True)
class Spot:
    """Where a line of text may stand: left edge, baseline, greatest width, letter size."""

    x: int
    baseline: int
    width: int
    size: int


@dataclass(frozen=True)
class Band:
    """The caption band: where its lines and marks stand.

    ``title`` holds the spots of a first and perhaps a second line at the largest of ``title_sizes``; ``alone`` those of
    title and place when the title needs one line only, so that the band never shows a hole. With a crest, unit and
    district begin at ``beside``. ``code`` is the short code's right end (or, ``centred``, its middle) and baseline;
    None as ``qr`` means that there is no room for one. Without ``dates`` they go into the line of the place.
    """

    title: tuple[Spot, ...]
    title_sizes: tuple[int, ...]
    place: Spot
    alone: tuple[Spot, Spot]
    unit: Spot
    district: Spot
    crest: Box
    beside: int
    code: tuple[int, int]
    qr: Box | None
    centred: bool = False
    dates: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole picture: one panel and one label style for each photo, and the band."""

    panels: tuple[Box, ...]
    tabs: tuple[TabStyle, ...]
    band: Band


def offered(format_: str, layout: str) -> bool:
    """Whether a format has that layout: two photos one above the other would be mere strips of a wide picture."""
    return layout in _PANELS and (format_, layout) != ("landscape", "stack")


def best_layout(photos: Sequence[Size], format_: str = "portrait") -> str:
    """The layout that loses least of the worst of the photos (upright sizes in pixels)."""
    if len(photos) != 2:
        return "single" if len(photos) < 2 else "stages"
    ways = [each for each in ("side", "stack") if offered(format_, each)]
    return min(ways, key=lambda layout: worst(photos, plan(format_, layout, photos).panels))


def shown_whole(photos: Sequence[Size], panels: Sequence[Box]) -> bool:
    """Whether all photos must be shown whole: one frame rule for all, or the comparison would mislead."""
    return worst(photos, panels) > MOST_LOST


def whole_alone(photos: Sequence[Size], format_: str) -> bool:
    """Whether these photos must be shown whole when each is a picture of its own, again by one rule for all."""
    return shown_whole(photos, [_AREAS[format_]] * len(photos))


def plan(format_: str, layout: str, photos: Sequence[Size]) -> Plan:
    """The plan of a picture of photos of these upright sizes, as `Recipe` names formats and layouts."""
    panels = _PANELS[layout](format_, photos)
    foot = max(panel.bottom for panel in panels)
    band = _BANDS[format_, foot]
    if band.title[0].baseline - foot >= _ROOM_FOR_DATES:
        # Two dates stand under their photos, three in one row; any others share a line.
        ways = {("side", 2): _UNDER_PHOTOS, ("stages", 3): _IN_THREE}
        columns = ways.get((layout, len(photos)), _ACROSS)
        baseline = foot + (42 if foot == 1000 else 44)
        band = replace(band, dates=tuple(_within(band, Spot(x, baseline, width, 28)) for x, width in columns))
    return Plan(panels, _tabs(format_, layout, panels), band)


def _within(band: Band, spot: Spot) -> Spot:
    """The spot between the margins of the band, which a story has wider."""
    left, right = band.title[0].x, band.title[0].x + band.title[0].width
    x = max(left, spot.x)
    return replace(spot, x=x, width=min(right, spot.x + spot.width) - x)


def photo_area(format_: str, layout: str) -> Box:
    """Where the photos of such a picture stand, whatever their shapes, and nothing of the words beneath them."""
    if layout not in ("side", "stack"):
        # Stages in a row reach a little further down, but those in a column do not.
        return _AREAS[format_]
    first, last = _PANELS[layout](format_, ())
    return Box(first.x, first.y, last.right - first.x, last.bottom - first.y)


def shapes(photos: Sequence[Size]) -> dict[str, dict[str, float]]:
    """For each format, the width of a panel over its height in each layout that these photos may have.

    Under "" stands the layout that the house would choose.
    """
    ways = ("side", "stack", "inset") if len(photos) == 2 else (best_layout(photos),)
    found = {}
    for format_ in _AREAS:
        panels = {each: plan(format_, each, photos).panels[0] for each in ways if offered(format_, each)}
        ratios = {each: panel.width / panel.height for each, panel in panels.items()}
        found[format_] = {"": ratios[best_layout(photos, format_)], **ratios}
    return found


def wholes(photos: Sequence[Size]) -> dict[str, dict[str, bool]]:
    """For each format and layout, as `shapes` names them, whether the photos are shown whole by themselves."""
    return {
        format_: {
            name: shown_whole(photos, plan(format_, name or best_layout(photos, format_), photos).panels)
            for name in names
        }
        for format_, names in shapes(photos).items()
    }


def _single(format_: str, _photos: Sequence[Size]) -> tuple[Box, ...]:
    return (_AREAS[format_],)


def _side(format_: str, _photos: Sequence[Size]) -> tuple[Box, ...]:
    area = _STORY_SIDE if format_ == "story" else _AREAS[format_]
    width = (area.width - GAP) // 2
    return Box(0, area.y, width, area.height), Box(width + GAP, area.y, width, area.height)


def _stack(format_: str, _photos: Sequence[Size]) -> tuple[Box, ...]:
    area = _PORTRAIT_STACK if format_ == "portrait" else _AREAS[format_]
    height = (area.height - GAP) // 2
    return Box(0, 0, area.width, height), Box(0, height + GAP, area.width, height)


def _inset(format_: str, _photos: Sequence[Size]) -> tuple[Box, ...]:
    area = _AREAS[format_]
    return Box(0, 0, round(area.width * _INSET), round(area.height * _INSET)), area


def _stages(format_: str, photos: Sequence[Size]) -> tuple[Box, ...]:
    """The last stage large, the earlier ones in a row above it or in a column beside it, all in one shape."""
    area = _AREAS[format_]
    choices = [
        _column(area, len(photos) - 1),
        _row(_PORTRAIT_STAGES if format_ == "portrait" else area, len(photos) - 1),
    ]
    return min(choices, key=lambda panels: worst(photos, panels))


def _row(area: Box, count: int) -> tuple[Box, ...]:
    width = (area.width - GAP * (count - 1)) / count
    large = round((area.height - GAP) / (1 + width / area.width))
    small = area.height - GAP - large
    edges = [round(at * (width + GAP)) for at in range(count + 1)]
    row = [Box(left, 0, right - GAP - left, small) for left, right in pairwise(edges)]
    return *row, Box(0, small + GAP, area.width, large)


def _column(area: Box, count: int) -> tuple[Box, ...]:
    height = (area.height - GAP * (count - 1)) / count
    large = round((area.width - GAP) / (1 + height / area.height))
    small = area.width - GAP - large
    edges = [round(at * (height + GAP)) for at in range(count + 1)]
    column = [Box(0, top, small, foot - GAP - top) for top, foot in pairwise(edges)]
    return *column, Box(small + GAP, 0, large, area.height)


def _tabs(format_: str, layout: str, panels: Sequence[Box]) -> tuple[TabStyle, ...]:
    # A wide picture is seen smaller than any other, and its labels shall be read all the same.
    wide = format_ == "landscape"
    if layout == "single":
        return (TabStyle(*(_WIDE if wide else _USUAL), "accent"),)
    if layout == "stages":
        # Earlier stages are small, and a label shall not cover much of one.
        if wide:
            size = (84, 56) if panels[0].height >= 200 else (64, 46)
        else:
            size = (84, 52) if min(panels[0].size) >= _SLIM else (60, 36)
        small = TabStyle(*size, "dark")
        between = TabStyle(small.height, small.letters, "white")
        return small, *[between] * (len(panels) - 2), TabStyle(*((128, 84) if wide else (104, 64)), "accent")
    return tuple(
        TabStyle(
            *(_NARROWER if panel.width < _NARROW else _WIDE if wide and panel.height > _SLIM else _USUAL),
            tone,
        )
        for panel, tone in zip(panels, ("dark", "accent"), strict=True)
    )


_AREAS = {
    "portrait": Box(0, 0, 1080, 1000),
    "square": Box(0, 0, 1080, 776),
    "story": Box(0, 0, 1080, 1208),
    "landscape": Box(0, 0, 1600, 672),
}
_PORTRAIT_STACK, _PORTRAIT_STAGES = Box(0, 0, 1080, 1080), Box(0, 0, 1080, 1018)
# Upright photos are too tall for the area above the words, so they begin below what a story's own bar covers.
_STORY_SIDE = Box(0, 270, 1080, 953)
_PANELS = {"single": _single, "side": _side, "stack": _stack, "inset": _inset, "stages": _stages}

_ROOM_FOR_DATES = 90
_UNDER_PHOTOS, _IN_THREE, _ACROSS = ((48, 480), (592, 440)), ((48, 304), (368, 320), (704, 328)), ((48, 984),)


def _lines(baselines: Sequence[int], size: int, margin: int = 48, right: int = 1032) -> tuple[Spot, ...]:
    return tuple(Spot(margin, baseline, right - margin, size) for baseline in baselines)


def _band(
    title: Sequence[int],
    alone: tuple[int, int],
    sizes: tuple[int, ...],
    place: tuple[int, int],
    crest: Box,
    unit: tuple[int, int],
    district: tuple[int, int],
    code: tuple[int, int],
    qr: Box | None,
    *,
    centred: bool = False,
    right: int = 1032,
) -> Band:
    """``place``, ``unit`` and ``district`` are a baseline and a letter size; all lines begin where the crest does."""
    left = crest.x
    one, two = (
        _lines((at,), size, left, right)[0] for at, size in zip(alone, (sizes[0], place[1]), strict=True)
    )
    return Band(
        title=_lines(title, sizes[0], left, right),
        title_sizes=sizes,
        place=_lines(place[:1], place[1], left, right)[0],
        alone=(one, two),
        unit=_lines(unit[:1], unit[1], left, right)[0],
        district=_lines(district[:1], district[1], left, right)[0],
        crest=crest,
        beside=crest.right + 20,
        code=code,
        qr=qr,
        centred=centred,
    )


def _story(down: int) -> Band:
    # What lies below 1540 is covered by the story's own buttons, and nobody can scan a code on the phone that shows it.
    return _band(
        (1314 + down, 1368 + down), (1328 + down, 1390 + down), (48, 44, 40), (1420 + down, 32),
        Box(64, 1446 + down, 72, 72), (1478 + down, 34), (1516 + down, 28), (1016, 1516 + down), None, right=1016,
    )  # fmt: skip


# By format and by where its photos end.
_BANDS = {
    ("portrait", 1000): _band(
        (1100, 1152), (1114, 1174), (46, 42, 38), (1206, 30),
        Box(48, 1246, 72, 72), (1278, 32), (1314, 26), (868, 1314), Box(880, 1174, 152, 152),
    ),
    ("portrait", 1018): _band(
        (1120, 1172), (1134, 1194), (46, 42, 38), (1222, 30),
        Box(48, 1250, 72, 72), (1282, 32), (1318, 26), (868, 1318), Box(880, 1174, 152, 152),
    ),
    ("portrait", 1080): _band(
        (1134, 1184), (1146, 1198), (42, 38), (1230, 28),
        Box(48, 1258, 64, 64), (1286, 30), (1320, 26), (956, 1290), Box(880, 1104, 152, 152), centred=True,
    ),
    ("square", 776): _band(
        (834, 882), (846, 898), (42, 38), (930, 28),
        Box(48, 964, 64, 64), (992, 30), (1026, 26), (956, 992), Box(880, 806, 152, 152), centred=True,
    ),
    ("story", 1208): _story(0),
    ("story", 1223): _story(15),
    ("landscape", 672): _band(
        (736,), (736, 786), (44, 40, 36), (786, 28),
        Box(48, 804, 72, 72), (836, 32), (868, 26), (1388, 868), Box(1400, 724, 152, 152), right=1552,
    ),
}  # fmt: skip
