"""How much one person may send or have drawn within a time, by API and form together. Counted in this process."""

from flask import current_app
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from evidence.core.errors import TooMany
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
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(told)
    if not limiter.hit(rate, kind, str(by.id)):
        raise TooMany(words, retry_after=rate.get_expiry())
