"""What a person answers about privacy before a post is sent, and for which picture it holds. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from evidence.adapters.imaging import Recipe
from evidence.core.canonical import digest
from evidence.core.errors import Invalid
from evidence.core.words import N_, Words

# Codes are never deleted, since versions keep them.
QUESTIONS: Mapping[str, Words] = {
    "faces": N_("Wajah orang yang dapat dikenali, terutama anak"),
    "plates": N_("Pelat nomor kendaraan"),
    "homes": N_("Rumah atau halaman warga, bagian dalam rumah"),
    "papers": N_("Dokumen, nama, NIK, atau nomor telepon"),
    "needy": N_("Orang sakit, penerima bantuan, atau daftar penerima"),
}
NONE, COVERED, AGREED = "none", "covered", "agreed"
ANSWERS: Mapping[str, Words] = {
    NONE: N_("Tidak ada"),
    COVERED: N_("Sudah disamarkan"),
    AGREED: N_("Ada, dengan persetujuan"),
}
UNANSWERED = N_("Pilih jawabannya dahulu.")
NOT_COVERED = N_("Belum ada bagian foto yang disamarkan. Samarkan dahulu, atau pilih jawaban lain.")
NO_CONSENT = N_(
    "Belum ada persetujuan yang tercatat dan masih berlaku. Catat dahulu, samarkan, atau pilih jawaban lain."
)
# Before the name of each question in a refusal.
PREFIX = "privacy."


@dataclass(frozen=True)
class Answered:
    """The answers by question, for the picture of that `picture_mark`; ``covers`` places were hidden in it.

    ``consents`` are the numbers of those that stood then. ``by`` is a name, ``at`` a moment in ISO form.
    """

    answers: Mapping[str, str]
    picture: str
    covers: int
    consents: tuple[str, ...]
    by: str
    at: str

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "answers": dict(self.answers), "consents": list(self.consents)}


def answered(
    told: Mapping[str, Any], recipe: Recipe, consents: tuple[str, ...], by: str, now: datetime
) -> Answered:
    """The answers ``told``, to be frozen. Raises Invalid, beside each question that needs something else.

    ``consents`` are the numbers of the consents that are recorded for the work and still hold.
    """
    wrong, covers = {}, hidden_in(recipe)
    for name in QUESTIONS:
        answer = told.get(name)
        if not isinstance(answer, str) or answer not in ANSWERS:
            wrong[PREFIX + name] = UNANSWERED
        elif answer == COVERED and not covers:
            wrong[PREFIX + name] = NOT_COVERED
        elif answer == AGREED and not consents:
            wrong[PREFIX + name] = NO_CONSENT
    if wrong:
        raise Invalid("Jawab dahulu pertanyaan tentang privasi.", wrong)
    kept = {name: told[name] for name in QUESTIONS}
    return Answered(kept, picture_mark(recipe), covers, consents, by, now.isoformat())


def hidden_in(recipe: Recipe) -> int:
    """How many places are hidden on the picture."""
    return sum(map(len, recipe.covers))


def picture_mark(recipe: Recipe) -> str:
    """A hash of what can be seen of the photos: another photo, cut or cover asks again, another title does not."""
    plain = recipe.plain()
    return digest(
        {
            name: plain.get(name)
            for name in ("photos", "frames", "whole", "format", "layout", "aligned", "covers")
        }
    )


def still_held(kept: Mapping[str, Any] | None, recipe: Recipe) -> dict[str, str]:
    """The answers that were given for this picture, by question; none where they were given for another."""
    if not kept or kept.get("picture") != picture_mark(recipe):
        return {}
    return dict(kept["answers"])
