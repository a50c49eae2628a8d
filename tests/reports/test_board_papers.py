"""A board on paper: the numbers of its page, for those who read it, with every unit in the order of the tree."""

import csv
import io
import re
import uuid
from collections import Counter
from datetime import datetime, timedelta
from html import unescape

import openpyxl
import pytest
from docx import Document
from sqlalchemy import func, select, update

from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound
from evidence.publish.models import OUT, Publication
from evidence.reports.board import services
from evidence.reports.board.board import board
from evidence.reports.board.figures import FIGURES
from evidence.reports.board.periods import MONTH, WEEK, begins, period_of
from evidence.reports.board.scope import Scope
from evidence.reports.coverage import contexts
from evidence.reports.papers.board import asking, phrasing
from evidence.reports.papers.board.contents import BESIDE, minutes
from evidence.reports.papers.board.gathering import gather
from evidence.reports.papers.making import Cancelled
from evidence.reports.papers.models import Paper, PaperState, Shape
from evidence.reports.silence import numbers, numbers_then
from evidence.units.access import Role
from evidence.units.models import Membership, Unit
from tests import reported
from tests.forms import opened, sent, told
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.pages import check_page
from tests.reports.boards import numbers_of
from tests.reports.happenings import Happenings
from tests.reports.october import body, paper, words_of, work_off

CITY = "33.72"
TITLES = {
    **{each.title: name for name, each in FIGURES.items()},
    **{title: name for name, title in phrasing.REQUESTS.items()},
    phrasing.SILENT: "diam",
}


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """A city in which a good deal happened, some of it not folded yet, and in which a flood excuses Jebres."""
    by = shared.actor("lurah.mojo").id
    with shared.sessions.begin() as session:
        happenings = Happenings("papan di kertas", session, by, clock.now())
        happenings.happen(250)
        services.fold(session)
        happenings.happen(150)
        happenings.leave_some_of_each()
    reported.context(shared, unit=JEBRES)
    reported.objection(shared)
    return shared


def scope_of(house: House, unit: str = CITY, kind: str = WEEK, back: int = 0) -> Scope:
    today = clock.today()
    with house.sessions() as session:
        return Scope(session.get_one(Unit, unit), period_of(kind, today - timedelta(days=back)), today, 14)


def asked(house: House, scope: Scope, shape: Shape = Shape.XLSX, by: str = "staf.balaikota") -> uuid.UUID:
    """A paper that waits for a worker."""
    with house.sessions.begin() as session:
        (ident,) = asking.ask(session, uuid.uuid4(), scope, [shape], by=house.actor(by), now=clock.now())
    return ident


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    """A sheet's rows by the names of their columns."""
    names, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def page_numbers(page: str) -> dict[str, int]:
    """The numbers of a board's page by the names of figures; what needs no hand is not said there."""
    found = {re.sub(r"/papan/([a-z-]+)\?.*", r"\1", url): number for url, number in numbers_of(page).items()}
    return {name: number for name, number in found.items() if name != "terbit"} | _others(page)


def _others(page: str) -> dict[str, int]:
    # Each week has a link of the same name.
    found = re.search(
        r'<a[^>]*href="/papan/terbit\?[^"]*"[^>]*>(?:\s|<[^>]+>)*([\d.]+)(?:\s|<[^>]+>)*unggahan', page
    )
    assert found
    objections = re.search(r'href="/kepatuhan/keberatan">.*?<strong[^>]*>([\d.]+)</strong>', page, re.DOTALL)
    assert objections
    return {"terbit": int(found[1].replace(".", "")), "objections": int(objections[1])}


