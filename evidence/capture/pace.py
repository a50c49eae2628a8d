"""How many photos one person may send within a time, by API and form together. The count lives in this process."""

from flask import current_app
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from evidence.core.errors import TooMany
from evidence.units.access import Actor
from evidence.units.current import house


def keep_pace(by: Actor) -> None:
    """Count one photo of this person; raises TooMany when it is one too many."""
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(house().settings.upload_rate)
    if not limiter.hit(rate, "upload", str(by.id)):
        raise TooMany(
            "Terlalu banyak foto dalam satu menit. Foto tetap di HP dan dikirim lagi nanti.",
            retry_after=rate.get_expiry(),
        )
