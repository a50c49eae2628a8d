"""The paper for a word processor, in which officials still write the cover and change what is signed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm

from evidence.adapters.storage import Storage
from evidence.capture.categories import Mode
from evidence.reports.papers import wordframe as frame
from evidence.reports.papers import words
from evidence.reports.papers import wordxml as xml
from evidence.reports.papers.contents import PICTURES, Head, Picture, Work
from evidence.reports.papers.copies import copy
from evidence.reports.papers.recap import Recap
from evidence.reports.papers.wordframe import write

# Millimetres, for A4: number, day, work, place; then the pictures; then the remark takes the rest.
FACTS = {
    Mode.BEFORE_AFTER: (10, 27, 42, 38),
    Mode.PROGRESS: (10, 26, 36, 32),
    Mode.DOCUMENTATION: (10, 27, 42, 38),
}
PICTURE = {Mode.BEFORE_AFTER: 52, Mode.PROGRESS: 43, Mode.DOCUMENTATION: 104}
# As much as a photo of 4:3 takes that lies, so that those that stand are as high beside it.
TALL = {Mode.BEFORE_AFTER: 34, Mode.PROGRESS: 29, Mode.DOCUMENTATION: 32}
HEADS = ("No.", "Hari/Tanggal", "Kegiatan", "Lokasi (RT/RW)")


@dataclass
class Docx:
    """A `making.Writer`. The tables stand in the order of the modes, so their rows are kept until the end."""

    storage: Storage
    head: Head
    recap: Recap = field(default_factory=Recap)
    parts: dict[Mode, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document = Document()
        frame.prepare(self.document, self.head)
        frame.letterhead(self.document, self.head)
        # Each mode has its place from the beginning; those that stay empty are taken out.
        for at, mode in enumerate(Mode):
            title = self.document.add_heading(f"{'ABC'[at]}. {words.TABLES[mode]}", level=1)
            names = (*HEADS, *PICTURES[mode], "Keterangan")
            self.parts[mode] = (title, frame.ruled(self.document, names, self._widths(mode)), [])

    def add(self, work: Work) -> None:
        """One row with its pictures."""
        self.recap.add(work)
        _title, table, rows = self.parts[work.mode]
        rows.append(work.number)
        cells = xml.row(table)
        day = f"{words.weekday(work.day)},\n{words.numeric(work.day)}"
        write(cells[0], str(work.number))
        write(cells[1], day if work.told else f"{day}\n(tanggal dicatat)")
        write(cells[2], work.title, bold=True)
        write(cells[2], work.category_label, grey=True, more=True)
        place, by = work.where_for(self.head.unit)
        write(cells[3], place)
        if by:
            write(cells[3], by, grey=True, more=True)
        if work.mode is Mode.DOCUMENTATION:
            self._together(cells[4], work)
        else:
            for cell, picture in zip(cells[4:-1], work.pictures, strict=True):
                self._place(cell, work, picture)
        for at, line in enumerate(work.remark):
            write(cells[-1], line, more=at > 0)

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
        if used:
            frame.note(self.document, " ".join(words.notes(self.head.signed_on)), beneath_table=True)
        else:
            frame.nihil(self.document, self.head)
        frame.sums(self.document, self.recap)
        frame.signature(self.document, self.head)
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _widths(self, mode: Mode) -> Sequence[float]:
        pictures = (PICTURE[mode],) * len(PICTURES[mode])
        facts = FACTS[mode]
        return (*facts, *pictures, frame.width(self.head) - sum(facts) - sum(pictures))

    def _place(self, cell: Any, work: Work, picture: Picture) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if picture.key:
            self._draw(paragraph.add_run(), work, picture, PICTURE[work.mode] - 4)
        beneath = picture.beneath(PICTURES[work.mode]) if picture.key else picture.words
        if beneath:
            write(cell, beneath, grey=True, more=bool(picture.key)).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _together(self, cell: Any, work: Work) -> None:
        """Photos of a documentation, two and two, each with what is to say of it beneath."""
        wide = PICTURE[work.mode] / 2
        for at in range(0, len(work.pictures), 2):
            drawn = cell.add_paragraph() if at else cell.paragraphs[0]
            told = cell.add_paragraph()
            for column, picture in enumerate(work.pictures[at : at + 2]):
                for each in (drawn, told):
                    each.paragraph_format.tab_stops.add_tab_stop(
                        Mm(wide * (column + 0.5)), WD_TAB_ALIGNMENT.CENTER
                    )
                    each.add_run("\t")
                if picture.key:
                    self._draw(drawn.add_run(), work, picture, wide - 4)
                said = told.add_run(picture.caption if picture.key else picture.words)
                said.font.size, said.font.color.rgb = frame.SMALL, frame.GREY

    def _draw(self, run: Any, work: Work, picture: Picture, wide: float) -> None:
        """The picture in its own proportions, as large as its place allows."""
        ratio = picture.width / picture.height
        width = min(wide, TALL[work.mode] * ratio)
        drawn = run.add_picture(io.BytesIO(copy(self.storage, work, picture)), width=Mm(width))
        drawn.height = Mm(width / ratio)
        xml.describe(drawn, picture.alt)
