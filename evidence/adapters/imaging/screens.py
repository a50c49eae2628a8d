"""Whether a photo looks like one of a screen or of a print."""

from PIL import Image


def measured(photo: Image.Image, scale: float) -> dict[str, float] | None:
    """Not told yet."""
    return None
