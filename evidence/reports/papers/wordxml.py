"""What the library for word processors has no word for, as the elements of the format itself."""

import copy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Row

SUNK, SOGAN = "F1EDE5", "713B0F"


def letters(document: Any, font: str) -> None:
    """One typeface everywhere, small enough for tables, and Indonesian for whoever checks the spelling."""
    for name, size in (("Normal", 8), ("Heading 1", 11)):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for each in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(each), font)
        for each in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(each), None)
        style.paragraph_format.space_after = Pt(2)
    document.styles["Heading 1"].font.color.rgb = None
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def number(paragraph: Any, field: str) -> None:
    """A number that the word processor reckons, as that of the page; each part in a run, which takes the letters."""
    for kind, text in (("begin", ""), ("", field), ("separate", ""), ("text", "1"), ("end", "")):
        if kind in ("begin", "separate", "end"):
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:t" if kind == "text" else "w:instrText")
            element.text = text
        paragraph.add_run()._r.append(element)


def heading(row: Any) -> None:
    """A row that is repeated on each page and stands on a ground of its own."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", SUNK)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def padding(table: Any, room: int) -> None:
    """So many twentieths of a point between what stands in a cell and the rules above and beneath it."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("w:top", "w:bottom"):
        side = OxmlElement(name)
        side.set(qn("w:w"), str(room))
        side.set(qn("w:type"), "dxa")
        margins.append(side)
    # The format wants its parts in one order, in which this one comes before those.
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def row(table: Any) -> Any:
    """One more row that stays on one page; its empty cells.

    Made of the head's cells: the library looks through the whole table for each new row, which takes ever longer.
    """
    first = table._tbl.tr_lst[0]
    made = OxmlElement("w:tr")
    made.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in first.tc_lst:
        fresh = OxmlElement("w:tc")
        width = cell.tcPr.find(qn("w:tcW")) if cell.tcPr is not None else None
        if width is not None:
            fresh.get_or_add_tcPr().append(copy.copy(width))
        fresh.append(OxmlElement("w:p"))
        made.append(fresh)
    table._tbl.append(made)
    return _Row(made, table).cells


def columns(section: Any, count: int, gap: int) -> None:
    """Let what stands in the section flow in ``count`` columns, ``gap`` twentieths of a point apart."""
    told = section._sectPr.find(qn("w:cols"))
    told.set(qn("w:num"), str(count))
    told.set(qn("w:space"), str(gap))


def describe(shape: Any, text: str) -> None:
    """What a picture shows, for whoever does not see it."""
    shape._inline.docPr.set("descr", text)


def underline(paragraph: Any) -> None:
    """The double rule beneath a letterhead."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "4"), ("color", SOGAN)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # The format wants its parts in one order, in which borders come before these.
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *later)


def remove(*blocks: Any) -> None:
    """Take paragraphs or tables out again."""
    for each in blocks:
        element = each._element
        element.getparent().remove(element)
