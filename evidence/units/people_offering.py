"""Which people a page offers to choose from, however many there are. No Flask here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from evidence.units.models import User
from evidence.units.offering import MOST, tidy


@dataclass(frozen=True)
class Offer:
    """People to choose from. ``many`` where these are not all of them: then some more are found by ``words``."""

    people: Sequence[User]
    many: bool = False
    words: str = ""
    # How many the words found, and whether there were more than a list can hold.
    found: int = 0
    more: bool = False


def offered(
    session: Session,
    among: Select[User],
    near: ColumnElement[bool],
    chosen: uuid.UUID | None,
    words: str,
    most: int = MOST,
) -> Offer:
    """All of ``among``, where they are few; else whom ``words`` find, and without words those ``near``.

    The chosen one is always with them.
    """
    ordered = among.order_by(User.name, User.username)
    few = session.scalars(ordered.limit(most + 1)).all()
    if len(few) <= most:
        return Offer(few)
    words = tidy(words)
    which = _called(words) if words else [near]
    found = session.scalars(ordered.where(*which).limit(most + 1)).all()
    shown = list(found[:most])
    if chosen is not None and all(each.id != chosen for each in shown):
        shown += session.scalars(among.where(User.id == chosen)).all()
    count = len(found[:most]) if words else 0
    return Offer(shown, True, words, count, bool(words) and len(found) > most)


def _called(words: str) -> list[ColumnElement[bool]]:
    said = func.lower(User.name + " " + User.username)
    return [said.contains(word, autoescape=True) for word in words.lower().split()]
