"""Pages of a long list by the key of the last row seen, so that what is new moves nothing and nothing is counted."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, SQLColumnExpression, tuple_
from sqlalchemy.orm import Session

SIZE = 24
# Of rows that are a line each, and are asked for by programs that want them all.
MANY = 200

Row = TypeVar("Row")
Columns = tuple[SQLColumnExpression[datetime], SQLColumnExpression[uuid.UUID]]
Key = tuple[datetime, uuid.UUID]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the key that asks for those after them, or None on the last page."""

    rows: Sequence[Row]
    after: str | None


def newest_first(
    session: Session,
    query: Select[Row],
    columns: Columns,
    key_of: Callable[[Row], Key],
    after: str | None,
    size: int = SIZE,
) -> Page[Row]:
    """At most ``size`` rows of ``query`` after the key ``after``, by ``columns`` downwards; a broken key starts anew.

    ``key_of`` reads the same columns from a row.
    """
    if key := read_key(after):
        query = query.where(tuple_(*columns) < tuple_(*key))
    return _page(session, query.order_by(*(each.desc() for each in columns)), key_of, size)


def oldest_first(
    session: Session,
    query: Select[Row],
    columns: Columns,
    key_of: Callable[[Row], Key],
    after: str | None,
    size: int = SIZE,
) -> Page[Row]:
    """The same upwards."""
    if key := read_key(after):
        query = query.where(tuple_(*columns) > tuple_(*key))
    return _page(session, query.order_by(*columns), key_of, size)


def _page(session: Session, query: Select[Row], key_of: Callable[[Row], Key], size: int) -> Page[Row]:
    rows = session.scalars(query.limit(size + 1)).all()
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], write_key(*key_of(rows[size - 1])))


def write_key(moment: datetime, ident: uuid.UUID) -> str:
    """The key of a row, as an address carries it."""
    return f"{moment.isoformat()}_{ident}"


def read_key(after: str | None) -> Key | None:
    """The key in an address; None where there is none that means anything."""
    moment, _, ident = (after or "").partition("_")
    try:
        key = datetime.fromisoformat(moment), uuid.UUID(ident)
    except ValueError:
        return None
    return key if key[0].tzinfo else None