def test_a_board_is_taken_away_from_its_page_with_its_very_numbers_for_two_periods(house: House) -> None:
    staff = house.client("staf.balaikota")
    month = scope_of(house, kind=MONTH, back=31)
    address = f"/papan?periode=bulan&hari={month.period.first}"
    # By its day, since until a Monday is over the page shows the week that has just ended.
    this_week = f"/papan?hari={clock.today()}"
    pages = [told(staff.get(each), 200) for each in (this_week, address)]
    link = re.search(r'href="(/papan/laporan\?[^"]+)"', pages[0])
    assert link
    form = opened(staff, unescape(link[1]))
    refused = told(sent(staff, form, shapes=None), 422)
    check_page(refused)
    assert "Pilih paling sedikit satu bentuk." in refused
    for _twice in range(2):
        assert sent(staff, form, shapes=["pdf", "docx", "xlsx", "csv"]).status_code == 303
    asked(house, month)
    work_off(house)
    listed = told(staff.get("/laporan"), 200)
    check_page(listed)
    assert "Pemantauan dokumentasi, Kota Surakarta" in listed
    assert "60 dari 60 unit" not in listed

    with house.sessions() as session:
        rows = session.scalars(select(Paper).order_by(Paper.shape, Paper.first)).all()
    assert [row.state for row in rows] == [PaperState.DONE] * 5, [(row.reason, row.about) for row in rows]
    now = {row.shape: body(house, row) for row in rows if row.first != month.period.first}
    (before,) = (body(house, row) for row in rows if row.first == month.period.first)
    for page, file in zip(pages, (now[Shape.XLSX], before), strict=True):
        told_ = {
            TITLES[str(row["Angka"])]: row for row in table(openpyxl.load_workbook(io.BytesIO(file)), "Angka")
        }
        on_page = page_numbers(page)
        if file is before:
            # As many as at the end of that month, which its page does not tell.
            del on_page["diam"]
            then = month.at_its_end()
            with house.sessions() as session:
                silent = numbers_then(session, month.unit, then.heard_since, then.today).silent
            assert told_["diam"]["Banyaknya"] == silent
        assert {name: told_[name]["Banyaknya"] for name in on_page} == on_page
        # What the page leaves out needs no hand.
        unsaid = {name for name in told_ if name not in on_page and told_[name]["Banyaknya"]}
        assert unsaid <= ({"diam"} if file is before else set())
        assert set(told_) == {*FIGURES, "diam", *phrasing.REQUESTS}
        assert all(told_[name]["Keterangan"] for name in ("menunggu-sesudah", "menunggu-persetujuan"))
        for name in ("disetujui", "dikirim", "menunggu-sesudah", "menunggu-persetujuan"):
            assert str(told_[name]["Keterangan"] or "") in page
    _is_the_board_as_tables(house, now[Shape.XLSX], now[Shape.CSV])
    _is_the_board_in_print(house, now[Shape.PDF])
    _is_the_board_to_be_changed(house, now[Shape.DOCX])
    name = staff.get(f"/laporan/{rows[-1].id}/unduh").headers["Content-Disposition"]
    assert 'filename="laporan-pemantauan_kota-surakarta_' in name


def _is_the_board_as_tables(house: House, file: bytes, lines: bytes) -> None:
    scope, book = scope_of(house), openpyxl.load_workbook(io.BytesIO(file))
    assert book.sheetnames == [
        "Angka", "Minggu", "Kecamatan", "Unit", "Lama diam", "Terhambat", "Keterangan",
    ]  # fmt: skip
    with house.sessions() as session:
        names = [
            each.title
            for each in session.scalars(select(Unit).where(Unit.kind == "kecamatan").order_by(Unit.path))
        ]
        silent = numbers(session, scope.unit, scope.heard_since, scope.today)
        for row in table(book, "Kecamatan"):
            of = board(session, Scope(session.get_one(Unit, str(row["Kode"])), scope.period, scope.today, 14))
            assert list(row.values())[2:] == [
                *(of.numbers[name] for name in BESIDE), minutes(of.approved_in), minutes(of.sent_in),
            ], row["Kecamatan"]  # fmt: skip
    assert [row["Kecamatan"] for row in table(book, "Kecamatan")] == names
    units = {row["Kode"]: row for row in table(book, "Unit")}
    assert len(units) == 60
    assert (
        sum(row["Lama diam"] == "Ya" for row in units.values())
        == silent.silent
        == len(table(book, "Lama diam"))
    )
    out = units[JEBRES]
    # Nobody asks whether it is silent.
    assert (out["Alasan tidak dihitung"], out["Masih tidak dihitung"], out["Lama diam"]) == (
        "Bencana: Banjir",
        "Ya",
        None,
    )
    assert isinstance(out["Tidak dihitung sejak"], datetime)
    assert JEBRES not in {row["Kode"] for row in table(book, "Lama diam")}
    # Some are registered, and nobody looked at any (`test_accounts_that_are_there`).
    assert {row["Akun"] for row in units.values()} == {"Belum diperiksa"}
    posted, last, submitted = _own(house, scope)
    assert posted
    assert {code: row["Terbit"] for code, row in units.items() if row["Terbit"]} == posted
    assert {code: row["Terbit terakhir"] for code, row in units.items() if row["Terbit terakhir"]} == last
    assert {code: row["Diajukan"] for code, row in units.items() if row["Diajukan"]} == submitted
    stuck = [row["Keadaan"] for row in table(book, "Terhambat")]
    counted = {str(row["Angka"]): row["Banyaknya"] for row in table(book, "Angka")}
    assert {name: stuck.count(title) for name, title in phrasing.STUCK.items()} == {
        name: counted[str(FIGURES[name].title)] for name in phrasing.STUCK
    }
    about = {row[0]: row[1] for row in book["Keterangan"].iter_rows(min_row=2, values_only=True)}
    assert about["Dibuat oleh"] == "Staf Balai Kota"

    assert lines.startswith("\ufeffKode;Unit;".encode())
    of_csv = list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig")), delimiter=";"))
    assert [row["Kode"] for row in of_csv] == list(units)
    assert {row["Kode"]: int(row["Terbit"]) for row in of_csv} == {
        code: row["Terbit"] for code, row in units.items()
    }
    assert {row["Dibuat oleh"] for row in of_csv} == {"Staf Balai Kota"}


