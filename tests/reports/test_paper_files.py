"""A month of one kelurahan on paper: what each kind of file holds."""

import csv
import hashlib
import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from flask.testing import FlaskClient

from evidence.adapters import imaging
from evidence.capture.categories import Mode
from evidence.capture.models import Photo
from evidence.compose import covering
from evidence.reports.papers import extent
from evidence.reports.papers.contents import PICTURES, Picture
from evidence.reports.papers.models import Kind, Shape
from tests import factories
from tests.factories import LURAH
from tests.house import MOJO, PASAR_KLIWON, House
from tests.reports.october import EVERY, FIRST, LAST, October, body, made, october, words_of


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    return shared


@pytest.fixture(scope="module")
def month(house: House) -> October:
    return october(house)


def test_the_printed_paper_has_its_head_tables_recap_signature_and_the_number_of_each_page(
    house: House, month: October
) -> None:
    pages = words_of(body(house, made(house, Shape.PDF)[Shape.PDF]))

    whole = " ".join(" ".join(pages).split())
    for each in (
        "PEMERINTAH KOTA SURAKARTA", "KECAMATAN PASAR KLIWON", "KELURAHAN MOJO", "LAPORAN DOKUMENTASI KEGIATAN",
        "Periode 1–31 Oktober 2025", "A. Sebelum dan sesudah", "B. Progres 0% – 50% – 100%", "C. Dokumentasi kegiatan",
        "=HYPERLINK", "Selasa, 07/10/2025", "RT 05 RW 03", "Belum selesai: cuaca (hujan)",
        "Foto dihapus atas permintaan", "sebagian disamarkan", "1 foto lain tersimpan di Bukti",
        "Rekapitulasi per kategori", "Surakarta,", "Mengetahui,", "NIP",
    ):  # fmt: skip
        assert each in whole, each
    for each in ("Rekapitulasi per kategori", "Demikian laporan ini", "Mengetahui,", "NIP"):
        assert each in pages[-1], each
    assert "Bulan lain" not in whole
    assert "Unit lain" not in whole
    for number, page in enumerate(pages, start=1):
        assert "Dibuat oleh Lurah Mojo" in page
        assert "Saringan: Kelurahan Mojo, 1–31 Oktober 2025" in " ".join(page.split())
        assert f"Halaman {number} dari {len(pages)}" in page


def test_a_number_says_the_same_work_in_every_shape_and_each_table_goes_on_where_the_last_one_ended(
    house: House, month: October
) -> None:
    files = {shape: body(house, row) for shape, row in made(house, *EVERY).items()}

    document = Document(io.BytesIO(files[Shape.DOCX]))
    word = [
        (cells[0].text, cells[2].text.split("\n")[0])
        for table in document.tables[:-1]
        for cells in (row.cells for row in table.rows[1:])
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(files[Shape.XLSX]))["Kegiatan"]
    told = csv.DictReader(io.StringIO(files[Shape.CSV].decode("utf-8-sig"), newline=""), delimiter=";")
    assert [number for number, _title in word] == ["1", "2", "3", "4", "5"]
    assert [(str(row[0]), row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)] == word
    numbered = sorted(told, key=lambda row: int(row["Nomor"]))
    assert [(row["Nomor"], row["Kegiatan"].removeprefix("'")) for row in numbered] == word
    whole = " ".join(" ".join(words_of(files[Shape.PDF])).split())
    places = [
        whole.index(part)
        for part in ("A. Sebelum", " 1 ", " 3 ", "B. Progres", " 4 ", "C. Dokumentasi", " 5 ")
    ]
    assert places == sorted(places)
    assert "Lokasi (RT/RW)" in whole


