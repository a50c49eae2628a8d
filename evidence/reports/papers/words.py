"""What papers say. They are letters of an Indonesian office, so they are in Indonesian whoever reads the page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from evidence.capture.categories import Mode
from evidence.capture.models import ActivityState, Stage
from evidence.core import clock
from evidence.core.words import N_, Words
from evidence.publish.status import Status
from evidence.reports.papers.models import Kind, Paper

# Said on the page, in the reader's language.
KINDS: Mapping[Kind, Words] = {
    Kind.DOCUMENTATION: N_("Dokumentasi kegiatan"),
    Kind.ANNEX: N_("Lampiran LPJ"),
    Kind.COVERAGE: N_("Kepatuhan media sosial"),
    Kind.BOARD: N_("Pemantauan dokumentasi"),
}
REASONS: Mapping[str, Words] = {
    "missing": N_("1 foto tidak ada di penyimpanan."),
    "unreadable": N_("1 foto tidak terbaca."),
    "changed": N_("1 foto tidak sama dengan yang diterima."),
    "unseen": N_("Unit ini tidak lagi dalam wewenang Anda."),
    "empty": N_("Tidak ada kegiatan lagi pada periode ini."),
    "no_units": N_("Tidak ada unit lagi pada pilihan ini."),
    "too_many": N_("Kegiatannya bertambah sampai melewati batas. Persempit periodenya."),
    "layout": N_("Berkas tidak dapat disusun. Kabari admin kota."),
    "fault": N_("Laporan gagal dibuat karena kesalahan sistem. Buat ulang, atau kabari admin kota."),
    "erased": N_("Foto di dalamnya dihapus atas permintaan sejak laporan ini dibuat."),
    "covered": N_("Samaran foto di dalamnya berubah sejak laporan ini dibuat."),
}

TITLES: Mapping[Kind, str] = {
    Kind.DOCUMENTATION: "LAPORAN DOKUMENTASI KEGIATAN",
    Kind.ANNEX: "LAMPIRAN LAPORAN PERTANGGUNGJAWABAN: FOTO ASLI",
    Kind.COVERAGE: "LAPORAN KEPATUHAN MEDIA SOSIAL",
    Kind.BOARD: "LAPORAN PEMANTAUAN DOKUMENTASI KEGIATAN",
}
FILE_NAMES: Mapping[Kind, str] = {
    Kind.DOCUMENTATION: "laporan-dokumentasi",
    Kind.ANNEX: "lampiran-lpj",
    Kind.COVERAGE: "laporan-kepatuhan",
    Kind.BOARD: "laporan-pemantauan",
}
# What stands above a signature, so that nobody signs a page on which nothing else is said.
CLOSING = "Demikian laporan ini dibuat untuk digunakan sebagaimana mestinya."
ACKNOWLEDGED = "Mengetahui,"
TABLES: Mapping[Mode, str] = {
    Mode.BEFORE_AFTER: "Sebelum dan sesudah",
    Mode.PROGRESS: "Progres 0% – 50% – 100%",
    Mode.DOCUMENTATION: "Dokumentasi kegiatan",
}
CARA: Mapping[Mode, str] = {
    Mode.BEFORE_AFTER: "Sebelum-sesudah",
    Mode.PROGRESS: "0-50-100",
    Mode.DOCUMENTATION: "Dokumentasi",
}
STATES: Mapping[ActivityState, str] = {
    ActivityState.OPEN: "Menunggu sesudah",
    ActivityState.COMPLETE: "Lengkap",
    ActivityState.UNFINISHED: "Belum selesai",
    ActivityState.ARCHIVED: "Diarsipkan",
}
STATUSES: Mapping[Status, str] = {
    Status.DRAFT: "Draf",
    Status.SUBMITTED: "Menunggu persetujuan",
    Status.CHANGES_REQUESTED: "Perlu perbaikan",
    Status.REJECTED: "Ditolak",
    Status.SUPERSEDED: "Perlu perbaikan",
    Status.EXPIRED: "Lewat jadwal",
    Status.EVIDENCE_ONLY: "Disetujui, bukti saja",
    Status.CANCELLED: "Penerbitan dibatalkan",
    Status.SCHEDULED: "Terjadwal",
    Status.PUBLISHING: "Sedang diterbitkan",
    Status.BY_HAND: "Bagikan sendiri",
    Status.PUBLISHED: "Terbit",
    Status.PARTLY: "Terbit sebagian",
    Status.FAILED: "Gagal terbit",
    Status.UNCONFIRMED: "Perlu dicek",
    Status.WITHDRAWING: "Sedang ditarik",
    Status.WITHDRAWN: "Ditarik",
}
NO_POST = "Belum ada unggahan"
OUT = frozenset({Status.PUBLISHED, Status.PARTLY, Status.WITHDRAWING})
STAGES: Mapping[Stage, str] = {
    Stage.BEFORE: "Sebelum",
    Stage.PROGRESS: "Proses",
    Stage.AFTER: "Sesudah",
    Stage.PLAIN: "Foto",
}
NOT_THERE = "Belum ada"
ON_ITS_WAY = "Foto sedang dicek"
ERASED = "Foto dihapus atas permintaan"
COVERED = "sebagian disamarkan"
NO_DATE = "Tanggal tidak tercatat"
CLOCK_NOTE = "Tanggal di bawah foto menurut HP atau berkas fotonya."
# What an office hands in for a month without work.
NIHIL = "NIHIL"
COVER_NOTE = "Foto di laporan ini salinan kecil; bagian yang disamarkan tetap disamarkan."


def notes(day: str) -> Sequence[str]:
    """What is said beneath the tables of work that were made on that ``day``."""
    return COVER_NOTE, CLOCK_NOTE, f"Keadaan kegiatan dan unggahan per {day}."


def stage(of: Stage, percent: int | None) -> str:
    """``Sebelum``, ``Proses 50%``."""
    return f"{STAGES[of]} {percent}%" if percent is not None else STAGES[of]


def nothing(unit: str, first: date, last: date) -> str:
    """What a paper says that holds no work; only what was recorded can be known."""
    return f"Tidak ada kegiatan {unit} yang tercatat di Bukti pada periode {period(first, last)}."


def numeric(day: date) -> str:
    """``25/11/2026``, as tables write it."""
    return f"{day:%d/%m/%Y}"


def weekday(day: date) -> str:
    """``Rabu``."""
    return clock.DAYS[day.weekday()]


def period(first: date, last: date) -> str:
    """``1–30 November 2026``, saying no more than it must."""
    if first == last:
        return clock.date_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{clock.date_text(last)}"
    if first.year == last.year:
        return f"{first.day} {clock.MONTHS[first.month - 1]} – {clock.date_text(last)}"
    return f"{clock.date_text(first)} – {clock.date_text(last)}"


def made(by: str, at: datetime) -> str:
    """Who made it, and when."""
    return f"Dibuat oleh {by}, {clock.stamp(at)}"


def chosen(unit: str, first: date, last: date) -> str:
    """By what it was chosen."""
    return f"Saringan: {unit}, {period(first, last)}, semua kategori dan keadaan"


def file_name(paper: Paper) -> str:
    """``laporan-dokumentasi_kelurahan-mojo_2026-11-01_2026-11-30.pdf``."""
    days = [paper.first.isoformat(), paper.last.isoformat()]
    of_one_day = paper.kind is Kind.COVERAGE
    filters = paper.filters or {}
    narrowed = [slug(filters[name]) for name in ("network", "kind") if name in filters]
    parts = (FILE_NAMES[paper.kind], slug(paper.unit.title), *narrowed, *(days[:1] if of_one_day else days))
    return f"{'_'.join(parts)}.{paper.shape.value}"


def slug(text: str, most: int = 60) -> str:
    """The text in letters that every system takes in a file's name."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in text.lower())
    return "-".join(part for part in kept.split("-") if part)[:most].strip("-") or "tanpa-nama"


def whether(value: bool | None) -> str:
    """``Ya`` or ``Tidak``; "" where nobody asks."""
    return "" if value is None else "Ya" if value else "Tidak"


def number(value: int) -> str:
    """``1.204``."""
    return f"{value:,}".replace(",", ".")
