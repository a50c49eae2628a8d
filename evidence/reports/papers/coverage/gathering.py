"""A paper's figures, by the same questions to the database as the page of coverage asks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.showing import place_name, who
from evidence.accounts.registry.standing import Slot
from evidence.core import clock
from evidence.reports.coverage import counting, noted, queries, saying, words
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.listing import above, excuse, known_of
from evidence.reports.coverage.measures import Measure, Step, step
from evidence.reports.coverage.models import Context
from evidence.reports.papers.coverage.contents import (
    MISSING,
    Account,
    Chosen,
    Contents,
    Kecamatan,
    Row,
)
from evidence.reports.papers.listed import MOST_KECAMATAN, Listed
from evidence.reports.papers.making import Cancelled, Tell
from evidence.units.access import Actor
from evidence.units.models import Unit

AT_ONCE, KECAMATAN_AT_ONCE = 200, 25
FIGURES = ("followers", "following", "posts", "first_post_year")
DAYS = ("first_post_on", "last_post_on")


def scope(by: Actor, chosen: Chosen) -> Select[Any]:
    """The units that are meant, of those that ``by`` may see: as on the page."""
    return queries.scope(by, kinds=(chosen.kind,) if chosen.kind else queries.OFFICES, below=chosen.path)


def gather(session: Session, by: Actor, chosen: Chosen, most: int, tell: Tell) -> Contents:
    """Everything, with at most ``most`` units in each list. Raises `Cancelled`."""
    rule = queries.rule_on(session, chosen.on)
    asked, units = Asked(chosen.on, rule, chosen.network or None), scope(by, chosen)
    coverage = counting.counted(session, units, asked)
    found = _kecamatan(session, by, chosen, asked)
    lists: tuple[Collection[Step], ...] = (MISSING, (Step.EXCUSED,), (Step.DONE,))
    counts = [sum(coverage.steps.get(each, 0) for each in steps) for steps in lists]
    total, done = sum(min(most, count) for count in counts), 0
    rows: list[list[Row]] = []
    for steps, count in zip(lists, counts, strict=True):
        rows.append([])
        # Found once: which units wait for a step is reckoned from all of them.
        codes = _codes(session, counting.waiting(units, asked, steps), most) if count else []
        for begin in range(0, len(codes), AT_ONCE):
            rows[-1] += _rows(session, codes[begin : begin + AT_ONCE], asked)
            if not tell(done + len(rows[-1]), total):
                raise Cancelled
        done += len(rows[-1])
    missing, excused, complete = (Listed(part, count) for part, count in zip(rows, counts, strict=True))
    shares = dict(zip(Measure, saying.shares(coverage, chosen.kind, rule), strict=True))
    return Contents(
        chosen, rule, coverage, shares, found[:MOST_KECAMATAN], len(found) > MOST_KECAMATAN, missing, excused, complete
    )  # fmt: skip


def _kecamatan(session: Session, by: Actor, chosen: Chosen, asked: Asked) -> Sequence[Kecamatan]:
    """Each kecamatan beside the others, in the order of the tree; none where there is one only, or no other kind."""
    if chosen.kind in ("kota", "kecamatan"):
        return []
    found = queries.kecamatan(session, by, most=MOST_KECAMATAN + 1, below=chosen.path)
    if len(found) < 2:
        return []
    counted: dict[str, Any] = {}
    for begin in range(0, len(found), KECAMATAN_AT_ONCE):
        some = found[begin : begin + KECAMATAN_AT_ONCE]
        counted |= counting.counted_within(session, scope(by, chosen), some, asked)
    return [Kecamatan(each.code, each.title, counted[each.code]) for each in found]


def _codes(session: Session, found: Select[Any], most: int) -> Sequence[str]:
    query = found.with_only_columns(Unit.code, maintain_column_froms=True)
    return session.scalars(query.order_by(Unit.path).limit(most)).all()


def _rows(session: Session, codes: Sequence[str], asked: Asked) -> Sequence[Row]:
    query = select(Unit).options(joinedload(Unit.parent)).where(Unit.code.in_(codes))
    units = session.scalars(query.order_by(Unit.path)).all()
    known = queries.slots(session, units, asked)
    facts = queries.facts_by_unit(session, units, known, asked)
    claims = queries.claims(session, known, asked)
    excused, objected = noted.excuses(session, codes, asked.on), noted.objected(session, codes)
    rows = [
        Row(
            each.code, each.title, each.kind,
            above(each),
            step(facts[each.code]),
            known_of(each, known[each.code], facts[each.code], asked, claims[each.code]),
            list(_accounts(known[each.code])), each.code in objected, **_why(excused.get(each.code)),
        )
        for each in units
    ]  # fmt: skip
    # A country of looks would fill the memory.
    session.expunge_all()
    return rows


def _why(context: Context | None) -> Mapping[str, Any]:
    if context is None:
        return {}
    return {"why": excuse(context), "from_on": context.from_on, "until_on": context.until_on}


def _accounts(slots: Sequence[Slot]) -> Sequence[Account]:
    """Each account that is there, and for each network without one the look that says so."""
    found: list[Account] = []
    for slot in slots:
        for account in slot.present:
            figures: dict[str, Any] = {name: saying.number(account, name) for name in FIGURES}
            days: dict[str, Any] = {name: saying.day(account, name) for name in DAYS}
            found.append(Account(**_seen(account.last), **figures, **days))
        if not slot.present:
            found.append(Account(**_seen(slot.last)))
    return found


def _seen(look: Observation) -> dict[str, Any]:
    return {
        "network": place_name(look.network),
        "handle": look.handle,
        "presence": words.PRESENCES[look.presence],
        "seen_on": clock.day_of(look.looked_at),
        "seen_by": who(look),
        "source": words.SOURCES[look.source],
    }
