"""Times: photos in the wrong order, clocks that were reset, old files sent as new."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bench.labelled.phones import honest, with_after
from bench.labelled.scoring import Case, Score, scored, table
from evidence.capture.checks.base import Shot, Subject
from evidence.core.clock import WIB

TITLE = "Times"
CASES = 400
TEXT = """Positives: the after was taken 5 minutes to 60 days before the before; a clock stands at 1970, 2000 or
2012, or hours to years ahead; a phone's clock is 11 minutes to 40 days off; a file of 4 hours to 2 years
before is sent as just taken. Negatives: honest pairs. A picture that came by a messenger has no time, so
nobody can say in which order it was taken: those are *could not judge*. A date that a person typed has no
hour, so two of one day have no order."""


def _shifted(shot: Shot, by: timedelta) -> Shot:
    """The same photo, taken so much later by all that tells of it; it is received when it was."""
    told = {name: getattr(shot, name) for name in ("taken_at", "device_time", "written_at")}
    return replace(shot, **{name: at + by for name, at in told.items() if at is not None})


def backwards(random: Random, of: Subject) -> Subject:
    """The after was taken before the before."""
    before, after = of.shots
    first, second = before.at or before.received_at, after.at or after.received_at
    back = timedelta(minutes=5 + random.lognormvariate(5, 2.2))
    return with_after(of, _shifted(after, first - second - min(back, timedelta(days=60))))


def _moment(random: Random, of: Subject) -> Subject:
    after = of.shots[1]
    if random.random() < 0.5:
        reset = datetime(random.choice((1970, 2000, 2012)), 1, 1, tzinfo=WIB) + timedelta(
            days=random.uniform(0, 200)
        )
        by = reset - (after.at or after.received_at)
    else:
        by = after.received_at - (after.at or after.received_at) + timedelta(hours=random.uniform(1, 9000))
    return with_after(of, _shifted(after, by))


def _clock(random: Random, of: Subject) -> Subject:
    off = random.uniform(660, 40 * 86_400) * random.choice((-1, 1))
    return with_after(of, replace(of.shots[1], clock_offset_s=off, clock_unknown=False))


def _file(random: Random, of: Subject) -> Subject:
    after = of.shots[1]
    at = after.device_time or after.received_at
    age = timedelta(hours=random.uniform(4, 17_500))
    return with_after(of, replace(after, device_time=at, written_at=at - age))


def cases(
    name: str, change: Callable[[Random, Subject], Subject], after: str = "", count: int = CASES
) -> Iterator[Case]:
    """As many positives as negatives."""
    chosen = {"after": after} if after else {}
    for number in range(count):
        random = Random(f"{name} {number}")
        yield Case(change(random, honest(100_000 + number, **chosen)), guilty=True)
        yield Case(honest(number, **chosen), guilty=False)


def scores() -> list[Score]:
    """Of each check of this family."""
    return [
        scored("times.order", cases("order", backwards)),
        scored("times.moment", _dated("moment", _moment)),
        scored("times.clock", _known("clock", _clock)),
        scored("times.file", cases("file", _file, "native")),
    ]


def _dated(name: str, change: Callable[[Random, Subject], Subject]) -> Iterator[Case]:
    """Those that tell a moment at all: that one is missing the check says of each, and rightly."""
    for case in cases(name, change, "camera"):
        if all(shot.at is not None for shot in case.subject.shots):
            yield case


def _known(name: str, change: Callable[[Random, Subject], Subject]) -> Iterator[Case]:
    """Those whose clock was compared: that one never was the check says, and rightly."""
    for case in cases(name, change, "camera"):
        if case.guilty or not any(shot.clock_unknown for shot in case.subject.shots):
            yield case


def section() -> str:
    """What stands in docs/checks.md."""
    return f"{TEXT}\n\n{table(scores())}"
