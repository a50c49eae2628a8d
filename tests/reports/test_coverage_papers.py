"""Coverage of a day on paper: asked for from its page, with the page's figures, for those who see its units."""

import io
import re
import uuid
from datetime import datetime

import openpyxl
import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.reports.coverage import sample
from evidence.reports.papers.coverage import asking, phrasing
from evidence.reports.papers.coverage.contents import Chosen
from evidence.reports.papers.coverage.gathering import gather
from evidence.reports.papers.making import Cancelled
from evidence.reports.papers.models import Paper, PaperState, Shape
from evidence.units.models import Membership
from tests import reported
from tests.forms import opened, sent, told
from tests.house import JEBRES, House
from tests.pages import check_page
from tests.reports.october import body, paper, words_of, work_off

CITY, LAWEYAN = "33.72", "33.72.01"
ARTICLE = "tanggal=2021-04-17&jejaring=instagram&jenis=kecamatan"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """The city with what a newspaper saw in April 2021."""
    with shared.sessions.begin() as session:
        sample.load(session, now=clock.now())
    return shared


@pytest.fixture(scope="module")
def staff(house: House) -> FlaskClient:
    return house.client("staf.balaikota")


def asked(house: House, by: str = "staf.balaikota", shape: Shape = Shape.XLSX, **chosen: str) -> uuid.UUID:
    """A paper that waits for a worker; ``chosen`` are unit, network and kind."""
    what = {"unit": CITY, "network": "", "kind": "", **chosen}
    wanted = asking.Wanted(what["unit"], clock.today(), what["network"], what["kind"], [shape])
    with house.sessions.begin() as session:
        (ident,) = asking.ask(session, uuid.uuid4(), wanted, by=house.actor(by), now=clock.now())
    return ident


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    """A sheet's rows by the names of their columns."""
    names, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def test_the_articles_figures_stand_in_the_paper_that_is_asked_for_from_its_page(
    house: House, staff: FlaskClient
) -> None:
    page = told(staff.get(f"/kepatuhan?{ARTICLE}"), 200)
    link = re.search(r'href="(/kepatuhan/laporan\?[^"]+)"', page)
    assert link
    form = opened(staff, link.group(1).replace("&amp;", "&"))
    refused = told(sent(staff, form, shapes=None, unit="tidak ada"), 422)
    check_page(refused)
    assert "Pilih unitnya." in refused
    assert "Pilih paling sedikit satu bentuk." in refused

    for _twice in range(2):
        assert sent(staff, form, shapes=["pdf", "xlsx", "docx", "csv"]).status_code == 303
    with house.sessions() as session:
        rows = {row.shape: row for row in session.scalars(select(Paper))}
    assert set(rows) == {Shape.PDF, Shape.XLSX, Shape.DOCX}
    assert {row.total for row in rows.values()} == {5}
    work_off(house)
    listed = told(staff.get("/laporan"), 200)
    check_page(listed)

    assert "Kepatuhan media sosial, Kota Surakarta" in listed
    assert "PDF, per 17 Apr 2021 · Instagram · Kecamatan" in listed
    done = {shape: paper(house, row.id) for shape, row in rows.items()}
    assert {row.state for row in done.values()} == {PaperState.DONE}, [row.reason for row in done.values()]
    answer = staff.get(f"/laporan/{rows[Shape.PDF].id}/unduh")
    assert (
        'filename="laporan-kepatuhan_kota-surakarta_instagram_kecamatan_2021-04-17.pdf"'
        in (answer.headers["Content-Disposition"])
    )
    _is_the_article_in_print(answer.data)
    _is_the_article_as_a_table(body(house, done[Shape.XLSX]))
    document = Document(io.BytesIO(body(house, done[Shape.DOCX])))
    order, shares, steps, missing, complete = document.tables
    assert [cell.text for cell in order.rows[1].cells] == ["Aturan", "Arahan wali kota, April 2021"]
    assert shares.rows[1].cells[0].text.startswith("2 dari 5 kecamatan punya akun (40%)")
    # No account is another thing than no, as on the page.
    assert [[cell.text for cell in row.cells][1:8] for row in shares.rows] == [
        [
            "Ya",
            "Tidak",
            "Tidak ada akun",
            "Tidak ditemukan lagi",
            "Tidak terlihat",
            "Belum diperiksa",
            "Dari",
        ],
        ["2", "0", "3", "0", "0", "0", "5"],
        ["1", "1", "3", "0", "0", "0", "5"],
        ["1", "0", "3", "0", "0", "1", "5"],
        [""] * 7,
    ]
    assert [[cell.text for cell in row.cells][:2] for row in steps.rows[1:]] == [
        ["Tidak ada akun", "3"],
        ["Belum dinyatakan resmi", "1"],
    ]
    assert (len(missing.rows), len(complete.rows)) == (5, 2)
    # A table leaves no room beneath itself.
    beneath = [each for each in document.paragraphs if each.text.startswith(("“Tidak ada” dan", "Demikian "))]
    assert [bool(each.paragraph_format.space_before) for each in beneath] == [True, True]


