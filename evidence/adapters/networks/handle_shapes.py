"""What a handle can look like on each network; where one is not named here it is any name that people give it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidence.core.words import N_, Words


@dataclass(frozen=True)
class Shape:
    """A handle without "@", and what to say of one that is none."""

    pattern: str
    said: Words


_SERVER = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
_INSTAGRAM = Shape(
    r"(?!.*\.\.)(?!\.)[A-Za-z0-9._]{1,30}(?<!\.)",
    N_("Nama akun di sini hanya huruf, angka, titik, dan garis bawah, paling panjang 30, tanpa spasi."),
)
SHAPES: Mapping[str, Shape] = {
    "instagram": _INSTAGRAM,
    "threads": _INSTAGRAM,
    "facebook": Shape(
        # A page without a name has its number in its address.
        r"[A-Za-z0-9.-]{2,80}",
        N_("Nama akun di sini adalah bagian tautannya setelah facebook.com/, tanpa spasi."),
    ),
    "x": Shape(
        r"[A-Za-z0-9_]{1,15}",
        N_("Nama akun di sini hanya huruf, angka, dan garis bawah, paling panjang 15, tanpa spasi."),
    ),
    "tiktok": Shape(
        r"[A-Za-z0-9._]{2,24}(?<!\.)",
        N_("Nama akun di sini hanya huruf, angka, titik, dan garis bawah, paling panjang 24, tanpa spasi."),
    ),
    "youtube": Shape(
        r"[\w.\-\u00b7]{3,30}",
        N_("Nama akun di sini 3 sampai 30 huruf, angka, titik, garis, atau garis bawah, tanpa spasi."),
    ),
    "telegram": Shape(
        r"[A-Za-z][A-Za-z0-9_]{3,31}",
        N_("Nama akun di sini 4 sampai 32 huruf, angka, atau garis bawah, diawali huruf, tanpa spasi."),
    ),
    "bluesky": Shape(_SERVER, N_("Tulis lengkap dengan situsnya, misalnya namaunit.bsky.social.")),
    "mastodon": Shape(
        rf"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{{0,62}}[A-Za-z0-9_])?@{_SERVER}",
        N_("Tulis lengkap dengan servernya, misalnya namaunit@contoh.id."),
    ),
}


def unfit(network: str, handle: str) -> Words | None:
    """What to say of ``handle`` if there can be none such on that network; None where there can."""
    shape = SHAPES.get(network)
    return None if shape is None or re.fullmatch(shape.pattern, handle) else shape.said
