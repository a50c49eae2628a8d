"""When a unit's posts go out: its weekly slots, the next free one, and what is too late to send unasked. Pure.

Moments are aware; days and times of day are those of WIB.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from evidence.core.clock import WIB

DAY = 24 * 60
# How far ahead a free slot is looked for; whoever has filled that much picks a time.
WEEKS = 8
MOST_A_DAY = 8
# Hours after its time in which a post is still sent without asking anybody, and between what a unit may choose.
LATE_AFTER, SHORTEST, LONGEST = 24, 1, 168
TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


@dataclass(frozen=True, order=True)
class Slot:
    """A time in every week: ``weekday`` from 0 for Monday, ``minute`` of the day in WIB."""

    weekday: int
    minute: int

    @property
    def text(self) -> str:
        """``07.30``."""
        return f"{self.minute // 60:02}.{self.minute % 60:02}"

    @property
    def stored(self) -> str:
        """``0 07.30``, as it is kept."""
        return f"{self.weekday} {self.text}"


def read_stored(stored: Iterable[str]) -> list[Slot]:
    """Slots as they are kept."""
    return [slot for each in stored for slot in read_times(int(each[0]), each[1:])]


def read_times(weekday: int, text: str) -> list[Slot]:
    """The slots of one day, written as ``07.30, 16.00``; ValueError for what is no time, or for too many."""
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    found = [TIME.fullmatch(part) for part in parts]
    slots = {Slot(weekday, int(each[1]) * 60 + int(each[2])) for each in found if each}
    if None in found or len(slots) > MOST_A_DAY:
        raise ValueError(text)
    return sorted(slots)


def times_of(slots: Iterable[Slot], weekday: int) -> str:
    """The slots of one day as `read_times` reads them."""
    return ", ".join(each.text for each in sorted(slots) if each.weekday == weekday)


def next_free(slots: Sequence[Slot], after: datetime, taken: Collection[datetime] = ()) -> datetime | None:
    """The first slot later than ``after`` at which nothing is planned, or None where there is none."""
    here = after.astimezone(WIB)
    midnight = datetime.combine(here.date(), time(), WIB)
    for days in range(WEEKS * 7 + 1):
        day = midnight + timedelta(days=days)
        for slot in sorted(slots):
            moment = day + timedelta(minutes=slot.minute)
            if slot.weekday == day.weekday() and moment > after and moment not in taken:
                return moment
    return None


def too_late(planned_at: datetime, now: datetime, hours: int) -> bool:
    """Whether what was planned for then is no longer sent without asking."""
    return now - planned_at > timedelta(hours=hours)
