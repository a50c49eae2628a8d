"""Every format, layout and kind of source, and every edge of a theme, side by side: docs/contact-sheets.

Drawn by the same engine from photos drawn by code; looked at by people, at full size and as small as on a phone.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from bench.recipes import CREST, full, logo, sha256
from evidence.adapters import imaging
from evidence.adapters.imaging import THEMES, Frame, Recipe, readable, scenes
from evidence.adapters.imaging.layout import offered
from evidence.adapters.imaging.lettering import face
from install import ROOT

OUT = ROOT / "docs" / "contact-sheets"
STAGES = ("before", "progress", "progress", "after")
SOURCES = {
    "upright 3:4": ((720, 960), (720, 960)),
    "lying 4:3": ((960, 720), (960, 720)),
    "square": ((800, 800), (800, 800)),
    "panorama": ((1600, 460), (1600, 460)),
    "mixed": ((720, 960), (960, 720)),
    "tiny": ((120, 160), (120, 160)),
}
LAYOUTS = {"side": 2, "stack": 2, "inset": 2, "stages": 4, "single": 1}
TOLD = ("title", "unit", "district", "city", "place", "category", "crest", "code", "link")
CELL, LINE, SMALL = 300, 26, 160
LONG = (
    "Pengerukan sedimen dan pembersihan saluran drainase lingkungan bersama warga RT 05 RW 11 sepanjang "
    "Jalan Kyai Mojo sampai pintu air"
)
EDGES: dict[str, dict[str, Any]] = {
    **{name: {"theme": theme} for name, theme in THEMES.items()},
    "own colours": {"theme": readable("#7A1F2B", "#E8D44D")},
    "own colours, shifted": {"theme": readable("#8899AA", "#803010")},
    "long title": {"title": LONG},
    "one long word": {"title": "Pertanggungjawaban" * 4},
    "no title": {"title": ""},
    "emoji and Arabic": {"title": "Kerja bakti 🎉 bersama شارع warga"},
    "missing date": {"dates": ("Tanggal tidak tercatat", "Sabtu, 14 November 2026")},
    "no dates": {"dates": ()},
    "long place": {"place": "RT 05 RW 11, Jalan Kolonel Sutarto sisi selatan dekat balai warga"},
    "notes": {"notes": ("diselaraskan", "wajah disamarkan"), "practice": True},
    "no crest": {"crest": ""},
    "no code": {"code": "", "link": ""},
    "code without QR": {"link": ""},
    "handle": {"handle": "@kelurahan.kedunglumbu"},
    "photos moved and near": {"frames": (Frame(200, 700, 220), Frame(200, 700, 220))},
    "label out of the way": {"frames": (Frame(0, 1000, 100), Frame(0, 1000, 100))},
    "whole": {"whole": True},
    "bare": dict.fromkeys(TOLD, ""),
}
KAUMAN = "Kampung Batik Kauman RT 03 RW 07, Kelurahan Kedung Lumbu"
ARABIC = "تنظيف المجاري في شارع السلام"
JAVANESE = {
    "title": "ꦏꦼꦂꦗꦧꦏ꧀ꦠꦶ ꦏꦩ꧀ꦥꦸꦁ", "place": "ꦏꦩ꧀ꦥꦸꦁ ꦧꦠꦶꦏ꧀ ꦏꦲꦸꦩꦤ꧀, RT 05", "unit": "ꦏꦼꦭꦸꦫꦲꦤ꧀ ꦏꦼꦢꦸꦁꦭꦸꦩ꧀ꦧꦸ",
}  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "long place": {"place": KAUMAN},
    "long place, title": {"place": KAUMAN, "title": LONG},
    "two lines": {"title": "Kuras saluran dan tanam pohon peneduh di Kampung Batik Kauman"},
    "missing date": {"dates": ("Tanggal tidak tercatat", "Sabtu, 14 November 2026"), "place": KAUMAN},
    "emoji": {"title": "Kerja bakti 👨‍👩‍👧‍👦 🇮🇩 1️⃣ 👍🏽 bersama warga 🎉"},
    "Arabic": {"title": ARABIC},
    "Arabic, two lines": {"title": "تَنْظِيفُ المَجَارِي فِي شَارِعِ كْيَاهِي مُوجُو (RW 03) مَعَ أَهْلِ القَرْيَةِ حَتَّى بَوَّابَةِ المَاءِ"},
    "Malay in Arabic": {"title": "ڬوتوڠ رويوڠ كمڤوڠ كاومن", "place": "مسجد اڬوڠ سوراكرتا"},
    "Javanese": JAVANESE,
    "Javanese, no spaces": {"title": "ꦏꦼꦂꦗꦧꦏ꧀ꦠꦶꦱꦸꦫꦏꦂꦠꦲꦢꦶꦤꦶꦁꦫꦠ꧀ꦏꦩ꧀ꦥꦸꦁꦧꦠꦶꦏ꧀ꦏꦲꦸꦩꦤ꧀ꦏꦼꦭꦸꦫꦲꦤ꧀ꦏꦼꦢꦸꦁꦭꦸꦩ꧀ꦧꦸ"},
    "mixed": {"title": "Kerja bakti di شارع السلام (RW 03) ꦱꦸꦫꦏꦂꦠ", "place": "شارع السلام, RT 05"},
    "labels": {"labels": ("ꦱꦢꦸꦫꦸꦁ", "بعد")},
    "Javanese, square": {**JAVANESE, "format": "square"},
    "Arabic, square": {"title": ARABIC, "format": "square"},
    "Javanese, wide": {**JAVANESE, "format": "landscape"},
    "Arabic, wide": {"title": ARABIC, "format": "landscape"},
    "long place, wide": {"place": KAUMAN, "title": LONG, "format": "landscape"},
    "Javanese, story": {**JAVANESE, "format": "story"},
    "Arabic, story": {"title": ARABIC, "format": "story"},
    "long place, story": {"place": KAUMAN, "title": LONG, "format": "story"},
}
COLOURS = {
    "white, white": ("#FFFFFF", "#FFFFFF"),
    "black, black": ("#000000", "#000000"),
    "yellow, red": ("#FFFF00", "#FF0000"),
    "red, yellow": ("#FF0000", "#FFFF00"),
    "red, red": ("#FF0000", "#FF0000"),
    "blue, blue": ("#0000FF", "#0000FF"),
    "green, magenta": ("#00FF00", "#FF00FF"),
    "grey, grey": ("#808080", "#808080"),
}
MARKS: dict[str, tuple[dict[str, Any], bytes]] = {
    "no crest": ({}, b""),
    "wide logo": ({}, logo(5, 1)),
    "tall crest": ({}, logo(1, 4)),
    "wide, on white": ({"theme": readable("#FFFFFF", "#CFE8B5")}, logo(5, 1)),
    "QR on white": ({"theme": readable("#FFFFFF", "#CFE8B5")}, b""),
    "QR, square": ({"format": "square"}, CREST),
    "QR, wide": ({"format": "landscape"}, logo(5, 1)),
}


@cache
def photo(stage: str, size: tuple[int, int]) -> bytes:
    """One drawn photo, the same for whoever asks."""
    return scenes.draw("taman", stage, 3, size)


def photos(sizes: tuple[tuple[int, int], tuple[int, int]], count: int) -> list[bytes]:
    """The photos of a picture, the last of them in the second size."""
    stages = STAGES[-1:] if count == 1 else ("before", "after") if count == 2 else STAGES
    return [photo(stage, sizes[1] if stage == "after" else sizes[0]) for stage in stages]


def recipe(bodies: Sequence[bytes], layout: str, format_: str) -> Recipe:
    """An ordinary activity in that shape."""
    pair = full([b"", b""])
    labels = {"stages": ("0%", "30%", "70%", "100%"), "single": ()}.get(layout, pair.labels)
    days = {"stages": ("3 Nov 2026", "6 Nov 2026", "9 Nov 2026", "14 Nov 2026")}.get(layout, pair.dates)
    named = tuple(map(sha256, bodies))
    return replace(
        pair, photos=named, labels=labels, layout=layout, format=format_, dates=days[: len(bodies)]
    )


def pictures(format_: str) -> list[tuple[str, bytes]]:
    """Every layout with every kind of source in one format."""
    made = []
    for name, sizes in SOURCES.items():
        for layout, count in LAYOUTS.items():
            if not offered(format_, layout):
                continue
            bodies = photos(sizes, count)
            made.append(
                (f"{layout}, {name}", imaging.compose(recipe(bodies, layout, format_), bodies, CREST))
            )
    return made


def edges() -> list[tuple[str, bytes]]:
    """What themes and words may come to."""
    return [made(name, words) for name, words in EDGES.items()]


def words() -> list[tuple[str, bytes]]:
    """What titles and places may come to, in three scripts."""
    return [made(name, words) for name, words in WORDS.items()]


def colours() -> list[tuple[str, bytes]]:
    """What units may ask for: colours that cannot be read as they are, and logos of any shape."""
    asked = [made(name, {"theme": readable(*pair)}) for name, pair in COLOURS.items()]
    return asked + [made(name, words, crest) for name, (words, crest) in MARKS.items()]


def made(name: str, words: Mapping[str, Any], crest: bytes = CREST) -> tuple[str, bytes]:
    """A picture of an ordinary activity, but for these words."""
    bodies = photos(SOURCES["upright 3:4"], 2)
    format_ = words.get("format", "portrait")
    told = replace(recipe(bodies, "side", format_), **{"crest": sha256(crest) if crest else "", **words})
    return name, imaging.compose(told, bodies, crest if told.crest else b"")


def sheet(made: Sequence[tuple[str, bytes]], across: int, width: int, top: float = 0.0) -> Image.Image:
    """The pictures in rows, each with its name beneath; without their upper part as far as ``top`` (0-1)."""
    tiles = []
    for name, body in made:
        with Image.open(BytesIO(body)) as picture:
            height = round(width * picture.height / picture.width)
            tile = picture.resize((width, height), Image.Resampling.LANCZOS)
            tiles.append((name, tile.crop((0, round(height * top), width, height))))
    rows = [tiles[at : at + across] for at in range(0, len(tiles), across)]
    deep = [max(tile.height for _, tile in row) + LINE + 10 for row in rows]
    board = Image.new("RGB", (across * (width + 10) + 10, sum(deep) + 10), "#d8d8d8")
    pen = ImageDraw.Draw(board)
    for number, row in enumerate(rows):
        y = 10 + sum(deep[:number])
        for column, (name, tile) in enumerate(row):
            x = 10 + column * (width + 10)
            board.paste(tile, (x, y))
            pen.text((x, y + tile.height + 20), name, font=face(600, 15), fill="#1b1f24", anchor="ls")
    return board


def _of(format_: str) -> Callable[[], Image.Image]:
    across = sum(1 for layout in LAYOUTS if offered(format_, layout))
    return lambda: sheet(pictures(format_), across, CELL)


# Each file's quality, and how it is drawn.
SHEETS: dict[str, tuple[int, Callable[[], Image.Image]]] = {
    **{f"{format_}.jpg": (68, _of(format_)) for format_ in imaging.FORMATS},
    "small.jpg": (80, lambda: sheet(pictures("portrait"), 10, SMALL)),
    "themes.jpg": (50, lambda: sheet(edges(), 6, 236)),
    "words.webp": (72, lambda: sheet(words(), 4, 460, 0.6)),
    "colours.webp": (72, lambda: sheet(colours(), 5, CELL, 0.3)),
    "words-small.webp": (80, lambda: sheet(words() + colours(), 10, SMALL)),
}


def main() -> None:
    """Draw all sheets anew, or those whose names are given."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (quality, draw) in SHEETS.items():
        if not sys.argv[1:] or name.partition(".")[0] in sys.argv[1:]:
            draw().save(OUT / name, quality=quality)


if __name__ == "__main__":
    main()
