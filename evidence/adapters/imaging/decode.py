"""From bytes to pixels, no more than needed: reduced decoding, colour to sRGB, upright at the very end.

Memory is the reason for the order. A photo is decoded at a half, a quarter or an eighth where the format
allows it, stays in its stored axes until it is small, and only the small result is converted and turned.
"""

import contextlib
import math
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin

from evidence.adapters.imaging.gate import Passed, check
from evidence.adapters.imaging.geometry import Slanted
from evidence.adapters.imaging.reasons import Unreadable

# What Pillow and its plugins raise on a broken file; MemoryError and our own mistakes are not among them.
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip

# How much larger than the target a reduced decode must be. An eighth keeps only block averages, hence twice.
ROOM = {8: 2.0, 4: 1.3, 2: 1.3}
# A photo halved or quartered on the way in is a copy already if it comes this near to the long edge asked for: between
# 4000 and 4096 pixels, which most phones have, that spares the dearest resampling of all for less than a tenth.
_NEARLY = 0.93
# A buffered JPEG already fills the memory with coefficients, so it may come without room to spare.
_TIGHT_ROOM = {8: 2.0, 4: 1.05, 2: 1.05}
# From here on, a photo that has to be held whole leaves little memory for anything else.
_LARGE = 30_000_000
# What is three times too large or more is halved first, which spares a third of the resampling; measured, with what it
# costs in quality, by bench/compose.py.
_GAP = 1.5
_STRIP_PIXELS = 500_000
# From here on, a slanted part of a photo that is made so much smaller would show false patterns.
_SMOOTH = 3.0
_NATIVE = ("RGB", "L", "CMYK")

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Photo:
    """Decoded pixels in stored axes (RGB, L or CMYK), with what is needed to finish them."""

    image: Image.Image
    format: str
    turn: int
    icc: bytes | None
    exif: Image.Exif | None
    width: int
    height: int

    @property
    def sideways(self) -> bool:
        """Whether upright and stored axes are swapped."""
        return self.turn >= 5


