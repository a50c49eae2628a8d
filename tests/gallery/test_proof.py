"""The public proof page: what a stranger sees of what is published, and that all else answers alike."""

import hashlib
import re
import time
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.capture.models import Photo
from evidence.compose import codes, services
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.db import make_engine, make_sessions
from evidence.core.seals import Seal
from evidence.embedded import Store
from evidence.integrity import services as redacting
from evidence.publish.models import Publication, PublicationState
from evidence.review import services as review
from evidence.units.models import Membership, User
from tests import factories, standing
from tests.asking import seen
from tests.clusters import Cluster
from tests.factories import Work
from tests.house import House, furnished
from tests.integrity.city import MINUTE
from tests.leaks import leaks, marks
from tests.pages import check_page

STREET, NOTE, DRAFT = "Gang Rahasia", "Catatan untuk lurah saja", "Draf yang belum dikirim"
POSITION = {"lat": -7.581234, "lon": 110.837654, "accuracy_m": 4.2}


@pytest.fixture
def anybody(house: House) -> FlaskClient:
    return house.app.test_client()


def out(house: House, **facts: object) -> Work:
    """A published comparison."""
    account = factories.account(house, handle=f"mojo.{time.monotonic_ns()}")
    return standing.published(house, factories.approved(house, accounts=[account], **facts))


def address(house: House, work: Work) -> str:
    return f"/b/{standing.code(house, work)}"


