"""Heads outside the database against the chain: each must be a part of it, or the chain was cut or written anew."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.core.seals import Seal
from evidence.integrity.chain import read_head
from evidence.integrity.heads import Copy
from evidence.integrity.keys import KeyRing
from evidence.integrity.report import Problem, Report

# The day's head is carried outside within seconds of its first seal.
CARRIED_WITHIN = timedelta(minutes=10)


def check(session: Session, keys: KeyRing, copies: Iterable[Copy], report: Report) -> set[date]:
    """Compare each copy with the chain; answers with the days that have one."""
    days = set()
    last = session.scalar(select(func.max(Seal.number))) or 0
    for copy in copies:
        report.checked["heads"] += 1
        if copy.day:
            days.add(copy.day)
        report.found(_compare(session, keys, copy, last))
    return days


def _compare(session: Session, keys: KeyRing, copy: Copy, last: int) -> Iterator[Problem]:
    try:
        head = read_head(copy.text)
    except ValueError:
        yield Problem("head_unreadable", copy.where)
        return
    if not keys.signed(head):
        yield Problem("head_signature", copy.where)
        return
    told = {"number": str(head.number)}
    if head.number > last:
        yield Problem("head_beyond", copy.where, {**told, "last": str(last)})
        return
    seal = session.get(Seal, head.number)
    if seal is None or (seal.link, seal.sealed_at) != (head.link, head.sealed_at):
        yield Problem("head_other", copy.where, told)


def missing(session: Session, days: set[date], where: str, now: datetime) -> Iterator[Problem]:
    """The days on which heads were signed and of which no copy lies there."""
    # WIB has no daylight saving, so its day is seven hours ahead of that of UTC.
    day = func.date(func.timezone("UTC", Seal.sealed_at) + clock.WIB.utcoffset(None))
    signed = session.scalars(
        select(day)
        .where(Seal.signature.is_not(None), Seal.sealed_at < now - CARRIED_WITHIN)
        .group_by(day)
        .order_by(day)
    )
    for each in signed:
        if each not in days:
            yield Problem("head_missing", each.isoformat(), {"where": where})
