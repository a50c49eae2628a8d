"""What the measured pictures say: an ordinary activity with everything that the design has room for."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageDraw

from evidence.adapters.imaging import FORMATS, Recipe


def _crest() -> Image.Image:
    image = Image.new("RGB", (300, 360), "white")
    pen = ImageDraw.Draw(image)
    pen.polygon([(150, 5), (295, 80), (260, 280), (150, 355), (40, 280), (5, 80)], fill="#a03020")
    pen.ellipse((90, 100, 210, 220), fill="#f0d060")
    return image


def logo(across: int, down: int) -> bytes:
    """The crest as often side by side and one above the other, as a wide or tall logo."""
    one = _crest()
    image = Image.new("RGB", (one.width * across, one.height * down), "white")
    for number in range(across * down):
        image.paste(one, (number % across * one.width, number // across * one.height))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


CREST = logo(1, 1)


def sha256(body: bytes) -> str:
    """As a recipe names a file."""
    return hashlib.sha256(body).hexdigest()


def full(photos: Sequence[bytes]) -> Recipe:
    """Everything there is room for."""
    return Recipe(
        photos=tuple(map(sha256, photos)),
        title="Kuras saluran Jl. Kyai Mojo agar banjir tidak kembali",
        place="RT 05 RW 03, Jl. Kyai Mojo",
        dates=("Kamis, 12 November 2026", "Sabtu, 14 November 2026"),
        unit="Kelurahan Kedunglumbu",
        district="Kecamatan Pasar Kliwon",
        city="Kota Surakarta",
        category="Saluran & drainase",
        labels=("SEBELUM", "SESUDAH"),
        crest=sha256(CREST),
        code="7Q4M-2KXD",
        link="https://bukti.surakarta.go.id/b/7Q4M2KXD",
    )


def recipes(job: str, photos: Sequence[bytes]) -> list[Recipe]:
    """The recipes of a job: ``bare`` photos alone, ``full`` one picture, ``set`` one of each format."""
    if job == "bare":
        return [Recipe(photos=tuple(map(sha256, photos)), title="", unit="", whole=False)]
    if job == "full":
        return [full(photos)]
    return [replace(full(photos), format=name) for name in FORMATS]