def test_a_paper_of_several_units_says_of_each_work_in_which_kelurahan_and_by_whom(
    house: House, month: October
) -> None:
    title = "Kerja bakti di batas kelurahan"
    factories.activity(house, PASAR_KLIWON, "camat.pasarkliwon", title=title, work_date=date(2025, 10, 9))
    said = {}
    for unit, by in ((PASAR_KLIWON, "camat.pasarkliwon"), ("33.72", "staf.balaikota")):
        document = Document(io.BytesIO(body(house, made(house, Shape.DOCX, unit=unit, by=by)[Shape.DOCX])))
        rows = [row.cells for table in document.tables[:-1] for row in table.rows[1:]]
        said[unit] = {cells[2].text.split("\n")[0]: cells[3].text for cells in rows}

    place = "RT 05 RW 03, Kelurahan Mojo"
    assert said[PASAR_KLIWON][title] == place
    assert said["33.72"][title] == f"{place}\noleh Kecamatan Pasar Kliwon"
    for unit in said:
        assert said[unit]["Lampu gang mati"] == place
        assert said[unit]["Paving gang RW 3"] == f"Jl. Kyai Mojo, {place}"


def test_no_file_is_larger_than_what_was_estimated(house: House, month: October) -> None:
    rows = made(house, *EVERY)
    with house.sessions() as session:
        told = extent.extent(session, house.actor(LURAH), MOJO, FIRST, LAST)

    assert {shape: row.size for shape, row in rows.items() if row.size > told.size(shape)} == {}


def test_what_is_hidden_of_a_photo_is_hidden_in_papers_too(house: House, month: October) -> None:
    file = body(house, made(house, Shape.DOCX)[Shape.DOCX])

    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        pictures = {parts.read(each) for each in parts.namelist() if each.startswith("word/media/")}
    with house.sessions() as session:
        key = session.get_one(Photo, month.covered).derivatives["640"]
        covers = covering.covers_of(session, [month.covered])[month.covered]
    plain = house.app.extensions["house"].storage.get(key)
    assert imaging.covered(plain, covers) in pictures
    assert plain not in pictures


def test_a_word_processor_gets_tables_pictures_with_words_and_numbered_pages(
    house: House, month: October
) -> None:
    document = Document(io.BytesIO(body(house, made(house, Shape.DOCX)[Shape.DOCX])))

    pairs, series, plain, recap = document.tables
    assert [cell.text for cell in pairs.rows[0].cells][4:] == ["Sebelum", "Sesudah", "Keterangan"]
    assert [cell.text for cell in series.rows[0].cells][4:-1] == ["0%", "50%", "100%"]
    assert len(pairs.rows) == 4
    assert (len(series.rows), len(plain.rows)) == (2, 2)
    assert [cell.text for cell in recap.rows[-1].cells] == ["Jumlah", "5", "3", "1", "1", "0", "12"]
    # Whoever signs has the numbers on the same page.
    assert all(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in recap.rows[1:])
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', document.element.xml)
    assert len(described) == 11
    assert "Sebelum: Lampu gang mati" in described
    foot = document.sections[0].footer._element.xml
    assert ("NUMPAGES" in foot, "PAGE" in foot, "Dibuat oleh Lurah Mojo" in foot) == (True, True, True)
    assert document.sections[0].page_width > document.sections[0].page_height


def test_a_photo_of_another_share_says_so_beneath_itself_and_stands_level_with_the_others() -> None:
    columns = PICTURES[Mode.PROGRESS]
    told = [
        Picture(heading, caption=caption).beneath(columns)
        for heading, caption in (
            ("50%", "1 Okt 2026, 08.00"),
            ("40%", "1 Okt 2026, 08.00"),
            ("40%", ""),
            ("0%", ""),
        )
    ]
    assert told == ["1 Okt 2026, 08.00", "40%, 1 Okt 2026, 08.00", "40%", ""]


def test_each_photo_of_a_documentation_has_its_own_words_in_a_word_processor(
    house: House, month: October
) -> None:
    _pairs, _series, plain, _recap = Document(
        io.BytesIO(body(house, made(house, Shape.DOCX)[Shape.DOCX]))
    ).tables

    lines = list(plain.rows[1].cells[4].paragraphs)
    # Two and two, and beneath each two what is to say of them.
    assert [len(each._p.findall(".//" + qn("wp:inline"))) for each in lines] == [2, 0, 2, 0]
    assert [each.text.count("\t") for each in lines] == [2, 2, 2, 2]


