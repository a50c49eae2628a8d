"""Units in a list: what is known of each, when it was seen, and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.showing import place_name, who
from evidence.accounts.registry.standing import Account, Slot
from evidence.reports.coverage import next_steps, noted, queries, saying, words
from evidence.reports.coverage.contexts import REASONS
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Facts, Measure, Verdict, judge
from evidence.reports.coverage.models import Context
from evidence.units.models import Unit


def rows(session: Session, units: Sequence[Unit], asked: Asked) -> Sequence[Mapping[str, Any]]:
    """One row a unit, in the order given."""
    known = queries.slots(session, units, asked)
    facts = queries.facts_by_unit(session, units, known, asked)
    claims = queries.claims(session, known, asked)
    codes = [each.code for each in units]
    excused, objected = noted.excuses(session, codes, asked.on), noted.objected(session, codes)
    return [
        {
            **row(each, known[each.code], facts[each.code], asked, claims[each.code]),
            "excused": excuse(excused[each.code]) if each.code in excused else "",
            "objected": each.code in objected,
            "next_url": next_steps.where(each, known[each.code], facts[each.code], asked, claims[each.code]),
        }
        for each in units
    ]


def row(
    unit: Unit, slots: Sequence[Slot], facts: Facts, asked: Asked, claims: Sequence[SocialAccount]
) -> dict[str, Any]:
    """What is known of one unit, with the address of its page."""
    url = url_for("coverage_unit.show", code=unit.code, tanggal=asked.on.isoformat())
    return {**known_of(unit, slots, facts, asked, claims), "url": url}


def above(unit: Unit) -> str:
    """The kecamatan to which a unit belongs, "" for one that belongs to none."""
    return unit.parent.title if unit.parent and unit.parent.kind == "kecamatan" else ""


def known_of(
    unit: Unit, slots: Sequence[Slot], facts: Facts, asked: Asked, claims: Sequence[SocialAccount]
) -> dict[str, Any]:
    """What is known of one unit, in words; ``claims`` are its accounts that are registered and were not seen."""
    said = judge(facts)
    # Where an account was found, what was looked at elsewhere without finding one says nothing more.
    told = [each for each in slots if each.present] or slots
    return {
        "code": unit.code,
        "title": unit.title,
        "above": above(unit),
        "account": account(said[Measure.ACCOUNT]),
        "official": saying.verdict(said[Measure.OFFICIAL]),
        "contact": saying.verdict(said[Measure.CONTACT]),
        "fresh": saying.verdict(said[Measure.FRESH]),
        "looks": [look for slot in told for look in looks(slot, asked)],
        "claims": saying.claimed(claims),
        "next": saying.next_step(facts, claims),
    }


def account(said: Verdict) -> Mapping[str, str]:
    """Whether there is an account, as a chip."""
    found = dict(saying.verdict(said))
    return found | ({"label": _("Ada")} if said is Verdict.YES else {})


def looks(slot: Slot, asked: Asked) -> Sequence[Mapping[str, Any]]:
    """What was known of one network: each account that is there, or else that there is none."""
    return [_look(each.last, each, asked) for each in slot.present] or [_look(slot.last, None, asked)]


def _look(last: Observation, account: Account | None, asked: Asked) -> Mapping[str, Any]:
    return {
        "network": place_name(last.network),
        "handle": last.handle,
        "presence": _(words.PRESENCES[last.presence]),
        "figures": saying.figures(account) if account else "",
        "first_post": saying.first_post(account) if account else "",
        "last_post": saying.last_post(account, asked.on) if account else "",
        "looked_at": last.looked_at,
        "looked_by": who(last),
        "source": _(words.SOURCES[last.source]),
        "note": last.note,
    }


def excuse(context: Context) -> str:
    """Why a unit is taken out of the measure, in a word and its note."""
    word = _(REASONS[context.reason])
    return f"{word}: {context.note}" if context.note else word
