"""A part of a finished picture, made smaller: nothing is drawn anew, and no photo is asked for."""

from io import BytesIO

from PIL import Image

from evidence.adapters.imaging.decode import finished, opened
from evidence.adapters.imaging.geometry import Part, Size

# The calm ground on which pictures show photos whole that would lose too much.
GROUND = "#E9E4DA"
_QUALITY = 80


def cut(data: bytes, part: Part, width: int, frame: Size | None) -> bytes:
    """The ``part`` of a picture as a JPEG of at most ``width`` pixels across, never enlarged; no metadata.

    With a ``frame`` it stands whole in the middle of a ground of exactly that size. Raises `Unreadable`.
    """
    source = opened(data)
    left, top, right, bottom = part
    across, down = (right - left) * source.size[0], (bottom - top) * source.size[1]
    scale = min(1.0, width / across, *((frame[0] / across, frame[1] / down) if frame else ()))
    size = max(1, round(across * scale)), max(1, round(down * scale))
    image = finished(source.decode(scale), size, part)
    if frame:
        sheet = Image.new("RGB", frame, GROUND)
        sheet.paste(image, ((frame[0] - size[0]) // 2, (frame[1] - size[1]) // 2))
        image = sheet
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling="4:2:0", optimize=True)
    return out.getvalue()
