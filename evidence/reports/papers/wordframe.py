"""What stands around the tables of a paper for a word processor, and how they are ruled."""

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers import wordxml as xml
from evidence.reports.papers.contents import Head
from evidence.reports.papers.recap import ALL, COLUMNS, RECAP, Recap

SIZES = {"A4": (Mm(297), Mm(210)), "F4": (Mm(330), Mm(215))}
MARGIN = Mm(14)
FONT = "Arial"
GREY = RGBColor(0x43, 0x4B, 0x55)
DOTS = "." * 48
# What a file says of itself takes so many letters and no more; all of it stands at the foot of each page.
MOST_TOLD = 255
# A table leaves no room beneath itself.
BENEATH_TABLE, BEFORE_SIGNATURE = Pt(4), Pt(14)


def prepare(document: Any, head: Head) -> None:
    """The sheet, the letters, what a file says of itself, and the line at the foot of each page."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = SIZES[head.sheet]
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Mm(12), Mm(17)
    xml.letters(document, FONT)
    told = document.core_properties
    told.title, told.author, told.language = (
        f"{head.title}, {head.unit}, {head.period}"[:MOST_TOLD],
        head.made_by[:MOST_TOLD],
        "id-ID",
    )
    told.created = told.modified = head.made_at.astimezone(clock.WIB).replace(tzinfo=None)
    told.comments = f"{head.made}. {head.chosen}."[:MOST_TOLD]
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{head.made}. {head.chosen}. Halaman ")
    xml.number(foot, "PAGE")
    foot.add_run(" dari ")
    xml.number(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(7), GREY


def letterhead(document: Any, head: Head) -> None:
    """The head of the first page."""
    if head.crest:
        crest = document.add_paragraph()
        crest.alignment = WD_ALIGN_PARAGRAPH.CENTER
        xml.describe(crest.add_run().add_picture(io.BytesIO(head.crest), height=Mm(20)), "Lambang")
    for at, office in enumerate(head.offices):
        last = at + 1 == len(head.offices)
        _line(document, office, 14 if last else 11, bold=True)
    reach = "  ·  ".join(filter(None, (head.address, head.contact)))
    rule = _line(document, reach or f"Alamat: {DOTS} Telepon: {DOTS}", 8)
    xml.underline(rule)
    if head.practice:
        _line(document, "LATIHAN: bukan dokumen resmi", 10, bold=True)
    _line(document, head.title, 13, bold=True)
    _line(document, head.beneath, 10)


def _line(document: Any, text: str, size: int, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    return paragraph


def nihil(document: Any, head: Head) -> None:
    """That there is nothing to show."""
    _line(document, words.NIHIL, 16, bold=True)
    _line(document, words.nothing(head.unit, head.first, head.last), 10)


def sums(document: Any, reckoned: Recap) -> None:
    """How many of each category, and of all."""
    document.add_heading(RECAP, level=1)
    table = ruled(document, ("Kategori", *COLUMNS), (60, *(26,) * len(COLUMNS)))
    rows = [(name, row.values) for name, row in reckoned.listed]
    for name, values in [*rows, (ALL, reckoned.all.values)]:
        cells = xml.row(table)
        write(cells[0], name, bold=name == ALL)
        for cell, value in zip(cells[1:], values, strict=True):
            write(cell, words.number(value), bold=name == ALL).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        # Whoever signs has the numbers on the same page.
        cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def note(document: Any, text: str, *, beneath_table: bool) -> None:
    """A line in small letters."""
    paragraph = document.add_paragraph(text)
    if beneath_table:
        paragraph.paragraph_format.space_before = BENEATH_TABLE
    paragraph.runs[0].font.size, paragraph.runs[0].font.color.rgb = Pt(7), GREY


def signature(document: Any, head: Head) -> None:
    """Where, when and by whom it is signed; lines to write on where nothing was told."""
    # The last line above goes along where there is no more room.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    closing = document.add_paragraph(words.CLOSING)
    closing.paragraph_format.space_before = BEFORE_SIGNATURE
    closing.paragraph_format.space_after, closing.paragraph_format.keep_with_next = BENEATH_TABLE, True
    lines = (
        f"{head.place or DOTS[:20]}, {head.signed_on}", words.ACKNOWLEDGED, head.signer_office or DOTS, "", "", "",
        head.signer_name or DOTS, f"NIP {head.signer_number or DOTS[:40]}",
    )  # fmt: skip
    for line in lines:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Mm(180)
        # The block stays on one page.
        paragraph.paragraph_format.keep_with_next = line != lines[-1]
        if line and line == head.signer_name:
            paragraph.runs[0].bold = paragraph.runs[0].underline = True


def ruled(document: Any, names: Sequence[str], widths: Sequence[float]) -> Any:
    """A table with its head, each column so many millimetres wide."""
    table = document.add_table(rows=1, cols=len(names))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, name, width in zip(table.rows[0].cells, names, widths, strict=True):
        cell.width = Mm(width)
        write(cell, name, bold=True)
    xml.heading(table.rows[0])
    return table


def write(cell: Any, text: str, *, bold: bool = False, grey: bool = False, more: bool = False) -> Any:
    """Put text into a cell; ``more`` beneath what is there."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(7) if grey else Pt(8)
    if grey:
        run.font.color.rgb = GREY
    return paragraph
