"""Whoever reads of a silent unit can call or write to somebody there, or reads where a number is entered."""

import re

import pytest
from flask.testing import FlaskClient

from evidence.core import clock
from evidence.notices.models import NoticeSettings
from evidence.reports.board import contacts
from evidence.reports.papers import letterheads
from evidence.reports.papers.letterheads import Told
from evidence.units.models import Unit
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO, House

KECAMATAN = "33.72.04"


@pytest.mark.parametrize(
    ("contact", "urls"),
    [
        ("Telp. (0271) 712345", ["tel:+62271712345"]),
        ("0812-3456-7890 (WA)", ["tel:+6281234567890"]),
        ("+62 271 712345 / 0271.765432", ["tel:+62271712345", "tel:+62271765432"]),
        ("kel.mojo@kantor.example, 0271 712345", ["tel:+62271712345", "mailto:kel.mojo@kantor.example"]),
        ("a?cc=b&x@kantor.example", ["mailto:a%3Fcc%3Db%26x@kantor.example"]),
        ("Kode pos 57100, NIP 198001012006041001, 01, x@y", []),
        ("0" * 160, []), ("(" * 160, []), ("", []),
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_found_in_what_people_write(contact: str, urls: list[str]) -> None:
    assert [each.url for each in contacts.read(contact, Unit())] == urls


@pytest.fixture
def house(shared: House) -> House:
    with shared.sessions.begin() as session:
        for unit, contact in (
            ("33.72", "Telp. (0271) 111222"), (KECAMATAN, "Telp. (0271) 647025"), (MOJO, "kel.mojo@kantor.example"),
        ):  # fmt: skip
            told = Told("", contact, "", "", "", "", "A4")
            letterheads.put_letterhead(session, unit, told, by=shared.actor("admin"), now=clock.now())
        for who, confirmed in (("lurah.mojo", clock.now()), ("camat.pasarkliwon", None)):
            session.merge(
                NoticeSettings(
                    user_id=shared.actor(who).id, mail_to=f"{who}@kantor.example", choices={},
                    mail_confirmed_at=confirmed,
                )
            )  # fmt: skip
    return shared


def rows_of(client: FlaskClient, address: str = "/papan/diam") -> dict[str, str]:
    """Each silent unit with its part of the pages that this person reads."""
    rows: dict[str, str] = {}
    while address:
        page = page_of(client.get(address), 200)
        found = re.split(r'<h2 class="press"><a [^>]*>([^<]+)</a>', page)
        rows |= dict(zip(found[1::2], found[2::2], strict=True))
        more = re.search(r'<a class="button" href="([^"]+)" rel="next">', page)
        address = more[1].replace("&amp;", "&") if more else ""
    return rows


def test_each_silent_unit_has_something_to_press_or_says_where_to_enter_it(house: House) -> None:
    rows = rows_of(house.client("staf.balaikota"))
    of_admin = rows_of(house.client("admin"))

    assert len(rows) > 50
    for title, row in rows.items():
        pressed = 'href="tel:' in row or 'href="mailto:' in row
        assert pressed != ("Belum ada telepon atau email." in row), title
    jebres, mojo = rows["Kelurahan Jebres"], rows["Kelurahan Mojo"]
    assert 'href="tel:+62271647025"><span>Kecamatan Jebres: (0271) 647025<' in jebres
    assert ">Lurah Jebres (belum ada email)<" in jebres
    assert 'href="mailto:kel.mojo@kantor.example"><span>kel.<wbr>mojo@<wbr>kantor.<wbr>example<' in mojo
    assert ">Lurah Mojo (lurah.<wbr>mojo@<wbr>kantor.<wbr>example)<" in mojo
    # An address that nobody has confirmed may be somebody else's.
    assert "camat.pasarkliwon@" not in "".join(rows.values())
    # Whoever reads it sits there.
    assert "111222" not in "".join(rows.values())
    assert "647025" not in rows_of(house.client("camat.jebres"))["Kelurahan Jebres"]
    # The same of one unit's own board, as of the city's.
    (jebres,) = rows_of(house.client("staf.balaikota"), f"/papan/diam?unit={JEBRES}").values()
    assert "Kecamatan Jebres: (0271) 647025<" in jebres
    nobody = "Kelurahan Baluwarti"
    # Nobody works there: whoever is named instead is said to be no more than that.
    above = "Atasannya di Kecamatan Pasar Kliwon: Camat Pasar Kliwon (belum ada email)"
    assert f">{above}<" in rows[nobody]
    assert "Diisi unit itu atau admin di Laporan, Kop dan penanda tangan" in rows[nobody]
    assert re.search(r'href="/unit/[\d.]+/kop">Isi telepon', of_admin[nobody])
