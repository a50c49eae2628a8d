"""What is measured of a unit, what each measure says, and what to do next: pure, without database or web.

A unit is reduced to a few facts first (`Facts`), of which there are so few kinds that a database may count them; what
they mean is said here alone.
"""

import enum
from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass
from itertools import product


class Measure(enum.StrEnum):
    """A question that is asked of every unit."""

    ACCOUNT = "account"
    OFFICIAL = "official"
    CONTACT = "contact"
    FRESH = "fresh"


class Verdict(enum.StrEnum):
    """What is known. No account, or one that vanished, is no "no", and none of these is nobody having looked."""

    YES = "yes"
    NO = "no"
    NONE = "none"
    GONE = "gone"
    UNSEEN = "unseen"
    UNCHECKED = "unchecked"
    UNRULED = "unruled"


class Step(enum.StrEnum):
    """The one thing to do next for a unit, in the order in which they make sense."""

    CHECK = "check"
    AGAIN = "again"
    OPEN = "open"
    FIND = "find"
    DECLARE = "declare"
    CONTACT = "contact"
    POST = "post"
    CLOSER = "closer"
    DONE = "done"
    EXCUSED = "excused"


class Answer(enum.StrEnum):
    """What a list may be asked for of a measure: one verdict, or several that a page counts together."""

    YES = "ya"
    NO = "tidak"
    NONE = "tidak-ada"
    GONE = "hilang"
    UNSEEN = "tidak-terlihat"
    UNCHECKED = "belum-diperiksa"
    UNKNOWN = "belum-diketahui"
    SHORT = "kurang"
    KNOWN = "diketahui"
    MEASURED = "dinilai"


_WITHOUT = (Verdict.NO, Verdict.NONE, Verdict.GONE)
_UNKNOWN = (Verdict.UNSEEN, Verdict.UNCHECKED)
VERDICTS_OF: Mapping[Answer, Collection[Verdict]] = {
    Answer.YES: (Verdict.YES,),
    Answer.NO: (Verdict.NO,),
    Answer.NONE: (Verdict.NONE,),
    Answer.GONE: (Verdict.GONE,),
    Answer.UNSEEN: (Verdict.UNSEEN,),
    Answer.UNCHECKED: (Verdict.UNCHECKED,),
    Answer.UNKNOWN: _UNKNOWN,
    # Of whom it is not known to be so.
    Answer.SHORT: (*_WITHOUT, *_UNKNOWN),
    Answer.KNOWN: (Verdict.YES, *_WITHOUT),
    Answer.MEASURED: (Verdict.YES, *_WITHOUT, *_UNKNOWN),
}

PRESENCES = ("", "absent", "gone", "present")
ANSWERS = ("", "no", "unseen", "yes")
PACES = ("", "over", "recent")


@dataclass(frozen=True, slots=True)
class Facts:
    """A unit on one day, from its latest looks taken together; "" where nobody knows.

    ``pace`` is "recent" while the last known post lies within the unit's limit, and "over" only where a look that
    still counts saw that it did not. ``old`` is whether the last look no longer counts as recent. ``bound`` is whether
    the order gives this kind of unit a limit at all, ``excused`` whether something takes it out of the measure.
    """

    presence: str
    official: str = ""
    contact: str = ""
    pace: str = ""
    old: bool = False
    bound: bool = True
    excused: bool = False

    @property
    def key(self) -> str:
        """The same facts as one text, as the database writes them too."""
        return "/".join(str(int(each)) if isinstance(each, bool) else each for each in astuple(self))


def every_kind() -> Iterator[Facts]:
    """All the facts that there can be."""
    texts, flags = (PRESENCES, ANSWERS, ANSWERS, PACES), ((False, True),) * 3
    return (Facts(*told, *said) for told in product(*texts) for said in product(*flags))


def judge(facts: Facts) -> Mapping[Measure, Verdict]:
    """What each measure says of a unit."""
    return {
        Measure.ACCOUNT: _account(facts.presence),
        Measure.OFFICIAL: _answered(facts.presence, facts.official),
        Measure.CONTACT: _answered(facts.presence, facts.contact),
        Measure.FRESH: _fresh(facts),
    }


def _account(presence: str) -> Verdict:
    return Verdict.YES if presence == "present" else _without(presence)


def _answered(presence: str, answer: str) -> Verdict:
    if presence == "present":
        return Verdict(answer) if answer else Verdict.UNCHECKED
    return _without(presence)


def _without(presence: str) -> Verdict:
    # An account that vanished is another thing than none.
    return {"absent": Verdict.NONE, "gone": Verdict.GONE}.get(presence, Verdict.UNCHECKED)


def _fresh(facts: Facts) -> Verdict:
    if not facts.bound:
        return Verdict.UNRULED
    return _answered(facts.presence, {"recent": "yes", "over": "no"}.get(facts.pace, ""))


def step(facts: Facts) -> Step:
    """What to do next for a unit: first look, then what its people can mend."""
    if facts.excused:
        return Step.EXCUSED
    if facts.presence == "" or facts.old:
        return Step.AGAIN if facts.presence else Step.CHECK
    if facts.presence != "present":
        return Step.OPEN if facts.presence == "absent" else Step.FIND
    said = judge(facts)
    for measure, wanted in (
        (Measure.OFFICIAL, Step.DECLARE),
        (Measure.CONTACT, Step.CONTACT),
        (Measure.FRESH, Step.POST),
    ):
        if said[measure] is Verdict.NO:
            return wanted
    unknown = {Verdict.UNSEEN, Verdict.UNCHECKED}
    return Step.CLOSER if unknown & set(said.values()) else Step.DONE
