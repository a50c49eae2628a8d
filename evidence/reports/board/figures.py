"""The numbers of the board: what each one counts, and the name under which its list stands."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence.core.words import N_


class Kind(enum.StrEnum):
    """What a list is of."""

    ACTIVITY = "activity"
    WAITING = "waiting"
    SUBMITTED = "submitted"
    DECISION = "decision"
    OUT = "out"
    SENT = "sent"
    STUCK = "stuck"
    FINDING = "finding"
    SAMPLE = "sample"
    ACCOUNT = "account"


# Days after which a before has waited for long.
LONG = 14
SILENT = "diam"
LONG_WAITING = "menunggu-lama"


@dataclass(frozen=True)
class Figure:
    """One number: the measures that are added up, and of which days.

    ``dated`` is a number of a period; the others are as things stand now.
    """

    kind: Kind
    measures: tuple[str, ...]
    title: str
    dated: bool = True
    # Only for whoever works for the whole city.
    city: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The states, verdicts, levels or outcomes behind the measures."""
        return tuple(each.partition(".")[2] for each in self.measures)


FIGURES: Mapping[str, Figure] = {
    "perlu-dicek": Figure(Kind.STUCK, ("publication.unconfirmed",), N_("Perlu dicek"), dated=False),
    "gagal": Figure(Kind.STUCK, ("publication.failed",), N_("Gagal terbit atau gagal ditarik"), dated=False),
    "sambungan": Figure(
        Kind.ACCOUNT, ("account.ending",), N_("Sambungan habis atau segera habis"), dated=False
    ),
    "menunggu-sesudah": Figure(Kind.WAITING, ("activity.waiting",), N_("Menunggu foto sesudah"), dated=False),
    LONG_WAITING: Figure(
        Kind.WAITING, ("activity.waiting",), N_("Menunggu foto sesudah lebih dari 14 hari"), dated=False
    ),
    "menunggu-persetujuan": Figure(
        Kind.SUBMITTED, ("post.submitted",), N_("Menunggu persetujuan"), dated=False
    ),
    "dimulai": Figure(
        Kind.ACTIVITY,
        ("activity.open", "activity.unfinished", "activity.complete", "activity.archived"),
        N_("Kegiatan yang dimulai"),
    ),
    "berjalan": Figure(Kind.ACTIVITY, ("activity.open",), N_("Kegiatan yang masih menunggu foto")),
    "belum-selesai": Figure(Kind.ACTIVITY, ("activity.unfinished",), N_("Kegiatan yang belum selesai")),
    "lengkap": Figure(Kind.ACTIVITY, ("activity.complete",), N_("Kegiatan yang lengkap")),
    "diarsipkan": Figure(Kind.ACTIVITY, ("activity.archived",), N_("Kegiatan yang diarsipkan")),
    "disetujui": Figure(Kind.DECISION, ("decision.approve",), N_("Unggahan yang disetujui")),
    "diminta-perbaikan": Figure(
        Kind.DECISION, ("decision.request_changes",), N_("Unggahan yang diminta diperbaiki")
    ),
    "ditolak": Figure(Kind.DECISION, ("decision.reject",), N_("Unggahan yang ditolak")),
    "terbit": Figure(Kind.OUT, ("publication.published",), N_("Unggahan yang terbit")),
    "dikirim": Figure(Kind.SENT, ("publication.sent",), N_("Unggahan yang dikirim Bukti")),
    "peringatan": Figure(Kind.FINDING, ("finding.warning",), N_("Temuan yang perlu dilihat")),
    "catatan": Figure(Kind.FINDING, ("finding.note",), N_("Temuan berupa catatan")),
    "uji-petik-menunggu": Figure(
        Kind.SAMPLE, ("sample.waiting",), N_("Uji petik yang belum dilihat"), dated=False, city=True
    ),
    "uji-petik-sesuai": Figure(Kind.SAMPLE, ("sample.fits",), N_("Uji petik yang sesuai"), city=True),
    "uji-petik-tidak-sesuai": Figure(
        Kind.SAMPLE, ("sample.does_not_fit",), N_("Uji petik yang tidak sesuai"), city=True
    ),
    "uji-petik-tidak-dinilai": Figure(
        Kind.SAMPLE, ("sample.cannot_tell",), N_("Uji petik yang tidak dapat dinilai"), city=True
    ),
}


def measures_of(names: Iterable[str]) -> Sequence[str]:
    """The measures that those figures add up."""
    return sorted({measure for name in names for measure in FIGURES[name].measures})
