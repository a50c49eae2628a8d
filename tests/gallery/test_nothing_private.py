"""Every byte that a stranger can get from the public pages, searched for what no stranger may have."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from evidence.capture.models import Activity, Photo
from evidence.compose import services
from evidence.compose.models import Rendition, RenditionState
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.publish.models import Publication, PublicationState
from evidence.review import services as review
from evidence.units.models import User
from tests import factories, noticed, privately, standing
from tests.adapters.pictures import four_corners
from tests.factories import Work
from tests.house import House, put_activity, put_photo
from tests.leaks import beside_pixels, leaks, marks

# A citizen whom officials wrote about everywhere where they can write and nobody publishes it.
CITIZEN = "Sulastri"
STREET = "Gang Rahasia"
LAT, LON = -7.581234, 110.837654
CAMERA = "Rahasia X100"
# The one word in both is what a leak would look like, wherever it comes from.
PRIVATE = (
    CITIZEN, STREET, "Rahasia", "X100", "-7.58", "7.581", "110.83", "RT 05", "RW 03", "accuracy", "originals/",
    "derived/", "renditions/", "data-user", "Nama Orang",
)  # fmt: skip


@pytest.fixture
def house(shared: House) -> House:
    return shared


def camera_file(colour: str) -> bytes:
    """A photo as a phone writes it, with its place, its camera and a name."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0110], notes[0x010E] = "Samsung", CAMERA, f"Rumah Bu {CITIZEN}"
    notes.get_ifd(0x8825).update({1: "S", 2: (7.0, 34.0, 52.44), 3: "E", 4: (110.0, 50.0, 15.55)})
    out = BytesIO()
    image = four_corners((640, 800))
    image.paste(colour, (200, 200, 440, 600))
    image.save(out, "JPEG", exif=notes, comment=f"Rumah Bu {CITIZEN}")
    return out.getvalue()


def taken_in(house: House) -> tuple[Work, list[bytes]]:
    """A comparison that went the whole way: two files of a camera, looked at, drawn, approved and published."""
    lurah = house.client(factories.LURAH)
    place = {"unit": "33.72.03.1010", "rt": 5, "rw": 3, "street": STREET}
    activity = put_activity(lurah, place=place, note=f"Untuk Bu {CITIZEN}")
    files = [camera_file("white"), camera_file("black")]
    told = {"position": {"lat": LAT, "lon": LON, "accuracy_m": 4.2, "age_s": 1.0}, "source": "camera"}
    for stage, body in zip(("before", "after"), files, strict=True):
        sha256 = hashlib.sha256(b"camera" + body).hexdigest()
        assert put_photo(lurah, activity, stage, body, original_sha256=sha256, **told).status_code == 201
    house.run_jobs(RENDER)
    account = factories.account(house, handle="mojo.terbit")
    draft = services.Draft(f"Bersama Bu {CITIZEN}, {STREET}.", "Dua foto saluran.", [account])
    with house.sessions.begin() as session:
        found = session.get_one(Activity, uuid.UUID(activity))
        post, _new = services.put_draft(
            session, uuid.uuid4(), found, draft, by=house.actor(factories.LURAH), practice=False,
            networks=house.app.extensions["house"].networks,
        )  # fmt: skip
        work = Work(found.id, post.id)
    factories.submit(house, work)
    factories.decide(house, work)
    return standing.published(house, work), files


def unpublished(house: House) -> None:
    """Work of the same unit that no stranger may see, and words about the citizen in every drawer."""
    account = factories.account(house, handle="mojo.ditarik")
    withdrawn = standing.published(
        house, factories.approved(house, accounts=[account], title=f"Rumah {CITIZEN}")
    )
    with house.sessions.begin() as session:
        session.execute(
            update(Publication)
            .where(Publication.post_id == withdrawn.post)
            .values(state=PublicationState.WITHDRAWN, withdrawn_at=clock.now())
        )
    rejected = factories.submitted(house, title=f"Bantuan {CITIZEN}")
    factories.decide(house, rejected, "reject", f"Bu {CITIZEN} menolak.")
    factories.drafted(house, title=f"Pagar {CITIZEN}")


def written_about(house: House, work: Work) -> None:
    """What officials and citizens wrote about a work that is published."""
    privately.consent(house, work.activity, who=f"Bu {CITIZEN}")
    privately.takedown(house, f"Foto Bu {CITIZEN}", f"{CITIZEN.lower()}@contoh.id")
    noticed.finding(house, work.activity)
    with house.sessions.begin() as session:
        for number, user in enumerate(session.scalars(select(User))):
            user.name = f"Nama Orang {number}"
        post = factories.post_of(session, work)
        review.reopen(session, post, by=house.actor(factories.LURAH), now=clock.now())
    with house.sessions.begin() as session:
        draft = services.Draft(f"Draf tentang {CITIZEN}", f"Foto {CITIZEN}")
        services.put_draft(
            session, work.post, factories.post_of(session, work).activity, draft, by=house.actor(factories.LURAH),
            networks=house.app.extensions["house"].networks, practice=False,
        )  # fmt: skip


