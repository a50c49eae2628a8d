"""Draws composed pictures from their recipes and photos: a museum label, not a poster."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from PIL import Image, ImageDraw

from evidence.adapters.imaging import text
from evidence.adapters.imaging.band import Lettering, lettering
from evidence.adapters.imaging.decode import Photo, finished, opened, straightened
from evidence.adapters.imaging.derive import sizes_of
from evidence.adapters.imaging.geometry import WHOLE, Box, inside, seen_at
from evidence.adapters.imaging.layout import GAP, Plan, TabStyle, plan
from evidence.adapters.imaging.lettering import cap_height, measured, write
from evidence.adapters.imaging.placing import Shown, placed
from evidence.adapters.imaging.recipe import FORMATS, Recipe
from evidence.adapters.imaging.themes import INK, PAPER

MOST_BYTES = 950_000
# From very good down to what even pure noise needs to stay under the limit.
_QUALITIES = (91, 88, 85, 80, 74, 66, 56, 46, 34, 20)

_FLAT = "#E9E4DA"
# Where labels stand, best first, and which of their corners is round: 0 upper left, then clockwise.
_ROUND = {"lower left": 1, "lower right": 0, "upper left": 2, "upper right": 3}
_RIGHT_SIDE = (1, 2)
_TAB_LEFT, _TAB_RIGHT, _TAB_RADIUS = 48, 28, 16
_CREST_EDGE, _QR_QUIET = 6, 4


@dataclass(frozen=True)
class _Tab:
    """A label on a photo: where, in which style, and which corner of it is round."""

    box: Box
    style: TabStyle
    words: str
    round_corner: int


def draw(recipe: Recipe, photos: Sequence[bytes], crest: bytes = b"") -> bytes:
    """The finished JPEG. Raises `Unreadable` when a photo or the crest cannot be decoded."""
    return draw_all([recipe], photos, crest)[0][0]


def draw_all(
    recipes: Sequence[Recipe], photos: Sequence[bytes], crest: bytes = b"", edges: Sequence[int] = ()
) -> tuple[list[bytes], list[dict[int, bytes]]]:
    """As `draw` for several recipes of the same files, all from one decoding of each photo.

    Beside the pictures, each photo as JPEGs with these long ``edges`` in pixels.
    """
    sources = [opened(photo) for photo in photos]
    sizes = [source.size for source in sources]
    plans = [plan(recipe.format, recipe.layout, sizes) for recipe in recipes]
    shown = [placed(recipe, layout.panels, sizes) for recipe, layout in zip(recipes, plans, strict=True)]
    tiles, copies = [], []
    for number, source in enumerate(sources):
        # One photo is in memory at a time, so three large ones cost no more than one.
        places = [each[number] for each in shown]
        scales = [each.scale(source.size) for each in places]
        photo = source.decode(max([*scales, *(edge / max(source.size) for edge in edges)]))
        tiles.append([_tile(photo, each) for each in places])
        copies.append(sizes_of(photo, edges) if edges else {})
    pictures = []
    for number, (recipe, layout, panels) in enumerate(zip(recipes, plans, shown, strict=True)):
        sheet = _sheet(recipe, panels, [each[number] for each in tiles])
        for tab in _tabs(recipe, layout, panels):
            _draw_tab(sheet, recipe, tab)
        _draw_band(sheet, recipe, lettering(recipe, layout), crest)
        pictures.append(_encoded(sheet))
    return pictures, copies


def _tile(photo: Photo, shown: Shown) -> Image.Image:
    if shown.slanted:
        return straightened(photo, shown.box.size, shown.slanted)
    return finished(photo, shown.box.size, shown.part)


def _sheet(recipe: Recipe, shown: Sequence[Shown], tiles: Sequence[Image.Image]) -> Image.Image:
    """The photos on the band's colour, with white between them."""
    sheet = Image.new("RGB", FORMATS[recipe.format], recipe.theme.band)
    top, foot = min(each.panel.y for each in shown), max(each.panel.bottom for each in shown)
    sheet.paste(PAPER, (0, top, sheet.width, foot))
    # The largest first: a small photo may lie over it, and keeps the white line around itself.
    pairs = list(zip(shown, tiles, strict=True))
    for each, tile in sorted(pairs, key=lambda pair: -pair[0].panel.width * pair[0].panel.height):
        if recipe.layout == "inset" and each is shown[0]:
            sheet.paste(PAPER, (each.panel.x, each.panel.y, each.panel.right + GAP, each.panel.bottom + GAP))
        sheet.paste(_FLAT, each.panel.corners)
        sheet.paste(tile, (each.box.x, each.box.y))
    return sheet


