"""How long things took, kept in classes so narrow that the middle of many is told within 3 percent. Pure."""

from collections.abc import Mapping
from datetime import timedelta

# As `bucket_of` in migration 0032: class b holds what took longer than STEP^(b-1) and at most STEP^b seconds.
STEP = 1.05


def median(classes: Mapping[int, int]) -> timedelta | None:
    """About how long the middle one took, given how many fell into each class; None where there is none."""
    middle = (sum(classes.values()) + 1) // 2
    for each in sorted(classes):
        middle -= classes[each]
        if middle <= 0 and classes[each] > 0:
            return timedelta(seconds=STEP ** (each - 0.5) if each else 1)
    return None
