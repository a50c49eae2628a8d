"""What stands around the tables of a paper for a word processor, and how they are ruled."""

import io
from collections.abc import Collection, Sequence
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers import wordxml as xml
from evidence.reports.papers.contents import Head
from evidence.reports.papers.recap import ALL, COLUMNS, RECAP, Recap

SIZES = {"A4": (Mm(297), Mm(210)), "F4": (Mm(330), Mm(215))}
MARGIN, GAP = Mm(14), Mm(6)
FONT = "Arial"
GREY, SMALL = RGBColor(0x43, 0x4B, 0x55), Pt(7)
DOTS = "." * 48
# What a file says of itself takes so many letters and no more; all of it stands at the foot of each page.
MOST_TOLD = 255
# Rows of a last table that go along with the signature, so that nobody signs a page on which nothing else stands.
ALONG = 2
# Millimetres for the crest, with as much at the other side, so that the lines stand in the middle.
CREST = 28
PADDING = Mm(0.6)
# A table leaves no room beneath itself.
BENEATH_TABLE, BEFORE_TITLE, BEFORE_SIGNATURE = Pt(4), Pt(10), Pt(14)


def prepare(document: Any, head: Head) -> None:
    """The sheet, the letters, what a file says of itself, and the line at the foot of each page."""
    first = document.sections[0]
    first.orientation = WD_ORIENT.LANDSCAPE
    first.page_width, first.page_height = SIZES[head.sheet]
    first.left_margin = first.right_margin = MARGIN
    first.top_margin, first.bottom_margin = Mm(12), Mm(17)
    xml.letters(document, FONT)
    told = document.core_properties
    told.title, told.author, told.language = (
        f"{head.title}, {head.unit}, {head.period}"[:MOST_TOLD],
        head.made_by[:MOST_TOLD],
        "id-ID",
    )
    told.created = told.modified = head.made_at.astimezone(clock.WIB).replace(tzinfo=None)
    told.comments = f"{head.made}. {head.chosen}."[:MOST_TOLD]
    foot = first.footer.paragraphs[0]
    # The style has stops for a sheet that stands upright.
    foot.style.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(width(head)), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{head.made}. {head.chosen}.\tHalaman ")
    xml.number(foot, "PAGE")
    foot.add_run(" dari ")
    xml.number(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = SMALL, GREY


def width(head: Head) -> float:
    """Millimetres between the margins."""
    return float(SIZES[head.sheet][0].mm - 2 * MARGIN.mm)


def section(document: Any, columns: int) -> None:
    """Go on beneath in so many columns."""
    document.add_section(WD_SECTION.CONTINUOUS)
    xml.columns(document.sections[-1], columns, GAP.twips)
    # What ends a section is a line of its own.
    thin(document.paragraphs[-1])


def thin(paragraph: Any) -> None:
    """Let a line that says nothing take no room."""
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(1)


def letterhead(document: Any, head: Head) -> None:
    """The head of the first page."""
    reach = "  ·  ".join(filter(None, (head.address, head.contact))) or f"Alamat: {DOTS} Telepon: {DOTS}"
    *above, own = head.offices
    lines = [*((each, 11, True) for each in above), (own, 14, True), (reach, 8, False)]
    within = _beside_crest(document, head) if head.crest else document
    told = [_line(within, text, size, bold=bold) for text, size, bold in lines]
    if head.crest:
        # A cell begins with a line of its own.
        xml.remove(within.paragraphs[0])
        told.append(document.add_paragraph())
        thin(told[-1])
    xml.underline(told[-1])
    if head.practice:
        _line(document, "LATIHAN: bukan dokumen resmi", 10, bold=True)
    _line(document, head.title, 13, bold=True).paragraph_format.space_before = BEFORE_TITLE
    _line(document, head.beneath, 10)


def _beside_crest(document: Any, head: Head) -> Any:
    """The middle of the head, where the crest stands to the left of it."""
    table = document.add_table(rows=1, cols=3)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    widths = (CREST, width(head) - 2 * CREST, CREST)
    for column, cell, wide in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(wide)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    left, middle, _right = table.rows[0].cells
    drawn = left.paragraphs[0].add_run().add_picture(io.BytesIO(head.crest), height=Mm(20))
    if drawn.width > Mm(CREST - 4):
        drawn.height, drawn.width = int(drawn.height * Mm(CREST - 4) / drawn.width), Mm(CREST - 4)
    xml.describe(drawn, "Lambang")
    return middle


def _line(document: Any, text: str, size: int, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    return paragraph


def nihil(document: Any, head: Head) -> None:
    """That there is nothing to show."""
    _line(document, words.NIHIL, 16, bold=True).paragraph_format.space_before = BEFORE_TITLE
    _line(document, words.nothing(head.unit, head.first, head.last), 10)


def sums(document: Any, reckoned: Recap) -> None:
    """How many of each category, and of all."""
    document.add_heading(RECAP, level=1)
    numbers = range(1, len(COLUMNS) + 1)
    table = ruled(document, ("Kategori", *COLUMNS), (60, *(31,) * len(COLUMNS)), numbers)
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
    paragraph.runs[0].font.size, paragraph.runs[0].font.color.rgb = SMALL, GREY


def signature(document: Any, head: Head) -> None:
    """Where, when and by whom it is signed; lines to write on where nothing was told."""
    _hold_on(document)
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


def _hold_on(document: Any) -> None:
    """Let what stands above go along where there is no more room: the last line, or the last rows of a table."""
    *_others, last = document.iter_inner_content()
    rows = last.rows[-ALONG:] if hasattr(last, "rows") else ()
    held = [each for row in rows for cell in row.cells for each in cell.paragraphs] or [last]
    for each in held:
        each.paragraph_format.keep_with_next = True


def ruled(document: Any, names: Sequence[str], widths: Sequence[float], numbers: Collection[int] = ()) -> Any:
    """A table with its head, each column so many millimetres wide; which of them are ``numbers``."""
    table = document.add_table(rows=1, cols=len(names))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for at, (cell, name, width) in enumerate(zip(table.rows[0].cells, names, widths, strict=True)):
        cell.width = Mm(width)
        told = write(cell, name, bold=True)
        # Its head stands at no page's end without a row.
        told.paragraph_format.keep_with_next = True
        if at in numbers:
            told.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    xml.heading(table.rows[0])
    xml.padding(table, PADDING.twips)
    return table


def write(cell: Any, text: str, *, bold: bool = False, grey: bool = False, more: bool = False) -> Any:
    """Put text into a cell; ``more`` beneath what is there."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, SMALL if grey else Pt(8)
    if grey:
        run.font.color.rgb = GREY
    return paragraph
