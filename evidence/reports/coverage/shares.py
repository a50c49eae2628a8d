"""Many units together: how many of them, of how many, and how many nobody can tell: pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.reports.coverage.measures import VERDICTS_OF, Answer, Facts, Measure, Step, Verdict, judge, step


@dataclass(frozen=True)
class Share:
    """One measure over many units. Units that the order gives no limit are not among those measured."""

    counts: Mapping[Verdict, int]

    @property
    def yes(self) -> int:
        """Of how many it is known to be so."""
        return self.counts.get(Verdict.YES, 0)

    @property
    def no(self) -> int:
        """Of how many it is known not to be so; those without an account among them."""
        return sum(self.counts.get(each, 0) for each in (Verdict.NO, Verdict.NONE, Verdict.GONE))

    @property
    def unknown(self) -> int:
        """Of how many nobody can tell: not looked at, or not to be seen."""
        return self.counts.get(Verdict.UNSEEN, 0) + self.counts.get(Verdict.UNCHECKED, 0)

    @property
    def of(self) -> int:
        """How many are measured."""
        return self.yes + self.no + self.unknown

    def count(self, answer: Answer) -> int:
        """How many are on the list of that answer."""
        return sum(self.counts.get(each, 0) for each in VERDICTS_OF[answer])

    @property
    def percent(self) -> float | None:
        """How much of all that are measured, at least; None where none is."""
        return 100 * self.yes / self.of if self.of else None

    @property
    def percent_known(self) -> float | None:
        """How much of those of which it is known; None where it is of none."""
        known = self.yes + self.no
        return 100 * self.yes / known if known else None

    def short_of(self, target: float | None) -> int:
        """How many more it takes to reach ``target`` percent."""
        if target is None:
            return 0
        wanted = -(-self.of * target // 100)
        return max(0, int(wanted) - self.yes)


@dataclass(frozen=True)
class Coverage:
    """Many units on one day: a share for each measure, how many wait for which step, how many are taken out."""

    shares: Mapping[Measure, Share]
    steps: Mapping[Step, int]
    excused: int
    # Whose last look does not count as recent any more.
    old: int

    @property
    def recent(self) -> int:
        """How many were looked at within the days for which a look counts; those taken out are not among them."""
        return self.looked - self.old

    @property
    def looked(self) -> int:
        """At how many anybody had ever looked, likewise."""
        account = self.shares[Measure.ACCOUNT]
        return account.of - account.count(Answer.UNCHECKED)

    @property
    def units(self) -> int:
        """All of them, those taken out included."""
        return sum(self.steps.values())


def cover(counted: Iterable[tuple[Facts, int]]) -> Coverage:
    """The coverage of units of which so many have these facts."""
    verdicts: dict[Measure, Counter[Verdict]] = {measure: Counter() for measure in Measure}
    steps: Counter[Step] = Counter()
    old = 0
    for facts, count in counted:
        steps[step(facts)] += count
        if facts.excused:
            continue
        old += count if facts.old else 0
        for measure, verdict in judge(facts).items():
            verdicts[measure][verdict] += count
    shares = {measure: Share(found) for measure, found in verdicts.items()}
    return Coverage(shares, steps, steps[Step.EXCUSED], old)
