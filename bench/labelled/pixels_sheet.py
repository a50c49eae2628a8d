"""Fifty photos and pairs of the sets of pixels, to be looked at: ``python -m bench.labelled.pixels_sheet``.

A green frame is one about which something should be noticed, a grey one is honest; below it what was measured.
"""

from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bench.labelled import quality, scene, screens, sent_on
from evidence.adapters.imaging.quality import measured
from install import ROOT

SHEET = ROOT / "docs" / "contact-sheets" / "pixels.webp"
COLUMNS, ROWS = 5, 10
_TILE, _GAP, _LINE = (300, 150), 6, 34
Picture = Image.Image
Tile = tuple[str, str, bool, list[Picture]]


def tiles() -> Iterator[Tile]:
    """What it is, what was measured, whether something should be noticed, and its photos."""
    for kind, count in (("screen", 10), ("print", 5), ("street", 3), ("pattern", 4)):
        for number in range(count):
            photo = screens.made(kind, number)
            score = screens.judged_photo(photo)
            # All of it, and a piece as large as it is.
            middle = (photo.width // 2, photo.height // 2)
            piece = photo.crop((middle[0] - 75, middle[1] - 75, middle[0] + 75, middle[1] + 75))
            yield screens.WORDS[kind], f"layar {score}", kind in screens.GUILTY, [photo, piece]
    for number, (way, (blank, blurred, words, _make)) in enumerate(quality.WAYS.items()):
        photo = quality.made(way, number)
        told = measured(photo)
        yield words, f"tajam {told['sharpness']}, terang {told['luma']}", bool(blank or blurred), [photo]
    names = sent_on.names(1)
    for number in range(COLUMNS * ROWS):
        name = names[number % len(names)]
        pairs = [each for each in scene.pairs_of(name, names) if each[0]]
        kind, of, before, after = pairs[(number * 3 + number // len(names)) % len(pairs)]
        found = scene.judged(kind, of, before, after)
        guilty = kind in (scene.SENT, scene.PAINTED, scene.PLACE, scene.STREETS)
        yield kind, f"sama {found.same}, titik {found.points}", guilty, [before, after]


def drawn() -> Picture:
    """The sheet."""
    wide, high = _TILE[0] + 2 * _GAP, _TILE[1] + 2 * _GAP + _LINE
    sheet = Image.new("RGB", (COLUMNS * wide, ROWS * high), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for number, (words, told, guilty, photos) in zip(range(COLUMNS * ROWS), tiles(), strict=False):
        left, top = number % COLUMNS * wide, number // COLUMNS * high
        frame = (40, 140, 70) if guilty else (130, 130, 130)
        pen.rectangle((left + 1, top + 1, left + wide - 3, top + _TILE[1] + 2 * _GAP - 2), fill=frame)
        each = (_TILE[0] - _GAP * (len(photos) - 1)) // len(photos)
        for place, photo in enumerate(photos):
            tile = ImageOps.pad(photo, (each, _TILE[1]), color=(235, 235, 235))
            sheet.paste(tile, (left + _GAP + place * (each + _GAP), top + _GAP))
        pen.text((left + _GAP, top + _TILE[1] + 2 * _GAP), words[:52], fill="black", font=font)
        pen.text((left + _GAP, top + _TILE[1] + 2 * _GAP + 15), told, fill=frame, font=font)
    return sheet


if __name__ == "__main__":
    drawn().save(SHEET, quality=70)
    print(SHEET)
