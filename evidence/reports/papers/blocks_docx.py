"""A paper of blocks for a word processor."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from evidence.reports.papers import wordframe as frame
from evidence.reports.papers import wordxml as xml
from evidence.reports.papers.blocks import Block, Table
from evidence.reports.papers.contents import Head
from evidence.reports.papers.wordframe import write


def docx(head: Head, blocks: Sequence[Block]) -> bytes:
    """The file."""
    document = Document()
    frame.prepare(document, head)
    frame.letterhead(document, head)
    for block in blocks:
        document.add_heading(block.title, level=1)
        for line in block.lines:
            told = document.add_paragraph(line)
            told.paragraph_format.keep_with_next = bool(block.tables or block.columns)
        if block.columns:
            _beside(document, head, block.columns)
        _tables(document, block.tables, frame.width(head))
        for at, line in enumerate(block.notes):
            frame.note(document, line, beneath_table=at == 0 and bool(block.tables))
    frame.signature(document, head)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _beside(document: Any, head: Head, columns: Sequence[Sequence[Table]]) -> None:
    """Each of the columns from its top down, in a section that has so many."""
    frame.section(document, len(columns))
    wide = (frame.width(head) - (len(columns) - 1) * frame.GAP.mm) / len(columns)
    for at, tables in enumerate(columns):
        if at:
            beneath = document.add_paragraph()
            beneath.add_run().add_break(WD_BREAK.COLUMN)
            frame.thin(beneath)
        _tables(document, tables, wide)
    frame.section(document, 1)
    beneath = document.add_paragraph()
    frame.thin(beneath)
    beneath.paragraph_format.space_before = frame.BENEATH_TABLE


def _tables(document: Any, tables: Sequence[Table], wide: float) -> None:
    for at, table in enumerate(tables):
        if at or table.title:
            # Two tables without anything between them are one.
            above = document.add_paragraph()
            above.add_run(table.title).bold = True
            above.paragraph_format.keep_with_next = True
            above.paragraph_format.space_before = frame.BENEATH_TABLE if table.title else None
        _table(document, table, wide)


def _table(document: Any, table: Table, wide: float) -> None:
    stretch = wide / sum(width for _name, width in table.columns)
    widths = [width * stretch for _name, width in table.columns]
    drawn = frame.ruled(document, [name for name, _width in table.columns], widths, table.numbers)
    for row in table.rows:
        for column, (cell, lines) in enumerate(zip(xml.row(drawn), row, strict=True)):
            for at, line in enumerate(lines):
                paragraph = write(cell, line, grey=at > 0, more=at > 0)
                if column in table.numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
