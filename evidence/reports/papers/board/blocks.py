"""A paper about a board as headings, lines and tables."""

from collections.abc import Sequence
from datetime import date

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.blocks import Block, Cell, Table, lettered, lines
from evidence.reports.papers.board import phrasing
from evidence.reports.papers.board.contents import BESIDE, Contents, Row, Still, Stuck

UNITS = (
    ("No.", 11), ("Unit", 41), ("Akun", 39), ("Resmi", 20), ("Kontak", 20), ("Terbit", 16), ("Unggahan terakhir", 28),
    ("Diajukan", 20), ("Disetujui", 20), ("Separuhnya disetujui dalam", 28), ("Catatan", 52),
)  # fmt: skip
SILENT = (("No.", 11), ("Unit", 48), ("Sejak", 60), ("Yang diketahui", 80), ("Kontak", 80))
OF_TODAY = ("Yang diketahui", "Kontak")
STUCK = (("No.", 11), ("Unit", 48), ("Apa", 80), ("Sejak", 24), ("Keterangan", 110))
BESIDE_NAMES = ("Dimulai", "Lengkap", "Menunggu sesudah", "Menunggu persetujuan", "Disetujui", "Terbit")


def blocks(found: Contents) -> Sequence[Block]:
    """All parts that have something to say, each with its letter."""
    return lettered([_figures(found), *_parts(found), _units(found), _silent(found), _stuck(found)])


def _figures(found: Contents) -> Block:
    *standing, done = [
        Table(
            ((title, 60), ("Banyaknya", 22), ("Keterangan", 49)),
            [((each.title,), (words.number(each.number),), lines(each.beside)) for each in told],
            (1,),
        )
        for title, told in phrasing.figures(found)
    ]
    weeks = phrasing.weeks(found)
    names = [("Minggu mulai Senin", 32), *((_week(monday), 19) for monday, _number in weeks)]
    posted: Sequence[Cell] = [("Unggahan terbit",), *((told,) for _monday, told in weeks)]
    return Block(
        f"Angka papan {found.chosen.unit}",
        # Beside one another, so that all figures stand on the first page.
        columns=(standing, (done,)),
        tables=(Table(names, [posted], tuple(range(1, len(names)))),),
        notes=lines(phrasing.no_data(weeks), phrasing.meaning(found.chosen)),
    )


def _week(monday: date) -> str:
    """``7 Sep``: twelve weeks are never those of two years."""
    return clock.short_date(monday).rpartition(" ")[0]


def _parts(found: Contents) -> Sequence[Block]:
    if not found.parts:
        return []
    rows: list[Sequence[Cell]] = []
    for each in found.parts:
        numbers = [(words.number(each.beside.numbers[name]),) for name in BESIDE]
        medians = (each.beside.approved_in, each.beside.sent_in)
        rows.append([(each.title,), *numbers, *(lines(phrasing.span(took)) for took in medians)])
    columns = (
        (found.called.capitalize(), 60),
        *((name, 24) for name in BESIDE_NAMES),
        ("Separuhnya disetujui dalam", 28),
        ("Separuhnya terbit dalam", 28),
    )
    table = Table(columns, rows, tuple(range(1, len(columns))))
    return [
        Block(
            f"Menurut {found.called}",
            lines(phrasing.of_parts(found), phrasing.cut_parts(found)),
            (table,),
        )
    ]


def _units(found: Contents) -> Block:
    listed, of = found.units, found.chosen
    rows = [_unit(number, each) for number, each in enumerate(listed.rows, start=1)]
    told = lines(f"{words.number(listed.of)} unit. {phrasing.of_units(of)}", phrasing.cut_units(listed))
    return Block(phrasing.of_then("Unit", of), told, (Table(UNITS, rows, (5, 7, 8, 9)),))


def _unit(number: int, row: Row) -> Sequence[Cell]:
    posted = clock.short_date(row.posted_on) if row.posted_on else "tidak ada yang tayang"
    seen = f"terlihat di jejaring {clock.short_date(row.seen_on)}" if row.seen_on else ""
    return [
        (str(number),),
        lines(row.title, row.above),
        lines(row.account, *row.handles),
        (row.official,),
        (row.contact,),
        (words.number(row.did.numbers["terbit"]),),
        lines(posted, seen),
        (words.number(row.submitted),),
        (words.number(row.did.numbers["disetujui"]),),
        lines(phrasing.span(row.did.approved_in)),
        tuple(phrasing.note(row)),
    ]


def _silent(found: Contents) -> Block:
    listed, of = found.silent, found.chosen
    rows = [_still(number, each) for number, each in enumerate(listed.rows, start=1)]
    # Who can be asked, and what holds them up, is told of today whatever the period.
    columns = [(phrasing.dated(name, of) if name in OF_TODAY else name, width) for name, width in SILENT]
    tables = (Table(columns, rows),) if rows else ()
    return Block(
        phrasing.of_then(phrasing.SILENT, of),
        lines(phrasing.silence(found), phrasing.cut_silent(listed)),
        tables,
    )


def _still(number: int, each: Still) -> Sequence[Cell]:
    return [
        (str(number),),
        lines(each.title, each.above),
        (each.since,),
        tuple(each.causes),
        tuple(each.contacts),
    ]


def _stuck(found: Contents) -> Block:
    tables = [
        Table(
            STUCK,
            [_thing(number, each) for number, each in enumerate(listed.rows, start=1)],
            title=phrasing.cut_stuck(name, listed) or phrasing.STUCK[name],
        )
        for name, listed in found.stuck.items()
        if listed.of
    ]
    return Block(phrasing.dated("Yang terhambat", found.chosen), (phrasing.stuck(found),), tables)


def _thing(number: int, each: Stuck) -> Sequence[Cell]:
    return [
        (str(number),),
        (each.unit,),
        (each.title,),
        lines(clock.short_date(each.since) if each.since else ""),
        tuple(each.lines),
    ]
