"""The plain data that checks look at, and what they say.

Names in ``params`` and ``evidence`` say how a value is read: ``..._at`` a moment and ``..._date`` a day (ISO 8601),
``..._m`` metres, ``..._s`` seconds, ``..._word`` a message id of ours, ``..._share`` a part of one; anything else as it
stands.
"""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import Words

Values = Mapping[str, Any]
# Longitude and latitude in degrees.
Point = tuple[float, float]
Ring = Sequence[Point]


class Level(enum.StrEnum):
    """``note`` is worth knowing; ``warning`` asks for an answer."""

    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True)
class Place:
    """Where something was, in degrees; ``accuracy_m`` is None where nobody says, ``age_s`` how old the fix was."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    age_s: float = 0.0


@dataclass(frozen=True)
class Marks:
    """What a file says about how it was made, beside its pixels."""

    camera: str = ""
    # Whether exposure, aperture or sensitivity were written, as cameras do.
    exposure: bool = False
    software: Sequence[str] = ()
    # Digital source types of the IPTC: ``digitalCapture``, ``trainedAlgorithmicMedia`` ...
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class Shot:
    """One photo that stands: what the phone said, what the file says, and what was measured of it.

    Moments are aware. ``written_at`` is the file's own local time read as WIB. ``measures`` is what was measured of its
    pixels (`measuring.Pixels`), empty while nothing was; ``marks`` is None while the file was not read.
    """

    id: str
    stage: str
    received_at: datetime
    source: str = ""
    sha256: str = ""
    original_sha256: str = ""
    taken_at: datetime | None = None
    device_time: datetime | None = None
    # How far the phone's clock was from ours, as the phone found out; unknown where it never asked.
    clock_offset_s: float | None = None
    clock_unknown: bool = False
    written_at: datetime | None = None
    place: Place | None = None
    written_place: Place | None = None
    marks: Marks | None = None
    # Digital source types that the phone found in the camera's own file.
    claimed_kinds: Sequence[str] = ()
    measures: Values = field(default_factory=dict)

    @property
    def typed(self) -> bool:
        """Whether a person wrote the moment down: a file from the gallery comes without one."""
        return self.source == "gallery" and self.taken_at is not None

    @property
    def at(self) -> datetime | None:
        """When it was taken, as far as that is told: by the phone or a person, else by the file."""
        return self.taken_at or (None if self.clock_unknown else self.written_at)

    @property
    def where(self) -> Place | None:
        """Where it was taken, as far as that is told: by the phone, else by the file."""
        return self.place or self.written_place


@dataclass(frozen=True)
class Pair:
    """Two stages that follow each other; ``measures`` is what was measured of their pixels."""

    before: Shot
    after: Shot
    measures: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Reuse:
    """A photo of the subject that is found again in another activity.

    ``how`` is ``exact`` (the same file) or ``near`` (the same picture). ``share`` of what both show is the same.
    """

    photo: str
    other: str
    how: str
    other_received_at: datetime
    other_unit: str
    share: float = 1.0
    # Whether it is the picture in a mirror.
    mirrored: bool = False


@dataclass(frozen=True)
class Subject:
    """An activity as the checks see it: the stored photos that stand, in the order of the work, and their pairs."""

    place_title: str = ""
    # Of the kelurahan where the work is said to be; empty where none is known.
    outline: Sequence[Ring] = ()
    shots: Sequence[Shot] = ()
    pairs: Sequence[Pair] = ()
    # None while nobody looked for them.
    reuses: Sequence[Reuse] | None = None


@dataclass(frozen=True)
class Noticed:
    """What a check found: a sentence of its own by code, with numbers that a person can read."""

    sentence: str
    level: Level
    photo: str
    params: Values = field(default_factory=dict)
    evidence: Values = field(default_factory=dict)
    other: str | None = None


@dataclass(frozen=True)
class Unjudged:
    """What a check lacks to say anything of a photo: that is not the same as having found nothing."""

    photo: str


Said = Noticed | Unjudged
Look = Callable[[Subject, Thresholds], Iterable[Said]]


@dataclass(frozen=True)
class Check:
    """One check. ``version`` rises whenever the same photos may be judged otherwise than before."""

    code: str
    version: int
    label: Words
    # What it cannot know, in the words of the person who reads the finding.
    limit: Words
    sentences: Mapping[str, Words]
    look: Look
    # What may repair it: ``photo`` another photo of that stage, ``swap``, ``place``, ``move``, ``unfinished``.
    repairs: Sequence[str] = ("photo",)


def number(values: Values, *path: str) -> float | None:
    """The number at ``path`` of nested measures, or None where there is none."""
    found: Any = values
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    good = isinstance(found, (int, float)) and not isinstance(found, bool)
    return float(found) if good else None
