"""The child's part of measuring: a photo is decoded once, and each measure looks at a copy of the size it needs."""

from collections.abc import Callable
from typing import Any

from PIL import Image

from evidence.adapters.imaging import points, quality, scene, screens
from evidence.adapters.imaging.decode import finished, opened
from evidence.adapters.imaging.geometry import fitted

# The long edges in pixels at which a photo is measured and compared; a smaller one is taken as it is.
MEASURED_EDGE, COMPARED_EDGE = 1600, 640


def measured(body: bytes) -> dict[str, Any]:
    """``print`` (`prints.Print` as text), ``quality`` and ``screen`` of a photo; None for what cannot be measured.

    Raises `Unreadable`.
    """
    photo, scale = _decoded(body, MEASURED_EDGE)
    return _each(
        {
            "print": lambda: points.printed(photo).plain(),
            "quality": lambda: quality.measured(photo),
            "screen": lambda: screens.measured(photo, scale),
        }
    )


def compared(before: bytes, after: bytes) -> dict[str, Any]:
    """``identical`` and ``scene`` of two stages; None for what cannot be measured. Raises `Unreadable`."""
    first, second = (_decoded(body, COMPARED_EDGE)[0].convert("L") for body in (before, after))
    laid: list[scene.Laid | None] = []

    def common() -> dict[str, float] | None:
        laid.append(scene.lay(first, second))
        return scene.common(laid[0])

    return _each({"scene": common, "identical": lambda: scene.identical(first, second, laid[0])})


def printed(body: bytes) -> str:
    """The print of a photo as text, as `measured` tells it. Raises `Unreadable`."""
    return points.printed(_decoded(body, MEASURED_EDGE)[0]).plain()


def _decoded(body: bytes, edge: int) -> tuple[Image.Image, float]:
    """The photo at no more than that long edge, upright, and its size there as a part of its own."""
    source = opened(body)
    size = fitted(source.size, edge)
    scale = max(size) / max(source.size)
    return finished(source.decode(scale), size), scale


def _each(parts: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each part says. One that fails leaves the others; which, and how, is told beside them."""
    told: dict[str, Any] = {}
    failed = {}
    for name, look in parts.items():
        try:
            told[name] = look()
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            # A mistake of ours about a strange picture: it is not judged, and its print may still be.
            told[name], failed[name] = None, f"{type(error).__name__}: {error}"[:200]
    return {**told, **({"failed": failed} if failed else {})}
