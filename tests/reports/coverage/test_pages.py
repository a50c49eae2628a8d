"""Kepatuhan on the screen: the article's table, today's 60 units, the rule of each day, fairness, and files."""

import csv
import io
import re
import uuid
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.commands import Process
from evidence.notices.models import Notice
from evidence.reports.coverage import objections
from evidence.reports.coverage.cli import coverage
from evidence.reports.coverage.models import Context, Objection, Order, Outcome
from tests.accounts.looking import look
from tests.forms import opened, sent, told
from tests.house import MOJO, House

ARTICLE = "/kepatuhan?tanggal=2021-04-17&jejaring=instagram&jenis=kecamatan"
JEBRES = "33.72.04"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """The city with the sample, loaded as anybody would load it; twice, since that must change nothing."""
    settings = shared.app.extensions["house"].settings
    process = Process(lambda: settings, lambda: shared.app)
    for new in (5, 0):
        run = CliRunner().invoke(coverage, ["sample"], obj=process)
        assert run.output == f"{new} pengamatan 17/04/2021 dimuat.\n", run.output
    return shared


@pytest.fixture(scope="module")
def reviewer(house: House) -> FlaskClient:
    return house.client("staf.balaikota")


@pytest.fixture(scope="module")
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def text(page: str) -> str:
    """A page as it is read: without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def row(page: str, title: str) -> str:
    """What the table says of a unit."""
    return next(text(each) for each in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{title}<" in each)


def test_the_articles_table_stands_on_the_page(reviewer: FlaskClient) -> None:
    page = told(reviewer.get(ARTICLE), 200)
    said = text(page)

    assert "Per Sabtu, 17 April 2021" in said
    assert "2 dari 5 kecamatan punya akun (40%)" in said
    assert "1 dari 5 kecamatan dinyatakan resmi (20%)" in said
    assert said.count("Aturan: Arahan wali kota, April 2021, 16 Apr 2021") == 5
    assert "Aturan ini tidak menyebut batas hari, jadi tidak dinilai." in said
    jebres, pasar = row(page, "Kecamatan Jebres"), row(page, "Kecamatan Pasar Kliwon")
    assert "@kecjebres 125 pengikut, 27 mengikuti, 18 unggahan" in jebres
    assert "@kecamatan_pasarkliwon 239 pengikut, 72 mengikuti, 47 unggahan" in pasar
    assert [jebres.count("Ya"), pasar.count("Tidak ")] == [2, 2]
    # What the article does not say of Pasar Kliwon was not looked at.
    assert "Belum diperiksa" in pasar
    assert "Unggahan pertama: 27 Mar 2020 Unggahan terakhir: tanggal tidak tercatat" in pasar
    assert "Unggahan pertama: 2018 Unggahan terakhir: tanggal tidak tercatat" in jebres
    # None, no, and nobody having looked are counted apart, as the rows say them.
    assert "Ada 2 · Tidak ada akun 3 · Belum diperiksa 0" in said
    assert "Ya 1 · Tidak 1 · Tidak ada akun 3 · Belum diperiksa 0" in said
    assert "Ya 1 · Tidak 0 · Tidak ada akun 3 · Belum diperiksa 1" in said
    assert "jejaring yang dilihat" not in said
    for name in ("Laweyan", "Serengan", "Banjarsari"):
        assert "Tidak ada" in row(page, f"Kecamatan {name}")
        assert "Belum diperiksa" not in row(page, f"Kecamatan {name}")


def test_everything_else_of_that_day_was_not_looked_at(reviewer: FlaskClient) -> None:
    for query, others in (("jenis=kelurahan&jejaring=instagram", 54), ("jejaring=facebook", 60)):
        page = told(reviewer.get(f"/kepatuhan?tanggal=2021-04-17&{query}"), 200)
        # In three shares, the fourth having no rule, and where the units that wait for it are chosen.
        assert text(page).count(f"Belum diperiksa {others}") == 4
        assert f"0 dari {others} " in text(page)
        assert "Tidak ada" not in "".join(re.findall(r"<tbody>.*?</tbody>", page, re.DOTALL))
    # The day before nobody had looked at anything.
    said = text(told(reviewer.get(ARTICLE.replace("04-17", "04-16")), 200))
    assert "0 dari 5 kecamatan punya akun (0%)" in said
    assert "Ada 0 · Tidak ada akun 0 · Belum diperiksa 5" in said


def test_today_all_sixty_units_are_there_page_after_page(reviewer: FlaskClient) -> None:
    path, units = "/kepatuhan", list[str]()
    while path:
        page = told(reviewer.get(path), 200)
        assert "2 dari 60 unit punya akun (3,3%)" in text(page)
        list_ = page.partition('id="unit"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
        units += re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', list_)
        following = re.search(r'href="([^"]+)#unit" rel="next"', page)
        path = following.group(1).replace("&amp;", "&") if following else ""
    assert len(units) == len(set(units)) == 60
    # Looks of 2021 are shown with their day, and are to be taken again.
    assert "5 unit terakhir dilihat lebih dari 30 hari sebelum tanggal ini." in text(page)
    assert "Perlu dilihat lagi 5" in text(page)
    assert "Belum diperiksa 55" in text(page)
    narrowed = told(reviewer.get("/kepatuhan?langkah=again"), 200)
    assert "Menampilkan 5 dari 5 unit." in text(narrowed)
    assert "Lihat lagi; pengamatan terakhir sudah lama." in row(narrowed, "Kecamatan Laweyan")


def test_on_all_networks_none_is_said_of_those_that_were_looked_at(reviewer: FlaskClient) -> None:
    said = text(told(reviewer.get("/kepatuhan?tanggal=2021-04-17"), 200))

    assert "Ada 2 · Tidak ada akun di jejaring yang dilihat 3 · Belum diperiksa 55" in said
    assert "jejaring lain mungkin belum diperiksa" in said


def test_the_next_step_leads_to_the_form_about_the_very_account(reviewer: FlaskClient) -> None:
    page = told(reviewer.get("/kepatuhan?kecamatan=33.72.03"), 200)
    rows_ = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    steps = {
        re.search(r"tanggal=[^>]*>([^<]+)<", each).group(1): link.group(1)  # type: ignore[union-attr]
        for each in rows_
        if (link := re.search(r'href="(/daftar-akun/periksa/[^"]+)"', each))
    }

    assert steps["Kecamatan Pasar Kliwon"] == (
        "/daftar-akun/periksa/instagram/33.72.03?akun=kecamatan_pasarkliwon"
    )
    assert steps["Kelurahan Mojo"] == f"/daftar-akun/periksa/instagram/{MOJO}"
    assert len(steps) == 11
    form = opened(reviewer, steps["Kecamatan Pasar Kliwon"])
    assert form["was"] == form["handle"] == "kecamatan_pasarkliwon"
    facebook = told(reviewer.get(f"/kepatuhan/unit/{MOJO}?jejaring=facebook"), 200)
    assert f"/daftar-akun/periksa/facebook/{MOJO}" in facebook


def test_both_pages_say_the_same_of_a_day_that_nobody_noted(reviewer: FlaskClient) -> None:
    registry, coverage_ = (
        text(told(reviewer.get(f"{path}/unit/{JEBRES}"), 200)) for path in ("/daftar-akun", "/kepatuhan")
    )

    assert "Unggahan terakhir tanggal tidak tercatat" in registry
    assert "Unggahan terakhir: tanggal tidak tercatat" in coverage_
    # Where a look is old, it can be taken again from the list.
    assert "periksa/instagram/33.72.04?akun=kecjebres" in told(
        reviewer.get("/daftar-akun?induk=33.72.04"), 200
    )


def test_each_kecamatan_in_the_order_of_the_tree(reviewer: FlaskClient) -> None:
    page = told(reviewer.get("/kepatuhan/kecamatan?tanggal=2021-04-17"), 200)
    names = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)

    assert names == [
        f"Kecamatan {each}" for each in ("Laweyan", "Serengan", "Pasar Kliwon", "Jebres", "Banjarsari")
    ]
    assert "12" in row(page, "Kecamatan Jebres")
    assert "1 dari 12 (8,3%), 11 belum diketahui" in row(page, "Kecamatan Jebres")
    assert "0 dari 12 (0%), 11 belum diketahui" in row(page, "Kecamatan Laweyan")


def test_a_camat_sees_their_kecamatan_and_a_lurah_their_unit(house: House) -> None:
    camat, lurah = house.client("camat.jebres"), house.client("lurah.mojo")

    assert "1 dari 12 unit punya akun" in text(told(camat.get("/kepatuhan"), 200))
    assert "0 dari 1 unit punya akun" in text(told(lurah.get("/kepatuhan"), 200))
    assert camat.get(f"/kepatuhan/unit/{MOJO}").status_code == 404
    # The paper looked at no kelurahan, so its day is not offered to one, and who asks for it is told why.
    assert "menurut pers" in told(camat.get("/kepatuhan"), 200)
    assert "menurut pers" not in told(lurah.get("/kepatuhan"), 200)
    asked = told(lurah.get(ARTICLE), 200)
    assert "Tidak ada unit dengan pilihan ini di wilayah Anda" in text(asked)
    assert "Tidak dinilai" not in asked
    assert "1 dari 12 unit" in text(told(camat.get("/kepatuhan?kecamatan=33.72.03"), 200))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tanggal=kemarin", "Tidak dapat dipakai, jadi diabaikan: Tanggal “kemarin”."),
        ("tanggal=2026-13-01&tanggal=2999-01-01", "Tanggal “2026-13-01”."),
        ("tanggal=0001-01-01", "Tanggal “0001-01-01”."),
        ("tanggal=2099-01-01", "1 Jan 2099 belum tiba; yang tampil keadaan hari ini."),
        (
            "jejaring=x%27--&jenis=desa&kecamatan=33.72.03.1010&langkah=semua&sesudah=~",
            "jadi diabaikan: Langkah “semua”, Jejaring, Jenis unit “desa”, Kecamatan “33.72.03.1010”.",
        ),
    ],
)
def test_an_address_that_makes_no_sense_is_said_to_and_never_fails(
    reviewer: FlaskClient, query: str, said: str
) -> None:
    for path in ("/kepatuhan", "/kepatuhan/waktu", "/kepatuhan/kecamatan"):
        page = told(reviewer.get(f"{path}?{query}"), 200)
        assert said in text(page)
    assert reviewer.get(f"/kepatuhan.csv?{query}").status_code == 200


def test_time_shows_gaps_where_nobody_had_looked_and_each_days_own_rule(reviewer: FlaskClient) -> None:
    page = told(reviewer.get("/kepatuhan/waktu?jarak=tahun&tanggal=2026-11-20&jenis=kecamatan"), 200)

    assert "2 dari 5 (40%)" in row(page, "20 Nov 2021")
    assert "Arahan wali kota, April 2021" in row(page, "20 Nov 2021")
    assert "0 dari 5 (0%), 5 belum diketahui" in row(page, "20 Nov 2020")
    assert "Belum ada aturan" in row(page, "20 Nov 2020")
    # Six years of which something is known, in one line; those before are a gap and no nought. Nobody looked again.
    assert page.count('<polyline class="chart-line chart-stale"') == page.count("<polyline") == 3
    assert page.count('class="chart-point chart-stale"') == 18


def test_the_file_opens_in_an_indonesian_excel(reviewer: FlaskClient, house: House) -> None:
    answer = reviewer.get(ARTICLE.replace("/kepatuhan", "/kepatuhan.csv"))

    assert answer.mimetype == "text/csv"
    assert 'filename="kepatuhan-2021-04-17.csv"' in answer.headers["Content-Disposition"]
    body = answer.get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = {
        each["Kode"]: each
        for each in csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
    }
    jebres, pasar = rows[JEBRES], rows["33.72.03"]
    # What is true of the whole file stands in each row.
    for each in rows.values():
        assert (each["Kepatuhan per"], each["Dibuat oleh"]) == ("2021-04-17", "Staf Balai Kota")
        assert each["Saringan"] == "Instagram, Kecamatan"
    assert [jebres[each] for each in ("Pengikut", "Mengikuti", "Unggahan")] == ["125", "27", "18"]
    assert (jebres["Dilihat"], jebres["Sumber"], jebres["Akun"]) == ("2021-04-17", "pemberitaan", "Ada")
    assert (pasar["Unggahan pertama"], pasar["Kontak tercantum"]) == ("2020-03-27", "Belum diperiksa")
    assert len(rows) == 5
    everything = reviewer.get("/kepatuhan.csv").get_data(as_text=True)
    assert everything.count("Belum diperiksa;;;") == 55
    only = reviewer.get("/kepatuhan.csv?langkah=again").get_data(as_text=True)
    assert only.count("\r\n") == 1 + 5
    with house.sessions() as session:
        assert {each.source for each in session.scalars(select(Observation))} == {Source.PRESS}


def test_a_rule_is_added_and_the_days_before_it_keep_theirs(admin: FlaskClient, house: House) -> None:
    page, today = "/kepatuhan/aturan", clock.today()
    form = opened(admin, page)
    assert form["name"] == "Arahan wali kota, April 2021"
    said = {"name": "Surat edaran contoh", "given_on": str(today), "valid_from": str(today), "target": "80"}
    wrong = {
        **said,
        "days_kelurahan": "0",
        "target": "101",
        "look_days": "x",
        "valid_from": str(today - timedelta(1)),
    }
    refused = text(told(sent(admin, form, **wrong), 422))
    for day in ("0001-01-01", "2101-01-01"):
        refused_day = told(sent(admin, form, **{**said, "given_on": day, "valid_from": day}), 422)
        assert text(refused_day).count("Tulis tanggal antara tahun 2000 dan 2100.") == 4
    for words in ("Tulis 1 sampai 365 hari, atau kosongkan.", "Aturan tidak berlaku sebelum diberikan."):
        assert words in refused or "Tulis dengan angka." in refused

    good = {**form, **said, "days_kelurahan": "14", "look_days": "30"}
    for _twice in range(2):
        assert sent(admin, good).status_code == 303

    with house.sessions() as session:
        assert len(session.scalars(select(Order)).all()) == 2
        acts = session.scalars(select(AuditEvent).where(AuditEvent.act == "coverage.order_written")).all()
        assert [each.facts["name"] for each in acts] == [
            "Arahan wali kota, April 2021",
            "Surat edaran contoh",
        ]
    now, then = text(told(admin.get("/kepatuhan"), 200)), text(told(admin.get(ARTICLE), 200))
    assert "Surat edaran contoh" in now
    assert "Kelurahan 14 hari" in now
    assert "Sasaran 80%: kurang 46." in now
    assert "Surat edaran contoh" not in then
    assert "Sasaran" not in then
    assert "Berlaku hari ini" in text(told(admin.get(page), 200))
    assert "Dicatat setelah mulai berlaku" in text(told(admin.get(page), 200))
    for username in ("staf.balaikota", "camat.jebres", "lurah.mojo"):
        client = house.client(username)
        assert "Tulis aturan baru" not in told(client.get(page), 200)
        assert sent(client, {**good, "uuid": str(uuid.uuid4())}).status_code in (400, 403)


def test_a_unit_is_taken_out_for_a_while_with_its_reason_shown(house: House) -> None:
    camat, lurah, today = house.client("camat.jebres"), house.client("lurah.jebres"), clock.today()
    unit = "/kepatuhan/unit/33.72.04.1010"
    assert "Catat keadaan unit" not in told(lurah.get(unit), 200)
    form = opened(camat, unit, f"{unit}/keadaan")
    assert "Pilih alasannya." in told(sent(camat, form), 422)
    last = {"reason": "disaster", "until_on": str(today - timedelta(1)), "note": "Banjir"}
    assert "Hari terakhir tidak sebelum hari pertama." in told(sent(camat, form, **last), 422)

    assert sent(camat, form, **{**last, "until_on": str(today + timedelta(3))}).status_code == 303

    page = told(camat.get("/kepatuhan?tanggal=2021-04-17"), 200)
    assert "unit tidak dihitung karena" not in text(page)
    page = told(camat.get("/kepatuhan?langkah=excused"), 200)
    assert "1 dari 11 unit punya akun" in text(page)
    assert "1 unit tidak dihitung karena keadaannya" in text(page)
    assert "Tidak dihitung Bencana: Banjir" in row(page, "Kelurahan Jebres")
    assert "(1 tidak dihitung)" in told(camat.get("/kepatuhan/kecamatan"), 200)
    # Nobody takes themselves out.
    own = opened(camat, unit, f"{unit}/keadaan") | {
        "action": f"/kepatuhan/unit/{JEBRES}/keadaan",
        "reason": "leave",
    }
    assert sent(camat, own, uuid=str(uuid.uuid4())).status_code == 403

    ending = re.search(r'action="(/kepatuhan/keadaan/[^"]+/keliru)"', told(camat.get(unit), 200))
    assert ending
    token = {"action": ending.group(1), "csrf_token": form["csrf_token"]}
    assert sent(camat, token).status_code == sent(camat, token).status_code == 303
    with house.sessions() as session:
        (found,) = session.scalars(select(Context))
        assert (found.mistaken, found.ended_by) == (True, "Camat Jebres")
    assert "1 dari 12 unit punya akun" in text(told(camat.get("/kepatuhan"), 200))


def test_a_units_people_object_and_the_city_answers(house: House, reviewer: FlaskClient) -> None:
    lurah, unit = house.client("lurah.mojo"), f"/kepatuhan/unit/{MOJO}"
    assert "Data ini keliru" not in told(reviewer.get(unit), 200)
    form = opened(lurah, unit, f"{unit}/keberatan")
    assert "Jelaskan apa yang keliru" in told(sent(lurah, form, words="salah"), 422)
    words = "Kelurahan sudah punya akun sejak Maret."
    for _twice in range(2):
        assert sent(lurah, form, words=words).status_code == 303
    # A second one waits for the answer to the first.
    assert sent(lurah, {**form, "uuid": str(uuid.uuid4())}, words=words + " Sungguh.").status_code == 303
    assert "Keberatan unit ini masih menunggu jawaban." in told(lurah.get(unit), 200)

    assert words in told(reviewer.get("/kepatuhan/keberatan"), 200)
    assert "Ada keberatan" in row(told(reviewer.get("/kepatuhan?kecamatan=33.72.03"), 200), "Kelurahan Mojo")
    assert lurah.get("/kepatuhan/keberatan").status_code == 403
    with house.sessions() as session:
        (found,) = session.scalars(select(Objection))
        assert (found.words, found.outcome, found.about_on) == (words, Outcome.OPEN, clock.today())
        path = f"/kepatuhan/keberatan/{found.id}"
    answer = opened(reviewer, unit, path)
    assert "Pilih jawabannya." in told(sent(reviewer, answer), 422)
    said = {"outcome": "right", "answer": "Benar, sudah dilihat lagi."}
    assert sent(reviewer, answer, **said).status_code == sent(reviewer, answer, **said).status_code == 303

    page = text(told(lurah.get(unit), 200))
    assert "Benar, data diperbaiki Benar, sudah dilihat lagi." in page
    assert "Staf Balai Kota" in page
    with house.sessions() as session:
        notices = {
            (each.kind, each.unit_code): each.done_at is None
            for each in session.scalars(select(Notice).where(Notice.kind.startswith("coverage.")))
        }
        acts = set(session.scalars(select(AuditEvent.act).where(AuditEvent.subject == found.id)))
    assert notices == {(objections.RAISED, "33.72"): False, (objections.ANSWERED, MOJO): True}
    assert acts == {"coverage.objected", "coverage.answered"}


def test_a_vanished_account_has_one_word_and_is_not_one_that_nobody_looked_at(
    house: House, reviewer: FlaskClient
) -> None:
    unit = "33.72.05.1001"
    look(house, unit, Look("telegram", Presence.PRESENT, "kelkadipiro"), now=clock.now())
    look(house, unit, Look("telegram", Presence.GONE, "kelkadipiro"), now=clock.now())

    page = told(reviewer.get("/kepatuhan?jejaring=telegram&langkah=find"), 200)
    (listed,) = re.findall(r"<tr><th scope=\"row\"><a.*?</tr>", page.partition('id="unit"')[2], re.DOTALL)[:1]
    detail = text(told(reviewer.get(f"/kepatuhan/unit/{unit}?jejaring=telegram"), 200))

    # The account, and whether it is official and shows a contact; nothing limits how fresh it must be, or that too.
    assert text(listed).count("Tidak ditemukan lagi") in (3, 4)
    assert "Belum diperiksa" not in text(listed)
    assert "Akun tidak ditemukan lagi 1" in text(page)
    assert "Telegram @kelkadipiro : Tidak ditemukan lagi" in detail
    assert "Hilang" not in text(page) + detail


def test_no_page_ranks_units_by_counts(reviewer: FlaskClient) -> None:
    page = told(reviewer.get(ARTICLE), 200)
    names = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)

    assert names[:5] == [
        f"Kecamatan {each}" for each in ("Laweyan", "Serengan", "Pasar Kliwon", "Jebres", "Banjarsari")
    ]
    assert "eringkat" not in text(page)
