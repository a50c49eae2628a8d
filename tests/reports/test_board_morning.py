"""What the board says first, to whom, of which week, and of units that are silent here and were seen elsewhere."""

import re
import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Presence
from evidence.core import clock
from evidence.notices import services as notices
from evidence.notices.voice import voice
from evidence.reports import digest
from evidence.reports.board.asking import read
from evidence.reports.board.views import _periods
from evidence.reports.coverage import contexts
from evidence.units.models import Unit
from tests import factories
from tests.accounts.looking import look
from tests.forms import told
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.pages import check_page
from tests.reports.test_silent_contacts import rows_of

SEKDA, STAFF, CAMAT = "sekda.balaikota", "staf.balaikota", "camat.pasarkliwon"


def plain(page: str) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("who", "first"),
    [(SEKDA, "/papan"), (STAFF, "/papan"), (CAMAT, "/periksa"), ("lurah.mojo", "/beranda"), ("admin", "/antrean")],
)  # fmt: skip
def test_each_person_lands_where_their_morning_begins(shared: House, who: str, first: str) -> None:
    answer = shared.client(who).get("/")

    assert answer.headers["Location"] == first
    bar = re.findall(r'<li><a href="([^"]+)"', told(shared.client(who).get(first), 200).partition("<main")[0])
    assert bar[0] == first
    if who == SEKDA:
        assert bar == ["/papan", "/periksa", "/kepatuhan", "/laporan", "/lainnya"]


def test_what_waits_for_the_reader_stands_first_and_good_news_last(shared: House) -> None:
    work = factories.submitted(shared, PASAR_KLIWON, CAMAT)
    sekda = shared.client(SEKDA)

    page = told(sekda.get("/papan"), 200)
    check_page(page)
    needs = re.findall(r'<a class="need [^"]+" href="([^"]+)">.*?<strong class="figures">(\d+)', page, re.S)
    badge = re.search(r'href="/periksa".*?<span class="badge">(\d+)', page, re.S)

    assert badge
    assert needs[0] == ("/periksa", badge[1])
    assert f'href="/periksa/{work.post}"' in told(sekda.get("/periksa"), 200)
    assert needs[1][0].startswith("/papan/diam?")
    said = plain(page)
    order = ["unggahan menunggu putusan Anda", "unit lama diam: tanpa unggahan lewat Bukti", "Keadaan sekarang",
             "Tidak ada yang gagal", "kegiatan dimulai"]  # fmt: skip
    assert [said.index(each) for each in order] == sorted(said.index(each) for each in order)
    assert "menunggu putusan Anda" not in told(shared.client(STAFF).get("/papan"), 200)
    assert "menunggu putusan Anda" not in told(sekda.get(f"/papan?unit={MOJO}"), 200)


MONDAY, TUESDAY, FIRST = date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("today", "kind", "first", "labels"),
    [
        (MONDAY, "", date(2026, 11, 23), ["Minggu lalu*", "Minggu ini", "Bulan ini"]),
        (TUESDAY, "", date(2026, 11, 30), ["Minggu ini*", "Bulan lalu", "Bulan ini"]),
        (TUESDAY, "bulan", date(2026, 11, 1), ["Minggu ini", "Bulan lalu*", "Bulan ini"]),
        (date(2026, 12, 2), "bulan", date(2026, 12, 1), ["Minggu ini", "Bulan ini*"]),
        (FIRST, "bulan", date(2026, 12, 1), ["Minggu ini", "Bulan lalu*", "Bulan ini"]),
        (date(2026, 11, 29), "", date(2026, 11, 23), ["Minggu ini*", "Bulan ini"]),
    ],
)  # fmt: skip
def test_until_its_first_day_is_over_a_period_gives_way_to_the_one_before(
    shared: House, today: date, kind: str, first: date, labels: list[str]
) -> None:
    with shared.app.test_request_context("/papan"), shared.sessions() as session:
        scope = read(session, {"periode": kind}, shared.actor(STAFF), today, 14)
        shown = _periods(scope)["kinds"]
        # Whoever asks for a day by its date gets that one.
        asked = read(session, {"periode": kind, "hari": today.isoformat()}, shared.actor(STAFF), today, 14)

    assert scope.period.first == first
    assert [each["label"] + "*" * each["current"] for each in shown] == labels
    assert asked.period.first <= today <= asked.period.last


