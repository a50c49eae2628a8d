"""Where a paper begins and ends: nobody is to sign a page on which nothing else stands."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document

from evidence.reports.papers.blocks import Block, Table
from evidence.reports.papers.blocks_docx import docx
from evidence.reports.papers.blocks_pdf import pdf
from evidence.reports.papers.contents import Head
from tests.practice.serving import picture
from tests.reports.october import words_of

DAY = date(2026, 10, 1)
HEAD = Head(
    title="LAPORAN", period="Oktober 2026", beneath="Periode Oktober 2026", first=DAY, last=DAY, unit="Kelurahan Mojo",
    offices=("PEMERINTAH KOTA SURAKARTA", "KECAMATAN PASAR KLIWON", "KELURAHAN MOJO"), address="", contact="",
    crest=b"", sheet="A4", place="Surakarta", signed_on="1 November 2026",
    signer_office="", signer_name="", signer_number="",
    made="Dibuat oleh Lurah Mojo, 1 Nov 2026, 08.00 WIB", chosen="Saringan: Kelurahan Mojo", made_by="Lurah Mojo",
    made_at=datetime(2026, 11, 1, 1, tzinfo=UTC), practice=False,
)  # fmt: skip


def listed(rows: int) -> Sequence[Block]:
    """A paper that is a list of so many rows."""
    told = [((str(at),), (f"Baris ke-{at}",)) for at in range(1, rows + 1)]
    return [Block("A. Daftar", ("Semua baris.",), (Table((("No.", 10), ("Isi", 100)), told, (0,)),))]


def ends_well(folder: Path, rows: int) -> tuple[int, bool]:
    """How many pages there are, and whether the last rows stand with the signature under a head of their own."""
    pages = [" ".join(page.split()) for page in words_of(pdf(folder, HEAD, listed(rows)))]
    together = all(
        each in pages[-1] for each in (f"Baris ke-{rows - 1}", f"Baris ke-{rows}", "NIP", "No. Isi")
    )
    # Neither is any of them lost, nor the head printed twice on a page.
    said = " ".join(pages)
    whole = all(f" {at} Baris ke-{at} " in said for at in range(1, rows + 1))
    return len(pages), together and whole and all(page.count("No. Isi") == 1 for page in pages)


@pytest.mark.parametrize(("rows", "pages"), [(2, 1), (12, 1), (24, 2)])
def test_the_last_rows_go_along_with_the_signature(tmp_path: Path, rows: int, pages: int) -> None:
    assert ends_well(tmp_path, rows) == (pages, True)


@pytest.mark.prove
def test_they_do_so_wherever_a_page_ends(tmp_path: Path) -> None:
    seen = {rows: ends_well(tmp_path, rows) for rows in range(3, 70)}

    assert [rows for rows, (_pages, well) in seen.items() if not well] == []
    assert {pages for pages, _well in seen.values()} == {1, 2, 3}


def test_a_word_processor_keeps_them_together_too() -> None:
    document = Document(io.BytesIO(docx(HEAD, listed(5))))

    (table,) = document.tables
    kept = [
        all(each.paragraph_format.keep_with_next for cell in row.cells for each in cell.paragraphs)
        for row in table.rows
    ]
    # The head goes along with its first row, and the last two with the closing line.
    assert kept == [True, False, False, False, True, True]
    closing = next(each for each in document.paragraphs if each.text.startswith("Demikian"))
    assert closing.paragraph_format.keep_with_next


def test_a_word_processor_has_the_crest_beside_the_lines_of_the_letterhead() -> None:
    document = Document(io.BytesIO(docx(replace(HEAD, crest=picture(90, 120)), listed(1))))

    letterhead, _list = document.tables
    left, middle, right = letterhead.rows[0].cells
    assert 'descr="Lambang"' in left._tc.xml
    assert [each.text for each in middle.paragraphs][:3] == list(HEAD.offices)
    # As wide as the place of the crest, so that the lines stand in the middle of the sheet.
    assert left.width == right.width
