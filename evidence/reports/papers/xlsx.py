"""The paper for a table program: one row an activity, its days and numbers as such, to be reckoned with."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.book import MOST_LINKS, Book
from evidence.reports.papers.contents import Head, Work
from evidence.reports.papers.recap import ALL, COLUMNS, RECAP, Recap

# Each column with its width in letters and the format of its cells.
WORKS = (
    ("No.", 5, "whole"), ("Tanggal", 12, "day"), ("Tanggal menurut", 15, ""), ("Hari", 9, ""), ("Kegiatan", 44, "wrap"),
    ("Kategori", 24, ""), ("Cara", 12, ""), ("Unit", 26, ""), ("Kelurahan", 26, ""), ("Jalan", 26, ""),
    ("RT", 5, "whole"), ("RW", 5, "whole"), ("Keadaan", 18, ""), ("Alasan belum selesai", 26, "wrap"),
    ("Unggahan", 20, ""), ("Terbit", 7, ""), ("Foto", 6, "whole"), ("Keterangan", 44, "wrap"),
    ("Dicatat (WIB)", 17, "moment"), ("Tautan", 16, ""),
)  # fmt: skip


@dataclass
class Xlsx:
    """A `making.Writer`; rows go to the disk as they come."""

    folder: Path
    head: Head
    recap: Recap = field(default_factory=Recap)
    at: int = 0

    def __post_init__(self) -> None:
        self.book = Book(self.folder, self.head)
        self.sheet = self.book.sheet("Kegiatan", tuple((name, width) for name, width, _kind in WORKS))

    def add(self, work: Work) -> None:
        """One row."""
        self.recap.add(work)
        self.at += 1
        values = (
            work.number, datetime(work.day.year, work.day.month, work.day.day),  # noqa: DTZ001
            "pelaksanaan" if work.told else "pencatatan", words.weekday(work.day), work.title, work.category_label,
            words.CARA[work.mode], work.unit, work.kelurahan, work.street, work.rt, work.rw, words.STATES[work.state],
            work.why, work.status, words.whether(work.out), work.photos,
            "\n".join(filter(None, (work.note, work.code))),
            work.recorded_at.astimezone(clock.WIB).replace(tzinfo=None, second=0, microsecond=0),
        )  # fmt: skip
        for column, (value, (_name, _width, kind)) in enumerate(zip(values, WORKS, strict=False)):
            self.book.put(self.sheet, self.at, column, value, kind)
        last = len(WORKS) - 1
        if self.at <= MOST_LINKS:
            self.sheet.write_url(
                self.at, last, work.url, self.book.kinds["link"], "Buka di Bukti", work.title[:250]
            )
        else:
            self.sheet.write_string(self.at, last, work.url)

    def end(self) -> bytes:
        """The file."""
        self.sheet.autofilter(0, 0, self.at, len(WORKS) - 1)
        self._recap()
        self.book.about()
        return self.book.end()

    def _recap(self) -> None:
        sheet = self.book.sheet("Rekap", (("Kategori", 30), *((name, 14) for name in COLUMNS)))
        sheet.set_header(f"&L{RECAP}")
        rows = self.recap.listed
        for at, (name, row) in enumerate(rows, start=1):
            sheet.write_string(at, 0, name)
            for column, value in enumerate(row.values, start=1):
                sheet.write_number(at, column, value, self.book.kinds["count"])
        below = len(rows) + 1
        sheet.write_string(below, 0, ALL, self.book.kinds["sum"])
        for column, value in enumerate(self.recap.all.values, start=1):
            letter = "ABCDEFGH"[column]
            # Reckoned by the program when rows are changed; the value stands there for whoever only reads.
            sheet.write_formula(
                below, column, f"=SUM({letter}2:{letter}{below})", self.book.kinds["sum"], value
            )
