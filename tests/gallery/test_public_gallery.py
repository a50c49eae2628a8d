"""The public gallery: what the city opened and what stands, and that all else answers as if it had never been."""

import gzip
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from evidence.capture.consents import Consent
from evidence.capture.models import Photo, PhotoState
from evidence.compose import codes
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.core import clock
from evidence.gallery.public import queries
from evidence.gallery.public.queries import Asked
from evidence.publish.models import Publication, PublicationState
from evidence.units import devices
from evidence.units import queries as units
from evidence.units.models import User
from tests import factories, privately, standing
from tests.asking import seen
from tests.factories import Work
from tests.forms import told
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.pages import check_page

PAGES = ("", "/sematan", "/kartu.jpg", "/foto.jpg", "/pratinjau.jpg")
LISTS = ("/warga", "/warga/umpan.xml")
TITLE = "Pasar & <taman> baru"
# As rows may have it that are older than the rule that refuses it, and as no feed can.
STORED = "Pasar & <taman> \ufffe baru"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def house(shared: House) -> House:
    standing.opened(shared)
    return shared


@pytest.fixture(scope="module")
def work(shared: House) -> Work:
    """A published comparison that no test changes."""
    standing.opened(shared)
    made = out(shared, street="Gang Rahasia", title=TITLE)
    with shared.sessions.begin() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.activity_id == made.activity)).one()
        drawn.recipe = {**drawn.recipe, "title": STORED}
    return made


@pytest.fixture
def anybody(house: House) -> FlaskClient:
    return house.app.test_client()


def out(house: House, at: datetime | None = None, **facts: object) -> Work:
    """A published comparison, whose picture has its real size, posted just now or at that time."""
    unit, by = facts.pop("unit", MOJO), facts.pop("by", factories.LURAH)
    decider = facts.pop("decider", factories.CAMAT)
    account = factories.account(house, str(unit), handle=f"akun.{time.monotonic_ns()}")
    work = factories.approved(house, str(unit), str(by), [account], decider=str(decider), **facts)
    standing.published(house, work)
    if at:
        with house.sessions.begin() as session:
            session.execute(update(Publication).where(Publication.post_id == work.post).values(posted_at=at))
    return work


def address(house: House, work: Work) -> str:
    return f"/warga/{standing.code(house, work)}"