@dataclass(frozen=True)
class Source:
    """A photo that may be decoded: its header is read, its pixels are not."""

    data: bytes
    image: ImageFile.ImageFile
    passed: Passed
    exif: Image.Exif | None
    turn: int
    # Width and height of the whole upright photo in pixels.
    size: tuple[int, int]

    def reduction(self, scale: float, edge: int = 0) -> int:
        """How many times smaller than it is this photo is decoded to show the whole of it at ``scale``.

        With ``edge`` also large enough for a copy whose long side is about so many pixels.
        """
        large, long = self.passed.width * self.passed.height > _LARGE, max(self.size)
        if self.passed.format != "JPEG":
            return max(1, int(1 / (max(scale, edge / long) * (1.0 if large else 1.3))))
        room = _TIGHT_ROOM if large and self.passed.buffered else ROOM

        def enough(k: int) -> bool:
            copied = 1 / k >= edge / long * room[k] or (k < 8 and is_nearly(long // k, edge))
            return copied and 1 / k >= scale * room[k]

        return next(filter(enough, (8, 4, 2)), 1)

    def decode(self, scale: float, edge: int = 0) -> Photo:
        """Decode as much of the photo as `reduction` says. Raises `Unreadable`.

        Pixels of one reduction are the same. Only a JPEG is read again when it is asked for another one.
        """
        icc = self.image.info.get("icc_profile")
        image = _opened(self.data, self.passed) if self.passed.format == "JPEG" else self.image
        pixels = _loaded(image, self.passed.format, self.reduction(scale, edge))
        return Photo(pixels, self.passed.format, self.turn, icc, self.exif, *self.size)


def opened(data: bytes) -> Source:
    """The photo behind ``data``, as far as its header tells. Raises `Unreadable`."""
    passed = check(data)
    image = _opened(data, passed)
    exif = _exif(image)
    turn = _turn(exif)
    # Its own size, not the one in its boxes: a HEIC is turned while it is read.
    return Source(data, image, passed, exif, turn, (image.height, image.width) if turn >= 5 else image.size)


def finished(
    photo: Photo, size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> Image.Image:
    """The part ``box`` (upright, as fractions 0-1 of the whole) at ``size``: upright, sRGB, mode RGB.

    A whole photo that has that size already is not copied, so it must not be asked for anything afterwards.
    """
    stored = _stored_box(box or (0.0, 0.0, 1.0, 1.0), photo.turn)
    image = photo.image
    wanted = (size[1], size[0]) if photo.sideways else size
    tile: Image.Image = image
    if box is not None or image.size != wanted:
        tile = image.resize(
            wanted,
            Image.Resampling.LANCZOS,
            box=(
                stored[0] * image.width,
                stored[1] * image.height,
                stored[2] * image.width,
                stored[3] * image.height,
            ),
            reducing_gap=_GAP,
        )
    tile = _to_srgb(tile, photo.icc)
    if photo.turn in _TURNS:
        tile = tile.transpose(_TURNS[photo.turn])
    # What the file said beside its pixels ends here: a comment, for one, would be saved again unasked.
    tile.info = {}
    return tile


def straightened(photo: Photo, size: tuple[int, int], corners: Slanted) -> Image.Image:
    """The slanted part of the photo as an upright rectangle of ``size``: sRGB, mode RGB. It must lie in the photo."""
    a, b, c = (stored_point(*corner, photo.turn) for corner in corners)
    image = photo.image
    across = math.hypot((b[0] - a[0]) * image.width, (b[1] - a[1]) * image.height) / size[0]
    if across > _SMOOTH:
        # Only where one decode feeds pictures of very different sizes.
        near = (round(image.width * 2 / across), round(image.height * 2 / across))
        image, across = image.resize(near, Image.Resampling.LANCZOS, reducing_gap=2.0), 2.0
    # Bicubic looks at four pixels whatever the scale, so what is made smaller is drawn twice as large first: 48 dB
    # instead of 42 against an exact drawing of the same photo; a part that is not slanted gets 50.
    times = 2 if across > 1 else 1
    wide, high = size[0] * times, size[1] * times
    (ax, ay), (bx, by), (cx, cy) = ((x * image.width, y * image.height) for x, y in (a, b, c))
    step = ((bx - ax) / wide, (cx - ax) / high, ax, (by - ay) / wide, (cy - ay) / high, ay)
    tile = image.transform((wide, high), Image.Transform.AFFINE, step, Image.Resampling.BICUBIC)
    if times > 1:
        tile = tile.resize(size, Image.Resampling.LANCZOS)
    tile = _to_srgb(tile, photo.icc)
    tile.info = {}
    return tile


def _opened(data: bytes, passed: Passed) -> ImageFile.ImageFile:
    try:
        # The plugins are called directly: the registry would guess, and its own size check is not ours.
        image: ImageFile.ImageFile = _OPENERS[passed.format]()(BytesIO(data))
    except BROKEN as error:
        raise Unreadable("not_an_image") from error
    # A picture that its own file turns may come as high as it was wide, and one that it trims is smaller than what is
    # decoded of it; nothing may be larger than what the gate let through.
    if any(
        has > may for has, may in zip(sorted(image.size), sorted((passed.width, passed.height)), strict=True)
    ):
        raise Unreadable("not_an_image")
    return image


def _jpeg() -> Any:
    return JpegImagePlugin.JpegImageFile


def _png() -> Any:
    return PngImagePlugin.PngImageFile


def _webp() -> Any:
    from PIL.WebPImagePlugin import WebPImageFile

    return WebPImageFile


def _avif() -> Any:
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return AvifImagePlugin.AvifImageFile


def _heif() -> Any:
    import pi_heif
    from pi_heif.as_plugin import HeifImageFile

    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = 1
    return HeifImageFile


# Imported by need: most photos are JPEG, and each of the others brings a library of its own.
_OPENERS: dict[str, Callable[[], Any]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "AVIF": _avif,
    "HEIF": _heif,
}


def _exif(image: Image.Image) -> Image.Exif | None:
    try:
        return image.getexif()
    except BROKEN:
        return None


def _turn(exif: Image.Exif | None) -> int:
    turn = exif.get(0x0112, 1) if exif is not None else 1
    return turn if turn in _TURNS else 1


def _loaded(image: ImageFile.ImageFile, kind: str, k: int) -> Image.Image:
    """The pixels, ``k`` times smaller."""
    try:
        if kind == "JPEG":
            if k > 1:
                image.draft(None, (max(1, image.width // k), max(1, image.height // k)))
            image.load()
            return image if image.mode in _NATIVE else _flattened(image, 1)
        image.load()
    except BROKEN as error:
        # The gate has seen a whole file with sound headers, so what fails here is missing or damaged data.
        raise Unreadable("truncated") from error
    as_it_is = k == 1 and image.mode in _NATIVE and "transparency" not in image.info
    return image if as_it_is else _flattened(image, k)


def is_nearly(long: int, edge: int) -> bool:
    """Whether a picture with this long side may stand for one of ``edge`` pixels."""
    return _NEARLY * edge <= long <= edge


def _flattened(image: Image.Image, k: int) -> Image.Image:
    """RGB on white, reduced by ``k``, worked strip by strip so that no second full copy is ever held."""
    if image.width < k or image.height < k:
        k = 1
    out = Image.new("RGB", (image.width // k, image.height // k), "white")
    rows = max(1, _STRIP_PIXELS // (image.width * k))
    for top in range(0, out.height, rows):
        deep = min(rows, out.height - top)
        strip = image.crop((0, top * k, out.width * k, (top + deep) * k))
        out.paste(_plain(strip).resize((out.width, deep), Image.Resampling.BOX), (0, top))
    return out


def _plain(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):
        # Sixteen bits of grey: keep the upper eight.
        return strip.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if strip.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in strip.info:
        clear = strip.convert("RGBA")
        sheet = Image.new("RGBA", clear.size, "white")
        sheet.alpha_composite(clear)
        return sheet.convert("RGB")
    return strip.convert("RGB")


def _to_srgb(tile: Image.Image, icc: bytes | None) -> Image.Image:
    if icc:
        # A profile that cannot be used leaves the colours as they are: most often they are sRGB anyway.
        with contextlib.suppress(ImageCms.PyCMSError, *BROKEN):
            profile = ImageCms.ImageCmsProfile(BytesIO(icc))
            turned = ImageCms.profileToProfile(
                tile,
                profile,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
            )
            if turned is not None:
                return turned
    return tile if tile.mode == "RGB" else tile.convert("RGB")


def _stored_box(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    """The same part of the photo in stored axes; all numbers are fractions 0-1."""
    left, top, right, bottom = box
    corners = [stored_point(left, top, turn), stored_point(right, bottom, turn)]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return max(0.0, xs[0]), max(0.0, ys[0]), min(1.0, xs[1]), min(1.0, ys[1])


def stored_point(x: float, y: float, turn: int) -> tuple[float, float]:
    """The same place in stored axes; all numbers are fractions 0-1."""
    return {
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (y, 1 - x),
        7: (1 - y, 1 - x),
        8: (1 - y, x),
    }.get(turn, (x, y))
