"""What a paper about a board says around its figures, in the Indonesian of an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from evidence.core import clock
from evidence.reports.board import words as said
from evidence.reports.board.figures import FIGURES, LONG
from evidence.reports.board.periods import MONTH, Period
from evidence.reports.papers import listed as listing
from evidence.reports.papers import words
from evidence.reports.papers.board.contents import Chosen, Contents, Excuse, Row, Still, Stuck
from evidence.reports.papers.listed import MOST_KECAMATAN, Listed

MEANING = (
    "Unit berurut menurut wilayah, bukan menurut peringkat. "
    "Unit yang tidak dihitung karena keadaannya tidak disebut lama diam. "
    "Separuhnya berarti nilai tengah: separuh unggahan lebih cepat, separuh lebih lama."
)
OF_UNITS = (
    "Terbit, diajukan, dan disetujui dihitung dari unggahan unit itu sendiri lewat Bukti, tanpa unit di bawahnya. "
    "Akun, pernyataan resmi, dan kontak menurut pengamatan terakhir{then}; "
    "“belum diperiksa” berarti belum ada yang melihat, juga bila sebuah akun sudah terdaftar."
)
# Of a period that is over: when its numbers were counted, which move while its work goes on.
COUNTED = (
    "Angka periode ini menurut yang tercatat di Bukti per {today}; kegiatan dihitung pada hari dimulainya. "
)
NONE_STUCK = "Tidak ada yang gagal, perlu dicek, atau menunggu terlalu lama."
# Of a week before anything was ever posted.
NO_DATA = "–"
NEEDS = ("perlu-dicek", "gagal", "sambungan")
NOW = ("menunggu-sesudah", "menunggu-lama", "menunggu-persetujuan")
DONE = (
    "dimulai", "lengkap", "berjalan", "belum-selesai", "diarsipkan", "terbit", "dikirim", "disetujui",
    "diminta-perbaikan", "ditolak", "peringatan", "catatan",
)  # fmt: skip
# Of second looks, for whoever works for the whole city: what waits now, and those of the period.
CITY_NOW = ("uji-petik-menunggu",)
CITY_DONE = ("uji-petik-sesuai", "uji-petik-tidak-sesuai", "uji-petik-tidak-dinilai")
REQUESTS = {
    "takedowns": "Permintaan warga agar unggahan diturunkan",
    "objections": "Keberatan unit yang menunggu jawaban",
}
SILENT = "Unit lama diam"
STUCK = {
    "gagal": "Gagal terbit atau gagal ditarik",
    "perlu-dicek": "Perlu dicek",
    "sambungan": "Sambungan akun habis atau segera habis",
    "menunggu-lama": f"Menunggu foto sesudah lebih dari {LONG} hari",
}


@dataclass(frozen=True)
class Figure:
    """One number of the board, with what stands beside it."""

    title: str
    number: int
    beside: str = ""


def period(of: Period) -> str:
    """``16–22 November 2026`` or ``November 2026``."""
    return clock.month_text(of.first) if of.kind == MONTH else words.period(of.first, of.last)


def chosen(of: Chosen) -> str:
    """By what it was chosen."""
    return (
        f"Saringan: {of.unit} dan semua di bawahnya, {period(of.period)}, unit selain RW dan RT, {_seen(of)}"
    )


def beneath(of: Chosen) -> str:
    """What stands beneath the title."""
    return f"Periode {words.period(of.period.first, of.period.last)}, {_seen(of)}"


def _seen(of: Chosen) -> str:
    """Of which day is told what is of no period."""
    if not of.over:
        return f"keadaan per {clock.date_text(of.today)}"
    return (
        f"akun dan unit lama diam per {clock.date_text(of.then)}, "
        f"yang menunggu dan terhambat per {clock.date_text(of.today)}"
    )


def dated(title: str, of: Chosen) -> str:
    """The title of what can be known of today only, with its day where that is not the period's own."""
    return f"{title} per {clock.date_text(of.today)}" if of.over else title


def of_then(title: str, of: Chosen) -> str:
    """The title of what is told of the period's end, with its day where that is over."""
    return f"{title} per {clock.date_text(of.then)}" if of.over else title


def figures(found: Contents) -> Sequence[tuple[str, Sequence[Figure]]]:
    """The board's numbers in its order, each group by its name."""
    of, silent = found.chosen, found.board.silent
    asked = [Figure(REQUESTS[name], number) for name, number in found.requests.items()]
    quiet = Figure(SILENT, silent.silent, _of_silent(found))
    now, looked = _told(found, NOW), _told(found, CITY_NOW) if of.city else []
    standing = [(f"Keadaan per {clock.date_text(of.today)}", [*now, *(() if of.over else (quiet,)), *looked])]
    if of.over:
        standing.append((f"Keadaan per {clock.date_text(of.then)}", [quiet]))
    return [
        (dated("Perlu tindakan", of), [*_told(found, NEEDS), *asked]),
        *standing,
        (f"Periode {period(of.period)}", _told(found, (*DONE, *(CITY_DONE if of.city else ())))),
    ]


def _told(found: Contents, names: Sequence[str]) -> Sequence[Figure]:
    return [Figure(_(FIGURES[name].title), found.board.numbers[name], _beside(found, name)) for name in names]


def _beside(found: Contents, name: str) -> str:
    told = found.board
    since = {"menunggu-sesudah": told.oldest, "menunggu-persetujuan": told.submitted}.get(name)
    if since:
        return str(_("yang terlama %(age)s", age=said.days_ago(since, found.chosen.today)))
    if name == "dikirim" and told.sent_in:
        return str(_("separuhnya dalam %(span)s sejak jadwalnya", span=said.span(told.sent_in)))
    if name == "disetujui" and told.approved_in:
        return str(_("separuhnya dalam %(span)s sejak dikirim", span=said.span(told.approved_in)))
    return ""


