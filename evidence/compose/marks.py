"""What a person draws on the pictures to say what should be mended: points and frames. Pure.

A mark is ``{"photo": id, "x", "y", "width", "height", "text"}``; the numbers are shares of the picture's sides from 0
to 1, from its upper left corner, and a point has neither width nor height.
"""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from evidence.core.errors import Invalid
from evidence.core.text import holdable
from evidence.core.words import N_

MOST = 12
MOST_TEXT = 200
SIDES = ("x", "y", "width", "height")
Mark = dict[str, Any]


def read(told: str, photos: Collection[str]) -> list[Mark]:
    """The marks that a form sent as JSON, each on one of ``photos``; Invalid when they are none."""
    if not told.strip():
        return []
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise _refused(N_("Tanda pada gambar tidak terbaca. Hapus tandanya, lalu gambar lagi."))
    if len(found) > MOST:
        raise _refused(N_("Paling banyak 12 tanda pada gambar."))
    return [_mark(each, photos) for each in found]


def _mark(told: object, photos: Collection[str]) -> Mark:
    photo = told.get("photo") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(photo, str) or photo not in photos:
        raise _refused(N_("Tanda itu bukan pada gambar unggahan ini."))
    sides = [told.get(name, 0) for name in SIDES]
    if not all(_is_share(each) for each in sides):
        raise _refused(N_("Tanda pada gambar tidak terbaca. Hapus tandanya, lalu gambar lagi."))
    x, y, width, height = (round(float(each), 4) for each in sides)
    if x + width > 1.001 or y + height > 1.001:
        raise _refused(N_("Tanda itu keluar dari gambarnya."))
    text = told.get("text", "")
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise _refused(N_("Keterangan tanda paling panjang 200 huruf."))
    return {
        "photo": photo, "x": x, "y": y, "width": width, "height": height, "text": holdable(text).strip(),
    }  # fmt: skip


def _is_share(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= 1
    )


def _refused(why: str) -> Invalid:
    return Invalid("Periksa catatan.", {"marks": why})


# The picture in nine parts, by rows, as a person points without a hand.
PLACES = (
    (N_("kiri atas"), N_("tengah atas"), N_("kanan atas")),
    (N_("kiri tengah"), N_("tengah"), N_("kanan tengah")),
    (N_("kiri bawah"), N_("tengah bawah"), N_("kanan bawah")),
)


def place(mark: Mapping[str, Any]) -> str:
    """Whereabouts on its picture a mark stands, in words, for whoever does not see it."""
    across = min(2, int((mark["x"] + mark["width"] / 2) * 3))
    down = min(2, int((mark["y"] + mark["height"] / 2) * 3))
    return PLACES[down][across]


def by_photo(marks: Sequence[Mark]) -> Mapping[str, Sequence[Mark]]:
    """The marks of each photo in the order in which they were drawn, each with its ``number`` and ``place``."""
    found: dict[str, list[Mark]] = {}
    for number, each in enumerate(marks, start=1):
        found.setdefault(each["photo"], []).append({**each, "number": number, "place": place(each)})
    return found
