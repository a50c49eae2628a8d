"""What a paper about coverage holds, as plain values in the words of the page; nothing here asks a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evidence.reports.coverage.measures import Measure, Step
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.shares import Coverage
from evidence.reports.papers.listed import Listed

# Something is missing, or nobody knows.
MISSING = tuple(each for each in Step if each not in (Step.DONE, Step.EXCUSED))


@dataclass(frozen=True)
class Chosen:
    """What of: one unit with all below it, on a day, on one network or ("") all, units of one kind or ("") all."""

    unit: str
    path: str
    on: date
    network: str
    kind: str


@dataclass(frozen=True)
class Account:
    """What was last seen of a unit on one network; figures are noted and never used."""

    network: str
    handle: str
    presence: str
    seen_on: date
    seen_by: str
    source: str
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    first_post_on: date | None = None
    first_post_year: int | None = None
    last_post_on: date | None = None


@dataclass(frozen=True)
class Row:
    """One unit: ``known`` as `coverage.listing` has it, ``why`` it is not measured, from when until when."""

    code: str
    title: str
    kind: str
    above: str
    step: Step
    known: Mapping[str, Any]
    accounts: Sequence[Account]
    objected: bool
    why: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Kecamatan:
    """The shares of one kecamatan."""

    code: str
    title: str
    coverage: Coverage


@dataclass(frozen=True)
class Contents:
    """All of it. ``shares`` are as the page shows them, by measure; ``more_kecamatan`` is whether some are left out."""

    chosen: Chosen
    rule: Rule
    coverage: Coverage
    shares: Mapping[Measure, Mapping[str, Any]]
    kecamatan: Sequence[Kecamatan]
    more_kecamatan: bool
    missing: Listed[Row]
    excused: Listed[Row]
    complete: Listed[Row]
