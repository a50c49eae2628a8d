"""What coverage calls its measures, verdicts and steps: message ids, said in the reader's language at the edge."""

from evidence.accounts.registry.models import Presence, Source
from evidence.core.words import N_
from evidence.reports.coverage.measures import Answer, Measure, Step, Verdict

# What units of a kind are called within a sentence; without one, all that are offices.
CALLED = {
    "": N_("unit"),
    "kota": N_("kota"),
    "opd": N_("OPD"),
    "kecamatan": N_("kecamatan"),
    "kelurahan": N_("kelurahan"),
    "rw": N_("RW"),
    "rt": N_("RT"),
}
MEASURES = {
    Measure.ACCOUNT: N_("Punya akun"),
    Measure.OFFICIAL: N_("Dinyatakan resmi"),
    Measure.CONTACT: N_("Kontak tercantum"),
    Measure.FRESH: N_("Segar"),
}
SENTENCES = {
    Measure.ACCOUNT: N_("%(yes)s dari %(of)s %(kind)s punya akun (%(percent)s%%)"),
    Measure.OFFICIAL: N_("%(yes)s dari %(of)s %(kind)s dinyatakan resmi (%(percent)s%%)"),
    Measure.CONTACT: N_("%(yes)s dari %(of)s %(kind)s mencantumkan kontak (%(percent)s%%)"),
    Measure.FRESH: N_("%(yes)s dari %(of)s %(kind)s segar (%(percent)s%%)"),
}
VERDICTS = {
    Verdict.YES: N_("Ya"),
    Verdict.NO: N_("Tidak"),
    Verdict.NONE: N_("Tidak ada"),
    Verdict.GONE: N_("Tidak ditemukan lagi"),
    Verdict.UNSEEN: N_("Tidak terlihat"),
    Verdict.UNCHECKED: N_("Belum diperiksa"),
    Verdict.UNRULED: N_("Tidak dinilai"),
}
# Kind of chip and icon; no two of them share either, but for the two of which nobody knows.
LOOKS = {
    Verdict.YES: ("ok", "check"),
    Verdict.NO: ("warn", "x"),
    Verdict.NONE: ("", "minus"),
    Verdict.GONE: ("danger", "link-2-off"),
    Verdict.UNSEEN: ("unknown", "circle-help"),
    Verdict.UNCHECKED: ("unknown", "circle-dashed"),
    Verdict.UNRULED: ("", "info"),
}
# What a list is of that a number opened, after the measure's name.
ANSWERS = {
    Answer.YES: N_("ya"),
    Answer.NO: N_("tidak"),
    Answer.NONE: N_("tidak ada akun"),
    Answer.GONE: N_("tidak ditemukan lagi"),
    Answer.UNSEEN: N_("tidak terlihat"),
    Answer.UNCHECKED: N_("belum diperiksa"),
    Answer.UNKNOWN: N_("belum diketahui"),
    Answer.SHORT: N_("belum atau belum diketahui"),
    Answer.KNOWN: N_("diketahui"),
    Answer.MEASURED: N_("dinilai"),
}
STEPS = {
    Step.CHECK: N_("Belum diperiksa"),
    Step.AGAIN: N_("Perlu dilihat lagi"),
    Step.OPEN: N_("Tidak ada akun"),
    Step.FIND: N_("Akun tidak ditemukan lagi"),
    Step.DECLARE: N_("Belum dinyatakan resmi"),
    Step.CONTACT: N_("Kontak belum tercantum"),
    Step.POST: N_("Lama diam"),
    Step.CLOSER: N_("Belum lengkap diperiksa"),
    Step.DONE: N_("Lengkap"),
    Step.EXCUSED: N_("Tidak dihitung"),
}
NEXT = {
    Step.CHECK: N_("Periksa apakah unit ini punya akun."),
    Step.AGAIN: N_("Lihat lagi; pengamatan terakhir sudah lama."),
    Step.OPEN: N_("Buat akun unit, lalu daftarkan."),
    Step.FIND: N_("Tanyakan kepada unit ke mana akunnya, lalu catat."),
    Step.DECLARE: N_("Tulis di profil bahwa akun ini resmi, dengan nama unit dan kotanya."),
    Step.CONTACT: N_("Cantumkan nomor kontak unit di profil."),
    Step.POST: N_("Hubungi unit: apa yang menghalangi unggahan?"),
    Step.CLOSER: N_("Lengkapi pengamatan: ada yang belum diperiksa atau tidak terlihat."),
    Step.DONE: N_("Tidak ada yang kurang."),
    Step.EXCUSED: N_("Tidak dihitung selama keadaan ini."),
}
# Where an account is registered that nobody looked at yet.
LOOK_AT_CLAIMED = N_("Periksa profil akun yang terdaftar: ada, dinyatakan resmi, kontak tercantum.")
SOURCES = {
    Source.PERSON: N_("petugas"),
    Source.API: N_("jejaring sendiri"),
    Source.PRESS: N_("pemberitaan"),
}
PRESENCES = {
    Presence.PRESENT: N_("Ada"),
    Presence.ABSENT: N_("Tidak ada"),
    Presence.GONE: N_("Tidak ditemukan lagi"),
}
