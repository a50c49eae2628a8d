"""Every format, layout and kind of source, and every edge of a theme, side by side: docs/contact-sheets.

Drawn by the same engine from photos drawn by code; looked at by people, at full size and as small as on a phone.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from bench.recipes import CREST, full, sha256
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
    "upright and lying": ((720, 960), (960, 720)),
    "tiny": ((120, 160), (120, 160)),
}
LAYOUTS = {"side": 2, "stack": 2, "inset": 2, "stages": 4, "single": 1}
WORDS = ("title", "unit", "district", "city", "place", "category", "crest", "code", "link")
CELL, LINE, SMALL = 300, 26, 160


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
    bodies = photos(SOURCES["upright 3:4"], 2)
    plain = recipe(bodies, "side", "portrait")
    long = (
        "Pengerukan sedimen dan pembersihan saluran drainase lingkungan bersama warga RT 05 RW 11 sepanjang "
        "Jalan Kyai Mojo sampai pintu air"
    )
    ways = {
        **{name: {"theme": theme} for name, theme in THEMES.items()},
        "own colours": {"theme": readable("#7A1F2B", "#E8D44D")},
        "own colours, shifted": {"theme": readable("#8899AA", "#803010")},
        "long title": {"title": long},
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
        "bare": dict.fromkeys(WORDS, ""),
    }  # fmt: skip
    made = []
    for name, words in ways.items():
        told = replace(plain, **words)  # type: ignore[arg-type]
        made.append((name, imaging.compose(told, bodies, CREST if told.crest else b"")))
    return made


def sheet(made: Sequence[tuple[str, bytes]], across: int, width: int) -> Image.Image:
    """The pictures in rows, each with its name beneath."""
    tiles = []
    for _name, body in made:
        with Image.open(BytesIO(body)) as picture:
            tiles.append(
                picture.resize(
                    (width, round(width * picture.height / picture.width)), Image.Resampling.LANCZOS
                )
            )
    deep = max(tile.height for tile in tiles) + LINE + 10
    rows = -(-len(tiles) // across)
    board = Image.new("RGB", (across * (width + 10) + 10, rows * deep + 10), "#d8d8d8")
    pen = ImageDraw.Draw(board)
    for number, ((name, _body), tile) in enumerate(zip(made, tiles, strict=True)):
        x, y = 10 + number % across * (width + 10), 10 + number // across * deep
        board.paste(tile, (x, y))
        pen.text((x, y + tile.height + 20), name, font=face(600, 15), fill="#1b1f24", anchor="ls")
    return board


def main() -> None:
    """Draw all sheets anew."""
    OUT.mkdir(parents=True, exist_ok=True)
    for format_ in imaging.FORMATS:
        made = pictures(format_)
        across = sum(1 for layout in LAYOUTS if offered(format_, layout))
        sheet(made, across, CELL).save(OUT / f"{format_}.jpg", quality=72)
        if format_ == "portrait":
            sheet(made, 10, SMALL).save(OUT / "small.jpg", quality=80)
    sheet(edges(), 6, CELL).save(OUT / "themes.jpg", quality=75)


if __name__ == "__main__":
    main()