def _tabs(recipe: Recipe, layout: Plan, shown: Sequence[Shown]) -> list[_Tab]:
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
    spots = [seen_at(each.frame, each.part, each.box) for each in shown] if recipe.frames else []
    for tabs in offered:
        covered = any(tab.box.holds(*spot) for tab in tabs for spot in spots)
        over = recipe.layout == "inset" and tabs[1].box.y < shown[0].panel.bottom
        if not covered and not over:
            return tabs
    return offered[0]


def _tab(panel: Box, style: TabStyle, label: str, corner: str) -> _Tab:
    label = text.shortened(label, panel.width - _TAB_LEFT - _TAB_RIGHT, style.letters, measured(800))
    width = round(measured(800)(label, style.letters)) + _TAB_LEFT + _TAB_RIGHT
    x = panel.x if "left" in corner else panel.right - width
    y = panel.bottom - style.height if "lower" in corner else panel.y
    return _Tab(Box(x, y, width, style.height), style, label, _ROUND[corner])


def _draw_tab(sheet: Image.Image, recipe: Recipe, tab: _Tab) -> None:
    fill, colour = {"dark": (INK, PAPER), "white": (PAPER, INK), "accent": (recipe.theme.accent, INK)}[
        tab.style.tone
    ]
    _plate(sheet, tab.box, fill, _TAB_RADIUS, only=tab.round_corner)
    # The wider margin is the one towards the edge of the photo.
    left = tab.box.x + (_TAB_LEFT if tab.round_corner in _RIGHT_SIDE else _TAB_RIGHT)
    baseline = tab.box.y + (tab.box.height + cap_height(800, tab.style.letters)) // 2
    write(ImageDraw.Draw(sheet), (left, baseline), tab.words, 800, tab.style.letters, colour)


def _plate(sheet: Image.Image, box: Box, fill: str, radius: int, *, only: int | None = None) -> None:
    """A filled box with round corners, or with ``only`` one: 0 upper left, then clockwise."""
    # Drawn four times too large and reduced, because the drawing itself leaves the round corner jagged.
    corner = Image.new("L", (radius * 8, radius * 8), 0)
    ImageDraw.Draw(corner).ellipse((0, 0, radius * 8 - 1, radius * 8 - 1), fill=255)
    disc = corner.reduce(4)
    mask = Image.new("L", box.size, 255)
    for number, (right, low) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        if only in (None, number):
            quarter = disc.crop((right * radius, low * radius, (right + 1) * radius, (low + 1) * radius))
            mask.paste(quarter, (right * (box.width - radius), low * (box.height - radius)))
    sheet.paste(fill, (box.x, box.y), mask)


def _draw_band(sheet: Image.Image, recipe: Recipe, said: Lettering, crest: bytes) -> None:
    for plate in said.plates:
        _plate(sheet, plate.box, plate.colour, plate.radius)
    pen = ImageDraw.Draw(sheet)
    for line in said.lines:
        write(pen, (line.x, line.baseline), line.words, line.weight, line.size, line.colour)
    if said.crest:
        _draw_crest(sheet, said.crest, crest)
    if said.qr:
        _draw_qr(sheet, said.qr, recipe.link)


def _draw_crest(sheet: Image.Image, box: Box, crest: bytes) -> None:
    """The crest as it is, contained in a white plate: never stretched, recoloured or laid on a photo."""
    _plate(sheet, box, PAPER, 8)
    room = Box(
        box.x + _CREST_EDGE, box.y + _CREST_EDGE, box.width - 2 * _CREST_EDGE, box.height - 2 * _CREST_EDGE
    )
    # The plate is white, and a photo's transparent parts are flattened onto white as well.
    source = opened(crest)
    place = inside(source.size, room)
    tile = finished(source.decode(Shown(room, place, WHOLE).scale(source.size)), place.size)
    sheet.paste(tile, (place.x, place.y))


def _draw_qr(sheet: Image.Image, box: Box, link: str) -> None:
    """The QR code of ``link``, as large as whole pixels for each module let it be, on white with its quiet zone."""
    code = segno.make_qr(link, error="m", boost_error=False)
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=_QR_QUIET)]
    modules = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    size = box.width // len(rows) * len(rows)
    sheet.paste(PAPER, box.corners)
    drawn = modules.resize((size, size), Image.Resampling.NEAREST)
    sheet.paste(drawn, (box.x + (box.width - size) // 2, box.y + (box.height - size) // 2))


def _encoded(sheet: Image.Image) -> bytes:
    """The best quality under the limit, so that the same picture always gets the same bytes."""
    for quality in _QUALITIES:
        out = BytesIO()
        sheet.save(out, "JPEG", quality=quality, subsampling="4:2:0")
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()