def served(client: FlaskClient, *begin: str) -> Mapping[str, TestResponse]:
    """All that can be reached from these pages without leaving the public ones; built files are the same for all."""
    found: dict[str, TestResponse] = {}
    waiting = list(begin)
    while waiting:
        at = waiting.pop()
        if at in found:
            continue
        found[at] = answer = client.get(at, buffered=True)
        if answer.mimetype.startswith("image/"):
            continue
        text = unescape(answer.get_data(as_text=True))
        ours = r"/(?:warga|b|B|hapus|tentang|akun-resmi)\b"
        links = re.findall(rf'(?:href|src|content)="(?:http://localhost)?({ours}[^"#]*)', text)
        waiting.extend(links)
    return found


def test_no_byte_that_a_stranger_gets_is_private(house: House) -> None:
    standing.opened(house)
    work, files = taken_in(house)
    unpublished(house)
    written_about(house, work)
    code, client = standing.code(house, work), house.app.test_client()
    with house.sessions() as session:
        photos = session.scalars(select(Photo)).all()
        people = [each for row in session.execute(select(User.name, User.username)) for each in row]
        drawn = session.scalars(select(Rendition).where(Rendition.state == RenditionState.READY)).all()
        ids = [str(each) for each in session.scalars(select(Activity.id))]
    approved = next(each for each in drawn if each.activity_id == work.activity)
    own = {each.sha256 for each in photos if each.activity_id == work.activity}
    hashes = {each.sha256 for each in photos} | {
        each.original_sha256 for each in photos if each.original_sha256
    }
    hashes |= {each.sha256 for each in drawn} - {approved.sha256}
    words = [*PRIVATE, *people, *ids, str(work.post), *(str(each.id) for each in photos)]
    words += [each.replace("-", "") for each in ids]

    answers = served(client, "/warga", "/warga/umpan.xml")
    # What a person types who knows the address.
    answers = {**answers, **served(client, f"/b/{code}/1", f"/b/{code}/1.jpg", f"/B/{code}", "/b")}

    pages = {f"/warga/{code}{each}" for each in ("", "/sematan", "/kartu.jpg", "/foto.jpg", "/pratinjau.jpg")}
    assert pages <= answers.keys()
    assert {f"/b/{code}", f"/b/{code}/1.jpg", "/tentang", "/akun-resmi", "/akun-resmi.csv"} <= answers.keys()
    assert len([each for each in answers if each.startswith("/hapus?kode=")]) == 1
    assert all(each.status_code in (200, 302) for each in answers.values()), answers
    for at, answer in answers.items():
        # A proof names the hashes of the photos in the picture, and of no other; the gallery names none.
        allowed = own if at.startswith("/b/") else set()
        found = leaks([*words, *(hashes - allowed)], answer) + marks(answer)
        found += [f"the file {number}" for number, body in enumerate(files) if body[-400:-336] in answer.data]
        assert found == [], at
        if answer.mimetype.startswith("image/"):
            assert hashlib.sha256(answer.data).hexdigest() not in hashes, at
            assert metadata(answer.data) == set(), at


def metadata(body: bytes) -> set[str]:
    """What a picture says beside its pixels."""
    image = Image.open(BytesIO(body))
    assert not image.getexif(), "EXIF"
    return {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(image.info)


def test_the_search_finds_what_it_is_for(house: House) -> None:
    body = camera_file("white")

    assert "comment" in str(Image.open(BytesIO(body)).info)
    assert b"Exif" in beside_pixels(body)
    assert f"Rumah Bu {CITIZEN}".encode() in beside_pixels(body)
    assert len(beside_pixels(body)) < len(body) / 2
    assert b"GPS" in beside_pixels(body + b"GPS")
    assert Image.open(BytesIO(body)).getexif().get_ifd(0x8825)[2] == (7.0, 34.0, 52.44)
    page = house.app.test_client().get("/b")
    picture = TestResponse([body], "200 OK", Headers({"Content-Type": "image/jpeg"}), page.request)
    assert marks(picture) == ["Exif"]
    assert marks(page) == []
    assert leaks(["</HTML>", "no such word"], page) == ["</HTML>"]
    page.set_data("di -7.58, 110.83; pukul 07:47:17.581")
    assert leaks(["-7.58", "7.58", "7.581", "110.83"], page) == ["-7.58", "7.58", "110.83"]
