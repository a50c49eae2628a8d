"""The paper as CSV for programs, which an Indonesian table program opens by itself too."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.contents import Head, Work

NAMES = (
    "Nomor", "Id", "Tanggal", "Tanggal menurut", "Kegiatan", "Kategori", "Cara", "Unit", "Kelurahan", "Jalan", "RT",
    "RW", "Keadaan", "Alasan belum selesai", "Unggahan", "Terbit", "Foto", "Keterangan", "Dicatat (WIB)", "Tautan",
)  # fmt: skip
# A line of its own would be taken for a row, so each says who made the file and by what.
ABOUT = ("Dibuat oleh", "Dibuat pada (WIB)", "Saringan")
# A table program takes a text that begins so for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """The text, with a sign before it that keeps it a text."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


@dataclass
class Lines:
    """A table with these columns: semicolons, a mark of the byte order, and lines that end as in Windows."""

    head: Head
    names: Sequence[str]
    out: io.StringIO = field(default_factory=lambda: io.StringIO(newline=""))

    def __post_init__(self) -> None:
        self._rows = csv.writer(self.out, delimiter=";", lineterminator="\r\n")
        self._rows.writerow((*self.names, *ABOUT))

    def row(self, values: Sequence[object]) -> None:
        """One row."""
        made = self.head.made_at.astimezone(clock.WIB)
        about = (self.head.made_by, f"{made:%Y-%m-%d %H:%M}", self.head.chosen.removeprefix("Saringan: "))
        self._rows.writerow([safe(each) if isinstance(each, str) else each for each in (*values, *about)])

    def end(self) -> bytes:
        """The file."""
        return self.out.getvalue().encode("utf-8-sig")


@dataclass
class Csv:
    """A `making.Writer`: one row an activity."""

    head: Head

    def __post_init__(self) -> None:
        self.lines = Lines(self.head, NAMES)

    def add(self, work: Work) -> None:
        """One row."""
        recorded = work.recorded_at.astimezone(clock.WIB)
        self.lines.row(
            (
                work.number, work.id, work.day.isoformat(), "pelaksanaan" if work.told else "pencatatan", work.title,
                work.category_label, work.mode.value, work.unit, work.kelurahan, work.street, work.rt or "",
                work.rw or "", words.STATES[work.state], work.why, work.status, words.whether(work.out), work.photos,
                " | ".join(filter(None, (work.note, work.code))), f"{recorded:%Y-%m-%d %H:%M}", work.url,
            )
        )  # fmt: skip

    def end(self) -> bytes:
        """The file."""
        return self.lines.end()