def shown(client: FlaskClient, **asked: str) -> list[str]:
    """The addresses of the cards on a page that must be sound."""
    answer = client.get("/warga", query_string=asked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    check_page(page)
    return re.findall(r'<a class="stretched" href="([^"]+)"', page)


def test_anybody_sees_what_stands_and_where_it_leads(house: House, work: Work, anybody: FlaskClient) -> None:
    here = address(house, work)

    assert here in shown(anybody)
    answer = anybody.get(here)
    page = answer.get_data(as_text=True)
    check_page(page)
    code = codes.printed(standing.code(house, work))
    for said in (
        "Pasar &amp; &lt;taman&gt;",
        "Kelurahan Mojo, Kecamatan Pasar Kliwon",
        f"/hapus?kode={code}",
        "contoh.test/p/1",
    ):
        assert said in page, said
    assert f'href="http://localhost/b/{standing.code(house, work)}"' in page
    og = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)"', page))
    assert og["og:image"] == f"http://localhost{here}/pratinjau.jpg"
    assert (og["og:title"][:9], og["og:image:width"]) == ("Pasar &am", "1200")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert anybody.get(here, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_gallery_and_the_list_of_official_accounts_lead_to_each_other(
    house: House, work: Work, anybody: FlaskClient
) -> None:
    for at in ("/warga", address(house, work)):
        assert 'href="/akun-resmi"' in told(anybody.get(at), 200), at
    assert 'href="/warga"' in told(anybody.get("/akun-resmi"), 200)
    page = told(anybody.get(f"/warga?unit={MOJO}"), 200)
    of_unit = re.search(r'href="(/akun-resmi\?cari=[^"]*)">([^<]*)<', page)
    assert of_unit is not None
    behind = told(anybody.get(of_unit[1]), 200)
    assert "<h2>Kelurahan Mojo</h2>" in behind
    # Nobody has looked at its accounts, and the link does not promise that there are official ones.
    assert ("Belum diperiksa" in behind, of_unit[2]) == (True, "Periksa akun Kelurahan Mojo")


WAYS = ("/warga", "/akun-resmi", "/b")


def test_one_head_leads_from_each_public_page_to_the_others_and_the_door_does_too(
    house: House, work: Work, anybody: FlaskClient
) -> None:
    code = standing.code(house, work)
    pages = [*WAYS, f"/warga/{code}", f"/b/{code}", "/hapus", "/masuk"]
    for at, status in [*((each, 200) for each in pages), ("/warga/none", 404), ("/b/none", 404)]:
        answer = anybody.get(at)
        head = re.findall(r'<nav class="citizens".*?</nav>', answer.get_data(as_text=True), re.DOTALL)
        assert (answer.status_code, len(head)) == (status, 1), at
        links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', head[0])
        assert [each[0] for each in links] == list(WAYS), at
        assert [each[2] for each in links] == ["Galeri", "Akun resmi", "Periksa kode"], at
        # Where nothing is found, that is not the page that the link leads to.
        assert [each[0] for each in links if each[1]] == [each for each in WAYS if each == at]
    # Whoever is signed in has a bar of their own.
    assert "citizens" not in told(house.client("lurah.mojo").get("/hapus"), 200)


def test_the_code_for_other_pages_offers_a_frame_and_a_button_that_copies_it(
    house: House, work: Work, anybody: FlaskClient
) -> None:
    page = told(anybody.get(address(house, work)), 200)

    field = re.search(r'<textarea id="([^"]+)"[^>]* readonly>(.*?)</textarea>', page, re.DOTALL)
    assert field is not None
    assert f'data-copy="{field[1]}"' in page
    frame = unescape(field[2])
    assert f'src="http://localhost{address(house, work)}/sematan"' in frame
    size = re.search(r'width="(\d+)" height="(\d+)"', frame)
    assert size
    assert f"height:auto;aspect-ratio:{size[1]}/{size[2]}" in frame
    # Its title is somebody's words, and ends where the attribute does.
    assert 'title="Pasar &amp; &lt;taman&gt;' in frame


STATES = (PublicationState.WITHDRAWN, PublicationState.WITHDRAWING, PublicationState.WITHDRAW_FAILED)


def hides(house: House, work: Work) -> Mapping[str, Callable[[Session], None]]:
    """Whatever takes a published work from sight, by what is done to its rows."""
    photo = factories.photo_of(house, work.activity, "after")
    consent = privately.consent(house, work.activity)
    rendition = update(Rendition).where(Rendition.activity_id == work.activity)
    publication = update(Publication).where(Publication.post_id == work.post)

    def taken_back(session: Session) -> None:
        told = {"consents": [str(consent)]}
        session.execute(update(PostVersion).where(PostVersion.post_id == work.post).values(privacy=told))
        session.get_one(Consent, consent).revoked_at = clock.now()

    return {
        **{str(each): partial(_do, publication.values(state=each)) for each in STATES},
        "picture erased": partial(_do, rendition.values(state=RenditionState.REDACTED)),
        # Its picture goes within the hour; what is shown of it goes at once.
        "photo erased": partial(
            _do, update(Photo).where(Photo.id == photo).values(state=PhotoState.REDACTED)
        ),
        "another picture": partial(_do, rendition.values(sha256="0" * 64)),
        "consent taken back": taken_back,
    }


def _do(statement: Update, session: Session) -> None:
    session.execute(statement)


def test_what_is_not_to_be_seen_answers_as_if_it_had_never_been(house: House, anybody: FlaskClient) -> None:
    gone, rejected = out(house), factories.submitted(house)
    factories.decide(house, rejected, "reject", "Bukan kegiatan kelurahan.")
    here, never = address(house, gone), f"/warga/{codes.drawn()}"
    wanted = [seen(anybody.get(never + tail)) for tail in PAGES]
    engine = house.app.extensions["engine"]

    for name, hide in hides(house, gone).items():
        assert anybody.get(here).status_code == 200, name
        with engine.connect() as connection, Session(connection) as session:
            was = rows_of(session, gone)
            hide(session)
            session.commit()
            found = [seen(anybody.get(here + tail)) for tail in PAGES]
            listed = any(here in anybody.get(each).get_data(as_text=True) for each in LISTS)
            put_back(session, was)
            session.commit()
        assert (found == wanted, listed) == (True, False), name
    for work in (rejected, factories.approved(house)):
        assert [seen(anybody.get(address(house, work) + tail)) for tail in PAGES] == wanted
    assert {status for status, *_ in wanted} == {404}
    for page in LISTS:
        shut, unknown = (seen(anybody.get(page, query_string={"unit": each})) for each in (JEBRES, "33.99"))
        assert shut == unknown
        assert shut[0] == 404


Rows = list[tuple[type[Any], dict[str, Any]]]


def rows_of(session: Session, work: Work) -> Rows:
    """The rows of a work as they are."""
    of = {
        Publication: Publication.post_id == work.post, PostVersion: PostVersion.post_id == work.post,
        Rendition: Rendition.activity_id == work.activity, Photo: Photo.activity_id == work.activity,
    }  # fmt: skip
    return [
        (model, dict(row))
        for model, which in of.items()
        for row in session.execute(select(model.__table__).where(which)).mappings()  # type: ignore[attr-defined]
    ]


def put_back(session: Session, rows: Rows) -> None:
    """The rows as they were."""
    for model, row in rows:
        session.execute(update(model).where(model.id == row["id"]).values(row))


def test_a_gallery_that_is_closed_again_is_gone_at_once(
    house: House, work: Work, anybody: FlaskClient
) -> None:
    here = address(house, work)
    assert here in shown(anybody)

    standing.closed(house)
    after = [anybody.get(here + tail).status_code for tail in PAGES]
    cards = shown(anybody)
    standing.opened(house)

    assert after == [404] * len(PAGES)
    assert cards == []
    assert here in shown(anybody)


def test_it_is_narrowed_by_unit_category_and_month_and_paged_without_losing_any(
    house: House, anybody: FlaskClient
) -> None:
    standing.opened(house, PASAR_KLIWON)
    # The last minute of October in Surakarta, and the first of November.
    night = datetime(2024, 10, 31, 16, 59, tzinfo=UTC)
    works = [
        out(house, night + timedelta(minutes=each), category=category)
        for each, category in enumerate(("TAMAN", "PJU", "TAMAN"))
    ]
    there = [address(house, each) for each in works]
    of_district = address(
        house, out(house, unit=PASAR_KLIWON, by="camat.pasarkliwon", decider=factories.CITY)
    )

    assert shown(anybody, bulan="2024-10") == there[:1]
    assert shown(anybody, bulan="2024-11") == there[:0:-1]
    assert shown(anybody, bulan="2024-11", kategori="TAMAN") == [there[2]]
    assert shown(anybody, bulan="kapan saja", kategori="APA") == shown(anybody)
    assert of_district not in shown(anybody, unit=MOJO)
    assert {of_district, *shown(anybody, unit=MOJO)} == set(shown(anybody, unit=PASAR_KLIWON))
    with house.sessions() as session:
        asked, after, paged = (
            Asked(units.unit(session, MOJO), "", datetime(2024, 11, 1, tzinfo=UTC).date()),
            None,
            [],
        )
        for _page in range(2):
            found = queries.items(session, asked, after, size=1)
            paged, after = [*paged, *(f"/warga/{each.code}" for each in found.rows)], found.after
    assert (paged, after) == (there[:0:-1], None)
    # What went up anew stands by its newest version, once.
    assert len(shown(anybody)) == len(set(shown(anybody)))


def test_the_feed_is_atom_that_leads_to_the_pages(house: House, work: Work, anybody: FlaskClient) -> None:
    answer = anybody.get("/warga/umpan.xml", query_string={"unit": MOJO})

    root = ElementTree.fromstring(answer.data)  # noqa: S314 - our own feed.
    whole = f"http://localhost{address(house, work)}"
    entry = next(each for each in root.findall(f"{ATOM}entry") if each.findtext(f"{ATOM}id") == whole)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (entry.findtext(f"{ATOM}title") or "").startswith("Pasar & <taman>")
    links = {each.get("rel"): each.get("href") for each in entry.findall(f"{ATOM}link")}
    assert links == {"alternate": whole, "enclosure": f"{whole}/pratinjau.jpg"}
    assert all(entry.findtext(f"{ATOM}{each}") for each in ("updated", "published", "summary"))
    assert root.findtext(f"{ATOM}id") == f"http://localhost/warga/umpan.xml?unit={MOJO}"


def test_a_frame_may_stand_anywhere_and_knows_nobody(house: House, work: Work, anybody: FlaskClient) -> None:
    here = address(house, work)
    staff, ended = house.client("admin"), house.client("camat.jebres")
    page = staff.get("/lainnya")
    with house.sessions.begin() as session:
        person = session.get_one(User, house.actor("camat.jebres").id)
        devices.end_all(session, person, clock.now())
    proof = f"/b/{standing.code(house, work)}"
    galleries = ("/warga", here, f"{here}/sematan", f"{here}/kartu.jpg", "/warga/umpan.xml", "/tentang")
    others = ("/akun-resmi", "/akun-resmi?cari=mojo", "/akun-resmi.csv", "/akun-resmi.json", "/b", proof)

    for client in (anybody, staff, ended):
        for at in (*galleries, *others):
            answer = client.get(at)
            assert "Set-Cookie" not in answer.headers, at
            assert answer.headers["Cache-Control"] == "public, max-age=60", at
            assert answer.status_code == 200, at
    framed = staff.get(f"{here}/sematan")
    check_page(framed.get_data(as_text=True))
    assert framed.data == anybody.get(f"{here}/sematan").data
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "Vary" not in framed.headers
    for other in (page, anybody.get("/warga"), anybody.get(here)):
        assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
        assert other.headers["X-Frame-Options"] == "DENY"


def test_pictures_are_cut_from_the_approved_one_and_a_changed_one_is_not_shown(
    house: House, anybody: FlaskClient
) -> None:
    work = out(house)
    factories.all_asked_drawn(house, work.activity, full=True)
    with house.sessions.begin() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.activity_id == work.activity)).one()
        key, sha256 = drawn.object_key, drawn.sha256
        session.execute(
            update(PostVersion).where(PostVersion.post_id == work.post).values(image_sha256=sha256)
        )
    here = address(house, work)

    found = {name: anybody.get(f"{here}/{name}.jpg") for name in ("kartu", "foto", "pratinjau")}
    again = anybody.get(f"{here}/foto.jpg", headers={"If-None-Match": found["foto"].headers["ETag"]})
    sizes = {name: Image.open(BytesIO(each.data)).size for name, each in found.items()}
    assert sizes == {"kartu": (640, 593), "foto": (1080, 1000), "pratinjau": (1200, 630)}
    assert again.status_code == 304
    for each in found.values():
        info = Image.open(BytesIO(each.data)).info
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(info)
    assert anybody.get(f"{here}/asli.jpg").status_code == 404
    house.app.extensions["house"].storage.put(key, b"another picture", "image/jpeg")
    house.app.extensions.pop("cut pictures")
    assert anybody.get(f"{here}/kartu.jpg").status_code == 404


def test_a_page_is_light_without_its_photos(house: House, work: Work, anybody: FlaskClient) -> None:
    here = address(house, work)
    page, item = (anybody.get(each).get_data(as_text=True) for each in ("/warga", here))
    count = page.count('<article class="card">')
    rest = len(gzip.compress(page.encode()))
    assert count

    for each in (page, item):
        files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', each))
        packed = [anybody.get(one, headers={"Accept-Encoding": "gzip"}, buffered=True).data for one in files]
        # As if no card were like another.
        whole = sum(map(len, packed)) + rest + 24 * len(page) // count
        assert whole < 100_000, whole
