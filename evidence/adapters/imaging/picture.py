"""Draws composed pictures from their recipes and photos: a museum label, not a poster."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import segno
from PIL import Image, ImageDraw

from evidence.adapters.imaging.band import Lettering, lettering
from evidence.adapters.imaging.covers import Covers, covered
from evidence.adapters.imaging.decode import Photo, Source, finished, opened, straightened
from evidence.adapters.imaging.derive import sizes_of
from evidence.adapters.imaging.geometry import WHOLE, Box, Shown, Size, inside
from evidence.adapters.imaging.layout import GAP, Plan, plan
from evidence.adapters.imaging.placing import placed
from evidence.adapters.imaging.recipe import FORMATS, Recipe
from evidence.adapters.imaging.tabs import TAB_RADIUS, Tab, tabs
from evidence.adapters.imaging.themes import INK, PAPER

MOST_BYTES = 950_000
# From very good down to what even pure noise needs to stay under the limit.
_QUALITIES = (91, 88, 85, 80, 74, 66, 56, 46, 34, 20)

_FLAT = "#E9E4DA"
_CREST_EDGE, _QR_QUIET = 6, 4


def draw_all(
    recipes: Sequence[Recipe], photos: Sequence[bytes], crest: bytes = b"", edges: Sequence[int] = ()
) -> tuple[list[bytes], list[dict[int, bytes]]]:
    """The finished JPEGs of several recipes, ``photos`` in the order in which they first name them.

    Each photo is decoded once for each reduction its places need, so that a picture has the bytes it has alone. With
    ``edges`` it is decoded once for all, and comes beside the pictures as JPEGs with these long edges in pixels.
    Raises `Unreadable` when a photo or the crest cannot be decoded.
    """
    sources = [opened(photo) for photo in photos]
    names = dict.fromkeys(name for recipe in recipes for name in recipe.photos)
    size_of = dict(zip(names, (source.size for source in sources), strict=True))
    sizes = [[size_of[name] for name in recipe.photos] for recipe in recipes]
    plans = [_planned(*each) for each in zip(recipes, sizes, strict=True)]
    shown = [
        placed(recipe, layout.panels, each)
        for recipe, layout, each in zip(recipes, plans, sizes, strict=True)
    ]
    tiles: list[dict[int, Image.Image]] = [{} for _ in recipes]
    copies = []
    for name in names:
        # One photo is in memory at a time, so three large ones cost no more than one.
        source = sources.pop(0)
        places = [
            (number, at)
            for number, recipe in enumerate(recipes)
            for at, each in enumerate(recipe.photos)
            if each == name
        ]
        hidden = [recipes[number].covers_at(at) for number, at in places]
        made, sized = _tiles(source, [shown[number][at] for number, at in places], hidden, edges)
        for (number, at), tile in zip(places, made, strict=True):
            tiles[number][at] = tile
        copies.append(sized)
    pictures = []
    for recipe, layout, panels, found in zip(recipes, plans, shown, tiles, strict=True):
        sheet = _sheet(recipe, panels, [found[at] for at in range(len(panels))])
        for tab in tabs(recipe, layout, panels):
            _draw_tab(sheet, recipe, tab)
        _draw_band(sheet, recipe, lettering(recipe, layout), crest)
        pictures.append(_encoded(sheet))
    return pictures, copies


def _tiles(
    source: Source, places: Sequence[Shown], hidden: Sequence[Covers], edges: Sequence[int]
) -> tuple[list[Image.Image], dict[int, bytes]]:
    """The photo as each place shows it, with what is hidden there, and its copies, of which nothing is."""
    scales = [each.scale(source.size) for each in places]
    if edges:
        photo = source.decode(max(scales), max(edges))
        shown = [
            _tile(covered(photo, covers, copied=True), each)
            for each, covers in zip(places, hidden, strict=True)
        ]
        return shown, sizes_of(photo, edges)
    tiles: dict[int, Image.Image] = {}
    ways = [(source.reduction(scale), covers) for scale, covers in zip(scales, hidden, strict=True)]
    wanted = list(dict.fromkeys(ways))
    for number, way in enumerate(wanted):
        alike = [at for at, each in enumerate(ways) if each == way]
        # What is not a JPEG is loaded once for all, so only the last may write into it.
        photo = covered(source.decode(scales[alike[0]]), way[1], copied=number < len(wanted) - 1)
        tiles.update((at, _tile(photo, places[at])) for at in alike)
        # Let go of before the next is decoded.
        del photo
    return [tiles[at] for at in range(len(places))], {}


def _planned(recipe: Recipe, sizes: Sequence[Size]) -> Plan:
    found = plan(recipe.format, recipe.layout, sizes)
    # Beside others a photo's place tells the tone of its label; alone, its recipe does.
    return replace(found, tabs=(replace(found.tabs[0], tone=recipe.tone),)) if len(sizes) == 1 else found


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


def _draw_tab(sheet: Image.Image, recipe: Recipe, tab: Tab) -> None:
    fill, colour = {"dark": (INK, PAPER), "white": (PAPER, INK), "accent": (recipe.theme.accent, INK)}[
        tab.style.tone
    ]
    _plate(sheet, tab.box, fill, TAB_RADIUS, only=tab.round_corner)
    tab.line(colour).draw(sheet)


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
    for line in said.lines:
        line.draw(sheet)
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
