"""The registry as its pages show it: each value with the look that it is from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts.naming import network_name, site_name
from evidence.accounts.registry.looks import DAYS, FIGURES, FIRST_YEAR, QUESTIONS
from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.accounts.registry.places import PLACES, link_of
from evidence.accounts.registry.standing import Account
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

# What is no question was looked at with the profile, and left out.
_UNKNOWN = {**dict.fromkeys(FIGURES, "unrecorded"), **dict.fromkeys(DAYS, "undated")}
NO_DAY = N_("tanggal tidak tercatat")


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
    if name == "first_post_on" and found is None and (look := account.telling(FIRST_YEAR)):
        text = str(look.first_post_year)
    elif isinstance(found, date):
        text = reader.short_date(found)
    elif isinstance(found, int):
        text = reader.number(found)
    return {
        "label": str(_(LABELS[name])),
        "state": str(found) if name in QUESTIONS and found else _UNKNOWN.get(name, "unchecked"),
        "text": text,
        "seen": seen(look) if look else "",
    }


def shown(account: Account) -> dict[str, Any]:
    """An account with every value of it."""
    last = account.last
    there = last.presence is Presence.PRESENT
    return {
        "handle": last.handle,
        "profile_url": link_of(last) if there else "",
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
