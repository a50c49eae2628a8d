"""A paper's figures, by the same questions to the database as the board asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.showing import place_name
from evidence.accounts.registry.standing import Slot
from evidence.core import clock
from evidence.reports.board import lists, queries, silent, words
from evidence.reports.board.beside import Beside, beside
from evidence.reports.board.board import board, requests
from evidence.reports.board.figures import FIGURES, Kind
from evidence.reports.board.rows import rows_told
from evidence.reports.board.scope import Scope, office
from evidence.reports.board.silent import Silence
from evidence.reports.coverage import noted, saying
from evidence.reports.coverage import queries as coverage
from evidence.reports.coverage import words as said
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.listing import above, account, excuse
from evidence.reports.coverage.measures import Facts, Measure, judge
from evidence.reports.papers.board import phrasing
from evidence.reports.papers.board.contents import (
    BESIDE,
    OWN,
    STUCK,
    Chosen,
    Contents,
    Excuse,
    Part,
    Row,
    Still,
    Stuck,
)
from evidence.reports.papers.listed import MOST_KECAMATAN, Listed
from evidence.reports.papers.making import Cancelled, Tell
from evidence.reports.silence import KINDS, PUBLISHED, numbers_then
from evidence.units.access import Actor
from evidence.units.models import Unit

AT_ONCE = 200
# Where the longest waiting lie is found anew for each page, so there had better be few.
STUCK_AT_ONCE = 2_000
T = TypeVar("T")


def scope_of(scope: Scope) -> Select[Any]:
    """The units of whom a board tells: all at or below its own that are offices."""
    here = Unit.path.startswith(scope.unit.path, autoescape=True)
    return select(Unit).where(here, Unit.kind.in_(coverage.OFFICES))


def count(session: Session, scope: Scope) -> int:
    """How many those are."""
    return session.scalar(select(func.count()).select_from(scope_of(scope).subquery())) or 0


def chosen_of(scope: Scope, by: Actor) -> Chosen:
    """What of."""
    unit = scope.unit
    return Chosen(
        unit.title, scope.period, scope.today, scope.last_begun, scope.silent_after, by.over_the_city()
    )


def gather(session: Session, by: Actor, scope: Scope, most: int, tell: Tell, now: datetime) -> Contents:
    """Everything, with at most ``most`` rows in each list. Raises `Cancelled`."""
    found, of = board(session, scope), count(session, scope)
    if scope.over:
        then = scope.at_its_end()
        found = replace(found, silent=numbers_then(session, scope.unit, then.heard_since, then.today))
    asks, wanted = office(session, scope.unit, by), requests(session, scope.unit, by)
    called, parts = _parts(session, by, scope)
    counts = [of, found.silent.silent, *(found.numbers[name] for name in STUCK)]
    steps = Steps(tell, sum(min(most, each) for each in counts))
    rows = [row for some in units(session, scope, most, steps) for row in some]
    still = [row for some in _silent(session, scope, asks, most, steps, now) for row in some]
    stuck = {
        name: Listed(
            [row for some in _stuck(session, scope, name, most, steps) for row in some], found.numbers[name]
        )
        for name in STUCK
    }
    return Contents(
        chosen_of(scope, by), found, wanted, called, parts[:MOST_KECAMATAN], len(parts) > MOST_KECAMATAN,
        Listed(rows, of), Listed(still, found.silent.silent), stuck,
    )  # fmt: skip


class Steps:
    """How far it is, over several lists of ``total`` rows in all."""

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def more(self, rows: int) -> None:
        """So many more are there. Raises `Cancelled`."""
        self._done += rows
        if not self._tell(self._done, self._total):
            raise Cancelled


def _walk(
    session: Session,
    most: int,
    steps: Steps,
    page: Callable[[str | None, int], tuple[Sequence[T], str | None]],
    size: int = AT_ONCE,
) -> Iterator[Sequence[T]]:
    """At most ``most`` rows, a ``page`` after another by the key of the last row seen and how many are wanted."""
    after: str | None = None
    while most > 0:
        rows, after = page(after, min(size, most))
        # A country of units would fill the memory.
        session.expunge_all()
        steps.more(len(rows))
        yield rows
        most -= len(rows)
        if not after:
            return


def _parts(session: Session, by: Actor, scope: Scope) -> tuple[str, Sequence[Part]]:
    """Each kecamatan beside the others, or of a kecamatan each kelurahan; none where there is no other."""
    if scope.unit.kind == "kecamatan":
        called, within = (
            "kelurahan",
            select(Unit).where(Unit.parent_code == scope.unit.code, Unit.kind == "kelurahan"),
        )
        found = session.scalars(within.order_by(Unit.path).limit(MOST_KECAMATAN + 1)).all()
    else:
        called = "kecamatan"
        found = coverage.kecamatan(session, by, most=MOST_KECAMATAN + 1, below=scope.unit.path)
    if len(found) < 2:
        return called, []
    told = beside(session, scope, found, BESIDE)
    return called, [Part(each.code, each.title, told[each.code]) for each in found]


def units(session: Session, scope: Scope, most: int, steps: Steps) -> Iterator[Sequence[Row]]:
    """The units in the order of the tree, some at a time, as they stood at the end of the period."""
    then = scope.at_its_end()
    asked = Asked(then.today, coverage.rule_on(session, then.today))

    def page(after: str | None, size: int) -> tuple[Sequence[Row], str | None]:
        found, following = coverage.page(session, scope_of(scope), after or "", size)
        return _rows(session, then, found, asked), following

    return _walk(session, most, steps, page)


def _rows(session: Session, scope: Scope, found: Sequence[Unit], asked: Asked) -> Sequence[Row]:
    known = coverage.slots(session, found, asked)
    facts = coverage.facts_by_unit(session, found, known, asked)
    did = beside(session, scope, found, OWN, own=True)
    posted = queries.last_days(session, found, PUBLISHED, scope.today)
    submitted = queries.submitted(session, found, scope.period)
    claims = coverage.claims(session, known, asked)
    excuses = _excuses(session, scope, [each.code for each in found])
    return [
        _row(
            scope, each, _accounts(known[each.code], facts[each.code], claims[each.code]), did[each.code],
            posted.get(each.code), submitted.get(each.code, 0), excuses.get(each.code),
        )
        for each in found
    ]  # fmt: skip


def _excuses(session: Session, scope: Scope, codes: Sequence[str]) -> Mapping[str, Excuse]:
    """What takes units out of the measure on the day of ``scope``, else what did so on a day of the period."""
    before = noted.excuses(session, codes, scope.period.first, scope.last_begun)
    now = noted.excuses(session, codes, scope.today)
    return {
        code: Excuse(excuse(each), each.from_on, each.until_on, code in now)
        for code, each in {**before, **now}.items()
    }


@dataclass(frozen=True)
class _Accounts:
    """A unit's accounts: those that were seen, then those that are registered and were not."""

    label: str
    names: Sequence[str]
    official: str
    contact: str
    seen_on: date | None
    next: str


