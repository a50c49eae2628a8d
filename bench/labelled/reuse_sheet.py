"""Fifty pairs of the labelled set on one picture, for people to look at: ``python -m bench.labelled.reuse_sheet``.

A green frame is a pair of one photo, a grey one of two; below it what the check says.
"""

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bench.labelled import reuse, sent_on
from evidence.adapters.imaging.points import printed
from install import ROOT

SHEET = ROOT / "docs" / "contact-sheets" / "reuse.webp"
PLACES, COLUMNS, PAIRS = 1, 5, 50
_TILE, _GAP, _LINE = (150, 112), 6, 34


def pairs() -> list[tuple[str, str, bool, sent_on.Picture, sent_on.Picture]]:
    """Kind, base photo, whether it is one photo, and the two: half of them one photo, half not."""
    names, ways = sent_on.names(PLACES), list(sent_on.WAYS)
    same, different = [], []
    for number in range(PAIRS // 2):
        name, way = names[number % len(names)], ways[number % len(ways)]
        same.append((way, name, True, sent_on.base(name), sent_on.changed(way, sent_on.base(name), name)))
    for number in range(PAIRS):
        name, other = names[number % len(names)], names[(number + 1) % len(names)]
        of = [*reuse.lookalikes(name, sent_on.base(name), sent_on.base(other))]
        kind, first, second = of[(number + number // len(names)) * 3 % len(of)]
        different.append((kind, name, False, first, second))
    return same + different[: PAIRS // 2]


def drawn() -> Image.Image:
    """The sheet."""
    wide, high = 2 * _TILE[0] + 3 * _GAP, _TILE[1] + 2 * _GAP + _LINE
    sheet = Image.new("RGB", (COLUMNS * wide, -(-PAIRS // COLUMNS) * high), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for number, (kind, name, same, first, second) in enumerate(pairs()):
        left, top = number % COLUMNS * wide, number // COLUMNS * high
        frame = (40, 140, 70) if same else (130, 130, 130)
        pen.rectangle((left + 2, top + 2, left + wide - 4, top + _TILE[1] + 2 * _GAP - 2), fill=frame)
        for place, photo in enumerate((first, second)):
            tile = ImageOps.pad(photo, _TILE, color=(235, 235, 235))
            sheet.paste(tile, (left + _GAP + place * (_TILE[0] + _GAP), top + _GAP))
        said = reuse.judged(kind, name, same, printed(second), printed(first))
        words = f"{'SAMA' if said.found else 'beda'} {said.share:.2f}, {said.points} titik"
        pen.text((left + _GAP, top + _TILE[1] + 2 * _GAP), kind[:52], fill="black", font=font)
        pen.text((left + _GAP, top + _TILE[1] + 2 * _GAP + 15), words, fill=frame, font=font)
    return sheet


if __name__ == "__main__":
    drawn().save(SHEET, quality=70)
    print(SHEET)
