"""The two photos of an approved picture, one over the other, as pages for strangers compare them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from evidence.adapters.imaging import Box, Recipe, panels

# A frame on somebody else's page, in CSS pixels: how wide it is with upright and with lying photos, how high it may be,
# what stands around the photos at each side, and what stands beneath them.
_UPRIGHT, _LYING, _HIGHEST, _EDGE, _WORDS = 400, 560, 720, 8, 184


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


def frame_size(width: int, height: int) -> tuple[int, int]:
    """How large a frame is offered for what is so many pixels wide and high; the page in it fits any other size too."""
    across = _LYING if width >= height else _UPRIGHT
    down = round((across - 2 * _EDGE) * height / width) + _WORDS
    return across, min(down, _HIGHEST)
