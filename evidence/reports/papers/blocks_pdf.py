"""A paper of blocks as PDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidence.reports.papers.blocks import Block, Table
from evidence.reports.papers.contents import Head
from evidence.reports.papers.printing import printed

LAYOUT = Path(__file__).with_name("blocks.typ")
# A longer line would not fit on a page with its row; all of it stands in the other shapes.
MOST_LINE = 420


def pdf(folder: Path, head: Head, blocks: Sequence[Block]) -> bytes:
    """The PDF. Raises `Unmade`."""
    return printed(folder, LAYOUT, head, {"blocks": [_block(each) for each in blocks]})


def _block(block: Block) -> dict[str, Any]:
    return {
        "title": block.title,
        "lines": block.lines,
        "columns": [[_table(each) for each in column] for column in block.columns],
        "tables": [_table(each) for each in block.tables],
        "notes": block.notes,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "names": [name for name, _width in table.columns],
        "widths": [width for _name, width in table.columns],
        "numbers": table.numbers,
        "rows": [[[_short(line) for line in cell] for cell in row] for row in table.rows],
    }


def _short(line: str) -> str:
    return line if len(line) <= MOST_LINE else f"{line[:MOST_LINE].rstrip()}… (selengkapnya di Bukti)"
