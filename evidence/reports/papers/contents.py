"""What a paper holds, as plain values: everything a file is written from, and nothing that asks a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evidence.adapters.imaging import Covers
from evidence.capture.categories import Mode, label
from evidence.capture.models import ActivityState
from evidence.reports.papers import words


@dataclass(frozen=True)
class Picture:
    """One photo of an activity at its place in the table; ``key`` is that of a small copy, "" where there is none.

    ``words`` stand in its place then, and ``caption`` beneath it.
    """

    heading: str
    key: str = ""
    covers: Covers = ()
    alt: str = ""
    caption: str = ""
    words: str = ""
    photo: str = ""
    width: int = 4
    height: int = 3

    def beneath(self, columns: Sequence[str]) -> str:
        """What stands beneath it, with its own heading where none of the table's ``columns`` says it."""
        heading = "" if self.heading in columns else self.heading
        return ", ".join(filter(None, (heading, self.caption)))


@dataclass(frozen=True)
class Original:
    """One photo as it was received, or as its camera wrote it; ``key`` is "" where it was erased."""

    photo: str
    stage: str
    key: str
    sha256: str
    size: int
    extension: str
    camera: bool = False
    taken_at: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True)
class Work:
    """One activity."""

    number: int
    id: str
    day: date
    # Whether the day was told; else it is the one on which the work was recorded.
    told: bool
    title: str
    category: str
    mode: Mode
    unit: str
    kelurahan: str
    place: str
    rt: int | None
    rw: int | None
    street: str
    state: ActivityState
    why: str
    status: str
    out: bool
    note: str
    code: str
    url: str
    recorded_at: datetime
    photos: int
    # How many of them the table has no room for.
    more: int
    pictures: Sequence[Picture]
    originals: Sequence[Original]

    @property
    def category_label(self) -> str:
        """The category in words."""
        return label(self.category)

    @property
    def remark(self) -> Sequence[str]:
        """The lines of the column *Keterangan*."""
        said = words.STATES[self.state]
        state = f"{said}: {self.why}" if self.why else said
        more = f"{self.more} foto lain tersimpan di Bukti" if self.more else ""
        return [each for each in (state, self.status, self.note, more, self.code) if each]

    @property
    def where(self) -> str:
        """The place, with its kelurahan."""
        return ", ".join(part for part in (self.place, self.kelurahan) if part)

    def where_for(self, unit: str) -> tuple[str, str]:
        """The place as a paper of ``unit`` says it, and by whom the work was where that is none of both."""
        place = (self.place or self.kelurahan) if self.kelurahan == unit else self.where
        return place, "" if self.unit in (unit, self.kelurahan) else f"oleh {self.unit}"


@dataclass(frozen=True)
class Head:
    """What stands around the tables: the letterhead, the period, who signs, who made it and by what it was chosen."""

    title: str
    period: str
    # The line beneath the title.
    beneath: str
    first: date
    last: date
    unit: str
    # PEMERINTAH KOTA ..., down to the unit itself.
    offices: Sequence[str]
    address: str
    contact: str
    crest: bytes
    sheet: str
    place: str
    signed_on: str
    signer_office: str
    signer_name: str
    signer_number: str
    made: str
    chosen: str
    made_by: str
    made_at: datetime
    practice: bool


# The columns of a table's pictures by its mode.
PICTURES: Mapping[Mode, Sequence[str]] = {
    Mode.BEFORE_AFTER: ("Sebelum", "Sesudah"),
    Mode.PROGRESS: ("0%", "50%", "100%"),
    Mode.DOCUMENTATION: ("Foto",),
}