def test_a_table_program_gets_days_and_numbers_and_no_formula_of_a_persons_words(
    house: House, month: October
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(body(house, made(house, Shape.XLSX)[Shape.XLSX])))

    assert book.sheetnames == ["Kegiatan", "Rekap", "Keterangan"]
    sheet = book["Kegiatan"]
    names = [cell.value for cell in sheet[1]]
    rows = {
        row[names.index("Kegiatan")].value: dict(zip(names, row, strict=True))
        for row in sheet.iter_rows(min_row=2)
    }
    first = rows['=HYPERLINK("http://x") kuras saluran']
    assert first["Kegiatan"].data_type == "s"
    assert (first["Tanggal"].is_date, first["Tanggal"].value) == (True, datetime(2025, 10, 7))  # noqa: DTZ001
    assert (first["RT"].value, first["RW"].value, first["Foto"].value) == (5, 3, 2)
    assert first["RT"].data_type == "n"
    # As everywhere in papers, where a page says it in words.
    assert first["Terbit"].value == "Tidak"
    assert first["Dicatat (WIB)"].is_date
    assert first["Tautan"].hyperlink.target.endswith(f"/kegiatan/{month.pair}")
    assert rows["Lampu gang mati"]["Alasan belum selesai"].value == "cuaca (hujan)"
    last = [cell.value for cell in list(book["Rekap"].rows)[-1]]
    assert last[:2] == ["Jumlah", "=SUM(B2:B6)"]
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows(min_row=2)}
    assert about["Dibuat oleh"] == "Lurah Mojo"
    assert about["Hari terakhir"] == datetime(2025, 10, 31)  # noqa: DTZ001
    assert "Kelurahan Mojo" in about["Saringan"]
    assert "Halaman" in sheet.oddFooter.right.text


def test_the_table_for_programs_has_semicolons_a_mark_of_its_bytes_and_no_formula(
    house: House, month: October
) -> None:
    file = body(house, made(house, Shape.CSV)[Shape.CSV])

    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 5
    days = [row["Tanggal"] for row in rows]
    assert days == sorted(days)
    assert {row["Cara"] for row in rows} == {"Sebelum-sesudah", "0-50-100", "Dokumentasi"}
    assert [int(row["Nomor"]) for row in rows] != [1, 2, 3, 4, 5]
    (pair,) = [row for row in rows if row["Id"] == str(month.pair)]
    assert pair["Kegiatan"] == '\'=HYPERLINK("http://x") kuras saluran'
    assert (pair["RT"], pair["Tanggal"], pair["Dibuat oleh"]) == ("5", "2025-10-07", "Lurah Mojo")
    assert "1–31 Oktober 2025" in pair["Saringan"]


def test_the_photos_themselves_come_in_one_archive_with_their_hashes(
    house: House, month: October, lurah: FlaskClient
) -> None:
    factories.original(house, factories.photo_of(house, month.series, "before"))
    row = made(house, kind=Kind.ANNEX)[Shape.ZIP]

    answer = lurah.get(f"/laporan/{row.id}/unduh")

    assert answer.headers["Content-Length"] == str(len(answer.data)) == str(row.size)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
        assert files.testzip() is None
        bodies = {each: files.read(each) for each in files.namelist()}
    rows = list(
        csv.DictReader(io.StringIO(bodies["daftar-hash.csv"].decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert [each["Tanggal"] for each in rows] == sorted(each["Tanggal"] for each in rows)
    there = [each for each in rows if each["Berkas"]]
    assert len(there) == 13
    for each in there:
        assert hashlib.sha256(bodies[each["Berkas"]]).hexdigest() == each["SHA-256"]
    sums = dict(reversed(line.split("  ")) for line in bodies["SHA256SUMS"].decode().splitlines())
    assert sums == {each["Berkas"]: each["SHA-256"] for each in there}
    assert {each["Jenis berkas"] for each in rows} == {
        "foto diterima",
        "berkas kamera",
        "Foto dihapus atas permintaan",
    }
    read_me = bodies["BACA-SAYA.txt"].decode()
    assert "Dibuat oleh Lurah Mojo" in read_me
    assert "1 foto tidak ikut karena dihapus atas permintaan." in read_me
