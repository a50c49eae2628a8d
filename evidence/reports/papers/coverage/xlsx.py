"""The paper about coverage for a table program: shares, kecamatan, units and accounts, each in its sheet."""

from collections.abc import Sequence
from pathlib import Path

from evidence.reports.coverage.measures import Measure, Verdict
from evidence.reports.coverage.shares import Share
from evidence.reports.coverage.words import MEASURES, STEPS
from evidence.reports.papers.book import Book, Column
from evidence.reports.papers.contents import Head
from evidence.reports.papers.coverage import phrasing
from evidence.reports.papers.coverage.contents import Chosen, Contents, Row
from evidence.reports.papers.listed import Listed
from evidence.reports.papers.words import whether
from evidence.units.models import KINDS

WAITING: Sequence[Column] = (
    ("Yang kurang", 28, ""),
    ("Unit", 8, "count"),
    ("Langkah berikutnya", 70, "wrap"),
)
UNITS: Sequence[Column] = (("Kode", 14, ""), ("Unit", 30, ""), ("Jenis", 11, ""), ("Kecamatan", 26, ""),
    ("Keadaan", 24, ""), ("Langkah berikutnya", 50, "wrap"), ("Akun", 16, ""), ("Dinyatakan resmi", 16, ""),
    ("Kontak tercantum", 16, ""), ("Segar", 16, ""), ("Alasan tidak dihitung", 30, "wrap"),
    ("Tidak dihitung sejak", 13, "day"), ("Sampai", 13, "day"), ("Keberatan menunggu", 11, ""))  # fmt: skip
ACCOUNTS: Sequence[Column] = (("Kode", 14, ""), ("Unit", 30, ""), ("Jejaring", 16, ""), ("Nama akun", 26, ""),
    ("Keberadaan", 12, ""), ("Pengikut", 10, "count"), ("Mengikuti", 10, "count"), ("Unggahan", 10, "count"),
    ("Unggahan pertama", 13, "day"), ("Unggahan terakhir", 13, "day"), ("Dilihat", 13, "day"),
    ("Dilihat oleh", 24, ""), ("Sumber", 16, ""))  # fmt: skip


def _of(chosen: Chosen) -> Sequence[Column]:
    """The columns of one share."""
    verdicts = [
        (name, 16 if each is Verdict.NONE else 10, "count") for each, name in phrasing.verdicts(chosen)
    ]
    return (*verdicts, ("Dari", 8, "count"), ("Bagian", 9, "share"))


def _shares(chosen: Chosen) -> Sequence[Column]:
    return (("Ukuran", 22, ""), *_of(chosen), ("Bagian dari yang diketahui", 14, "share"),
        ("Sasaran (%)", 9, "count"), ("Kurang dari sasaran", 11, "count"), ("Kalimat", 60, "wrap"),
        ("Aturan", 60, "wrap"))  # fmt: skip


def _kecamatan(chosen: Chosen) -> Sequence[Column]:
    return (("Kode", 14, ""), ("Kecamatan", 30, ""), ("Unit", 8, "count"), ("Tidak dihitung", 10, "count"),
        *((f"{MEASURES[measure]}: {name.lower()}", width + 4, kind)
          for measure in Measure for name, width, kind in _of(chosen)),
    )  # fmt: skip


def xlsx(folder: Path, head: Head, found: Contents) -> bytes:
    """The file."""
    book = Book(folder, head)
    book.table("Cakupan", _shares(found.chosen), [_share(found, measure) for measure in Measure])
    book.table("Langkah", WAITING, phrasing.steps(found))
    if found.kecamatan:
        rows = [
            (each.code, each.title, each.coverage.units, each.coverage.excused,
             *(value for measure in Measure for value in _values(each.coverage.shares[measure])))
            for each in found.kecamatan
        ]  # fmt: skip
        book.table("Kecamatan", _kecamatan(found.chosen), rows)
    lists = (found.missing, found.excused, found.complete)
    book.table("Unit", UNITS, [_unit(each) for part in lists for each in part.rows])
    book.table("Akun", ACCOUNTS, [each for part in lists for row in part.rows for each in _accounts(row)])
    book.about(_about(found, lists))
    return book.end()


def _values(share: Share) -> Sequence[int | float | None]:
    """Counts are empty where nobody is measured: that is no nought."""
    if not share.of:
        return (None,) * (len(phrasing.COUNTED) + 2)
    return *(share.counts.get(each, 0) for each in phrasing.COUNTED), share.of, share.yes / share.of


def _share(found: Contents, measure: Measure) -> Sequence[object]:
    share, said, target = found.coverage.shares[measure], found.shares[measure], found.rule.target
    known = share.yes + share.no
    wanted = (target, share.short_of(target)) if share.of and target is not None else (target, None)
    sentence = said["sentence"] or "Tidak dinilai."
    return (
        said["title"],
        *_values(share),
        share.yes / known if known else None,
        *wanted,
        sentence,
        said["rule"],
    )


def _unit(row: Row) -> Sequence[object]:
    labels = (row.known[name]["label"] for name in ("account", "official", "contact", "fresh"))
    return (
        row.code, row.title, KINDS[row.kind] or "OPD", row.above, STEPS[row.step], row.known["next"], *labels, row.why,
        row.from_on, row.until_on, whether(row.objected),
    )  # fmt: skip


def _accounts(row: Row) -> Sequence[Sequence[object]]:
    return [
        (
            row.code, row.title, each.network, each.handle, each.presence, each.followers, each.following, each.posts,
            each.first_post_on or each.first_post_year, each.last_post_on, each.seen_on, each.seen_by, each.source,
        )
        for each in row.accounts
    ]  # fmt: skip


def _about(found: Contents, lists: Sequence[Listed[Row]]) -> Sequence[tuple[str, object]]:
    cuts = [phrasing.cut(each) for each in lists] + [phrasing.cut_kecamatan(found)]
    left_out = [("Yang tidak termuat", each) for each in dict.fromkeys(cuts) if each]
    return [
        *phrasing.order(found.rule),
        *(("Cara membaca", each) for each in phrasing.beside(found)),
        *left_out,
    ]