def _is_the_article_in_print(pdf: bytes) -> None:
    pages = words_of(pdf)
    whole = " ".join(" ".join(pages).split())
    for each in (
        "PEMERINTAH KOTA SURAKARTA", "LAPORAN KEPATUHAN MEDIA SOSIAL",
        "Per 17 April 2021, Instagram, hanya kecamatan",
        "Arahan wali kota, April 2021", "16 April 2021, berlaku sejak 16 April 2021",
        "2 dari 5 kecamatan punya akun (40%)", "1 dari 5 kecamatan dinyatakan resmi (20%)", "Segar: tidak dinilai",
        "125 pengikut, 27 mengikuti, 18 unggahan", "239 pengikut, 72 mengikuti, 47 unggahan",
        "Buat akun unit, lalu daftarkan.", "Tulis di profil bahwa akun ini resmi", "17 Apr 2021 Solopos",
        "tidak dipakai menilai siapa pun", "Surakarta,", "Mengetahui,", "NIP",
    ):  # fmt: skip
        assert each in whole, each
    # In the order of the tree, and none is left out.
    names = ("Laweyan", "Serengan", "Pasar Kliwon", "Banjarsari", "Jebres")
    at = [whole.index(f"Kecamatan {name}") for name in names]
    assert at == sorted(at)
    for number, page in enumerate(pages, start=1):
        said = " ".join(page.split())
        assert "Dibuat oleh Staf Balai Kota" in said
        assert "Saringan: Kota Surakarta, per 17 April 2021, Instagram, hanya kecamatan" in said
        assert f"Halaman {number} dari {len(pages)}" in said


