"""What an address asks for, one value at a time; what cannot be used is passed over, and the page says so.

A filter that somebody mistyped and that is dropped without a word makes a page say of everything what it was asked of a
part. So whoever reads a filter reads it by these, and the layout shows `said` above the results.
"""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date

from flask import g
from flask_babel import gettext as _

from evidence.core import reader
from evidence.core.words import N_

# The days of which anything is ever asked.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# Wrong values that are said again: what looks like a code or a day. An address must not make a page say sentences.
SHORT = re.compile(r"[\w.-]{1,40}")
DAY = N_("Tanggal")


def one_of(args: Mapping[str, str], name: str, known: Container[str], what: str) -> str:
    """The value of ``name`` if it is one of ``known``; else "". ``what`` is the message id of what it is called."""
    value = args.get(name, "")
    if value and value not in known:
        pass_over(what, value)
        return ""
    return value


def day(args: Mapping[str, str], name: str, what: str = DAY) -> date | None:
    """The day of ``name``; None where none is written that the calendar has in this century or the next."""
    return _day(args.get(name, ""), "", what)


def month(args: Mapping[str, str], name: str) -> date | None:
    """The first day of the month of ``name``, which is written ``2026-11``; None likewise."""
    return _day(args.get(name, ""), "-01", N_("Bulan"))


def _day(value: str, rest: str, what: str) -> date | None:
    if not value:
        return None
    try:
        found = date.fromisoformat(value + rest)
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        pass_over(what, value)
        return None
    return found


def day_so_far(args: Mapping[str, str], name: str, today: date) -> date | None:
    """The same; for a day that has not come it is ``today``, of which alone anything can be said."""
    found = day(args, name)
    if found is not None and found > today:
        say(_("%(day)s belum tiba; yang tampil keadaan hari ini.", day=reader.short_date(found)))
        return today
    return found


def days(args: Mapping[str, str], first: str, last: str) -> tuple[date | None, date | None]:
    """The days that bound a period, both included; two in the wrong order change places."""
    begins, ends = day(args, first), day(args, last)
    if begins and ends and begins > ends:
        say(_("Tanggal awal sesudah tanggal akhir, jadi keduanya ditukar."))
        return ends, begins
    return begins, ends


def pass_over(what: str, value: str) -> None:
    """Say of ``value`` that it could not be used; ``what`` is the message id of what it is called."""
    told = f"{_(what)} “{value}”" if SHORT.fullmatch(value) else str(_(what))
    if told not in _passed_over():
        _passed_over().append(told)


def say(sentence: str) -> None:
    """Say what was asked for in another way than it is shown."""
    if sentence not in _sentences():
        _sentences().append(sentence)


def said() -> Sequence[str]:
    """What this page has to say of its address: one sentence for all that was passed over, and the others."""
    over = _passed_over()
    told = [_("Tidak dapat dipakai, jadi diabaikan: %(values)s.", values=", ".join(over))] if over else []
    return [*told, *_sentences()]


def _passed_over() -> list[str]:
    found: list[str] = g.setdefault("passed_over", [])
    return found


def _sentences() -> list[str]:
    found: list[str] = g.setdefault("said_of_address", [])
    return found
