"""What a paper about a board holds, as plain values; nothing here asks a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evidence.reports.board.beside import Beside
from evidence.reports.board.board import Board
from evidence.reports.board.periods import Period
from evidence.reports.papers.listed import Listed

# The figures of each kecamatan or kelurahan beside the others, those of a unit's own, and those of which each thing
# is told.
BESIDE = ("dimulai", "lengkap", "menunggu-sesudah", "menunggu-persetujuan", "disetujui", "terbit")
OWN = ("terbit", "disetujui")
STUCK = ("gagal", "perlu-dicek", "sambungan", "menunggu-lama")


@dataclass(frozen=True)
class Chosen:
    """What of: a unit with all below it in a week or month, as seen on the day ``today``.

    ``then`` is the last of its days that has come, of which accounts and silence are told; what waits is of today.
    """

    unit: str
    period: Period
    today: date
    then: date
    # Days without a post after which a unit is silent.
    silent_after: int
    # Whether the asker works for the whole city, and so reads of second looks.
    city: bool

    @property
    def over(self) -> bool:
        """Whether the two days differ."""
        return self.then < self.today


@dataclass(frozen=True)
class Part:
    """One kecamatan, or one kelurahan, with all below it."""

    code: str
    title: str
    beside: Beside


@dataclass(frozen=True)
class Excuse:
    """Why a unit is not measured, from when until when.

    ``now`` is whether that holds on the day of which the paper tells, else it did within the period.
    """

    why: str
    from_on: date
    until_on: date | None
    now: bool


@dataclass(frozen=True)
class Row:
    """One unit: its accounts as they were last seen, and what it did by itself."""

    code: str
    title: str
    kind: str
    above: str
    account: str
    handles: Sequence[str]
    official: str
    contact: str
    # The last one by Bukti, and the last one that somebody saw on a network.
    posted_on: date | None
    seen_on: date | None
    submitted: int
    did: Beside
    # None where nobody asks: an office of another kind, or one that is not measured.
    silent: bool | None
    excuse: Excuse | None
    next: str


@dataclass(frozen=True)
class Still:
    """One silent unit."""

    code: str
    title: str
    above: str
    posted_on: date | None
    since: str
    causes: Sequence[str]
    contacts: Sequence[str]


@dataclass(frozen=True)
class Stuck:
    """One thing that does not go on: whose, what, since when where that is known."""

    unit: str
    title: str
    since: date | None
    lines: Sequence[str]


@dataclass(frozen=True)
class Contents:
    """All of it; ``stuck`` by the names of figures."""

    chosen: Chosen
    board: Board
    # What people ask of the city, as `board.requests` has it.
    requests: Mapping[str, int]
    # "kecamatan" or "kelurahan".
    called: str
    parts: Sequence[Part]
    more_parts: bool
    units: Listed[Row]
    silent: Listed[Still]
    stuck: Mapping[str, Listed[Stuck]]


def minutes(took: timedelta | None) -> float | None:
    """How long it took as a number to be reckoned with."""
    return round(took.total_seconds() / 60, 1) if took is not None else None
