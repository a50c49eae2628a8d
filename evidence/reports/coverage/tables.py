"""Coverage as a table for Excel: semicolons, a byte-order mark, days as dd/mm/yyyy."""

import csv as _csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation
from evidence.core import reader
from evidence.core.clock import day_of
from evidence.reports.coverage import queries, saying
from evidence.reports.coverage.asking import Question, networks
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.listing import excuse
from evidence.reports.coverage.measures import Facts, Measure, judge, step
from evidence.reports.coverage.rules import Rule
from evidence.units.access import Actor
from evidence.units.models import Unit

BATCH = 500
BOM = "\ufeff"
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(session: Session, question: Question, rule: Rule, *, by: Actor, now: datetime) -> bytes:
    """The units that ``question`` asks for, one line a look, and one for a unit at which nobody looked."""
    kept = io.StringIO()
    writer = _csv.writer(kept, delimiter=";", lineterminator="\r\n")
    for line in (*_head(question, rule, by, now), [], _columns(), *_lines(session, question, rule, by)):
        writer.writerow([_safe(each) for each in line])
    return (BOM + kept.getvalue()).encode()


def _head(question: Question, rule: Rule, by: Actor, now: datetime) -> Sequence[Sequence[str]]:
    """Who made it, when, of what, by which rule."""
    parts = [
        networks().get(question.network) or _("semua jejaring"),
        saying.kind_title(question.kind) if question.kind else _("semua unit"),
        question.below.title if question.below else "",
        _(saying.STEPS[question.step]) if question.step else "",
    ]
    return [
        [_("Kepatuhan per"), _day(question.on)],
        [_("Saringan"), ", ".join(each for each in parts if each)],
        [_("Aturan"), saying.measured_by(Measure.ACCOUNT, rule)],
        [_("Batas hari"), saying.limits(rule) or _("tidak disebut")],
        [_("Dibuat oleh"), by.name],
        [_("Dibuat"), reader.stamp(now)],
    ]


def _columns() -> Sequence[str]:
    return [
        _("Kode"), _("Unit"), _("Kecamatan"), _("Akun"), _("Jejaring"), _("Nama akun"), _("Pengikut"),
        _("Mengikuti"), _("Unggahan"), _("Unggahan pertama"), _("Unggahan terakhir"), _("Dinyatakan resmi"),
        _("Kontak tercantum"), _("Segar"), _("Dilihat"), _("Dilihat oleh"), _("Sumber"), _("Tidak dihitung"),
        _("Langkah berikutnya"),
    ]  # fmt: skip


def _lines(session: Session, question: Question, rule: Rule, by: Actor) -> Iterator[Sequence[str]]:
    asked, scope = question.asked(rule), question.scope(by)
    after: str | None = ""
    while after is not None:
        units, following = queries.page(session, scope, after, BATCH)
        seen = queries.looks(session, units, asked)
        facts = queries.facts_by_unit(session, units, seen, asked)
        excused = queries.excuses(session, [each.code for each in units], asked.on)
        for each in units:
            # Asked of each rather than of the database, which would reckon it out anew for each batch.
            if question.step not in (None, step(facts[each.code])):
                continue
            why = excuse(excused[each.code]) if each.code in excused else ""
            for look in list[Observation | None](seen[each.code]) or [None]:
                yield _line(each, look, facts[each.code], why, asked)
        after = following or None


def _line(unit: Unit, look: Observation | None, facts: Facts, why: str, asked: Asked) -> Sequence[str]:
    said = judge(facts)
    return [
        unit.code,
        unit.title,
        unit.parent.title if unit.parent and unit.parent.kind == "kecamatan" else "",
        _(saying.PRESENCES[look.presence]) if look else _("Belum diperiksa"),
        saying.place(look) if look else "",
        look.handle if look else "",
        *(_number(getattr(look, name, None)) for name in ("followers", "following", "posts")),
        *(_day(getattr(look, name, None)) for name in ("first_post_on", "last_post_on")),
        *(
            _(saying.VERDICTS[said[measure]])
            for measure in (Measure.OFFICIAL, Measure.CONTACT, Measure.FRESH)
        ),
        _day(day_of(look.looked_at)) if look else "",
        look.looked_by if look else "",
        _(saying.SOURCES[look.source]) if look else "",
        why,
        _(saying.NEXT[step(facts)]),
    ]


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _safe(value: Any) -> str:
    """What a person wrote is never run as a formula by whoever opens it."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