def _of_silent(found: Contents) -> str:
    silent = found.board.silent
    of = f"dari {words.number(silent.asked)} kecamatan dan kelurahan"
    return f"{of}; {words.number(silent.excused)} tidak dihitung" if silent.excused else of


def silence(found: Contents) -> str:
    """How many are silent, of how many, and what that means."""
    silent, of = found.board.silent, found.chosen
    days = f"{of.silent_after} hari"
    told = (
        f"{words.number(silent.silent)} dari {words.number(silent.asked)} kecamatan dan kelurahan "
        "tidak menerbitkan apa pun lewat Bukti dalam "
        f"{f'{days} sampai {clock.date_text(of.then)}' if of.over else f'{days} terakhir'}."
    )
    if silent.excused:
        told += f" {words.number(silent.excused)} unit tidak dihitung karena keadaannya."
    if of.over:
        # What was taken down since is counted nowhere any more.
        told += f" Dihitung dari unggahan yang masih ada per {clock.date_text(of.today)}."
    return told


def since(posted_on: date | None, then: date, today: date) -> str:
    """When a silent unit last posted, reckoned from the day ``then`` of which the paper tells."""
    if then == today:
        return said.since(posted_on, today)
    if posted_on is None:
        return f"Sampai {clock.short_date(then)} tidak ada unggahan yang tayang lewat Bukti."
    return f"Unggahan terakhir {clock.short_date(posted_on)}, {(then - posted_on).days} hari sebelumnya."


def of_units(of: Chosen) -> str:
    """What the columns of the list of units say."""
    unseen = "; akun yang belum pernah dilihat termuat bila masih terdaftar"
    then = f" sampai {clock.date_text(of.then)}{unseen}" if of.over else ""
    return OF_UNITS.format(then=then)


def meaning(of: Chosen) -> str:
    """How the numbers are read."""
    return f"{COUNTED.format(today=clock.date_text(of.today)) if of.over else ''}{MEANING}"


def weeks(found: Contents) -> Sequence[tuple[date, str]]:
    """Posts a week, by its Monday."""
    return [
        (monday, NO_DATA if posted is None else words.number(posted)) for monday, posted in found.board.weeks
    ]


def no_data(weeks: Sequence[tuple[date, str]]) -> str:
    """What the sign of a week without data means; "" where each has some."""
    return f"“{NO_DATA}” berarti belum ada data." if any(told == NO_DATA for _monday, told in weeks) else ""


def span(took: timedelta | None) -> str:
    """How long the middle one took; "" where there is none."""
    return said.span(took) if took is not None else ""


def excused(of: Excuse) -> str:
    """``Tidak dihitung: Bencana: Banjir, sejak 3 Nov 2026``."""
    when = f"sejak {clock.short_date(of.from_on)}"
    until = f" sampai {clock.short_date(of.until_on)}" if of.until_on else ""
    return f"{'Tidak dihitung' if of.now else 'Pada periode ini tidak dihitung'}: {of.why}, {when}{until}."


def note(of: Row) -> Sequence[str]:
    """Why it is not measured, that it is silent, what to do next."""
    away = of.excuse is not None and of.excuse.now
    parts = (
        excused(of.excuse) if of.excuse else "",
        "Lama diam." if of.silent else "",
        "" if away else of.next,
    )
    return [each for each in parts if each]


def cut_units(listed: Listed[Row]) -> str:
    """What is not in the list of units, and where it is; "" where all are."""
    rest = "Selengkapnya ada dalam bentuk CSV, atau minta laporan satu kecamatan."
    return listing.cut(listed, "unit pertama menurut wilayah", rest)


def cut_silent(listed: Listed[Still]) -> str:
    """The same of silent units."""
    rest = "Selengkapnya ada di Papan, Unit lama diam, atau minta laporan satu kecamatan."
    return listing.cut(listed, "unit pertama menurut wilayah", rest)


def cut_stuck(name: str, listed: Listed[Stuck]) -> str:
    """How much of one list of what is stuck is there; "" where all is."""
    if len(listed.rows) >= listed.of:
        return ""
    shown, of = words.number(len(listed.rows)), words.number(listed.of)
    return f"{STUCK[name]}: {shown} yang terlama dari {of}; selengkapnya ada di Papan, di balik angkanya."


def stuck(found: Contents) -> str:
    """How much is stuck, of each kind that there is."""
    counts = [f"{STUCK[name]}: {words.number(each.of)}" for name, each in found.stuck.items() if each.of]
    return f"{'; '.join(counts)}. Yang terlama lebih dahulu." if counts else NONE_STUCK


def of_parts(found: Contents) -> str:
    """Of what the numbers of a kecamatan or kelurahan are."""
    told = f"Tiap {found.called} dengan semua unit di bawahnya."
    if found.chosen.over:
        told += f" Yang menunggu per {clock.date_text(found.chosen.today)}."
    return told


def cut_parts(found: Contents) -> str:
    """The same of the kecamatan or kelurahan."""
    if not found.more_parts:
        return ""
    return (
        f"Tabel ini memuat {MOST_KECAMATAN} {found.called} pertama menurut wilayah. "
        "Selengkapnya ada di Papan tiap unit."
    )


def cuts(found: Contents) -> Sequence[str]:
    """All of these."""
    told = [cut_parts(found), cut_units(found.units), cut_silent(found.silent)]
    told += [cut_stuck(name, each) for name, each in found.stuck.items()]
    return [each for each in told if each]
