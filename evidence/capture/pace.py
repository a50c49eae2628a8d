"""How much one person may send or have drawn within a time, by API and form together. Counted in this process."""

from evidence.core import web
from evidence.core.words import N_
from evidence.units.access import Actor
from evidence.units.current import house

FULL = N_("Terlalu banyak foto dalam satu menit. Foto tetap di HP dan dikirim lagi nanti.")
TRIES = "60/minute"


def keep_pace(by: Actor) -> None:
    """Count one photo of this person; raises TooMany when it is one too many."""
    _count(by, "upload", house().settings.upload_rate, FULL)


def keep_pace_of_parts(by: Actor) -> None:
    """Count one part of an original, of which a single file may have hundreds; raises TooMany."""
    _count(by, "part", house().settings.part_rate, FULL)


def keep_pace_of_tries(by: Actor) -> None:
    """Count one picture that is only looked at and not kept; raises TooMany."""
    _count(
        by, "try", TRIES, N_("Terlalu banyak percobaan dalam satu menit. Tunggu sebentar, lalu coba lagi.")
    )


def _count(by: Actor, kind: str, told: str, words: str) -> None:
    web.keep_pace(told, kind, of=str(by.id), words=words)
