"""What `evidence verify` answers: what was looked at, and what is not as it was."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence.core.canonical import moment

# Of one kind so many are told in full; all are counted.
MOST_TOLD = 100

# As the other commands, in Indonesian; programs read the codes.
TEXTS = {
    "event_changed": "Kejadian %(ident)s (segel %(number)s) bukan lagi yang disegel, atau segelnya diubah.",
    "event_missing": "Kejadian %(ident)s (segel %(number)s) sudah disegel tetapi tidak ada lagi.",
    "event_clock": "Kejadian %(ident)s bertanggal %(at)s, sebelum kejadian di depannya: jam diputar.",
    "event_ahead": "Kejadian %(ident)s bertanggal %(at)s, sesudah saat disegel: jam diputar.",
    "event_late": "Kejadian %(ident)s bertanggal %(at)s, tetapi baru ada sesudah segel yang lebih muda.",
    "seal_missing": "Segel %(ident)s tidak ada.",
    "seal_clock": "Segel %(ident)s bertanggal sebelum segel di depannya, atau di masa depan: jam diputar.",
    "seal_unsigned": "Segel terakhir, %(ident)s, tidak ditandatangani.",
    "signature_wrong": "Tanda tangan segel %(ident)s tidak benar.",
    "key_unknown": "Segel %(ident)s ditandatangani kunci %(key)s, yang tidak dikenal.",
    "key_older": "Segel %(ident)s ditandatangani kunci %(key)s, yang saat itu sudah diganti.",
    "unsealed": "%(count)s kejadian belum disegel; yang tertua sejak %(at)s. Periksa penyegel.",
    "head_unreadable": "%(ident)s bukan salinan kepala segel.",
    "head_signature": "%(ident)s tidak ditandatangani kunci yang dikenal.",
    "head_beyond": "%(ident)s menyebut segel %(number)s, tetapi rantai berakhir di %(last)s: ujungnya hilang.",
    "head_other": "%(ident)s menyebut segel %(number)s yang lain dari rantai ini: rantai ditulis ulang.",
    "head_missing": "Salinan kepala segel tanggal %(ident)s tidak ada di %(where)s.",
    "photo_missing": "Foto %(ident)s pernah diterima, tetapi catatannya tidak ada lagi.",
    "photo_changed": "Catatan foto %(ident)s berubah: %(what)s.",
    "version_missing": "Unggahan versi %(number)s dari kegiatan %(ident)s pernah diajukan, tetapi tidak ada lagi.",
    "version_changed": "Unggahan %(ident)s berubah sesudah dibekukan: %(what)s.",
    "decision_missing": "Putusan %(ident)s pernah dibuat, tetapi tidak ada lagi.",
    "decision_changed": "Putusan %(ident)s berubah: %(what)s.",
    "publication_changed": "Penerbitan %(ident)s berubah: %(what)s.",
    "rendition_changed": "Catatan gambar %(ident)s berubah sesudah dibuat.",
    "redaction_unproven": "Foto %(ident)s disebut dihapus atas permintaan, tanpa kejadian yang disegel.",
    "redaction_changed": "Berita acara penghapusan foto %(ident)s berubah atau tidak ada.",
    "redaction_left": "Foto %(ident)s dihapus atas permintaan, tetapi berkas %(key)s masih ada.",
    "object_missing": "Berkas %(ident)s tidak ada di penyimpanan.",
    "object_changed": "Isi berkas %(ident)s bukan lagi yang disimpan.",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was: a code of `TEXTS`, which thing, and what its sentence names beside it."""

    code: str
    ident: str
    told: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, in Indonesian."""
        return TEXTS[self.code] % {"ident": self.ident, **self.told}

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"code": self.code, "ident": self.ident, **self.told, "text": self.text}


@dataclass
class Report:
    """What was looked at so far, how often, and what was found. ``complete`` says that nothing was left out."""

    checked: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    unsealed: int = 0
    unsealed_since: datetime | None = None

    def found(self, problems: Iterable[Problem]) -> None:
        """Add what a check found."""
        for each in problems:
            self.counts[each.code] += 1
            if self.counts[each.code] <= MOST_TOLD:
                self.problems.append(each)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.counts

    def age(self, now: datetime) -> float:
        """How old the oldest act without a seal is, in seconds; 0 where there is none."""
        return max(0.0, (now - self.unsealed_since).total_seconds()) if self.unsealed_since else 0.0

    def plain(self, now: datetime) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "at": moment(now),
            "ok": self.ok,
            "complete": self.complete,
            "checked": dict(self.checked),
            "unsealed": {
                "count": self.unsealed,
                "oldest_at": moment(self.unsealed_since) if self.unsealed_since else None,
                "age_s": round(self.age(now), 1),
            },
            "counts": dict(self.counts),
            "problems": [each.plain() for each in self.problems],
        }

    def lines(self, now: datetime) -> Iterator[str]:
        """As a person reads it."""
        for each in self.problems:
            yield each.text
        for code, count in self.counts.items():
            if count > MOST_TOLD:
                yield f"... dan {count - MOST_TOLD} lagi seperti itu ({code})."
        looked = self.checked
        yield (
            f"{looked['events']} kejadian, {looked['seals']} segel, {looked['heads']} salinan kepala, "
            f"{looked['photos']} foto, {looked['versions']} versi, {looked['decisions']} putusan, "
            f"{looked['objects']} berkas ({looked['bytes'] / 1e6:.1f} MB)."
        )
        if looked["redacted"]:
            yield f"{looked['redacted']} foto dihapus atas permintaan, dengan berita acara."
        if self.unsealed:
            yield f"Belum disegel: {self.unsealed}; yang tertua {self.age(now):.0f} detik."
        if not self.complete:
            yield "Tidak semua berkas dibaca, sesuai pilihan."
        yield (
            "Tidak ada yang berubah atau hilang."
            if self.ok
            else f"{self.counts.total()} hal tidak seperti semula."
        )
