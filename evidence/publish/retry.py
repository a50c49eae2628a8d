"""When a refused publication is tried again. Pure: what happened and how often in, a time or None out."""

from datetime import datetime, timedelta

FIRST = 5.0
LONGEST = 3600.0
# Ten tries over about six hours; then it is a person's turn.
MOST = 10


def next_try(*, now: datetime, refusals: int, permanent: bool, retry_after: float | None) -> datetime | None:
    """When to try again after the ``refusals``-th refusal in a row, or None when trying is no use.

    ``retry_after`` is the network's own word in seconds and is never undercut.
    """
    if permanent or refusals >= MOST:
        return None
    wait = min(FIRST * 2.0 ** (refusals - 1), LONGEST)
    return now + timedelta(seconds=max(wait, retry_after or 0.0))


# Seconds after which a lost answer is looked for again; the last look leaves it to a person.
LOOKS = (10.0, 30.0, 120.0, 600.0, 3600.0)


def next_look(*, now: datetime, looks: int) -> datetime | None:
    """When to look again after ``looks`` looks, or None after the last."""
    return now + timedelta(seconds=LOOKS[looks]) if looks < len(LOOKS) else None
