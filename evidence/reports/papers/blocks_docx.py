"""A paper of blocks for a word processor."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

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
            document.add_paragraph(line)
        for at, table in enumerate(block.tables):
            if at or table.title:
                # Two tables without anything between them are one.
                above = document.add_paragraph()
                above.add_run(table.title).bold = True
                above.paragraph_format.keep_with_next = True
                above.paragraph_format.space_before = frame.BENEATH_TABLE if table.title else None
            _table(document, head, table)
        for at, line in enumerate(block.notes):
            frame.note(document, line, beneath_table=at == 0 and bool(block.tables))
    frame.signature(document, head)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, head: Head, table: Table) -> None:
    page = frame.SIZES[head.sheet][0].mm - 2 * frame.MARGIN.mm
    stretch = page / sum(width for _name, width in table.columns)
    widths = [width * stretch for _name, width in table.columns]
    drawn = frame.ruled(document, [name for name, _width in table.columns], widths)
    for row in table.rows:
        for column, (cell, lines) in enumerate(zip(xml.row(drawn), row, strict=True)):
            for at, line in enumerate(lines):
                paragraph = write(cell, line, grey=at > 0, more=at > 0)
                if column in table.numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
