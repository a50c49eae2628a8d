"""What the camera wrote beside the pixels: when, where, with what. Broken notes are simply absent."""

import math
import re
from datetime import datetime
from typing import Any

from PIL import Image

from evidence.adapters.imaging.decode import BROKEN

_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _MAKE, _MODEL = 0x9003, 0x010F, 0x0110
_SOFTWARE, _PROCESSING = 0x0131, 0x000B
# Exposure time, aperture, sensitivity, focal length.
_EXPOSURE = (0x829A, 0x829D, 0x8827, 0x920A)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def taken_at(exif: Image.Exif | None) -> datetime | None:
    """Local time of the camera without a zone, from DateTimeOriginal."""
    text = _text(_block(exif, _EXIF).get(_TAKEN))
    try:
        return datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  the camera knows no zone
    except ValueError:
        return None


def camera(exif: Image.Exif | None) -> str | None:
    """Make and model in one line of at most 80 characters."""
    tags = exif if exif is not None else {}
    make, model = _text(tags.get(_MAKE)), _text(tags.get(_MODEL))
    if make and model.lower().startswith(make.lower()):
        make = ""
    return f"{make} {model}".strip()[:80] or None


def software(exif: Image.Exif | None) -> list[str]:
    """The programs that the notes name, each at most 80 characters: a phone's firmware too."""
    tags = exif if exif is not None else {}
    return [name for name in (_text(tags.get(tag))[:80] for tag in (_SOFTWARE, _PROCESSING)) if name]


def exposure(exif: Image.Exif | None) -> bool:
    """Whether the notes tell of an exposure, as a camera's do."""
    told = _block(exif, _EXIF)
    return any(told.get(tag) is not None for tag in _EXPOSURE)


def position(exif: Image.Exif | None) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, north and east positive."""
    gps = _block(exif, _GPS)
    lat, lon = _degrees(gps.get(2)), _degrees(gps.get(4))
    if lat is None or lon is None or lat > 90 or lon > 180:
        return None
    # Phones that have no fix yet write zero for both; nobody works in the Gulf of Guinea.
    if lat == lon == 0:
        return None
    return (
        round(-lat if _text(gps.get(1)).upper().startswith("S") else lat, 7),
        round(-lon if _text(gps.get(3)).upper().startswith("W") else lon, 7),
    )


def _block(exif: Image.Exif | None, tag: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(tag)) if exif is not None else {}
    except BROKEN:
        return {}


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return _CONTROL.sub(" ", value).strip() if isinstance(value, str) else ""


def _degrees(value: object) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in value)  # type: ignore[attr-defined]
        total = degrees + minutes / 60 + seconds / 3600
    except BROKEN:
        return None
    return total if math.isfinite(total) and total >= 0 else None