def words(page: str) -> str:
    """A page's text, its letters as people read them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def next_version(house: House, work: Work, accounts: list[object]) -> None:
    """Open the post, write and send its next version, have it approved, and let it go out."""
    with house.sessions.begin() as session:
        review.reopen(
            session, factories.post_of(session, work), by=house.actor(factories.LURAH), now=clock.now()
        )
    factories.rewrite(house, work, accounts)  # type: ignore[arg-type]
    factories.submit(house, work)
    factories.decide(house, work)
    standing.published(house, work)


def test_anybody_sees_what_was_approved_by_which_office_and_its_hashes(
    house: House, anybody: FlaskClient
) -> None:
    work = out(house)
    with house.sessions.begin() as session:
        version = session.scalars(select(PostVersion).where(PostVersion.post_id == work.post)).one()
        photos = session.scalars(select(Photo.sha256).where(Photo.activity_id == work.activity)).all()

    answer = anybody.get(address(house, work))
    page = answer.get_data(as_text=True)
    picture = anybody.get(re.search(r'<image href="([^"]+)"', page).group(1))  # type: ignore[union-attr]

    check_page(page)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    told = words(page)
    for said in (
        "Kuras saluran", "Kelurahan Mojo, Kecamatan Pasar Kliwon", "Camat Pasar Kliwon", "WIB", version.image_sha256,
        *photos, codes.printed(standing.code(house, work)), "belum disegel",
    ):  # fmt: skip
        assert said in told, said
    assert page.count("<svg viewBox=") >= 2
    assert 'href="https://contoh.test/p/1"' in page
    assert hashlib.sha256(picture.data).hexdigest() == version.image_sha256
    og = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)"', page))
    assert og["og:image"].startswith("http://")
    assert og["og:image"].endswith("/1.jpg")
    assert og["og:title"] == "Kuras saluran"


def test_no_byte_that_a_stranger_gets_holds_anything_private(house: House, anybody: FlaskClient) -> None:
    with house.sessions.begin() as session:
        # People of the practice city are called by their offices, which are no secret.
        for number, user in enumerate(session.scalars(select(User))):
            user.name = f"Nama Orang {number}"
    work = out(house, street=STREET)
    with house.sessions.begin() as session:
        for photo in session.scalars(select(Photo).where(Photo.activity_id == work.activity)):
            photo.claims = {**photo.claims, "position": POSITION, "device_time": "2026-11-20T03:04:05.678Z"}
            photo.exif = {**photo.exif, "camera": "Rahasia X100", "position": [-7.581234, 110.837654]}
        review.reopen(
            session, factories.post_of(session, work), by=house.actor(factories.LURAH), now=clock.now()
        )
    with house.sessions.begin() as session:
        draft = services.Draft(DRAFT, DRAFT)
        services.put_draft(
            session, work.post, factories.post_of(session, work).activity, draft, by=house.actor(factories.LURAH),
            networks=house.app.extensions["house"].networks, practice=False,
        )  # fmt: skip
    with house.sessions() as session:
        people = [each for row in session.execute(select(User.name, User.username)) for each in row]
        photos = session.scalars(select(Photo).where(Photo.activity_id == work.activity)).all()
        private = [
            *people, STREET, DRAFT, "-7.58", "110.83", "Rahasia", "X100", str(work.post), str(work.activity),
            *(str(each.id) for each in photos), *(each.object_key for each in photos), "originals/", "derived/",
            "RT 05", "RW 03", "accuracy", "csrf_token", "data-user",
        ]  # fmt: skip
        hexes = [each.id.hex for each in photos]
    address_ = address(house, work)

    page = anybody.get(address_)
    links = set(
        re.findall(r'(?:href|src|content)="(/b[^"]*|http://localhost/b[^"]*)"', page.get_data(as_text=True))
    )
    answers = [page, *(anybody.get(each.removeprefix("http://localhost")) for each in sorted(links))]

    assert len(answers) >= 4
    assert {each.request.path: leaks([*private, *hexes], each) + marks(each) for each in answers} == {
        each.request.path: [] for each in answers
    }


def test_an_original_that_was_erased_is_not_said_to_be_kept(house: House, anybody: FlaskClient) -> None:
    work = out(house)
    whole = words(anybody.get(address(house, work)).get_data(as_text=True))
    with house.sessions.begin() as session:
        redacting.redact(
            session, factories.photo_of(house, work.activity, "after"), MINUTE, by=house.actor("admin"), practice=False,
            now=clock.now(),
        )  # fmt: skip

    page = words(anybody.get(address(house, work)).get_data(as_text=True))

    assert "Foto asli tersimpan utuh" in whole
    assert "dihapus" not in whole
    assert "tersimpan utuh" not in page
    assert page.count("Foto asli dihapus atas permintaan") == 1
    assert "sudah tidak disimpan; sidiknya tetap tercatat." in page


def silenced(house: House, work: Work, state: PublicationState) -> None:
    with house.sessions.begin() as session:
        session.execute(update(Publication).where(Publication.post_id == work.post).values(state=state))


def test_what_is_not_published_answers_like_what_never_was(house: House, anybody: FlaskClient) -> None:
    erased = out(house)
    with house.sessions.begin() as session:
        session.execute(
            update(Rendition)
            .where(Rendition.activity_id == erased.activity)
            .values(state=RenditionState.REDACTED)
        )
    rejected = factories.submitted(house)
    factories.decide(house, rejected, "reject", NOTE)
    hidden = [
        factories.drafted(house), factories.submitted(house), rejected, factories.approved(house), erased,
        factories.approved(house, accounts=[factories.account(house)]),
    ]  # fmt: skip
    for state in (PublicationState.WITHDRAWING, PublicationState.WITHDRAWN, PublicationState.WITHDRAW_FAILED):
        silenced(house, gone := out(house), state)
        hidden.append(gone)
    there = address(house, out(house))

    never = f"/b/{codes.drawn()}"
    for tail in ("", "/1", "/1.jpg"):
        wanted = seen(anybody.get(never + tail))
        assert wanted[0] == 404
        others = [*(address(house, each) for each in hidden), "/b/-", "/b/%27%3B--", "/b/" + "9" * 500]
        for other in others:
            assert seen(anybody.get(other + tail)) == wanted, other + tail
        assert anybody.get(there + tail).status_code == 200
    assert seen(anybody.get(f"{there}/2")) == seen(anybody.get(f"{never}/2"))
    assert seen(anybody.get(f"{there}/{2**70}.jpg")) == seen(anybody.get(f"{never}/{2**70}.jpg"))


def test_a_changed_object_is_not_shown_as_what_was_approved(house: House, anybody: FlaskClient) -> None:
    work = out(house)
    with house.sessions() as session:
        key = session.scalars(
            select(Rendition.object_key).where(Rendition.activity_id == work.activity)
        ).one()
    house.app.extensions["house"].storage.put(key, b"another picture", "image/jpeg")

    assert anybody.get(f"{address(house, work)}/1.jpg").status_code == 404


def test_versions_that_stand_lead_to_each_other_and_one_that_was_withdrawn_is_named(
    house: House, anybody: FlaskClient
) -> None:
    accounts = [factories.account(house, handle=each) for each in ("satu", "dua")]
    work = standing.published(house, factories.approved(house, accounts=accounts[:1]))
    next_version(house, work, list(accounts))
    code = standing.code(house, work)

    newest, older = (anybody.get(each).get_data(as_text=True) for each in (f"/b/{code}", f"/b/{code}/1"))
    with house.sessions.begin() as session:
        session.execute(
            update(Publication)
            .where(Publication.account_id == accounts[0])
            .values(state=PublicationState.WITHDRAWN, withdrawn_at=clock.now())
        )
    alone = anybody.get(f"/b/{code}").get_data(as_text=True)

    assert f'href="/b/{code}/1"' in newest
    assert "lebih lama, masih terbit" in newest
    assert "Ada versi yang lebih baru." in older
    assert f'href="/b/{code}/2"' in older
    assert "Versi 1 ditarik" in words(alone)
    assert anybody.get(f"/b/{code}/1").status_code == 404


def sealed(house: House, work: Work) -> None:
    """Seal the approval, as the sealer's role alone may."""
    owner = make_engine(house.env["EVIDENCE_DATABASE_OWNER_URL"], pool_size=1)
    with make_sessions(owner).begin() as session:
        approval = session.scalars(
            select(AuditEvent.id).where(
                AuditEvent.subject == work.activity, AuditEvent.act == "review.approve"
            )
        ).one()
        session.add(Seal(number=4711, event_id=approval, link="ab" * 32, sealed_at=clock.now()))
    owner.dispose()