def _accounts(slots: Sequence[Slot], facts: Facts, claims: Sequence[SocialAccount]) -> _Accounts:
    verdicts = judge(facts)
    labels = {each: _(said.VERDICTS[verdicts[each]]) for each in Measure}
    there = [each for slot in slots for each in slot.present]
    seen = [saying.day(each, "last_post_on") for each in there]
    names = [f"{place_name(each.last.network)} @{each.last.handle}" for each in there]
    return _Accounts(
        account(verdicts[Measure.ACCOUNT])["label"],
        [*names, *saying.claimed(claims)],
        labels[Measure.OFFICIAL],
        labels[Measure.CONTACT],
        max(filter(None, seen), default=None),
        saying.next_step(facts, claims),
    )


def _row(
    scope: Scope,
    unit: Unit,
    accounts: _Accounts,
    did: Beside,
    posted_on: date | None,
    submitted: int,
    excuse: Excuse | None,
) -> Row:
    asked = unit.kind in KINDS and not (excuse and excuse.now)
    return Row(
        unit.code, unit.title, unit.kind, above(unit), accounts.label, accounts.names, accounts.official,
        accounts.contact, posted_on, accounts.seen_on, submitted, did,
        (posted_on is None or posted_on < scope.heard_since) if asked else None, excuse, accounts.next,
    )  # fmt: skip


def _silent(
    session: Session, scope: Scope, asks: Unit, most: int, steps: Steps, now: datetime
) -> Iterator[Sequence[Still]]:
    then = scope.at_its_end()

    def page(after: str | None, size: int) -> tuple[Sequence[Still], str | None]:
        found = silent.page(
            session, scope.unit, then.heard_since, after, size, now, asks, then.today if scope.over else None
        )
        return [_still(then, each, now) for each in found.rows], found.after

    return _walk(session, most, steps, page)


def _still(scope: Scope, each: Silence, now: datetime) -> Still:
    nobody = [] if each.reachable else [_("Belum ada telepon atau email.")]
    return Still(
        each.unit.code, each.unit.title, above(each.unit), each.posted_on,
        phrasing.since(each.posted_on, scope.today, clock.day_of(now)), words.causes(each),
        [*(one["words"] for one in words.contacts(each)), *nobody],
    )  # fmt: skip


def _stuck(session: Session, scope: Scope, name: str, most: int, steps: Steps) -> Iterator[Sequence[Stuck]]:
    figure = FIGURES[name]
    key = lists.SOURCES[figure.kind](figure.values).key
    days = scope.days(name, figure)
    # An account's day is that on which it was registered, long before its connection ended.
    dated = figure.kind is not Kind.ACCOUNT

    def page(after: str | None, size: int) -> tuple[Sequence[Stuck], str | None]:
        found = lists.page(session, figure, scope.unit, *days, after, size)
        told = rows_told(session, figure.kind, found.rows)
        return [
            Stuck(row["unit"], row["title"], clock.day_of(key(each)[0]) if dated else None, row["lines"])
            for each, row in zip(found.rows, told, strict=True)
        ], found.after

    return _walk(session, most, steps, page, STUCK_AT_ONCE)
