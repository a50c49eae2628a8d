"""A paper about coverage as headings, lines and tables."""

from collections.abc import Sequence

from evidence.core import clock
from evidence.reports.coverage import saying
from evidence.reports.coverage.measures import Measure, Verdict
from evidence.reports.coverage.words import MEASURES
from evidence.reports.papers import words
from evidence.reports.papers.blocks import Block, Cell, Table, lettered, lines
from evidence.reports.papers.coverage import phrasing
from evidence.reports.papers.coverage.contents import Chosen, Contents, Row
from evidence.reports.papers.listed import Listed

KNOWN = (
    ("No.", 11), ("Unit", 43), ("Akun", 53), ("Resmi", 27), ("Kontak", 27), ("Segar", 34), ("Dilihat", 25),
)  # fmt: skip
LAST = 49
# Counts whose names are long.
WIDE = {Verdict.NONE: 28, Verdict.GONE: 24, Verdict.UNSEEN: 20, Verdict.UNCHECKED: 20}


def blocks(found: Contents) -> Sequence[Block]:
    """All parts that have something to say, each with its letter."""
    parts = [_order(found), _shares(found), *_kecamatan(found), *_missing(found)]
    if found.excused.of:
        last = ("Alasan", LAST)
        parts.append(_list("Tidak dihitung karena keadaannya", found.chosen, found.excused, last))
    if found.complete.of:
        parts.append(
            _list(
                "Tidak ada yang kurang menurut aturan ini",
                found.chosen,
                found.complete,
                ("Langkah berikutnya", LAST),
            )
        )
    return lettered(parts)


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
            (lines(sentence, share["known"], measured_by), *((each,) for each in counts), (share["target"],))
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
        found.chosen,
        found.missing,
        ("Langkah berikutnya", LAST),
    )
    return [Block(part.title, part.lines, (recap, *part.tables))]


def _list(title: str, of: Chosen, listed: Listed[Row], last: tuple[str, int]) -> Block:
    rows = [_row(of, number, each) for number, each in enumerate(listed.rows, start=1)]
    told = tuple(filter(None, (f"{words.number(listed.of)} unit.", phrasing.cut(listed))))
    return Block(title, told, (Table((*KNOWN, last), rows),))


def _row(of: Chosen, number: int, row: Row) -> Sequence[Cell]:
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
        lines(row.title, row.above, phrasing.not_answered(of) if row.objected else ""),
        lines(known["account"]["label"], *accounts, *known["claims"]),
        lines(known["official"]["label"]),
        lines(known["contact"]["label"]),
        lines(known["fresh"]["label"], *last),
        lines(*seen) or ("belum pernah",),
        lines(row.why, _until(row)) if row.why else lines(known["next"]),
    ]


def _until(row: Row) -> str:
    assert row.from_on is not None
    first = f"sejak {clock.short_date(row.from_on)}"
    return f"{first} sampai {clock.short_date(row.until_on)}" if row.until_on else first
