"""The paper for a table program: one row an activity, its days and numbers as such, to be reckoned with."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.contents import Head, Work
from evidence.reports.papers.recap import ALL, COLUMNS, RECAP, Recap

# Each column with its width in letters and the format of its cells.
WORKS = (
    ("No.", 5, "whole"), ("Tanggal", 12, "day"), ("Tanggal menurut", 15, ""), ("Hari", 9, ""), ("Kegiatan", 44, "wrap"),
    ("Kategori", 24, ""), ("Cara", 12, ""), ("Unit", 26, ""), ("Kelurahan", 26, ""), ("Jalan", 26, ""),
    ("RT", 5, "whole"), ("RW", 5, "whole"), ("Keadaan", 18, ""), ("Alasan belum selesai", 26, "wrap"),
    ("Unggahan", 20, ""), ("Terbit", 7, "whole"), ("Foto", 6, "whole"), ("Keterangan", 44, "wrap"),
    ("Dicatat (WIB)", 17, "moment"), ("Tautan", 16, ""),
)  # fmt: skip
CARA = {"A": "Sebelum-sesudah", "B": "0-50-100", "C": "Dokumentasi"}
# The library refuses more links than this in a sheet; beyond it the address stands as text.
MOST_LINKS = 65_000


@dataclass
class Xlsx:
    """A `making.Writer`; rows go to the disk as they come."""

    folder: Path
    head: Head
    recap: Recap = field(default_factory=Recap)
    at: int = 0

    def __post_init__(self) -> None:
        self.path = self.folder / "out.xlsx"
        # What people wrote stays what they wrote: no formula, no number, no link is made of it.
        kept = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(
            str(self.path), {"constant_memory": True, "tmpdir": str(self.folder), **kept}
        )
        self.book.set_properties(
            {
                "title": f"{self.head.title}, {self.head.unit}, {self.head.period}",
                "author": self.head.made_by,
                "comments": f"{self.head.made}. {self.head.chosen}.",
                "created": self.head.made_at.astimezone(clock.WIB).replace(tzinfo=None),
            }
        )
        top = {"valign": "top"}
        self.kinds = {
            "": self.book.add_format(top),
            "wrap": self.book.add_format({**top, "text_wrap": True}),
            "whole": self.book.add_format({**top, "num_format": "0"}),
            "day": self.book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"}),
            "moment": self.book.add_format({**top, "num_format": "dd/mm/yyyy hh.mm", "align": "left"}),
            "link": self.book.add_format({**top, "font_color": "#1D4A80", "underline": 1}),
            "head": self.book.add_format(
                {"bold": True, "bg_color": "#F1EDE5", "border": 1, "text_wrap": True}
            ),
            "bold": self.book.add_format({"bold": True}),
            "sum": self.book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
            "count": self.book.add_format({"num_format": "#,##0"}),
        }
        self.sheet = self._sheet("Kegiatan", tuple((name, width) for name, width, _kind in WORKS))

    def add(self, work: Work) -> None:
        """One row."""
        self.recap.add(work)
        self.at += 1
        values = (
            work.number, datetime(work.day.year, work.day.month, work.day.day),  # noqa: DTZ001
            "pelaksanaan" if work.told else "pencatatan", words.weekday(work.day), work.title, work.category_label,
            CARA[work.mode], work.unit, work.kelurahan, work.street, work.rt, work.rw, words.STATES[work.state],
            work.why, work.status, int(work.out), work.photos, "\n".join(filter(None, (work.note, work.code))),
            work.recorded_at.astimezone(clock.WIB).replace(tzinfo=None, second=0, microsecond=0),
        )  # fmt: skip
        for column, (value, (_name, _width, kind)) in enumerate(zip(values, WORKS, strict=False)):
            self._put(self.sheet, self.at, column, value, kind)
        last = len(WORKS) - 1
        if self.at <= MOST_LINKS:
            self.sheet.write_url(
                self.at, last, work.url, self.kinds["link"], "Buka di Bukti", work.title[:250]
            )
        else:
            self.sheet.write_string(self.at, last, work.url)

    def end(self) -> bytes:
        """The file."""
        self.sheet.autofilter(0, 0, self.at, len(WORKS) - 1)
        self._recap()
        self._about()
        self.book.close()
        return self.path.read_bytes()

    def _sheet(self, name: str, columns: tuple[tuple[str, int], ...]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        # An ampersand begins a sign of the format's own.
        told = f"{self.head.made}. {self.head.chosen}".replace("&", "&&")
        # The format takes so many letters and no more.
        sheet.set_footer(f"&L&7{told[:200]}&R&8Halaman &P dari &N")
        for at, (words_, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, words_, self.kinds["head"])
        return sheet

    def _put(self, sheet: Any, row: int, column: int, value: object, kind: str) -> None:
        shape = self.kinds[kind]
        if value is None or value == "":
            sheet.write_blank(row, column, None, shape)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, shape)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, shape)
        else:
            sheet.write_string(row, column, str(value), shape)

    def _recap(self) -> None:
        sheet = self._sheet("Rekap", (("Kategori", 30), *((name, 14) for name in COLUMNS)))
        sheet.set_header(f"&L{RECAP}")
        rows = self.recap.listed
        for at, (name, row) in enumerate(rows, start=1):
            sheet.write_string(at, 0, name)
            for column, value in enumerate(row.values, start=1):
                sheet.write_number(at, column, value, self.kinds["count"])
        below = len(rows) + 1
        sheet.write_string(below, 0, ALL, self.kinds["sum"])
        for column, value in enumerate(self.recap.all.values, start=1):
            letter = "ABCDEFGH"[column]
            # Reckoned by the program when rows are changed; the value stands there for whoever only reads.
            sheet.write_formula(below, column, f"=SUM({letter}2:{letter}{below})", self.kinds["sum"], value)

    def _about(self) -> None:
        sheet = self._sheet("Keterangan", (("Tentang berkas ini", 26), ("", 80)))
        head = self.head
        rows = (
            ("Judul", head.title), ("Unit", head.unit), ("Periode", head.period), ("Dibuat oleh", head.made_by),
            ("Saringan", head.chosen.removeprefix("Saringan: ")), ("Catatan", "LATIHAN" if head.practice else ""),
        )  # fmt: skip
        for at, (name, value) in enumerate(rows, start=1):
            sheet.write_string(at, 0, name, self.kinds["bold"])
            self._put(sheet, at, 1, value, "wrap")
        moments = (
            (
                "Dibuat pada (WIB)",
                head.made_at.astimezone(clock.WIB).replace(tzinfo=None, microsecond=0),
                "moment",
            ),
            ("Hari pertama", datetime(head.first.year, head.first.month, head.first.day), "day"),  # noqa: DTZ001
            ("Hari terakhir", datetime(head.last.year, head.last.month, head.last.day), "day"),  # noqa: DTZ001
        )
        for at, (name, moment, kind) in enumerate(moments, start=len(rows) + 1):
            sheet.write_string(at, 0, name, self.kinds["bold"])
            self._put(sheet, at, 1, moment, kind)
