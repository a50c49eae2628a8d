"""Hours of the day in WIB: when nobody is woken, and when a digest comes. Pure."""

import re
from datetime import datetime, time, timedelta

from evidence.core.clock import WIB

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")


def read_time(text: str) -> time:
    """``07.30``, or with a colon. Raises ValueError."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no time of day: {text!r}")
    return time(int(found[1]), int(found[2]))


def written(value: time) -> str:
    """``07.30``."""
    return f"{value:%H.%M}"


def read_span(text: str) -> tuple[time, time]:
    """``20.00-06.00``. Raises ValueError."""
    begin, _dash, end = text.partition("-")
    return read_time(begin), read_time(end)


def quiet_until(now: datetime, begin: time, end: time) -> datetime | None:
    """When the quiet hours end in which ``now`` lies, or None outside them; the same hour twice means never."""
    here = now.astimezone(WIB)
    moment = here.time().replace(tzinfo=None)
    over_night = begin > end
    inside = (moment >= begin or moment < end) if over_night else begin <= moment < end
    if not inside:
        return None
    day = here.date() + timedelta(days=1) if over_night and moment >= begin else here.date()
    return datetime.combine(day, end, WIB).astimezone(now.tzinfo)
