"""Photos drawn by code, for the demo and the tests: nobody's street, nobody's face.

Five kinds of work, each seen from one spot before, during and after. The same arguments give the same bytes.
"""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from random import Random

from PIL import Image

from evidence.adapters.imaging.scenes import drainase, jalan, kebersihan, taman, tembok
from evidence.adapters.imaging.scenes.view import View

KINDS: dict[str, Callable[[View, Random, Random, float], None]] = {
    "drainase": drainase.paint,
    "kebersihan": kebersihan.paint,
    "tembok": tembok.paint,
    "taman": taman.paint,
    "jalan": jalan.paint,
}
STAGES = {"before": 0.0, "progress": 0.5, "after": 1.0, "plain": 1.0}

_MOST, _LEAST = 600_000, 150_000
_ORIENTATION, _MAKE, _MODEL, _EXIF, _GPS = 0x0112, 0x010F, 0x0110, 0x8769, 0x8825
# What a camera stores so that a turn by the tag shows the scene upright again.
_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def draw(
    kind: str,
    stage: str,
    seed: int,
    size: tuple[int, int] = (1600, 1200),
    *,
    taken_at: datetime | None = None,
    position: tuple[float, float] | None = None,
    orientation: int = 1,
    camera: str | None = None,
) -> bytes:
    """A JPEG of ``size`` pixels upright, 150 to 600 KB at 1600x1200.

    ``kind`` is a key of ``KINDS``, ``stage`` one of ``STAGES``; equal seeds share place and viewpoint over
    the stages. The keywords are written as EXIF: ``position`` in degrees; ``orientation`` 1-8 also turns the
    pixels as a camera would.
    Raises KeyError for an unknown kind or stage.
    """
    done = STAGES[stage]
    view = View(size)
    KINDS[kind](view, Random(f"{kind} {seed}"), Random(f"{kind} {seed} {stage}"), done)  # noqa: S311  not secrets
    image = view.finished(Random(f"{seed} {stage} grain"), warmth=0.012 if done < 1 else 0.03)  # noqa: S311
    if orientation in _BACK:
        image = image.transpose(_BACK[orientation])
    notes = _notes(taken_at, position, orientation, camera)
    for quality in (86, 80, 72, 62):
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling="4:2:0", exif=notes)
        if out.tell() <= _MOST * max(1.0, size[0] * size[1] / 1_920_000):
            break
    return out.getvalue()


def _notes(
    taken_at: datetime | None, position: tuple[float, float] | None, orientation: int, camera: str | None
) -> Image.Exif:
    exif = Image.Exif()
    if orientation != 1:
        exif[_ORIENTATION] = orientation
    if camera:
        exif[_MODEL] = camera
    if taken_at:
        exif.get_ifd(_EXIF)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if position:
        lat, lon = position
        exif.get_ifd(_GPS).update(
            {
                1: "S" if lat < 0 else "N",
                2: _sexagesimal(lat),
                3: "W" if lon < 0 else "E",
                4: _sexagesimal(lon),
            }
        )
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    seconds = abs(degrees) * 3600
    return float(seconds // 3600), float(seconds % 3600 // 60), round(seconds % 60, 4)
