"""Filters that are called as what a person searched for.

Words are sought in what activities say of themselves, which neither names their unit nor their category; so where the
words are such a name, the page offers the filter that brings all of that work, and says how much that is.
"""

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from evidence.capture.categories import label
from evidence.core.web import db
from evidence.gallery import queries
from evidence.gallery.asked import Filters
from evidence.gallery.conditions import EITHER
from evidence.gallery.periods import Tally, tally
from evidence.gallery.words import address, categories
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS, within

MOST = 3
# Fewer letters are part of too many names.
LEAST = 3
KINDS = frozenset({"kota", "kabupaten", "kecamatan", "kelurahan", "desa"})


def suggested(filters: Filters, endpoint: str, **more: str) -> list[dict[str, Any]]:
    """Each such filter with the address of the same gallery that has it instead of the words.

    ``count`` says how many activities are there, as that gallery does; it is None where that gallery knows no more than
    how many at least.
    """
    sought = _sought(filters.words)
    if not sought:
        return []
    rest = replace(filters, words="")

    def url(**changed: Any) -> str:
        return address(endpoint, replace(rest, **changed).asked(), more)

    units = [
        {"unit": each.title, "count": _exact(replace(rest, unit=each.code)), "url": url(unit=each.code)}
        for each in _units(sought)
        if each.code != filters.unit
    ]
    named = [
        (code, name)
        for code, name in categories()
        if code != filters.category and _begins(f"{name} {label(code)} {code}", sought)
    ][:MOST]
    # One look for all of them.
    question = queries.filtered(db(), actor(), replace(rest, category=""))
    told = tally(db(), question) if named else Tally({}, True)
    return units + [
        {
            "category": name,
            "count": None if told.more else told.by_category.get(code, 0),
            "url": url(category=code),
        }
        for code, name in named
    ]


def _exact(filters: Filters) -> int | None:
    """How many activities fit; None where there are more than are looked at."""
    found = queries.count(db(), queries.filtered(db(), actor(), filters))
    return None if found.more else found.number


def _sought(words: str) -> list[str]:
    """The words as a name has them; none where they ask for this or that, or for what is without a word."""
    found = words.lower().replace('"', " ").split()
    return [] if any(each in EITHER or each.startswith("-") for each in found) else found


def _begins(name: str, sought: list[str]) -> bool:
    """Whether each word is one of the name's, or how one begins."""
    parts = re.findall(r"\w+", name.lower())
    return all(len(word) >= LEAST and any(part.startswith(word) for part in parts) for word in sought)


def _units(sought: list[str]) -> list[Unit]:
    """The units within this person's that are called so, the shortest name first."""
    # Some write "Pasar Kliwon" and some "Pasarkliwon".
    plain = "".join(each for each in sought if each not in KINDS)
    if len(plain) < LEAST:
        return []
    called = func.replace(func.lower(Unit.name), " ", "")
    query = select(Unit).where(
        within(actor().paths()), Unit.kind.not_in(NEIGHBOURHOODS), called.contains(plain, autoescape=True)
    )
    return list(db().scalars(query.order_by(func.length(called), Unit.path).limit(MOST)))
