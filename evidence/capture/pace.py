"""How much one person may send within a time, by API and form together. The count lives in this process."""

from flask import current_app
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from evidence.core.errors import TooMany
from evidence.units.access import Actor
from evidence.units.current import house


def keep_pace(by: Actor) -> None:
    """Count one photo of this person; raises TooMany when it is one too many."""
    _count(by, "upload", house().settings.upload_rate)


def keep_pace_of_parts(by: Actor) -> None:
    """Count one part of an original, of which a single file may have hundreds; raises TooMany."""
    _count(by, "part", house().settings.part_rate)


def _count(by: Actor, kind: str, told: str) -> None:
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(told)
    if not limiter.hit(rate, kind, str(by.id)):
        raise TooMany(
            "Terlalu banyak foto dalam satu menit. Foto tetap di HP dan dikirim lagi nanti.",
            retry_after=rate.get_expiry(),
        )
