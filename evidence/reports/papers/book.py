"""A workbook of a paper: its sheets, how its cells look, and the sheet that says what the file is."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from evidence.core import clock
from evidence.core.text import holdable
from evidence.reports.papers.contents import Head

# The library refuses more links than this in a sheet; beyond it the address stands as text.
MOST_LINKS = 65_000
# The name of a column, its width in letters, and the kind of its values.
Column = tuple[str, int, str]
# How the format calls them.
PAPER = {"A4": 9, "F4": 14}
TOP = {"valign": "top"}
KINDS: dict[str, dict[str, Any]] = {
    "": TOP,
    "wrap": {**TOP, "text_wrap": True},
    "whole": {**TOP, "num_format": "0"},
    "share": {**TOP, "num_format": "0.0%"},
    "day": {**TOP, "num_format": "dd/mm/yyyy", "align": "left"},
    "year": {**TOP, "num_format": "0", "align": "left"},
    "moment": {**TOP, "num_format": "dd/mm/yyyy hh.mm", "align": "left"},
    "link": {**TOP, "font_color": "#1D4A80", "underline": 1},
    "head": {"bold": True, "bg_color": "#F1EDE5", "border": 1, "text_wrap": True},
    "bold": {"bold": True},
    "sum": {"bold": True, "top": 1, "num_format": "#,##0"},
    "tenth": {**TOP, "num_format": "#,##0.0"},
    "count": {"num_format": "#,##0"},
}


class Book:
    """A workbook whose rows go to the disk as they come, so each sheet is written from its top down."""

    def __init__(self, folder: Path, head: Head) -> None:
        self.head = head
        self._path = folder / "out.xlsx"
        # What people wrote stays what they wrote: no formula, no number, no link is made of it.
        kept = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(
            str(self._path), {"constant_memory": True, "tmpdir": str(folder), **kept}
        )
        self._book.set_properties(
            {
                "title": f"{head.title}, {head.unit}, {head.period}",
                "author": head.made_by,
                "comments": f"{head.made}. {head.chosen}.",
                "created": head.made_at.astimezone(clock.WIB).replace(tzinfo=None),
            }
        )
        self.kinds = {name: self._book.add_format(shape) for name, shape in KINDS.items()}

    def sheet(self, name: str, columns: Sequence[tuple[str, int]]) -> Any:
        """A sheet with these columns, each with its width in letters; printed, it says who made it and its pages."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(PAPER[self.head.sheet])
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

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
        """A sheet with these rows, to be filtered by."""
        sheet = self.sheet(name, [(title, width) for title, width, _kind in columns])
        for at, row in enumerate(rows, start=1):
            for column, (value, (_title, _width, kind)) in enumerate(zip(row, columns, strict=True)):
                self.put(sheet, at, column, value, kind)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def put(self, sheet: Any, row: int, column: int, value: object, kind: str) -> None:
        """A value as what it is: a day or no more than its year, a number, or what somebody wrote."""
        shape = self.kinds["year" if kind == "day" and isinstance(value, int) else kind]
        if value is None or value == "":
            sheet.write_blank(row, column, None, shape)
        elif isinstance(value, datetime | date):
            sheet.write_datetime(row, column, value, shape)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, shape)
        else:
            sheet.write_string(row, column, holdable(str(value)), shape)

    def about(self, more: Sequence[tuple[str, object]] = ()) -> None:
        """The sheet that says what the file is, who made it, when, of what; with ``more`` beneath."""
        sheet, head = self.sheet("Keterangan", (("Tentang berkas ini", 26), ("", 80))), self.head
        made_at = head.made_at.astimezone(clock.WIB).replace(tzinfo=None, microsecond=0)
        rows: Sequence[tuple[str, object, str]] = (
            ("Judul", head.title, "wrap"),
            ("Unit", head.unit, "wrap"),
            ("Periode", head.period, "wrap"),
            ("Dibuat oleh", head.made_by, "wrap"),
            ("Saringan", head.chosen.removeprefix("Saringan: "), "wrap"),
            ("Catatan", "LATIHAN" if head.practice else "", "wrap"),
            ("Dibuat pada (WIB)", made_at, "moment"),
            ("Hari pertama", head.first, "day"),
            ("Hari terakhir", head.last, "day"),
            *((name, value, "wrap") for name, value in more),
        )
        for at, (name, value, kind) in enumerate(rows, start=1):
            sheet.write_string(at, 0, name, self.kinds["bold"])
            self.put(sheet, at, 1, value, kind)

    def end(self) -> bytes:
        """The file."""
        self._book.close()
        return self._path.read_bytes()
