"""A paper about coverage as headings, lines and tables: the same for whatever prints them."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.core import clock
from evidence.reports.coverage import saying
from evidence.reports.coverage.measures import Measure, Verdict
from evidence.reports.coverage.words import MEASURES
from evidence.reports.papers import words
from evidence.reports.papers.coverage import phrasing
from evidence.reports.papers.coverage.contents import Contents, Listed, Row

# The lines of a cell; those after the first are small.
Cell = Sequence[str]
KNOWN = (
    ("No.", 11), ("Unit", 43), ("Akun", 53), ("Resmi", 27), ("Kontak", 27), ("Segar", 34), ("Dilihat", 25),
)  # fmt: skip
LAST = 49
# Counts whose names are long.
WIDE = {Verdict.NONE: 28, Verdict.GONE: 24, Verdict.UNSEEN: 20, Verdict.UNCHECKED: 20}


@dataclass(frozen=True)
class Table:
    """Names and widths (in millimetres, to be stretched) of its columns, and its rows."""

    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    # Columns of numbers.
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Block:
    """A part under its heading: lines, then tables, then lines in small letters."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()


def blocks(found: Contents) -> Sequence[Block]:
    """All parts that have something to say, each with its letter."""
    parts = [_order(found), _shares(found), *_kecamatan(found), *_missing(found)]
    if found.excused.of:
        last = ("Alasan", LAST)
        parts.append(_list("Tidak dihitung karena keadaannya", found.excused, last))
    if found.complete.of:
        parts.append(
            _list("Tidak ada yang kurang menurut aturan ini", found.complete, ("Langkah berikutnya", LAST))
        )
    named = zip("ABCDEFGH", parts, strict=False)
    return [Block(f"{letter}. {part.title}", part.lines, part.tables, part.notes) for letter, part in named]


def _order(found: Contents) -> Block:
    rows = [((name,), (value,)) for name, value in phrasing.order(found.rule)]
    return Block("Aturan yang dipakai", tables=(Table((("Bagian", 40), ("Keterangan", 220)), rows),))


def _shares(found: Contents) -> Block:
    rows: list[Sequence[Cell]] = []
    verdicts = phrasing.verdicts(found.chosen)
    for measure, share in found.shares.items():
        sentence = share["sentence"] or f"{share['title']}: tidak dinilai"
        counted = found.coverage.shares[measure].counts
        numbers = (*(counted.get(each, 0) for each, _name in verdicts), share["of"])
        counts = [words.number(each) if share["of"] else "" for each in numbers]
        measured_by = f"Aturan: {share['rule']}"
        rows.append(
            (_lines(sentence, share["known"], measured_by), *((each,) for each in counts), (share["target"],))
        )
    columns = (
        ("Ukuran", 104),
        *((name, WIDE.get(each, 16)) for each, name in verdicts),
        ("Dari", 16),
        ("Sasaran", 42),
    )
    counts_at = tuple(range(1, len(verdicts) + 2))
    units, out = words.number(found.coverage.units), words.number(found.coverage.excused)
    of = f"{units} unit, {out} di antaranya tidak dihitung." if found.coverage.excused else f"{units} unit."
    return Block(
        f"Cakupan per {clock.long_date(found.chosen.on)}", (of,), (Table(columns, rows, counts_at),),
        phrasing.beside(found),
    )  # fmt: skip


def _kecamatan(found: Contents) -> Sequence[Block]:
    if not found.kecamatan:
        return []
    rows: list[Sequence[Cell]] = []
    for each in found.kecamatan:
        out = f"{words.number(each.coverage.excused)} tidak dihitung" if each.coverage.excused else ""
        units = tuple(filter(None, (words.number(each.coverage.units), out)))
        rows.append(
            ((each.title,), units, *((saying.short(each.coverage.shares[measure]),) for measure in Measure))
        )
    columns = (("Kecamatan", 56), ("Unit", 20), *((str(MEASURES[measure]), 48) for measure in Measure))
    notes = tuple(filter(None, (phrasing.cut_kecamatan(found),)))
    return [Block("Menurut kecamatan", notes, (Table(columns, rows, (1,)),))]


def _missing(found: Contents) -> Sequence[Block]:
    if not found.missing.of:
        return []
    waits = [((name,), (words.number(count),), (act,)) for name, count, act in phrasing.steps(found)]
    recap = Table((("Yang kurang", 70), ("Unit", 20), ("Langkah berikutnya", 170)), waits, (1,))
    part = _list(
        "Yang masih kurang atau belum diperiksa, dan langkah berikutnya",
        found.missing,
        ("Langkah berikutnya", LAST),
    )
    return [Block(part.title, part.lines, (recap, *part.tables))]


def _list(title: str, listed: Listed, last: tuple[str, int]) -> Block:
    rows = [_row(number, each) for number, each in enumerate(listed.rows, start=1)]
    lines = tuple(filter(None, (f"{words.number(listed.of)} unit.", phrasing.cut(listed))))
    return Block(title, lines, (Table((*KNOWN, last), rows),))


def _row(number: int, row: Row) -> Sequence[Cell]:
    known, looks = row.known, row.known["looks"]
    accounts = [
        line
        for look in looks
        for line in (
            f"{look['network']} @{look['handle']}" if look["handle"] else look["network"],
            look["figures"],
        )
    ]
    last = [f"Unggahan terakhir: {look['last_post']}" for look in looks if look["last_post"]]
    seen = [line for look in looks for line in (clock.short_date(look["looked_at"]), look["looked_by"])]
    return [
        (str(number),),
        _lines(row.title, row.above, phrasing.NOT_ANSWERED if row.objected else ""),
        _lines(known["account"]["label"], *accounts),
        _lines(known["official"]["label"]),
        _lines(known["contact"]["label"]),
        _lines(known["fresh"]["label"], *last),
        _lines(*seen) or ("belum pernah",),
        _lines(row.why, _until(row)) if row.why else _lines(known["next"]),
    ]


def _until(row: Row) -> str:
    assert row.from_on is not None
    first = f"sejak {clock.short_date(row.from_on)}"
    return f"{first} sampai {clock.short_date(row.until_on)}" if row.until_on else first


def _lines(*told: str) -> Cell:
    return tuple(each for each in told if each)
