"""The sizes pages show, all from one decode: long edges of 320, 640, 960 and up to 2048 pixels."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image

from evidence.adapters.imaging import exif
from evidence.adapters.imaging.covers import Cover, covered
from evidence.adapters.imaging.decode import Photo, finished, is_nearly, opened
from evidence.adapters.imaging.geometry import EDGES, Size, fitted

CREST_EDGE = 512
COVERED_EDGE = 960
_LARGE = 1000
QUALITY = {320: 78, 640: 78, 960: 80, 2048: 82}


def examined(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Facts of a photo as plain JSON, and its derivatives in the order of ``EDGES``. Raises `Unreadable`."""
    source = opened(data)
    photo = source.decode(0, EDGES[-1])
    pictures = sizes_of(photo, EDGES)
    taken = exif.taken_at(photo.exif)
    facts = {
        "format": photo.format,
        "width": photo.width,
        "height": photo.height,
        "orientation": photo.turn,
        "taken_at": taken.isoformat() if taken else None,
        "camera": exif.camera(photo.exif),
        "position": exif.position(photo.exif),
    }
    return facts, [pictures[edge] for edge in EDGES]


def sizes_of(photo: Photo, edges: Sequence[int]) -> dict[int, bytes]:
    """The decoded photo as JPEGs with these long edges in pixels or, of the largest, nearly so; never enlarged."""
    largest, *smaller = sorted(edges, reverse=True)
    current = finished(photo, _largest(photo, largest))
    pictures = {largest: saved(current, largest)}
    for edge in smaller:
        size = fitted((photo.width, photo.height), edge)
        # Each size comes from the one before, which costs a third of going back to the photo.
        if current.size != size:
            current = current.resize(size, Image.Resampling.LANCZOS)
        pictures[edge] = saved(current, edge)
    return pictures


def _largest(photo: Photo, edge: int) -> Size:
    width, height = photo.image.size
    if is_nearly(max(width, height), edge):
        return (height, width) if photo.sideways else (width, height)
    return fitted((photo.width, photo.height), edge)


def crest(data: bytes) -> bytes:
    """A crest as PNG, so that its edges and colours stay exact. Raises `Unreadable`."""
    source = opened(data)
    size = fitted(source.size, CREST_EDGE)
    out = BytesIO()
    finished(source.decode(max(size) / max(source.size)), size).save(out, "PNG")
    return out.getvalue()


def covered_copy(data: bytes, covers: Sequence[Cover]) -> bytes:
    """The photo as a JPEG with these places hidden, to be looked at. Raises `Unreadable`."""
    source = opened(data)
    size = fitted(source.size, COVERED_EDGE)
    photo = covered(source.decode(max(size) / max(source.size)), covers)
    return saved(finished(photo, size), COVERED_EDGE)


def saved(image: Image.Image, edge: int) -> bytes:
    """The JPEG of a copy with this long edge."""
    out = BytesIO()
    # Tables made for the picture spare 2 %, and of a large one cost twice as much as all the rest of saving it.
    image.save(out, "JPEG", quality=QUALITY[edge], subsampling="4:2:0", optimize=edge < _LARGE)
    return out.getvalue()