def _own(house: House, scope: Scope) -> tuple[dict[str, int], dict[str, datetime], dict[str, int]]:
    """What units did by themselves, read from the work: posts of the period, the last post of all, what was sent."""
    between = (begins(scope.period.first), begins(scope.period.after))
    of_post = select(Activity.unit_code, Publication.posted_at).join(Post, Post.activity_id == Activity.id)
    posts = of_post.join(Publication, Publication.post_id == Post.id).where(Publication.state.in_(OUT))
    versions = (
        select(Activity.unit_code, func.count())
        .join(Post, Post.activity_id == Activity.id)
        .join(PostVersion, PostVersion.post_id == Post.id)
        .where(PostVersion.submitted_at >= between[0], PostVersion.submitted_at < between[1])
    )
    with house.sessions() as session:
        found = [(code, at) for code, at in session.execute(posts) if at]
        submitted = {row[0]: row[1] for row in session.execute(versions.group_by(Activity.unit_code))}
    posted = Counter(code for code, at in found if between[0] <= at < between[1])
    last = {code: clock.day_of(max(at for of, at in found if of == code)) for code, _at in found}
    days = {code: datetime(day.year, day.month, day.day) for code, day in last.items()}  # noqa: DTZ001
    return dict(posted), days, submitted


def _is_the_board_in_print(house: House, pdf: bytes) -> None:
    pages = words_of(pdf)
    whole = " ".join(" ".join(pages).split())
    for each in (
        "PEMERINTAH KOTA SURAKARTA", "LAPORAN PEMANTAUAN DOKUMENTASI KEGIATAN", "Perlu tindakan", "Menurut kecamatan",
        "Unit lama diam", "Yang terhambat", "Tidak dihitung: Bencana: Banjir, sejak", "bukan menurut peringkat",
        "kecamatan dan kelurahan tidak menerbitkan apa pun lewat Bukti dalam 14 hari terakhir.",
        "1 unit tidak dihitung karena keadaannya.", "Belum ada telepon atau email.", "Mengetahui,", "NIP",
    ):  # fmt: skip
        assert each in whole, each
    # All figures stand on the first page, with the line of weeks beneath.
    for each in ("Perlu tindakan", "Keadaan per", "Uji petik yang tidak dapat dinilai", "Minggu mulai Senin"):
        assert each in " ".join(pages[0].split()), each
    at = [
        whole.index(f"Kecamatan {name}")
        for name in ("Laweyan", "Serengan", "Pasar Kliwon", "Jebres", "Banjarsari")
    ]
    assert at == sorted(at)
    for number, page in enumerate(pages, start=1):
        said = " ".join(page.split())
        assert "Dibuat oleh Staf Balai Kota" in said
        assert "Saringan: Kota Surakarta dan semua di bawahnya," in said
        assert f"Halaman {number} dari {len(pages)}" in said


def _is_the_board_to_be_changed(house: House, file: bytes) -> None:
    document, scope = Document(io.BytesIO(file)), scope_of(house)
    with house.sessions() as session:
        of = board(session, scope)
    needs, now, done, weeks, kecamatan, units, silent, *stuck = document.tables
    rows = {row.cells[0].text: row.cells[1].text for each in (needs, now, done) for row in each.rows[1:]}
    assert {name: rows[str(FIGURES[name].title)] for name in FIGURES} == {
        name: f"{number:,}".replace(",", ".") for name, number in of.numbers.items()
    }
    assert len(weeks.rows[0].cells) == 13
    assert len(kecamatan.rows) == 6
    assert len(units.rows) == 61
    assert len(silent.rows) == 1 + of.silent.silent
    assert len(stuck) == sum(bool(of.numbers[name]) for name in phrasing.STUCK)


