"""Units, their places and single looks, as lists of the registry show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts.registry.listing import Ours, row_of, said_of
from evidence.accounts.registry.looks import DAYS, FIGURES, QUESTIONS
from evidence.accounts.registry.models import Mistake, Observation
from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.showing import LABELS, check_url, place_name, seen, shown, value, who
from evidence.accounts.registry.standing import Account, Key, Slot
from evidence.core import reader
from evidence.core.words import N_, Words
from evidence.units.models import Unit

ANSWER_WORDS: Mapping[str, Words] = {"yes": N_("Ya"), "no": N_("Tidak"), "unseen": N_("Tidak terlihat")}


def rows(unit: Unit, slot: Slot | None, network: str) -> list[dict[str, Any]]:
    """What a list of units says of one place of a unit: a row for each account, or one that says that there is none."""
    about = {
        "unit": unit.title,
        "above": unit.parent.title if unit.parent else "",
        "unit_url": url_for("registry_lists.unit", code=unit.code),
    }
    if slot is None:
        return [{**about, "state": "unchecked", "check_url": check_url(unit, network)}]
    if not slot.accounts:
        return [
            {
                **about,
                "state": slot.presence.value,
                "seen": seen(slot.last),
                "check_url": check_url(unit, network),
            }
        ]
    return [
        {
            **about,
            "state": each.last.presence.value,
            "handle": each.last.handle,
            "official": value(each, "official"),
            "contact": value(each, "contact"),
            "last_post": value(each, "last_post_on"),
            "seen": seen(each.last),
            "check_url": check_url(unit, network, each.last.handle),
        }
        for each in slot.present or slot.lost
    ]


def places(
    unit: Unit, found: Mapping[Key, Slot], tied: Mapping[str, Sequence[str]], ours: Ours
) -> list[dict[str, Any]]:
    """Every place of a unit: first those with an account, then those with one that vanished, then the others.

    ``tied`` are the handles that are tied to it, by place, and ``ours`` the accounts.
    """
    told = []
    for place in [*PLACES, *sorted({key[1] for key in found} - PLACES.keys())]:
        slot = found.get((unit.code, place, ""))
        accounts = [_card(unit, slot, each, ours) for each in slot.present] if slot else []
        lost = [_card(unit, slot, each, ours) for each in slot.lost] if slot else []
        known = {each.last.handle.casefold() for each in slot.accounts} if slot else set[str]()
        unseen = [each for each in tied.get(place, ()) if each.casefold() not in known]
        checks = place in PLACES
        told.append(
            {
                "name": place_name(place),
                "state": slot.presence.value if slot else "unchecked",
                "seen": seen(slot.last) if slot else "",
                "accounts": accounts,
                "lost": lost,
                "known": bool(accounts or lost or unseen),
                "unseen": [
                    {"handle": each, "check_url": check_url(unit, place, each) if checks else ""}
                    for each in unseen
                ],
                "check_url": check_url(unit, place) if checks and not (accounts or lost or unseen) else "",
            }
        )
    return sorted(told, key=lambda each: (not (each["accounts"] or each["unseen"]), not each["lost"]))


def _card(unit: Unit, slot: Slot, account: Account, ours: Ours) -> dict[str, Any]:
    """An account with the handles it had before, and where it is looked at again; "" where nobody does.

    ``public`` is what citizens are told of it.
    """
    place = slot.key[1]
    return {
        **shown(account),
        "public": said_of(account, row_of(account, ours)).state.value,
        "before": [
            _("dahulu @%(handle)s, sampai %(day)s", handle=each.handle, day=reader.short_date(each.looked_at))
            for each in slot.before(account)
        ],
        "check_url": check_url(unit, place, account.last.handle) if place in PLACES else "",
    }


def entry(look: Observation, *, now: str = "", may_mend: bool = False) -> dict[str, Any]:
    """One look, for the history; ``now`` is the handle that it found in place of its own, if it did.

    ``may_mend`` is whether the reader may say that it was a mistake.
    """
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
        "now": now,
        "handle": look.handle,
        "said": [*figures, *days, *answers],
        "note": look.note,
        "mistake": _mistake(look.mistake) if look.mistake else "",
        "mistake_url": url_for("registry_mistakes.ask", look_id=look.id) if may_mend else "",
    }


def _mistake(said: Mistake) -> str:
    told = _(
        "Dinyatakan keliru oleh %(who)s, %(day)s.", who=said.said_by, day=reader.short_date(said.said_at)
    )
    return f"{told} {said.why}".strip()
