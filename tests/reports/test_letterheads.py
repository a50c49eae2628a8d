"""Who signs a unit's papers: told by the unit, held to what an NIP is, and never by who went."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.reports.papers import letterheads
from evidence.reports.papers.letterheads import Told, grouped
from evidence.reports.papers.models import Letterhead
from evidence.units import queries as units
from evidence.units import tracing
from evidence.units.access import Role
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, House
from tests.pages import check_page
from tests.people import office as office_of
from tests.units.test_handing_over import ident, somebody

SIGNER, NUMBER = "Nama Contoh, S.Sos.", "19700101 199501 2 001"
CITY = "33.72"


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """A house in which Mojo says nothing of its office yet."""
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(Letterhead))


def told(house: House, unit: str = MOJO) -> Letterhead:
    with house.sessions() as session:
        return letterheads.letterhead(session, units.unit(session, unit))


def signed(house: House, unit: str = MOJO) -> None:
    """Let the unit's papers be signed by a person of that name."""
    lines = Told("Jl. Contoh 1", "", "", "Lurah Mojo", SIGNER, NUMBER, "A4")
    with house.sessions.begin() as session:
        letterheads.put_letterhead(session, unit, lines, by=house.actor("admin"), now=clock.now())


def handed(admin: FlaskClient, house: House, old: str, new: str) -> str:
    """Hand the office over; the page that was read before."""
    address = f"/serah-terima/{office_of(house, old)}"
    form = opened(admin, address)
    page = page_of(admin.get(address), 200)
    assert sent(admin, form, person=str(ident(house, new)), sure="y").status_code == 303
    return page


def test_an_nip_is_eighteen_digits_and_kept_as_people_write_it() -> None:
    for written in (
        "197001011995012001",
        NUMBER,
        " 19700101  1995 01 2001 ",
        "19700101\u00a0199501\u00a02\u00a0001",
    ):
        assert grouped(written) == NUMBER, written
    assert grouped("  ") == ""
    for wrong in (
        "abc",
        "19700101199501200",
        "1970010119950120011",
        "١٩٧٠٠١٠١١٩٩٥٠١٢٠٠١",
        "19700101.199501.2.001",
    ):
        assert grouped(wrong) is None, wrong


def test_another_number_is_refused_beside_its_field_and_what_was_typed_stays(house: House) -> None:
    lurah = house.client("lurah.mojo")
    form = opened(lurah, f"/unit/{MOJO}/kop")

    wrong = page_of(sent(lurah, form, signer_name=SIGNER, signer_number="abc", sheet="A4"), 422)
    right = sent(lurah, form, signer_name=SIGNER, signer_number="197001011995012001", sheet="A4")

    check_page(wrong)
    assert "NIP terdiri atas 18 angka; boleh dikosongkan." in wrong
    assert 'value="abc"' in wrong
    assert right.status_code == 303
    assert told(house).signer_number == NUMBER
    assert f"Penanda tangan: {SIGNER}." in page_of(lurah.get("/laporan"), 200)


def test_a_handover_empties_who_signed_and_asks_the_new_holder_until_a_name_stands_there(
    house: House,
) -> None:
    old, new, admin = somebody(house, MOJO, Role.UPLOADER), somebody(house), house.client("admin")
    signed(house)

    before = handed(admin, house, old, new)

    told_admin = page_of(admin.get("/serah-terima"), 200)
    assert f"Nama dan NIP {SIGNER} dikosongkan" in before
    assert "Penanda tangan laporan Kelurahan Mojo dikosongkan." in told_admin
    kept = told(house)
    assert (kept.signer_name, kept.signer_number) == ("", "")
    assert (kept.address, kept.signer_office) == ("Jl. Contoh 1", "Lurah Mojo")
    client = house.client(new)
    papers = page_of(client.get("/laporan"), 200)
    assert "Kop atau penanda tangan Kelurahan Mojo belum lengkap" in papers
    assert SIGNER not in papers
    asked = "Isi nama dan NIP penanda tangan laporan Kelurahan Mojo"
    notices = page_of(client.get("/pemberitahuan"), 200)
    assert asked in notices
    assert f"beralih dari {old.title()} kepada {new.title()}" in notices
    with house.sessions() as session:
        (act,) = session.scalars(
            select(AuditEvent).where(
                AuditEvent.subject == tracing.subject_of(MOJO), AuditEvent.act == "reports.signer_let_go"
            )
        )
    assert (act.actor_name, act.facts) == ("Admin Kota", {"unit": MOJO})

    form = opened(client, f"/unit/{MOJO}/kop")
    assert sent(client, form, signer_name="Nama Baru", sheet="A4").status_code == 303
    assert asked not in page_of(client.get("/pemberitahuan"), 200)


def test_who_only_reviews_signs_nothing_so_their_going_changes_no_signer(house: House) -> None:
    old, new, admin = somebody(house, CITY, Role.REVIEWER), somebody(house), house.client("admin")
    signed(house, CITY)

    before = handed(admin, house, old, new)

    assert SIGNER not in before
    assert told(house, CITY).signer_name == SIGNER


def test_who_may_not_fill_it_in_reads_who_does(house: House) -> None:
    sekda = house.client("sekda.balaikota")

    page = page_of(sekda.get("/laporan"), 200)

    assert "Kop atau penanda tangan Kota Surakarta belum lengkap" in page
    assert "Yang mengisinya: pengunggah Kota Surakarta atau admin kota (Admin Kota)." in page
    assert f"/unit/{CITY}/kop" not in page


def test_a_handover_without_anything_told_says_all_that_is_missing_and_of_no_tokens(house: House) -> None:
    old, admin = somebody(house, MOJO, Role.UPLOADER), house.client("admin")
    address = f"/serah-terima/{office_of(house, old)}"

    form = opened(admin, address)
    page = page_of(admin.get(address), 200)
    wrong = page_of(sent(admin, form), 422)

    assert "token program dicabut" not in page
    for said in ("Pilih orang dari daftar.", "Periksa daftarnya, lalu beri tanda."):
        # At its field, and in the summary above it.
        assert wrong.count(said) == 2, said