def test_only_who_reads_the_board_has_it_and_only_as_long(house: House) -> None:
    lurah, camat = house.client("lurah.mojo"), house.client("camat.jebres")
    mine = scope_of(house, "33.72.04", MONTH)
    of = (Membership.user_id == house.actor("camat.jebres").id, Membership.role == Role.APPROVER)
    decides = update(Membership).where(*of)
    assert lurah.get("/papan/laporan").status_code == 403
    assert camat.get(f"/papan/laporan?unit={PASAR_KLIWON}").status_code == 404
    for who, unit in (("camat.jebres", CITY), ("camat.jebres", PASAR_KLIWON), ("lurah.mojo", MOJO)):
        with pytest.raises(NotFound):
            asked(house, scope_of(house, unit), by=who)
    with pytest.raises(Invalid), house.sessions() as session:
        asking.ask(session, uuid.uuid4(), mine, [], by=house.actor("camat.jebres"), now=clock.now())
    had = asked(house, mine, by="camat.jebres")
    work_off(house)
    waits, address = asked(house, mine, by="camat.jebres"), f"/laporan/{had}/unduh"
    assert camat.get(address).status_code == 200
    assert house.client("camat.pasarkliwon").get(address).status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(body(house, paper(house, had))))
    # Of a kecamatan each kelurahan stands beside the others, and second looks are the city's.
    assert len(table(book, "Kelurahan")) == 11
    assert not [row for row in table(book, "Angka") if "Uji petik" in str(row["Angka"])]
    assert {str(row["Kode"])[:8] for row in table(book, "Unit")} == {"33.72.04"}

    with house.sessions.begin() as session:
        # One who still uploads there sees the unit, and reads no board of it.
        session.execute(decides.values(valid_until=clock.now()))
    work_off(house)
    gone = camat.get(address)
    with house.sessions.begin() as session:
        session.execute(decides.values(valid_until=None))

    assert gone.status_code == 404
    assert paper(house, waits).reason == "unseen"


def test_a_list_too_long_for_paper_says_so_and_where_the_rest_is(house: House) -> None:
    by, seen = house.actor("staf.balaikota"), list[tuple[int, int]]()

    def tell(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    with house.sessions() as session:
        found = gather(session, by, scope_of(house), 2, tell, clock.now())

    assert (len(found.units.rows), found.units.of, len(found.silent.rows)) == (2, 60, 2)
    assert (
        "memuat 2 unit pertama menurut wilayah dari 60. Selengkapnya ada dalam bentuk CSV"
        in phrasing.cuts(found)[0]
    )
    assert "Unit lama diam, atau minta laporan satu kecamatan." in phrasing.cuts(found)[1]
    assert (
        f"lebih dari 14 hari: 2 yang terlama dari {found.stuck['menunggu-lama'].of};"
        in phrasing.cuts(found)[-1]
    )
    assert seen[0][0] == 2
    assert seen[-1][0] == seen[-1][1]
    with house.sessions() as session, pytest.raises(Cancelled):
        gather(session, by, scope_of(house), 2, lambda _done, _total: False, clock.now())


def test_an_excuse_that_held_in_the_period_is_told_and_excuses_nobody_today(house: House) -> None:
    scope, by = scope_of(house, "33.72.01", MONTH, 31), house.actor("admin")
    first, kelurahan = scope.period.first, "33.72.01.1001"
    with house.sessions() as session:
        contexts.note(
            session, uuid.uuid4(), session.get_one(Unit, kelurahan), "leave", "", first, first + timedelta(days=3),
            by=by, now=clock.now(),
        )  # fmt: skip
        session.flush()
        found = gather(session, by, scope, 20, lambda _done, _total: True, clock.now())
        session.rollback()

    (row,) = [each for each in found.units.rows if each.code == kelurahan]
    assert row.silent
    told_ = phrasing.note(row)
    assert told_[0].startswith(
        f"Pada periode ini tidak dihitung: Cuti, sejak {clock.short_date(first)} sampai "
    )
    assert told_[1:] == ["Lama diam.", "Periksa apakah unit ini punya akun."]
    assert found.board.silent.excused == 0
