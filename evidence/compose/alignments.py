"""Laying the after of an activity over its before: found by itself where that can be trusted, else by marks."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters import imaging
from evidence.adapters.imaging import Similarity
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, Photo
from evidence.compose.models import Alignment
from evidence.core.errors import Invalid, Unavailable
from evidence.core.words import N_

log = logging.getLogger(__name__)

# The copy that is looked at; a larger one would only cost more.
EDGE = 960
# A point as thousandths of the photo's width and height; first those of the before, then the same of the after.
Mark = tuple[int, int]
MARKS = 4

NOT_ALIGNED = N_("Foto belum dapat diselaraskan.")
REFUSED = {
    "close": N_(
        "Kedua titik terlalu berdekatan. Pilih dua titik yang berjauhan, misalnya di kiri dan di kanan."
    ),
    "far": N_(
        "Menurut titik ini, foto harus diputar, digeser, atau diperbesar terlalu banyak. "
        "Periksa apakah kedua foto ditandai pada benda yang sama."
    ),
}
TOO_NEAR = N_(
    "Kedua foto terlalu berbeda arah: setelah diselaraskan, terlalu banyak yang terpotong. "
    "Pilih bentuk atau susunan lain, atau tanpa penyelarasan."
)


@dataclass(frozen=True)
class Laid:
    """How the after is laid over the before; ``photos`` are the ids it holds for.

    Without ``marks`` it was found by itself.
    """

    photos: tuple[str, str]
    similarity: Similarity
    marks: tuple[Mark, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON has it; `from_plain` is the way back."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any] | None) -> "Laid | None":
        """What was kept; None for nothing."""
        if not plain:
            return None
        before, after = plain["photos"]
        marks = tuple((x, y) for x, y in plain["marks"])
        return cls((before, after), Similarity(**plain["similarity"]), marks)

    def of(self, photos: Sequence[Photo]) -> Similarity | None:
        """The similarity, if it is about these photos: one that was replaced or swapped begins anew."""
        return self.similarity if self.photos == tuple(str(photo.id) for photo in photos) else None


def may_be_laid(activity: Activity, photos: Sequence[Photo]) -> bool:
    """Whether the picture shows one place before and after."""
    return activity.mode is Mode.BEFORE_AFTER and len(photos) == 2


def found(session: Session, storage: Storage, photos: Sequence[Photo]) -> Laid | None:
    """How the after lies on the before as far as that can be trusted; looked for once, and then remembered.

    None without OpenCV, and while the photos cannot be looked at.
    """
    if not imaging.available():
        return None
    before, after = photos
    row = session.get(Alignment, (before.sha256, after.sha256))
    if row is None:
        try:
            similarity = imaging.alignment(storage.get(_copy(before)), storage.get(_copy(after)))
        except imaging.Unreadable:
            similarity = None
        except (ObjectMissing, Unavailable) as error:
            # Nobody waits for an offer: it is looked for again the next time.
            log.warning("no alignment", extra={"photo": str(after.id), "cause": str(error)})
            return None
        plain = asdict(similarity) if similarity else {}
        told = {"before_sha256": before.sha256, "after_sha256": after.sha256, "similarity": plain}
        session.execute(insert(Alignment).values(**told).on_conflict_do_nothing())
    else:
        plain = row.similarity
    return Laid((str(before.id), str(after.id)), Similarity(**plain)) if plain else None


def marked(photos: Sequence[Photo], sizes: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> Laid:
    """By the same two points on both photos, whose upright sizes are in pixels. Raises Invalid."""
    points = [(x / 1000, y / 1000) for x, y in marks]
    try:
        similarity = imaging.by_marks(sizes[0], points[:2], sizes[1], points[2:])
    except imaging.Implausible as refusal:
        raise Invalid(NOT_ALIGNED, {"align": REFUSED[refusal.why]}) from None
    before, after = photos
    return Laid((str(before.id), str(after.id)), similarity, tuple(marks))


def refuse_too_near(recipe: imaging.Recipe, sizes: Sequence[tuple[int, int]]) -> None:
    """Raises Invalid when so little is left of an aligned pair that it would mislead more than it helps."""
    if imaging.too_near(recipe, sizes):
        raise Invalid(NOT_ALIGNED, {"align": TOO_NEAR})


def _copy(photo: Photo) -> str:
    """Where the smallest copy lies that is large enough, or the largest there is."""
    edges = sorted(int(each) for each in photo.derivatives)
    return str(photo.derivatives[str(next((edge for edge in edges if edge >= EDGE), edges[-1]))])