def elsewhere(house: House, days: int) -> date:
    """Somebody saw a post of Mojo's that did not go by Bukti."""
    posted = clock.today() - timedelta(days=days)
    seen = Look("instagram", Presence.PRESENT, "kelmojo", days={"last_post_on": posted})
    look(house, MOJO, seen, now=clock.now())
    return posted


def test_a_post_that_was_seen_elsewhere_stands_beside_the_silence_here(shared: House) -> None:
    posted = clock.short_date(elsewhere(shared, 2))
    line = f"Di luar Bukti: unggahan {posted} di Instagram, terlihat {clock.short_date(clock.today())}."
    staff = shared.client(STAFF)

    silent = rows_of(staff)
    (of_board,) = re.findall(r"<li>(Di luar Bukti[^<]+)</li>", told(staff.get(f"/papan?unit={MOJO}"), 200))
    with shared.sessions() as session:
        letter = digest.weekly(session, shared.actor(CAMAT), 14, voice("id"), clock.now())

    assert line in silent["Kelurahan Mojo"]
    assert of_board == line
    assert not any("Di luar Bukti" in row for title, row in silent.items() if title != "Kelurahan Mojo")
    for page in ("/papan", "/papan/diam"):
        assert re.search(r"tidak menerbitkan apa pun lewat Bukti dalam 14 hari", told(staff.get(page), 200))
    assert letter
    since = clock.short_date(clock.today() - timedelta(days=14))
    assert letter.title == f"11 dari 11 unit tidak menerbitkan apa pun lewat Bukti sejak {since} (14 hari)"
    assert f"Kelurahan Mojo, belum pernah lewat Bukti; terlihat unggahan {posted} di Instagram" in letter.body


def test_those_that_are_not_measured_are_told_on_the_board_too(shared: House) -> None:
    with shared.sessions.begin() as session:
        unit = session.get_one(Unit, JEBRES)
        by, now = shared.actor("admin"), clock.now()
        contexts.note(session, uuid.uuid4(), unit, "leave", "", clock.today(), None, by=by, now=now)
    staff = shared.client(STAFF)

    for page in ("/papan", "/papan/diam"):
        body = told(staff.get(page), 200)
        assert "1 unit sedang tidak diukur karena cuti" in plain(body)
        (link,) = re.findall(r'href="([^"]+)">Lihat di Kepatuhan<', body)
        assert "Menampilkan 1 dari 1 unit." in told(staff.get(link), 200)


def test_nobody_is_told_to_turn_to_themselves(shared: House) -> None:
    sekda, camat, admin = (rows_of(shared.client(who)) for who in (SEKDA, CAMAT, "admin"))

    assert "Sekretaris Daerah" not in "".join(sekda.values())
    no_camat = "Belum ada camat yang terdaftar; minta admin menambahkannya."
    assert no_camat in sekda["Kecamatan Laweyan"]
    assert "Belum ada lurah maupun camat yang terdaftar" in sekda["Kelurahan Pajang"]
    assert "Atasannya di Kecamatan Pasar Kliwon: Camat Pasar Kliwon" in sekda["Kelurahan Baluwarti"]
    assert 'href="/orang">Tambahkan di Orang<' in admin["Kecamatan Laweyan"]
    assert "Tambahkan di Orang" not in sekda["Kecamatan Laweyan"]
    # A camat's own kecamatan, and one of their kelurahan where nobody works.
    assert "Ini unit Anda sendiri." in camat["Kecamatan Pasar Kliwon"]
    assert "Belum ada lurah yang terdaftar" in camat["Kelurahan Baluwarti"]
    assert ">Camat Pasar Kliwon" not in "".join(camat.values())


