"""When a refused publication is tried again. Pure: what happened and how often in, a time or None out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from evidence.core.clock import WIB

FIRST = 5.0
LONGEST = 3600.0
# Tries before it is a person's turn: through a network's outage of more than a day, and far fewer where it is this post
# that the network stumbles over.
MOST = 36
MOST_ANEW = 8
# What should not be seen is told to a person within the hour.
MOST_WITHDRAWALS = 10
# Seconds after which a lost answer is looked for again; the last look leaves it to a person.
LOOKS = (10.0, 30.0, 120.0, 600.0, 3600.0)


# The same for what lies in an app's inbox until its owner finishes it, which may take days.
INBOX_LOOKS = (30.0, 120.0, 600.0, 3600.0, 21_600.0, 86_400.0, 172_800.0)


def after(now: datetime, seconds: float, pace: float = 1.0) -> datetime:
    """``seconds`` later; ``pace`` is how many times faster than life time runs, for tests that have no hours."""
    return now + timedelta(seconds=seconds / pace)


def wait(refusals: int) -> float:
    """Seconds to wait after the ``refusals``-th refusal in a row."""
    return min(FIRST * 2.0 ** (refusals - 1), LONGEST)


def next_try(
    *,
    now: datetime,
    refusals: int,
    permanent: bool,
    retry_after: float | None,
    pace: float = 1.0,
    most: int = MOST,
) -> datetime | None:
    """When to try again after the ``refusals``-th refusal of at most ``most`` in a row, None when trying is no use.

    ``retry_after`` is the network's own word in seconds and is never undercut.
    """
    if permanent or refusals >= most:
        return None
    return after(now, max(wait(refusals), retry_after or 0.0), pace)


def next_look(
    *, now: datetime, looks: int, pace: float = 1.0, plan: Sequence[float] = LOOKS
) -> datetime | None:
    """When to look again after ``looks`` looks by that ``plan``, or None after the last."""
    return after(now, plan[looks], pace) if looks < len(plan) else None


def next_morning(now: datetime) -> datetime:
    """Seven o'clock of the next day in WIB: early enough to act, late enough to be seen."""
    return (now.astimezone(WIB) + timedelta(days=1)).replace(hour=7, minute=0, second=0, microsecond=0)
