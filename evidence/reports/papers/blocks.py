"""A paper about many units as headings, lines and tables: the same for whatever prints them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.core.text import all_holdable

# The lines of a cell; those after the first are small.
Cell = Sequence[str]


@dataclass(frozen=True)
class Table:
    """Names and widths (in millimetres, to be stretched) of its columns, and its rows."""

    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    # Columns of numbers.
    numbers: Sequence[int] = ()
    # What stands above it, where a part has several.
    title: str = ""


@dataclass(frozen=True)
class Block:
    """A part under its heading: lines, then tables, then lines in small letters."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    # Tables that stand beside one another, each column from its top down; above those that take the whole width.
    columns: Sequence[Sequence[Table]] = ()


def lettered(parts: Sequence[Block]) -> Sequence[Block]:
    """The same as it can be printed, each with its letter before its title."""
    named = zip("ABCDEFGH", parts, strict=False)
    return [all_holdable(replace(part, title=f"{letter}. {part.title}")) for letter, part in named]


def lines(*told: str) -> Cell:
    """A cell of what there is to say."""
    return tuple(each for each in told if each)
