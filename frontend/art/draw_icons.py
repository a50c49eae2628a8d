"""Draws the icons a phone puts beside its other programs into static/: the truntum star on sogan brown.

Run it after a change: ``.venv/bin/python frontend/art/draw_icons.py``. A test compares what it draws with these files.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parents[2] / "static"
SOGAN, CREAM = (113, 59, 15), (255, 247, 234)
# Drawn so many times too large and then reduced, which smooths the edges.
FINER = 4
# Name, edge in pixels, part of the edge that the star takes; what phones cut to a circle keeps its distance.
ICONS = (("icon-192", 192, 0.74), ("icon-512", 512, 0.74), ("icon-512-penuh", 512, 0.52))


def icon(edge: int, part: float, *, round_corners: bool) -> bytes:
    """A PNG of ``edge`` pixels; without round corners it fills its square."""
    size = edge * FINER
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, size - 1, size - 1), size * 0.21 if round_corners else 0, fill=SOGAN)
    star = _star(round(size * part))
    picture.alpha_composite(star, ((size - star.width) // 2, (size - star.height) // 2))
    out = BytesIO()
    picture.resize((edge, edge), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _star(size: int) -> Image.Image:
    """Eight petals about a point: four long ones and four short ones between them."""
    star = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    middle = size / 2
    for turn in range(8):
        length, width = (0.44, 0.17) if turn % 2 == 0 else (0.27, 0.11)
        petal = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        top, bottom = middle - size * length, middle - size * 0.12
        ImageDraw.Draw(petal).ellipse(
            (middle - size * width / 2, top, middle + size * width / 2, bottom), fill=CREAM
        )
        star.alpha_composite(petal.rotate(45 * turn, Image.Resampling.BICUBIC))
    dot = size * 0.075
    ImageDraw.Draw(star).ellipse((middle - dot, middle - dot, middle + dot, middle + dot), fill=CREAM)
    return star


def drawn() -> dict[str, bytes]:
    """Every icon by its file's name."""
    return {f"{name}.png": icon(edge, part, round_corners="penuh" not in name) for name, edge, part in ICONS}


if __name__ == "__main__":
    for name, body in drawn().items():
        (STATIC / name).write_bytes(body)
