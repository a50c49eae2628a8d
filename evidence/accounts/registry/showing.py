"""The registry as its pages show it: each value with the look that it is from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts.naming import network_name, site_name
from evidence.accounts.registry.looks import DAYS, FIGURES, QUESTIONS
from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.standing import Account, Key, Slot
from evidence.core import reader
from evidence.core.words import N_, Words
from evidence.units.models import Unit

LABELS: Mapping[str, Words] = {
    **QUESTIONS,
    "followers": N_("Pengikut"),
    "following": N_("Mengikuti"),
    "posts": N_("Unggahan"),
    "first_post_on": N_("Unggahan pertama"),
    "last_post_on": N_("Unggahan terakhir"),
}


def place_name(place: str) -> str:
    """What people call the place."""
    return site_name(place) or (str(_(PLACES[place])) if place in PLACES else network_name(place))


def who(look: Observation) -> str:
    """Who or what looked."""
    if look.source is Source.API:
        return str(_("Bukti lewat API %(network)s", network=look.looked_by))
    return look.looked_by


def seen(look: Observation) -> str:
    """When, and by whom."""
    return str(_("Dilihat %(day)s oleh %(who)s", day=reader.short_date(look.looked_at), who=who(look)))


def check_url(unit: Unit, network: str, handle: str = "") -> str:
    """Where a person looks at it."""
    return url_for("registry.check", network=network, code=unit.code, akun=handle or None)


def value(account: Account, name: str) -> dict[str, str]:
    """One value of an account: its ``state`` for a question, its ``text`` otherwise, and ``seen``."""
    look = account.telling(name)
    found = getattr(look, name) if look else None
    text = ""
    if isinstance(found, date):
        text = reader.short_date(found)
    elif isinstance(found, int):
        text = reader.number(found)
    return {
        "label": str(_(LABELS[name])),
        "state": str(found) if name in QUESTIONS and found else "unchecked",
        "text": text,
        "seen": seen(look) if look else "",
    }


def shown(account: Account) -> dict[str, Any]:
    """An account with every value of it."""
    last = account.last
    there = last.presence is Presence.PRESENT
    return {
        "handle": last.handle,
        "profile_url": last.profile_url if there else "",
        "remote_id": last.remote_id or "",
        "state": last.presence.value,
        "seen": seen(last),
        "values": [value(account, name) for name in (*FIGURES, *QUESTIONS, *DAYS)] if there else [],
        "line": _line(account) if there else None,
    }


def _line(account: Account) -> dict[str, Any] | None:
    """The followers over time as a small line within a box of 120 by 24; None for fewer than two."""
    found = [
        (each.looked_at, each.followers) for each in reversed(account.looks) if each.followers is not None
    ]
    if len(found) < 2:
        return None
    first, last = found[0], found[-1]
    wide = (last[0] - first[0]).total_seconds() or 1.0
    most = max(count for _at, count in found) or 1
    points = (
        f"{(at - first[0]).total_seconds() / wide * 116 + 2:.1f},{22 - count / most * 20:.1f}"
        for at, count in found
    )
    return {"points": " ".join(points), "words": _grown(first, last)}


def _grown(first: tuple[Any, int], last: tuple[Any, int]) -> str:
    return str(
        _(
            "Pengikut %(old)s pada %(old_day)s, %(new)s pada %(new_day)s.",
            old=reader.number(first[1]), old_day=reader.short_date(first[0]),
            new=reader.number(last[1]), new_day=reader.short_date(last[0]),
        )
    )  # fmt: skip


def rows(unit: Unit, slot: Slot | None, network: str, may: bool) -> list[dict[str, Any]]:
    """What a list of units says of one place of a unit: a row for each account, or one that says that there is none."""
    about = {
        "unit": unit.title,
        "above": unit.parent.title if unit.parent else "",
        "unit_url": url_for("registry_lists.unit", code=unit.code),
    }
    if slot is None:
        return [{**about, "state": "unchecked", "check_url": check_url(unit, network) if may else ""}]
    if not slot.accounts:
        return [{**about, "state": slot.presence.value, "seen": seen(slot.last), "check_url": ""}]
    return [
        {
            **about,
            "state": each.last.presence.value,
            "handle": each.last.handle,
            "official": value(each, "official"),
            "contact": value(each, "contact"),
            "last_post": value(each, "last_post_on"),
            "seen": seen(each.last),
            "check_url": "",
        }
        for each in slot.present or slot.accounts
    ]


def places(
    unit: Unit, found: Mapping[Key, Slot], tied: Mapping[str, Sequence[str]], may: bool
) -> list[dict[str, Any]]:
    """Every place of a unit, those with an account first; ``tied`` are the handles that are tied to it, by place."""
    told = []
    for place in [*PLACES, *sorted({key[1] for key in found} - PLACES.keys())]:
        slot = found.get((unit.code, place, ""))
        accounts = [shown(each) for each in slot.accounts] if slot else []
        known = {each["handle"].casefold() for each in accounts}
        unseen = [each for each in tied.get(place, ()) if each.casefold() not in known]
        checks = may and place in PLACES
        for each in accounts:
            each["check_url"] = check_url(unit, place, each["handle"]) if checks else ""
        told.append(
            {
                "name": place_name(place),
                "state": slot.presence.value if slot else "unchecked",
                "seen": seen(slot.last) if slot else "",
                "accounts": accounts,
                "unseen": [
                    {"handle": each, "check_url": check_url(unit, place, each) if checks else ""}
                    for each in unseen
                ],
                "check_url": check_url(unit, place) if checks and not unseen and not accounts else "",
            }
        )
    return sorted(told, key=lambda each: not (each["accounts"] or each["unseen"]))


def entry(look: Observation) -> dict[str, Any]:
    """One look, for the history."""
    answers = [
        f"{_(LABELS[name])}: {_(ANSWER_WORDS[answer])}"
        for name in QUESTIONS
        if (answer := getattr(look, name)) is not None
    ]
    figures = [
        f"{_(LABELS[name])}: {reader.number(number)}"
        for name in FIGURES
        if (number := getattr(look, name)) is not None
    ]
    days = [f"{_(LABELS[name])}: {reader.short_date(day)}" for name in DAYS if (day := getattr(look, name))]
    return {
        "when": look.looked_at,
        "who": who(look),
        "place": place_name(look.network),
        "state": look.presence.value,
        "handle": look.handle,
        "said": [*figures, *days, *answers],
        "note": look.note,
    }


ANSWER_WORDS: Mapping[str, Words] = {"yes": N_("Ya"), "no": N_("Tidak"), "unseen": N_("Tidak terlihat")}
