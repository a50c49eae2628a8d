"""What tests hand to a network."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from evidence.adapters.networks import Picture, Submission

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def jpeg(width: int = 108, height: int = 135, colour: str = "teal") -> bytes:
    """A JPEG of that many pixels, drawn in one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def shown(
    body: bytes, alt_text: str = "Saluran", url: str = "", size: tuple[int, int] = (108, 135)
) -> Picture:
    """A picture of these bytes; ``size`` in pixels."""
    return Picture(body, hashlib.sha256(body).hexdigest(), alt_text, *size, url=url)


def submission(caption: str = "Kuras saluran RT 05", *pictures: Picture, **more: Any) -> Submission:
    """A submission of one drawn picture, unless others are given."""
    return Submission(caption, pictures or (shown(jpeg()),), **{"key": "k", "at": AT, **more})
