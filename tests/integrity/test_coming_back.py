"""Nothing of an erased photo comes back, whoever was at work on it meanwhile."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, text, update

from evidence.adapters.storage import Storage
from evidence.capture.checking import Checking
from evidence.capture.joining import Joining
from evidence.capture.models import Measure, OriginalState, Photo, PhotoPart
from evidence.capture.tasks import Verification
from evidence.compose.models import Rendition, RenditionState
from evidence.compose.tasks import Rendering
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.integrity import services
from evidence.integrity.models import Redaction
from evidence.integrity.tasks import Erasing
from tests import factories
from tests.capture.traces import storage_of
from tests.house import House
from tests.integrity.city import MINUTE
from tests.integrity.sealing import CAMERA_SHA256
from tests.practice.serving import picture


class Between(Storage):
    """A store in which a photo is erased, to the end, right before an object is put or after one is read."""

    erase: Callable[[], None] | None = None

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """The photo goes, then its object comes."""
        self._erase()
        super().put(key, body, content_type)

    def _erase(self) -> None:
        erase, self.erase = self.erase, None
        if erase is not None:
            erase()


def between(house: House, photo: uuid.UUID) -> Between:
    env = house.env
    store = Between(
        env["EVIDENCE_S3_ENDPOINT"], env["EVIDENCE_S3_BUCKET"], env["EVIDENCE_S3_ACCESS_KEY"],
        env["EVIDENCE_S3_SECRET_KEY"], env["EVIDENCE_S3_REGION"],
    )  # fmt: skip

    def erase() -> None:
        redact(house, photo)
        house.run_jobs(RENDER)

    store.erase = erase
    return store


def redact(house: House, photo: uuid.UUID) -> None:
    with house.sessions.begin() as session:
        services.redact(session, photo, MINUTE, by=house.actor("admin"), practice=False, now=clock.now())


def left(house: House, photo: uuid.UUID) -> list[str]:
    """Everything in the store that bears the photo's name, and that of its pictures."""
    with house.sessions() as session:
        digests = session.scalars(
            select(Rendition.recipe_digest).where(Rendition.photo_ids.contains([str(photo)]))
        ).all()
    named = [f"{folder}/{photo}/" for folder in ("originals", "derived", "parts")]
    prefixes = [*named, *(f"renditions/{each}/" for each in digests)]
    return [each.key for prefix in prefixes for each in storage_of(house).list(prefix)]


def test_small_copies_that_are_made_anew_meanwhile_go_too(house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")

    store = between(house, photo)
    Verification(house.sessions, store, lambda _session, _activity: None).run(str(photo))
    came = left(house, photo)
    house.run_jobs(RENDER)

    assert store.erase is None
    assert came != []
    assert left(house, photo) == []


def test_a_picture_that_is_drawn_meanwhile_goes_too(house: House) -> None:
    work = factories.complete(house)
    photo = factories.photo_of(house, work, "before")
    with house.sessions.begin() as session:
        drawn = session.scalars(
            update(Rendition)
            .where(Rendition.activity_id == work)
            .values(state=RenditionState.WAITING, object_key="")
            .returning(Rendition.id)
        ).one()

    Rendering(house.sessions, between(house, photo)).run(str(drawn))
    came = left(house, photo)
    house.run_jobs(RENDER)

    assert came != []
    assert left(house, photo) == []


def joined(house: House) -> uuid.UUID:
    """A photo whose camera's file waits to be joined from one part."""
    photo = factories.photo(house, factories.activity(house), "before", original_sha256=CAMERA_SHA256)
    body, key = picture(128, 160), f"parts/{photo}/0000000000-x.bin"
    storage_of(house).put(key, body, "application/octet-stream")
    with house.sessions.begin() as session:
        row = session.get_one(Photo, photo)
        row.original_state = OriginalState.VERIFYING
        row.original_size = row.original_offset = len(body)
        session.add(
            PhotoPart(
                object_key=key, photo_id=photo, start=0, size=len(body), sha256=CAMERA_SHA256,
                received_at=clock.now(), dropped=False,
            )
        )  # fmt: skip
    return photo


def test_a_camera_s_file_that_is_joined_meanwhile_goes_too(house: House) -> None:
    photo = joined(house)

    Joining(house.sessions, between(house, photo)).run(str(photo))
    came = left(house, photo)
    house.run_jobs(RENDER)

    assert any("camera-" in each for each in came)
    assert left(house, photo) == []


def test_what_a_worker_put_before_it_ended_goes_although_no_row_names_it(house: House) -> None:
    photo = joined(house)
    storage_of(house).put(f"originals/{photo}/camera-{CAMERA_SHA256}.jpg", picture(128, 160), "image/jpeg")

    redact(house, photo)
    house.run_jobs(RENDER)

    assert left(house, photo) == []


def test_what_was_measured_meanwhile_is_not_kept(house: House) -> None:
    work = factories.activity(house)
    photo = factories.photo(house, work, "before")
    checking = Checking(house.sessions, storage_of(house))
    with house.sessions() as session:
        row = session.get_one(Photo, photo)
    redact(house, photo)

    checking._keep(work, row.id, None, "pixels", "1", {"print": "x"})

    with house.sessions() as session:
        assert session.scalar(select(func.count()).where(Measure.photo_id == photo)) == 0


def test_a_person_may_repeat_what_failed(house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")
    redact(house, photo)
    with house.sessions.begin() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    before = left(house, photo)

    redact(house, photo)
    house.run_jobs(RENDER)

    assert before != []
    assert left(house, photo) == []


def test_looking_again_waits_for_no_erasure_that_is_done(house: House) -> None:
    done, waits = (factories.photo(house, factories.activity(house), "before") for _ in range(2))
    redact(house, done)
    house.run_jobs(RENDER)
    redact(house, waits)
    with house.sessions.begin() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))

    with house.sessions() as busy:
        busy.get_one(Redaction, done, with_for_update=True)
        Erasing(house.sessions, storage_of(house), settles=timedelta()).look_again()
    house.run_jobs(RENDER)

    assert left(house, waits) == []
