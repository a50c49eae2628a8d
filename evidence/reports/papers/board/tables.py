"""The paper about a board for table programs: a workbook of its parts, and its units as CSV."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from evidence.core.sheets import Sheet
from evidence.reports.papers import words
from evidence.reports.papers.board import phrasing
from evidence.reports.papers.board.blocks import BESIDE_NAMES
from evidence.reports.papers.board.contents import BESIDE, Contents, Row, minutes
from evidence.reports.papers.book import Book, Column
from evidence.reports.papers.contents import Head
from evidence.reports.papers.table import about
from evidence.units.models import KINDS

FIGURES: Sequence[Column] = (
    ("Bagian", 34, ""), ("Angka", 46, ""), ("Banyaknya", 11, "count"), ("Keterangan", 50, "wrap"),
)  # fmt: skip
WEEKS: Sequence[Column] = (("Minggu mulai Senin", 18, "day"), ("Unggahan terbit", 16, "count"))
MEDIANS: Sequence[Column] = (
    ("Separuhnya disetujui dalam (menit)", 17, "tenth"), ("Separuhnya terbit dalam (menit)", 17, "tenth"),
)  # fmt: skip
UNITS: Sequence[Column] = (
    ("Kode", 14, ""), ("Unit", 30, ""), ("Jenis", 11, ""), ("Kecamatan", 26, ""), ("Akun", 16, ""),
    ("Nama akun", 34, "wrap"), ("Dinyatakan resmi", 16, ""), ("Kontak tercantum", 16, ""), ("Terbit", 9, "count"),
    ("Terbit terakhir", 13, "day"), ("Terlihat terakhir di jejaring", 13, "day"), ("Diajukan", 9, "count"),
    ("Disetujui", 9, "count"), MEDIANS[0], ("Lama diam", 8, ""), ("Alasan tidak dihitung", 30, "wrap"),
    ("Tidak dihitung sejak", 13, "day"), ("Sampai", 13, "day"), ("Masih tidak dihitung", 11, ""),
    ("Langkah berikutnya", 50, "wrap"),
)  # fmt: skip
SILENT: Sequence[Column] = (
    ("Kode", 14, ""), ("Unit", 30, ""), ("Kecamatan", 26, ""), ("Terbit terakhir", 13, "day"),
    ("Yang diketahui", 60, "wrap"), ("Kontak", 60, "wrap"),
)  # fmt: skip
STUCK: Sequence[Column] = (
    ("Keadaan", 40, ""), ("Unit", 30, ""), ("Apa", 44, "wrap"), ("Sejak", 13, "day"), ("Keterangan", 70, "wrap"),
)  # fmt: skip


def xlsx(folder: Path, head: Head, found: Contents) -> bytes:
    """The workbook."""
    book = Book(folder, head)
    figures = [
        (title, each.title, each.number, each.beside)
        for title, told in phrasing.figures(found)
        for each in told
    ]
    book.table("Angka", FIGURES, figures)
    book.table("Minggu", WEEKS, found.board.weeks)
    if found.parts:
        columns = (("Kode", 14, ""), (found.called.capitalize(), 30, ""),
                   *((name, 13, "count") for name in BESIDE_NAMES), *MEDIANS)  # fmt: skip
        book.table(
            found.called.capitalize(),
            columns,
            [
                (each.code, each.title, *(each.beside.numbers[name] for name in BESIDE),
                 minutes(each.beside.approved_in), minutes(each.beside.sent_in))
                for each in found.parts
            ],
        )  # fmt: skip
    book.table("Unit", UNITS, [_unit(each) for each in found.units.rows])
    still = [
        (each.code, each.title, each.above, each.posted_on, "\n".join(each.causes), "\n".join(each.contacts))
        for each in found.silent.rows
    ]
    book.table("Lama diam", SILENT, still)
    stuck = [
        (phrasing.STUCK[name], each.unit, each.title, each.since, "\n".join(each.lines))
        for name, listed in found.stuck.items()
        for each in listed.rows
    ]
    book.table("Terhambat", STUCK, stuck)
    reading = (phrasing.silence(found), phrasing.meaning(found.chosen), phrasing.of_units(found.chosen))
    book.about(
        [
            *(("Cara membaca", each) for each in reading),
            *(("Yang tidak termuat", each) for each in phrasing.cuts(found)),
        ]
    )
    return book.end()


class UnitsCsv:
    """The units, taken in some at a time: all of them, however many."""

    def __init__(self, head: Head) -> None:
        self._sheet = Sheet([name for name, _width, _kind in UNITS], about(head))

    def add(self, rows: Iterable[Row]) -> None:
        """One row each."""
        for each in rows:
            self._sheet.row(_unit(each))

    def end(self) -> bytes:
        """The file."""
        return self._sheet.end()


def _unit(row: Row) -> Sequence[object]:
    away = row.excuse
    return (
        row.code, row.title, KINDS[row.kind] or "OPD", row.above, row.account, "\n".join(row.handles), row.official,
        row.contact, row.did.numbers["terbit"], row.posted_on, row.seen_on, row.submitted, row.did.numbers["disetujui"],
        minutes(row.did.approved_in), words.whether(row.silent), away.why if away else "",
        away.from_on if away else None, away.until_on if away else None, words.whether(away.now) if away else "",
        row.next,
    )  # fmt: skip
