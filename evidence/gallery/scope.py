"""Which activities lie in a subtree, asked so that an index answers in the gallery's own order. Pure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_

from evidence.capture.models import LEVELS


def narrowed(paths: Sequence[str], to: str | None = None) -> tuple[str, ...]:
    """What of the subtrees at ``paths`` lies at or below ``to``; no subtree twice, none inside another."""
    found = {path for path in paths if to is None or path.startswith(to)}
    if to is not None and any(to.startswith(path) for path in paths):
        found.add(to)
    return tuple(
        sorted(path for path in found if not any(path != other and path.startswith(other) for other in found))
    )


def below(column: Any, path: str) -> ColumnElement[bool]:
    """The column's path lies at or below ``path``: equality on one level, which an index keeps by time as well."""
    codes = path.strip("/").split("/")
    level = min(len(codes), LEVELS.stop - 2)
    # Written out, since an expression index serves none that has its numbers from elsewhere.
    at = func.split_part(column, literal_column("'/'"), literal_column(str(level + 1))) == codes[level - 1]
    return at if level == len(codes) else at & column.startswith(path, autoescape=True)


def below_any(column: Any, paths: Sequence[str]) -> ColumnElement[bool]:
    """The same for one of several; for rows that were found in another way."""
    return or_(*(column.startswith(path, autoescape=True) for path in paths))
