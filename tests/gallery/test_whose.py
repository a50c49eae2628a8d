"""Whose the public pages are: the city's name, the foot, the other language, what a frame says of a withdrawn work."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.compose import codes
from evidence.compose.models import Rendition
from evidence.core import clock
from evidence.publish.models import Publication, PublicationState
from tests import factories, standing
from tests.asking import seen
from tests.forms import told
from tests.house import MOJO, House
from tests.pages import check_page

CITY = "Pemerintah Kota Surakarta"
BEFORE = date(2026, 11, 25)


@pytest.fixture(scope="module")
def code(shared: House) -> str:
    """The code of a comparison that is published."""
    standing.opened(shared)
    account = factories.account(shared, handle="mojo.milik")
    work = standing.published(shared, factories.approved(shared, accounts=[account]))
    with shared.sessions.begin() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.activity_id == work.activity)).one()
        drawn.recipe = {**drawn.recipe, "dates": [clock.long_date(BEFORE), "Tanggal tidak tercatat"]}
    return standing.code(shared, work)


@pytest.fixture
def anybody(shared: House) -> FlaskClient:
    return shared.app.test_client()


def test_each_public_page_says_whose_it_is_and_speaks_the_other_language_at_once(
    code: str, anybody: FlaskClient
) -> None:
    pages = [
        "/warga",
        f"/warga/{code}",
        "/akun-resmi?cari=mojo&semua=1",
        "/b",
        f"/b/{code}",
        "/hapus",
        "/tentang",
    ]
    for at in pages:
        page = told(anybody.get(at), 200)
        check_page(page)
        head, foot = page.partition("<main")[0], page.rpartition("</main>")[2]
        assert CITY in head, at
        assert CITY in foot, at
        assert [
            each for each in ("/tentang", "/akun-resmi", "/hapus") if f'href="{each}"' not in foot
        ] == [], at
        other = re.search(r'href="(/bahasa/en[^"]*)"', foot)
        assert other is not None, at
        answer = anybody.get(other[1].replace("&amp;", "&"))
        assert (answer.status_code, answer.headers["Location"]) == (302, at)
        english = told(anybody.get(at), 200)
        assert '<html lang="en">' in english
        assert "Government of Kota Surakarta" in english
        assert f'href="/bahasa/id?kembali={at.partition("?")[0]}' in english
        anybody.delete_cookie("bahasa")


@pytest.mark.parametrize(
    "back",
    [
        "//palsu.example",
        "/\\palsu.example",
        "https://palsu.example",
        "/\t/palsu.example",
        "/a\r\nX-Y: z",
        "",
        "warga",
    ],
)
def test_the_language_leads_back_into_this_house_only(anybody: FlaskClient, back: str) -> None:
    answer = anybody.get("/bahasa/en", query_string={"kembali": back})

    assert answer.headers["Location"] == "/lainnya"


def test_the_feed_of_all_units_is_the_city_s(code: str, anybody: FlaskClient) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    authors = [
        ElementTree.fromstring(anybody.get(at).data).findtext(f"{atom}author/{atom}name")  # noqa: S314 - our own feed.
        for at in ("/warga/umpan.xml", f"/warga/umpan.xml?unit={MOJO}")
    ]

    assert authors == [CITY, "Kelurahan Mojo"]


def test_the_dates_of_a_picture_are_in_the_page_s_language(code: str, anybody: FlaskClient) -> None:
    for at in (f"/warga/{code}", f"/b/{code}"):
        assert "<dd>Rabu, 25 November 2026</dd>" in told(anybody.get(at), 200)
        anybody.set_cookie("bahasa", "en")
        english = told(anybody.get(at), 200)
        anybody.delete_cookie("bahasa")
        assert "<dd>Wednesday, 25 November 2026</dd>" in english
        assert "<dd>Date not recorded</dd>" in english


def test_a_frame_says_that_its_work_was_withdrawn_and_nothing_of_whether_there_was_one(shared: House) -> None:
    standing.opened(shared)
    account = factories.account(shared, handle="mojo.turun")
    work = standing.published(shared, factories.approved(shared, accounts=[account]))
    gone = standing.code(shared, work)
    with shared.sessions.begin() as session:
        out = update(Publication).where(Publication.post_id == work.post)
        session.execute(out.values(state=PublicationState.WITHDRAWN, withdrawn_at=clock.now()))
    anybody = shared.app.test_client()

    answer, never = (anybody.get(f"/warga/{each}/sematan") for each in (gone, codes.drawn()))

    assert seen(answer) == seen(never)
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    check_page(page)
    assert "<h1>Unggahan ini tidak ada, atau sudah ditarik.</h1>" in page
    assert 'href="/' not in page.partition("<body")[2]
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
