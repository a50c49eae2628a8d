"""Why something is approved although a warning stands: one word of a few, kept with the decision."""

from evidence.core.errors import Invalid
from evidence.core.words import N_

REASONS = {
    "explained": N_("Penjelasan lurah cukup"),
    "seen_on_site": N_("Sudah dilihat di lokasi"),
    "does_not_apply": N_("Temuan tidak berlaku"),
}
CHOOSE = N_("Pilih alasan menyetujui meski ada peringatan.")


def checked(reason: str | None, *, warned: bool) -> str:
    """The code to keep, "" where nothing warns or nobody was asked (None). Invalid where it lacks or is none."""
    if reason and reason not in REASONS:
        raise Invalid("Pilih alasannya.", {"reason": N_("Pilihan itu tidak ada.")})
    if warned and reason == "":
        raise Invalid("Pilih alasannya.", {"reason": CHOOSE})
    return reason or "" if warned else ""
