"""The chain against the acts: every link, every signature, and the clocks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from evidence.core.audit import AuditEvent
from evidence.core.canonical import moment
from evidence.core.seals import Seal
from evidence.integrity.chain import NOTHING, Head, event_of, link
from evidence.integrity.keys import KeyRing
from evidence.integrity.report import Problem, Report

AT_ONCE = 1000
# Two clocks that are kept right, and one that was put right, differ by less.
CLOCKS_DIFFER = timedelta(minutes=2)
# No act of ours is under way for longer between its writing and its commit.
LONGEST_ACT = timedelta(minutes=10)
# A sealer that is being started anew takes less.
SEALED_WITHIN = timedelta(minutes=5)

# The number and the time of an act are given in the same moment, so both grow together; only the step back is told.
CLOCK = text(
    "SELECT id, at FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before FROM audit_events) AS each"
    " WHERE at < before - :step ORDER BY id"
)


def check(session: Session, keys: KeyRing, report: Report, now: datetime) -> None:
    """Follow the chain from its first link to its last one."""
    walk = _Walk(keys, now)
    # Columns and no objects: a whole city's trail passes here, and nothing of it is to stay in memory.
    rows = session.execute(
        select(*Seal.__table__.columns, *AuditEvent.__table__.columns)
        .select_from(Seal)
        .outerjoin(AuditEvent, Seal.event_id == AuditEvent.id)
        .order_by(Seal.number)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        report.found(walk.step(row))
    report.found(walk.end())
    report.checked["seals"] = walk.count
    report.found(
        Problem("event_clock", str(row.id), {"at": moment(row.at)})
        for row in session.execute(CLOCK, {"step": CLOCKS_DIFFER})
    )
    _unsealed(session, report, now)


class _Walk:
    """What is known of the chain up to the link before the next one."""

    def __init__(self, keys: KeyRing, now: datetime) -> None:
        self._keys = keys
        self._now = now
        self._before = NOTHING
        self._last: Row[Any] | None = None
        # The newest act that was sealed before this round, and when the round before this one was.
        self._newest = self._newest_here = 0
        self._round: datetime | None = None
        self._age: int | None = None
        self.count = 0

    def step(self, row: Row[Any]) -> Iterator[Problem]:
        """The next seal, with its act unless that is gone: the columns of both."""
        expected = self._last.number + 1 if self._last else 1
        # Of a whole stretch that is gone, its ends are enough.
        for number in {expected, row.number - 1} if row.number > expected else ():
            yield Problem("seal_missing", str(number))
        ident, told = str(row.event_id), {"number": str(row.number)}
        if row.id is None:
            yield Problem("event_missing", ident, told)
        elif link(self._before, row.number, row.sealed_at, event_of(row)) != row.link:
            yield Problem("event_changed", ident, told)
        yield from self._clocks(row)
        yield from self._signature(row)
        self._before, self._last = row.link, row
        self.count += 1

    def _clocks(self, row: Row[Any]) -> Iterator[Problem]:
        last = self._last
        if last is not None and row.sealed_at != last.sealed_at:
            self._newest, self._round = self._newest_here, last.sealed_at
        backwards = last is not None and row.sealed_at < last.sealed_at - CLOCKS_DIFFER
        if backwards or row.sealed_at > self._now + CLOCKS_DIFFER:
            yield Problem("seal_clock", str(row.number))
        if row.id is not None:
            told = {"at": moment(row.at)}
            if row.at > row.sealed_at + CLOCKS_DIFFER:
                yield Problem("event_ahead", str(row.id), told)
            missed = self._round is not None and row.id < self._newest
            if missed and self._round is not None and row.at < self._round - LONGEST_ACT:
                # A round that sealed a younger act would have seen it.
                yield Problem("event_late", str(row.id), told)
        self._newest_here = max(self._newest_here, row.event_id)

    def _signature(self, row: Row[Any]) -> Iterator[Problem]:
        if row.signature is None and row.key is None:
            return
        key, number = row.key or "", str(row.number)
        told = {"key": key}
        if key not in self._keys.public:
            yield Problem("key_unknown", number, told)
            return
        if not self._keys.signed(Head(row.number, row.link, row.sealed_at, key, row.signature or "")):
            yield Problem("signature_wrong", number)
        age = self._keys.age(key)
        if self._age is not None and age > self._age:
            yield Problem("key_older", number, told)
        self._age = age if self._age is None else min(age, self._age)

    def end(self) -> Iterator[Problem]:
        """What the last link says."""
        if self._last is not None and self._last.signature is None:
            yield Problem("seal_unsigned", str(self._last.number))


def _unsealed(session: Session, report: Report, now: datetime) -> None:
    count, since = session.execute(
        select(func.count(), func.min(AuditEvent.at))
        .select_from(AuditEvent)
        .outerjoin(Seal, Seal.event_id == AuditEvent.id)
        .where(Seal.event_id.is_(None))
    ).one()
    report.unsealed, report.unsealed_since = count, since
    report.checked["events"] = report.checked["seals"] + count
    if since is not None and now - since > SEALED_WITHIN:
        report.found([Problem("unsealed", "", {"count": str(count), "at": moment(since)})])
