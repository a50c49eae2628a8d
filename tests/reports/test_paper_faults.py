"""What one bad text or one fault of ours may do to papers: to its own at most, and never to the next ones."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from docx import Document
from sqlalchemy import update

from evidence.adapters.storage import Storage
from evidence.capture.models import Activity
from evidence.compose import looks
from evidence.core.text import all_holdable, holdable, is_text
from evidence.reports.papers import heading, words
from evidence.reports.papers.blocks import Block
from evidence.reports.papers.blocks_docx import docx
from evidence.reports.papers.contents import Head
from evidence.reports.papers.models import PaperState, Shape
from tests import factories
from tests.forms import told
from tests.house import MOJO, House
from tests.pages import check_page
from tests.reports.october import EVERY, asked, body, paper, words_of, work_off

TITLE = "Talut \ufffe baru"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """With one work that was stored before such a title was refused."""
    ident = factories.activity(shared, title="Talut baru", work_date=date(2025, 10, 7))
    factories.photo(shared, ident, "before")
    with shared.sessions.begin() as session:
        session.execute(update(Activity).where(Activity.id == ident).values(title=TITLE))
    return shared


def head_of(house: House) -> Head:
    """What stands around a paper of the month."""
    (ident,) = asked(house, [Shape.CSV])
    work_off(house)
    with house.sessions() as session:
        row = session.merge(paper(house, ident))
        storage: Storage = house.app.extensions["house"].storage
        return heading.head(session, storage, row, "Periode Oktober", "Saringan: semua", practice=False)


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\x00", "\ud800", "\x85"])
def test_what_xml_cannot_hold_is_no_text(character: str) -> None:
    old = Block(f"A{character}", (f"B{character}", "C"))

    assert not is_text(f"Talut {character} baru")
    assert holdable(f"Talut {character} baru") == "Talut \ufffd baru"
    assert all_holdable(old) == Block("A\ufffd", ("B\ufffd", "C"))


def test_a_work_with_a_character_that_xml_cannot_hold_stands_in_every_shape(house: House) -> None:
    ids = asked(house, EVERY)
    work_off(house)

    rows = {row.shape: row for row in (paper(house, each) for each in ids)}
    assert {shape: (row.state, row.reason) for shape, row in rows.items()} == dict.fromkeys(
        EVERY, (PaperState.DONE, "")
    )
    for shape in (Shape.DOCX, Shape.XLSX):
        with zipfile.ZipFile(io.BytesIO(body(house, rows[shape]))) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(parts.read(name))  # noqa: S314
    assert "Talut" in " ".join(words_of(body(house, rows[Shape.PDF])))


def test_a_paper_that_fails_by_a_fault_says_so_and_leaves_the_way_to_the_next(house: House) -> None:
    digest = factories.theme(house, MOJO)
    storage: Storage = house.app.extensions["house"].storage
    key = looks.crest_key(digest)
    kept = storage.get(key)
    # No picture at all, which the writer of documents meets with an error of its own.
    storage.put(key, b"bukan gambar", "image/png")
    bad, good = asked(house, [Shape.DOCX, Shape.CSV])
    work_off(house)
    storage.put(key, kept, "image/png")

    failed = paper(house, bad)
    assert (failed.state, failed.reason) == (PaperState.FAILED, "fault")
    assert paper(house, good).state is PaperState.DONE
    page = told(house.client(factories.LURAH).get("/laporan"), 200)
    check_page(page)
    assert words.REASONS["fault"] in page


def test_what_a_document_says_of_itself_is_cut_where_the_format_ends(house: House) -> None:
    rule = (
        "Surat Edaran Sekretaris Daerah Kota Surakarta Nomor 480/1234/2026 tentang Pemanfaatan Media Sosial "
        "Perangkat Daerah"
    )
    long = f"Saringan: Kota Surakarta, {rule}, {rule}, {rule}"
    head = replace(head_of(house), chosen=long, made_by="Nama " * 60, unit="Unit " * 60)

    document = Document(io.BytesIO(docx(head, [Block("A. Daftar")])))

    about = document.core_properties
    assert {len(each) for each in (about.title, about.author, about.comments)} == {255}
    assert long in document.sections[0].footer.paragraphs[0].text
