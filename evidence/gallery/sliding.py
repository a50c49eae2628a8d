"""The two photos of an approved picture, one over the other, as pages for strangers compare them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from evidence.adapters.imaging import Box, Recipe, panels

# A frame on somebody else's page, in CSS pixels: how wide it is with upright and with lying photos, how high it may be,
# and what its page has beside photos and words: its edges with what stands between the two, and the buttons.
_UPRIGHT, _LYING, _HIGHEST, _EDGE, _BETWEEN, _BUTTONS = 400, 480, 720, 8, 24, 60
# How wide a letter of the title and of the line beneath it mostly is, and how high their lines are.
_TITLE, _LINE, _MOST_OF_TITLE = (10, 24), (8, 23), 2


def compared(recipe: Recipe) -> bool:
    """Whether a picture compares two photos. Two that only document have no labels, and neither is a before."""
    return recipe.layout in ("side", "stack") and len(recipe.labels) == 2


def sides(recipe: Recipe, shown: Box | None = None) -> Sequence[Mapping[str, Any]]:
    """Both photos as parts of the picture, or of the part ``shown`` of it; none where it compares nothing.

    Labels were drawn into the picture, and the slider would cut one and show the end of the other; so they are left out
    and written by the page.
    """
    if not compared(recipe):
        return []
    x, y = (shown.x, shown.y) if shown else (0, 0)
    words = {"SEBELUM": _("Sebelum"), "SESUDAH": _("Sesudah")}
    return [
        {
            "name": name, "alt": alt, "label": words.get(label, label),
            "x": box.x - x, "y": box.y - y, "width": box.width, "height": box.height,
        }
        for box, label, name, alt in zip(
            panels(recipe),
            recipe.labels,
            ("before", "after"),
            (_("Keadaan sebelum"), _("Keadaan sesudah")),
            strict=True,
        )
    ]  # fmt: skip


def frame_size(width: int, height: int, title: str, line: str, *, slides: bool) -> tuple[int, int]:
    """How large a frame is offered for what is so many pixels wide and high, with these words; whether it has buttons.

    The page in it fits any other size too. It is narrower where it would be higher than a screen.
    """
    # On a phone each has some 330 pixels: words do not shrink along, so little is lost of what is hardly wider.
    across = _LYING if 3 * width >= 4 * height else _UPRIGHT
    titled = min(_lines(title, _TITLE[0], across), _MOST_OF_TITLE)
    words = titled * _TITLE[1] + _lines(line, _LINE[0], across) * _LINE[1]
    beside = _BETWEEN + words + _BUTTONS * slides
    photos = min(round((across - 2 * _EDGE) * height / width), _HIGHEST - beside)
    return min(across, round(photos * width / height) + 2 * _EDGE), photos + beside


def _lines(words: str, letter: int, across: int) -> int:
    return -(-len(words) * letter // (across - 2 * _EDGE)) or 1
