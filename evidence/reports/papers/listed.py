"""Lists of units in a paper: how long they may be, and what is said of those that are longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from evidence.reports.papers import words
from evidence.reports.papers.models import Shape

# Rows in each list: what still can be printed, and what a table program still opens with ease.
MOST = {Shape.PDF: 500, Shape.DOCX: 500, Shape.XLSX: 10_000}
MOST_KECAMATAN = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """The first rows of a list, in its order, of ``of`` in all."""

    rows: Sequence[Row]
    of: int


def cut(listed: Listed[Row], called: str, rest: str) -> str:
    """What is not in the list (``called`` "unit pertama menurut wilayah"), and where it is; "" where all are."""
    if len(listed.rows) >= listed.of:
        return ""
    shown, of = words.number(len(listed.rows)), words.number(listed.of)
    return f"Daftar ini memuat {shown} {called} dari {of}. {rest}"