def test_a_delegate_is_named_by_the_office_alone_and_the_seal_by_number_and_time(
    house: House, anybody: FlaskClient, lurah: FlaskClient
) -> None:
    with house.sessions.begin() as session:
        session.execute(
            update(Membership)
            .where(Membership.unit_code == "33.72.03", Membership.role == "approver")
            .values(acting_as="Plh.")
        )
    work = out(house)
    sealed(house, work)
    page = words(anybody.get(address(house, work)).get_data(as_text=True))

    assert "Plh. Camat Pasar Kliwon" in page
    assert "nomor 4.711" in page
    assert "ab" * 32 in page
    assert f'href="{address(house, work)}"' in lurah.get(f"/unggahan/{work.post}").get_data(as_text=True)


def test_a_code_is_read_however_it_is_written(house: House, anybody: FlaskClient) -> None:
    code = standing.code(house, out(house))

    scanned = anybody.get(f"/B/{code}")
    typed = anybody.get("/b", query_string={"kode": f" {codes.printed(code).lower()} "})
    asked = anybody.get("/b")

    assert (scanned.status_code, scanned.headers["Location"]) == (302, f"/b/{code}")
    assert (typed.status_code, typed.headers["Location"]) == (302, f"/b/{code}")
    check_page(asked.get_data(as_text=True))


def test_whoever_asks_too_often_waits(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_PROOF_RATE="3 per minute") as house:
        anybody = house.app.test_client()

        answers = [anybody.get(f"/b/{codes.drawn()}").status_code for _ in range(4)]

    assert answers == [404, 404, 404, 429]