def _is_the_article_as_a_table(file: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert book.sheetnames == ["Cakupan", "Langkah", "Unit", "Akun", "Keterangan"]
    account, official, contact, fresh = table(book, "Cakupan")
    counts = ("Ya", "Tidak", "Tidak ada akun", "Tidak ditemukan lagi", "Tidak terlihat", "Belum diperiksa")
    assert [[row[each] for each in (*counts, "Dari", "Bagian")] for row in (account, official, contact)] == [
        [2, 0, 3, 0, 0, 0, 5, 0.4], [1, 1, 3, 0, 0, 0, 5, 0.2], [1, 0, 3, 0, 0, 1, 5, 0.2],
    ]  # fmt: skip
    assert book["Cakupan"]["I2"].number_format == "0.0%"
    # What is not measured is no nought.
    assert (fresh["Ya"], fresh["Dari"], fresh["Kalimat"]) == (None, None, "Tidak dinilai.")
    seen = {row["Kode"]: row for row in table(book, "Akun")}
    figures = {
        code: tuple(row[name] for name in ("Pengikut", "Mengikuti", "Unggahan")) for code, row in seen.items()
    }
    assert figures == {
        "33.72.03": (239, 72, 47), "33.72.04": (125, 27, 18), LAWEYAN: (None,) * 3, "33.72.02": (None,) * 3,
        "33.72.05": (None,) * 3,
    }  # fmt: skip
    assert seen["33.72.03"]["Unggahan pertama"] == datetime(2020, 3, 27)  # noqa: DTZ001
    assert seen["33.72.04"]["Unggahan pertama"] == 2018
    assert (seen[LAWEYAN]["Dilihat"], seen[LAWEYAN]["Sumber"]) == (datetime(2021, 4, 17), "pemberitaan")  # noqa: DTZ001
    assert {row["Keadaan"] for row in table(book, "Unit")} == {
        "Tidak ada akun", "Belum dinyatakan resmi", "Lengkap",
    }  # fmt: skip
    about = {row[0]: row[1] for row in book["Keterangan"].iter_rows(min_row=2, values_only=True)}
    assert (about["Dibuat oleh"], about["Aturan"]) == ("Staf Balai Kota", "Arahan wali kota, April 2021")
    assert about["Hari terakhir"] == datetime(2021, 4, 17)  # noqa: DTZ001
    assert "Dibuat oleh Staf Balai Kota" in book["Unit"].oddFooter.left.text


def test_todays_paper_has_the_pages_figures_contexts_and_objections(house: House, staff: FlaskClient) -> None:
    reported.context(house, unit=JEBRES)
    reported.objection(house)
    ident = asked(house)
    printed = asked(house, shape=Shape.PDF)
    work_off(house)

    page = " ".join(re.sub(r"<[^>]+>", " ", told(staff.get("/kepatuhan"), 200)).split())
    book = openpyxl.load_workbook(io.BytesIO(body(house, paper(house, ident))))
    for row in table(book, "Cakupan"):
        # Of all networks together nobody says more than was looked at.
        assert "Tidak ada akun di jejaring yang dilihat" in row
        assert str(row["Kalimat"]).removesuffix("Tidak dinilai.") in page
    units = table(book, "Unit")
    assert len({row["Kode"] for row in units}) == 60
    for waits in table(book, "Langkah"):
        assert f"{waits['Yang kurang']} {waits['Unit']}" in page
        assert sum(row["Keadaan"] == waits["Yang kurang"] for row in units) == waits["Unit"]
    kecamatan = {row["Kecamatan"]: row for row in table(book, "Kecamatan")}
    assert next(iter(kecamatan)) == "Kecamatan Laweyan"
    jebres = kecamatan["Kecamatan Jebres"]
    told_ = [jebres[name] for name in ("Unit", "Tidak dihitung", "Punya akun: ya", "Punya akun: dari")]
    assert told_ == [12, 1, 1, 11]
    assert "1 dari 11 (9,1%), 10 belum diketahui" in page
    (out,) = [row for row in units if row["Keadaan"] == "Tidak dihitung"]
    assert (out["Kode"], out["Alasan tidak dihitung"]) == (JEBRES, "Bencana: Banjir")
    assert isinstance(out["Tidak dihitung sejak"], datetime)
    assert [row["Unit"] for row in units if row["Keberatan menunggu"] == "Ya"] == ["Kelurahan Mojo"]

    whole = " ".join(" ".join(words_of(body(house, paper(house, printed)))).split())
    for each in (
        "Menurut kecamatan", "Bencana: Banjir sejak", "Ada keberatan yang menunggu jawaban.",
        "1 unit tidak dihitung karena keadaannya", "60 unit, 1 di antaranya tidak dihitung.",
    ):  # fmt: skip
        assert each in whole, each


def test_only_who_sees_the_unit_has_it_and_only_as_long(house: House) -> None:
    camat = house.client("camat.jebres")
    by = update(Membership).where(Membership.user_id == house.actor("camat.jebres").id)
    had = asked(house, by="camat.jebres", unit="33.72.04")
    work_off(house)
    waits, address = asked(house, by="camat.jebres", unit="33.72.04"), f"/laporan/{had}/unduh"
    assert camat.get(address).status_code == 200
    assert house.client("camat.pasarkliwon").get(address).status_code == 404

    with house.sessions.begin() as session:
        session.execute(by.values(valid_until=clock.now()))
    work_off(house)
    gone = camat.get(address)
    with house.sessions.begin() as session:
        session.execute(by.values(valid_until=None))

    assert gone.status_code == 404
    assert paper(house, waits).reason == "unseen"


def test_a_paper_is_of_units_that_its_asker_sees_and_that_there_are(house: House) -> None:
    for by, chosen in (
        ("camat.jebres", {"unit": CITY}),
        ("camat.jebres", {"unit": "33.72.03"}),
        ("staf.balaikota", {"kind": "rt"}),
    ):
        with pytest.raises(Invalid):
            asked(house, by=by, **chosen)


def test_a_list_too_long_for_paper_says_so_and_where_the_rest_is(house: House) -> None:
    by, told_ = house.actor("camat.jebres"), list[tuple[int, int]]()

    def tell(done: int, total: int) -> bool:
        told_.append((done, total))
        return True

    chosen = Chosen("Kecamatan Jebres", "/33.72/33.72.04/", clock.today(), "", "")
    with house.sessions() as session:
        found = gather(session, by, chosen, 4, tell)

    assert (len(found.missing.rows), found.missing.of + found.excused.of + found.complete.of) == (4, 12)
    assert told_[0] == (4, 4 + found.excused.of)
    assert f"memuat 4 unit pertama menurut wilayah dari {found.missing.of}." in phrasing.cut(found.missing)
    assert phrasing.cut(found.complete) == ""
    # One kecamatan stands beside no other.
    assert found.kecamatan == []
    with house.sessions() as session, pytest.raises(Cancelled):
        gather(session, by, chosen, 4, lambda _done, _total: False)
