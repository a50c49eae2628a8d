"""Tables as files for table programs: every CSV of the house is written here, and so all open in the same way. Pure.

What an Indonesian Excel opens into columns by itself: semicolons, since its comma divides decimals; the mark of the
byte order, without which it takes UTF-8 for something else; lines that end as in Windows. The first line names the
columns. One of its own above would be taken for a row, so what is true of the whole file stands in each row.

Days are ``2026-11-25`` and moments ``2026-11-25 14:30`` in WIB: table programs take them for dates in every language,
while ``05/04/2026`` is the fifth of April in one and the fourth of May in another; programs read them too.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from evidence.core import clock

# A table program takes a text that begins so for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def text(value: object) -> str:
    """The value as it stands in a cell.

    What anybody wrote is never run: a sign before it keeps it a text. A line break in it would be a row to some
    programs, so its lines stand beside one another.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.WIB):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    if isinstance(value, int):
        return str(int(value))
    words = str(value)
    kept = " | ".join(words.splitlines())
    return f"'{kept}" if words.startswith(_FORMULAS) else kept


class Sheet:
    """A table with these columns; ``about`` is what each row says of the whole file, by the name of its column."""

    def __init__(self, names: Sequence[str], about: Mapping[str, object] | None = None) -> None:
        about = about or {}
        self._about = [text(each) for each in about.values()]
        self._out = io.StringIO(newline="")
        self._rows = csv.writer(self._out, delimiter=";", lineterminator="\r\n")
        self._rows.writerow([*names, *about])

    def row(self, values: Sequence[object]) -> None:
        """One row: a value for each column."""
        self._rows.writerow([*map(text, values), *self._about])

    def end(self) -> bytes:
        """The file."""
        return self._out.getvalue().encode("utf-8-sig")