def badges(client: FlaskClient) -> tuple[int, list[int]]:
    """The number in the bar at the last page, and those at its entries."""
    frame, _main, entries = told(client.get("/lainnya"), 200).partition("<main")
    in_bar = re.search(r'href="/lainnya"(?:(?!</li>).)*<span class="badge">(\d+)', frame, re.S)
    return int(in_bar[1]) if in_bar else 0, [int(each) for each in re.findall(r'"badge">(\d+)', entries)]


def test_the_number_of_the_last_page_is_the_sum_of_its_entries(shared: House) -> None:
    with shared.sessions.begin() as session:
        for _each in range(2):
            notices.tell(
                session, "capture.rejected", uuid.uuid4(), MOJO, "Foto ditolak.", url="/akun", now=clock.now()
            )

    found = {who: badges(shared.client(who)) for who in ("lurah.mojo", SEKDA, STAFF)}

    assert found["lurah.mojo"] == (2, [2])
    assert all(number == sum(entries) for number, entries in found.values())


OVER = "Tidak dapat dipakai, jadi diabaikan: "
SWAPPED = "Tanggal awal sesudah tanggal akhir, jadi keduanya ditukar."


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/papan?hari=kemarin&periode=tahun", f"{OVER}Periode “tahun”, Tanggal “kemarin”."),
        ("/papan?hari=2099-01-05", "5 Jan 2099 belum tiba; yang tampil keadaan hari ini."),
        ("/papan/terbit?hari=0001-01-01", f"{OVER}Tanggal “0001-01-01”."),
        ("/kepatuhan?kecamatan=99&jejaring=zzz", f"{OVER}Jejaring “zzz”, Kecamatan “99”."),
        ("/kepatuhan/waktu?jarak=abad", f"{OVER}Rentang waktu “abad”."),
        ("/galeri?category=ZZZ&show=dinding", f"{OVER}Kategori “ZZZ”, Tampilan “dinding”."),
        ("/galeri?from=2026-11-20&to=2026-11-10", SWAPPED),
        ("/galeri/banding?from2=2026-11-20&to2=2026-11-10&state=x", f"{OVER}Status “x”. {SWAPPED}"),
        ("/kegiatan?state=zzz", f"{OVER}Status “zzz”."),
        ("/jadwal?hari=besok&tampilan=tahun", f"{OVER}Tanggal “besok”, Tampilan “tahun”."),
        ("/periksa?saring=x", f"{OVER}Saringan “x”."),
        ("/daftar-akun?jejaring=zzz&keadaan=x", f"{OVER}Jejaring “zzz”, Keadaan “x”."),
        ("/laporan?first=kemarin&kind=puisi", f"{OVER}Jenis laporan “puisi”, Tanggal “kemarin”."),
        ("/warga?kategori=ZZZ&bulan=Hubungi+kami+di+sini", f"{OVER}Kategori “ZZZ”, Bulan."),
        ("/laporan?first=2026-11-20&last=2026-11-10", SWAPPED),
    ],
)  # fmt: skip
def test_what_an_address_asks_in_vain_is_said_above_the_results(
    shared: House, address: str, said: str
) -> None:
    page = told(shared.client(SEKDA).get(address), 200)
    check_page(page)

    assert said in plain(page)


def test_an_address_that_is_understood_says_nothing(shared: House) -> None:
    for address in (
        "/papan?periode=bulan&hari=2026-11-05",
        "/kepatuhan?jejaring=instagram&langkah=check&jenis=kota",
    ):
        page = told(shared.client(SEKDA).get(address), 200)
        assert "message-warn" not in page.partition("<h1")[0]


def test_a_kecamatan_of_a_city_within_a_province_is_told_too(shared: House) -> None:
    city, kecamatan = "33.72.0", "33.72.0.1"
    with shared.sessions.begin() as session:
        above = f"/33.72/{city}/"
        session.add(Unit(code=city, name="Kota Baru", kind="kota", parent_code="33.72", path=above))
        session.flush()
        path = f"{above}{kecamatan}/"
        session.add(Unit(code=kecamatan, name="Baru", kind="kecamatan", parent_code=city, path=path))

    assert "Belum ada petugas yang terdaftar" in rows_of(shared.client(SEKDA))["Kecamatan Baru"]
