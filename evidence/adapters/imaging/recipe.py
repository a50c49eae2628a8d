"""What a composed picture shall say and show: everything its bytes depend on, and nothing else."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from evidence.adapters.imaging.align import Similarity
from evidence.adapters.imaging.covers import Covers
from evidence.adapters.imaging.covers import of_plain as covers_of
from evidence.adapters.imaging.geometry import Frame, Size
from evidence.adapters.imaging.layout import offered
from evidence.adapters.imaging.themes import WEDEL, Theme

# Raised whenever the drawing changes, so that an old digest is never taken for a new picture.
_DRAWING = 6

_CAPITALS = re.compile(r"[0-9A-Z $%*+\-./:]*")

FORMATS: dict[str, Size] = {
    "portrait": (1080, 1350),
    "square": (1080, 1080),
    "story": (1080, 1920),
    "landscape": (1600, 900),
}
MOST_PHOTOS = 6
# Bytes of the address behind a QR code: with more of them its modules would be too small to scan. A code packs what
# holds nothing but capitals, digits and a few signs closer.
MOST_LINK = 42
MOST_CAPITALS = 61
# What a picture says of itself when its after was laid over its before.
ALIGNED = "diselaraskan"
# And when a part of a photo was hidden.
COVERED = "disamarkan"
TONES = ("dark", "white", "accent")
# How many photos each layout takes.
_TAKES = {"side": (2, 2), "stack": (2, 2), "inset": (2, 2), "stages": (3, MOST_PHOTOS), "single": (1, 1)}


def scannable(link: str) -> bool:
    """Whether the QR code of that address has modules large enough for a phone that looks at a screen or a print."""
    most = MOST_CAPITALS if _CAPITALS.fullmatch(link) else MOST_LINK
    return len(link.encode()) <= most


@dataclass(frozen=True)
class Recipe:
    """One picture to compose.

    ``photos`` are the sha-256 in hex of each photo's bytes, in the order of the work; ``labels``, ``dates`` and
    ``frames`` go with them; photos that only document have no labels. A missing date is written by the caller
    ("Tanggal tidak tercatat"). ``unit``, ``district`` and ``city`` carry their kind ("Kelurahan Mojo"); ``handle`` is
    where the unit is found ("@kelurahan.mojo"). ``notes`` are what must be said of the picture itself ("diselaraskan");
    ``practice`` writes LATIHAN. ``crest`` is the sha-256 of the unit's crest, ``code`` a short code in letters and
    ``link`` the address behind a QR code; each may be empty. ``tone`` is that of the label of a photo that stands
    alone: dark before the work, white during it, accent after it. ``whole`` shows photos whole on a calm ground; None
    lets the picture do so when filling would cost too much of one. ``aligned`` lays the second of two photos over the
    first, whose frame then holds for both; such a picture must say so in its notes (`ALIGNED`). ``covers`` are what is
    hidden of each photo; where anything is, the notes say so too (`COVERED`).
    Raises ValueError when these do not go together.
    """

    photos: tuple[str, ...]
    title: str
    unit: str
    place: str = ""
    dates: tuple[str, ...] = ()
    district: str = ""
    city: str = ""
    category: str = ""
    notes: tuple[str, ...] = ()
    practice: bool = False
    labels: tuple[str, ...] = ()
    format: str = "portrait"
    layout: str = "side"
    theme: Theme = WEDEL
    frames: tuple[Frame, ...] = ()
    whole: bool | None = None
    handle: str = ""
    crest: str = ""
    code: str = ""
    link: str = ""
    tone: str = "accent"
    aligned: Similarity | None = None
    covers: tuple[Covers, ...] = ()

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"there is no format {self.format!r}")
        if not offered(self.format, self.layout):
            raise ValueError(f"there is no layout {self.layout!r} of a {self.format} picture")
        fewest, most = _TAKES[self.layout]
        if not fewest <= len(self.photos) <= most:
            raise ValueError(f"{self.layout} takes {fewest} to {most} photos, not {len(self.photos)}")
        if self.labels and len(self.labels) != len(self.photos):
            raise ValueError("each photo needs a label, or none has one")
        if self.frames and len(self.frames) != len(self.photos):
            raise ValueError("each photo needs a frame, or none has one")
        if self.tone not in TONES:
            raise ValueError(f"there is no tone {self.tone!r}")
        if not scannable(self.link):
            raise ValueError(f"the address of a QR code has at most {MOST_LINK} bytes")
        if self.aligned and (len(self.photos) != 2 or ALIGNED not in self.notes):
            raise ValueError("only the second of two photos is aligned, and its picture says so")
        if self.covers and len(self.covers) != len(self.photos):
            raise ValueError("each photo needs its covers, or none has some")
        if any(self.covers) and COVERED not in self.notes:
            raise ValueError("a picture of which something is hidden says so")

    def plain(self) -> dict[str, Any]:
        """As JSON has it; `from_plain` is the way back."""
        plain = asdict(self)
        # A picture that says nothing of its label's tone keeps the digest it had before there was a choice.
        if self.tone == "accent":
            del plain["tone"]
        # The same of one that is not aligned.
        if self.aligned is None:
            del plain["aligned"]
        # And of one of which nothing is hidden.
        if not any(self.covers):
            del plain["covers"]
        return plain

    def covers_at(self, at: int) -> Covers:
        """What is hidden of the photo at that place."""
        return self.covers[at] if self.covers else ()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Recipe":
        """The recipe of such a mapping; unknown keys raise ValueError."""
        known = {field.name for field in fields(cls)}
        if unknown := set(plain) - known:
            raise ValueError(f"a recipe has no {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list | tuple) else value for key, value in plain.items()
        }
        if "theme" in values:
            values["theme"] = Theme(**values["theme"])
        if "frames" in values:
            values["frames"] = tuple(Frame(**frame) for frame in values["frames"])
        if "covers" in values:
            values["covers"] = tuple(covers_of(each) for each in values["covers"])
        if values.get("aligned"):
            values["aligned"] = Similarity(**values["aligned"])
        return cls(**values)

    def digest(self) -> str:
        """64 hex digits; equal recipes of the same drawing version have equal digests."""
        whole = json.dumps([_DRAWING, self.plain()], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()
