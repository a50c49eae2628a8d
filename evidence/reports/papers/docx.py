"""The paper for a word processor, in which officials still write the cover and change what is signed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from evidence.adapters.storage import Storage
from evidence.capture.categories import Mode
from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers import wordxml as xml
from evidence.reports.papers.contents import ALL, COLUMNS, PICTURES, RECAP, Head, Picture, Recap, Work
from evidence.reports.papers.copies import copy

SIZES = {"A4": (Mm(297), Mm(210)), "F4": (Mm(330), Mm(215))}
MARGIN = Mm(14)
# Millimetres, for A4: number, day, work, place; then the pictures; then the remark takes the rest.
FACTS = (9, 27, 42, 38)
PICTURE = {Mode.BEFORE_AFTER: 52, Mode.PROGRESS: 41, Mode.DOCUMENTATION: 104}
TALL = {Mode.BEFORE_AFTER: 34, Mode.PROGRESS: 31, Mode.DOCUMENTATION: 32}
HEADS = ("No.", "Hari/Tanggal", "Kegiatan", "Lokasi (RT/RW)")
FONT = "Arial"
GREY = RGBColor(0x43, 0x4B, 0x55)
DOTS = "." * 48


@dataclass
class Docx:
    """A `making.Writer`. The tables stand in the order of the modes, so their rows are kept until the end."""

    storage: Storage
    head: Head
    recap: Recap = field(default_factory=Recap)
    parts: dict[Mode, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document = Document()
        self._prepare()
        self._letterhead()
        # Each mode has its place from the beginning; those that stay empty are taken out.
        for at, mode in enumerate(Mode):
            title = self.document.add_heading(f"{'ABC'[at]}. {words.TABLES[mode]}", level=1)
            names = (*HEADS, *PICTURES[mode], "Keterangan")
            self.parts[mode] = (title, self._table(names, self._widths(mode)), [])

    def add(self, work: Work) -> None:
        """One row with its pictures."""
        self.recap.add(work)
        _title, table, rows = self.parts[work.mode]
        rows.append(work.number)
        cells = xml.row(table)
        day = f"{words.weekday(work.day)},\n{words.numeric(work.day)}"
        _write(cells[0], str(work.number))
        _write(cells[1], day if work.told else f"{day}\n(tanggal dicatat)")
        _write(cells[2], work.title, bold=True)
        _write(cells[2], work.category_label, grey=True, more=True)
        _write(cells[3], work.place or work.kelurahan)
        if work.unit != self.head.unit:
            _write(cells[3], work.unit, grey=True, more=True)
        if work.mode is Mode.DOCUMENTATION:
            self._together(cells[4], work)
        else:
            for cell, picture in zip(cells[4:-1], work.pictures, strict=True):
                self._place(cell, work, picture)
        for at, line in enumerate(work.remark):
            _write(cells[-1], line, more=at > 0)

    def end(self) -> bytes:
        """The file."""
        used = 0
        for mode in Mode:
            title, table, rows = self.parts[mode]
            if not rows:
                xml.remove(title, table)
                continue
            title.runs[0].text = f"{'ABC'[used]}. {words.TABLES[mode]}"
            used += 1
        notes = self.document.add_paragraph(f"{words.COVER_NOTE} {words.CLOCK_NOTE}")
        notes.runs[0].font.size, notes.runs[0].font.color.rgb = Pt(7), GREY
        self._recap()
        self._sign()
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    # ----------------------------------------------------------------------------------------- what stands around
    def _prepare(self) -> None:
        head, document = self.head, self.document
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = SIZES[head.sheet]
        section.left_margin = section.right_margin = MARGIN
        section.top_margin, section.bottom_margin = Mm(12), Mm(17)
        xml.letters(document, FONT)
        told = document.core_properties
        told.title, told.author, told.language = (
            f"{head.title}, {head.unit}, {head.period}",
            head.made_by,
            "id-ID",
        )
        told.created = told.modified = head.made_at.astimezone(clock.WIB).replace(tzinfo=None)
        told.comments = f"{head.made}. {head.chosen}."
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{head.made}. {head.chosen}. Halaman ")
        xml.number(foot, "PAGE")
        foot.add_run(" dari ")
        xml.number(foot, "NUMPAGES")
        for run in foot.runs:
            run.font.size, run.font.color.rgb = Pt(7), GREY

    def _letterhead(self) -> None:
        head, document = self.head, self.document
        if head.crest:
            crest = document.add_paragraph()
            crest.alignment = WD_ALIGN_PARAGRAPH.CENTER
            xml.describe(crest.add_run().add_picture(io.BytesIO(head.crest), height=Mm(20)), "Lambang")
        for at, office in enumerate(head.offices):
            last = at + 1 == len(head.offices)
            self._line(office, 14 if last else 11, bold=True)
        reach = "  ·  ".join(filter(None, (head.address, head.contact)))
        rule = self._line(reach or f"Alamat: {DOTS} Telepon: {DOTS}", 8)
        xml.underline(rule)
        if head.practice:
            self._line("LATIHAN: bukan dokumen resmi", 10, bold=True)
        self._line(head.title, 13, bold=True)
        self._line(f"Periode {head.period}", 10)

    def _line(self, text: str, size: int, *, bold: bool = False) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
        return paragraph

    def _recap(self) -> None:
        self.document.add_heading(RECAP, level=1)
        table = self._table(("Kategori", *COLUMNS), (60, *(26,) * len(COLUMNS)))
        rows = [(name, row.values) for name, row in self.recap.listed]
        for name, values in [*rows, (ALL, self.recap.all.values)]:
            cells = xml.row(table)
            _write(cells[0], name, bold=name == ALL)
            for cell, value in zip(cells[1:], values, strict=True):
                _write(cell, words.number(value), bold=name == ALL).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _sign(self) -> None:
        head = self.head
        lines = (
            f"{head.place or DOTS[:20]}, {head.signed_on}", "Mengetahui,", head.signer_office or DOTS, "", "", "",
            head.signer_name or DOTS, f"NIP {head.signer_number or DOTS[:40]}",
        )  # fmt: skip
        for line in lines:
            paragraph = self.document.add_paragraph(line)
            paragraph.paragraph_format.left_indent = Mm(180)
            # The block stays on one page.
            paragraph.paragraph_format.keep_with_next = line != lines[-1]
            if line and line == head.signer_name:
                paragraph.runs[0].bold = paragraph.runs[0].underline = True

    # ------------------------------------------------------------------------------------------------- its tables
    def _widths(self, mode: Mode) -> Sequence[float]:
        pictures = (PICTURE[mode],) * len(PICTURES[mode])
        page = SIZES[self.head.sheet][0].mm - 2 * MARGIN.mm
        return (*FACTS, *pictures, page - sum(FACTS) - sum(pictures))

    def _table(self, names: Sequence[str], widths: Sequence[float]) -> Any:
        table = self.document.add_table(rows=1, cols=len(names))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for cell, name, width in zip(table.rows[0].cells, names, widths, strict=True):
            cell.width = Mm(width)
            _write(cell, name, bold=True)
        xml.heading(table.rows[0])
        return table

    def _place(self, cell: Any, work: Work, picture: Picture) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if picture.heading not in PICTURES[work.mode] and picture.heading:
            _write(cell, picture.heading, bold=True)
            paragraph = cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if picture.key:
            self._draw(paragraph.add_run(), work, picture, PICTURE[work.mode] - 4)
        beneath = picture.caption if picture.key else picture.words
        if beneath:
            _write(cell, beneath, grey=True, more=bool(picture.key)).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _together(self, cell: Any, work: Work) -> None:
        """Photos of a documentation, two and two, and what is to say of them beneath."""
        paragraph = cell.paragraphs[0]
        for picture in work.pictures:
            if picture.key:
                self._draw(paragraph.add_run(), work, picture, 47)
                paragraph.add_run(" ")
        beneath = dict.fromkeys(each.caption or each.words for each in work.pictures)
        for line in filter(None, beneath):
            _write(cell, line, grey=True, more=True)

    def _draw(self, run: Any, work: Work, picture: Picture, wide: float) -> None:
        """The picture in its own proportions, as large as its place allows."""
        ratio = picture.width / picture.height
        width = min(wide, TALL[work.mode] * ratio)
        drawn = run.add_picture(io.BytesIO(copy(self.storage, work, picture)), width=Mm(width))
        drawn.height = Mm(width / ratio)
        xml.describe(drawn, picture.alt)


def _write(cell: Any, text: str, *, bold: bool = False, grey: bool = False, more: bool = False) -> Any:
    """Put text into a cell; ``more`` beneath what is there."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(7) if grey else Pt(8)
    if grey:
        run.font.color.rgb = GREY
    return paragraph
