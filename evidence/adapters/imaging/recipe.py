"""What a composed picture shall say and show: everything its bytes depend on, and nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

# Raised whenever the drawing changes, so that an old digest is never taken for a new picture.
_DRAWING = 1

_LAYOUTS = ("side", "stack")


@dataclass(frozen=True)
class Recipe:
    """One picture to compose.

    ``photos`` are the sha-256 in hex of each photo's bytes: one photo stands alone without a tab, two stand
    as ``layout`` says (side or stack), three show the stages of a work. ``labels`` and ``dates`` go with them
    in order; a missing date is written by the caller ("Tanggal tidak tercatat"). ``unit``, ``district`` and
    ``city`` carry their kind ("Kelurahan Mojo"). ``practice`` writes LATIHAN.
    Raises ValueError when labels and photos do not go together.
    """

    photos: tuple[str, ...]
    title: str
    unit: str
    place: str = ""
    dates: tuple[str, ...] = ()
    district: str = ""
    city: str = ""
    category: str = ""
    practice: bool = False
    labels: tuple[str, ...] = ("SEBELUM", "SESUDAH")
    format: str = "portrait"
    layout: str = "side"

    def __post_init__(self) -> None:
        if self.format != "portrait":
            raise ValueError(f"there is no format {self.format!r}")
        if self.layout not in _LAYOUTS:
            raise ValueError(f"there is no layout {self.layout!r}")
        if not 1 <= len(self.photos) <= 3:
            raise ValueError(f"a picture takes one to three photos, not {len(self.photos)}")
        if len(self.photos) > 1 and len(self.labels) != len(self.photos):
            raise ValueError("each photo needs a label")

    def plain(self) -> dict[str, Any]:
        """As JSON has it; `from_plain` is the way back."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Recipe":
        """The recipe of such a mapping; unknown keys raise ValueError."""
        known = {field.name for field in fields(cls)}
        if unknown := set(plain) - known:
            raise ValueError(f"a recipe has no {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()
        }
        return cls(**values)

    def digest(self) -> str:
        """64 hex digits; equal recipes of the same drawing version have equal digests."""
        whole = json.dumps([_DRAWING, self.plain()], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()
