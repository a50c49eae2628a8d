"""Units in a list: what is known of each, when it was seen, and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation, Presence
from evidence.reports.coverage import queries, saying
from evidence.reports.coverage.contexts import REASONS
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Facts, Measure, Verdict, judge, step
from evidence.reports.coverage.models import Context
from evidence.units.models import Unit


def rows(session: Session, units: Sequence[Unit], asked: Asked) -> Sequence[Mapping[str, Any]]:
    """One row a unit, in the order given."""
    seen = queries.looks(session, units, asked)
    facts = queries.facts_by_unit(session, units, seen, asked)
    codes = [each.code for each in units]
    excused, objected = queries.excuses(session, codes, asked.on), queries.objected(session, codes)
    return [
        {
            **row(each, seen[each.code], facts[each.code], asked),
            "excused": excuse(excused[each.code]) if each.code in excused else "",
            "objected": each.code in objected,
        }
        for each in units
    ]


def row(unit: Unit, looks: Sequence[Observation], facts: Facts, asked: Asked) -> dict[str, Any]:
    """What is known of one unit."""
    said = judge(facts)
    # Where an account was found, what was looked at elsewhere without finding one says nothing more.
    told = [each for each in looks if each.presence is Presence.PRESENT] or looks
    return {
        "code": unit.code,
        "title": unit.title,
        "above": unit.parent.title if unit.parent and unit.parent.kind == "kecamatan" else "",
        "url": url_for("coverage_unit.show", code=unit.code, tanggal=asked.on.isoformat()),
        "account": _account(said[Measure.ACCOUNT], facts),
        "official": saying.verdict(said[Measure.OFFICIAL]),
        "contact": saying.verdict(said[Measure.CONTACT]),
        "fresh": saying.verdict(said[Measure.FRESH]),
        "looks": [look(each, asked) for each in told],
        "next": _(saying.NEXT[step(facts)]),
        "step": step(facts).value,
    }


def _account(said: Verdict, facts: Facts) -> Mapping[str, str]:
    found = dict(saying.verdict(said))
    if said is Verdict.YES:
        return found | {"label": _("Ada")}
    if facts.presence == "gone":
        return found | {"kind": "warn", "icon": "x", "label": _("Hilang")}
    return found | (dict(saying.verdict(Verdict.NONE)) if facts.presence == "absent" else {})


def look(each: Observation, asked: Asked) -> Mapping[str, Any]:
    """One look as the pages show it."""
    there = each.presence is Presence.PRESENT
    return {
        "network": saying.place(each),
        "handle": each.handle,
        "presence": _(saying.PRESENCES[each.presence]),
        "figures": saying.figures(each),
        "last_post": saying.last_post(each, asked.on) if there else "",
        "looked_at": each.looked_at,
        "looked_by": each.looked_by,
        "source": _(saying.SOURCES[each.source]),
        "note": each.note,
    }


def excuse(context: Context) -> str:
    """Why a unit is taken out of the measure, in a word and its note."""
    word = _(REASONS[context.reason])
    return f"{word}: {context.note}" if context.note else word
