"""A person's right to be erased: what goes, what stays, and what a person has to do after it."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from evidence import cli
from evidence.adapters.storage import Storage
from evidence.capture.models import Photo, PhotoState
from evidence.compose.models import Rendition, RenditionState, VersionState
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.jobs import RENDER
from evidence.integrity import objects, queries, services
from evidence.integrity.models import Redaction
from evidence.integrity.objects import Choice, Place
from evidence.integrity.report import Report
from evidence.integrity.services import Minute
from evidence.integrity.tasks import Erasing
from evidence.publish import withdrawal
from evidence.publish.models import PublicationState
from tests import factories
from tests.capture.traces import storage_of
from tests.forms import opened, sent
from tests.house import House
from tests.integrity.city import MINUTE
from tests.integrity.sealing import CAMERA_SHA256
from tests.pages import check_page


def redact(house: House, photo: uuid.UUID, minute: Minute = MINUTE, by: str = "admin") -> Redaction:
    with house.sessions.begin() as session:
        return services.redact(session, photo, minute, by=house.actor(by), practice=False, now=clock.now())


def keys_of(house: House, photo: uuid.UUID) -> list[str]:
    with house.sessions() as session:
        row = session.get_one(Photo, photo)
        camera = [row.original_key] if row.original_key else []
        return [row.object_key, *row.derivatives.values(), *camera]


def stored(house: House, keys: list[str]) -> list[str]:
    return [key for key in keys if storage_of(house).head(key) is not None]


def renditions(house: House, activity: uuid.UUID) -> list[Rendition]:
    with house.sessions() as session:
        return list(session.scalars(select(Rendition).where(Rendition.activity_id == activity)))


def test_the_files_go_and_hash_reason_and_minute_stay(house: House) -> None:
    work = factories.complete(house, mode="C", category="PELAYANAN")
    photo = factories.photo(
        house, work, "plain", original_sha256=CAMERA_SHA256, position={"lat": -7.5, "lon": 110.8}
    )
    factories.original(house, photo)
    keys = keys_of(house, photo)
    assert len(stored(house, keys)) == 3

    redact(house, photo)
    house.run_jobs(RENDER)

    with house.sessions() as session:
        row, minute = session.get_one(Photo, photo), session.get_one(Redaction, photo)
    assert stored(house, keys) == []
    assert (row.state, row.sha256 in keys[0]) == (PhotoState.REDACTED, True)
    assert (row.position, row.exif, row.claims, row.derivatives) == (None, {}, {}, {})
    assert (minute.reason, minute.minute_number, minute.minute_text) == (
        MINUTE.reason, MINUTE.number, MINUTE.text,
    )  # fmt: skip
    assert minute.erased_at is not None


def test_a_repeated_erasure_answers_with_what_was_written_first(house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")
    first = redact(house, photo)

    again = redact(house, photo, Minute("order", "lain", "lain"))

    assert (again.redacted_at, again.minute_number) == (first.redacted_at, MINUTE.number)


def test_pictures_of_an_erased_photo_go_too_and_the_draft_gets_none(house: House) -> None:
    work = factories.drafted(house)
    before = renditions(house, work.activity)
    keys = [each.object_key for each in before]
    assert len(stored(house, keys)) == len(keys) > 0

    redact(house, factories.photo_of(house, work.activity, "after"))
    house.run_jobs(RENDER)

    assert stored(house, keys) == []
    assert {each.state for each in renditions(house, work.activity)} == {RenditionState.REDACTED}
    with house.sessions() as session:
        assert factories.post_of(session, work).latest.rendition_id is None


def test_what_waits_for_a_decision_is_a_draft_again(house: House) -> None:
    work = factories.submitted(house)

    redact(house, factories.photo_of(house, work.activity, "before"))

    with house.sessions() as session:
        assert factories.post_of(session, work).latest.state is VersionState.DRAFT


def test_what_was_approved_and_not_sent_is_cancelled(house: House) -> None:
    work = factories.approved(house, accounts=[factories.account(house)])

    redact(house, factories.photo_of(house, work.activity, "before"))

    (row,) = factories.publications(house, work)
    with house.sessions() as session:
        assert factories.post_of(session, work).latest.state is VersionState.SUPERSEDED
    assert row.state is PublicationState.CANCELLED


def test_what_is_out_is_named_and_its_picture_goes_once_it_is_taken_down(house: House) -> None:
    work = factories.approved(house, accounts=[factories.account(house)])
    factories.shared(house, work)
    (publication,) = factories.publications(house, work)
    keys = [each.object_key for each in renditions(house, work.activity) if each.object_key]
    row = redact(house, factories.photo_of(house, work.activity, "after"))
    house.run_jobs(RENDER)
    with house.sessions() as session:
        named = queries.to_withdraw(session, row)
    assert [each.id for each in named] == [publication.id]
    assert stored(house, keys) == keys

    with house.sessions.begin() as session:
        out = queries.to_withdraw(session, row)[0]
        withdrawal.withdraw(
            session, out, "Diminta.", by=house.actor(factories.LURAH), networks={}, now=clock.now()
        )
        session.refresh(out)
        withdrawal.deleted_by_hand(session, out, by=house.actor(factories.LURAH), now=clock.now())
    erasing = Erasing(house.sessions, storage_of(house))
    erasing.look_again()
    erasing.run(str(row.photo_id))

    with house.sessions() as session:
        assert queries.to_withdraw(session, row) == []
    assert stored(house, keys) == []


def test_an_erasure_whose_worker_died_is_asked_for_again(house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")
    keys = keys_of(house, photo)
    redact(house, photo)
    with house.sessions.begin() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))

    Erasing(house.sessions, storage_of(house), settles=timedelta()).look_again()
    house.run_jobs(RENDER)

    assert stored(house, keys) == []


class Meanwhile(Storage):
    """A store in which a photo is erased at the moment in which it is looked at."""

    erase: Callable[[], None]

    def stream(self, key: str) -> Iterator[bytes]:
        """The object, unless it is the one that goes."""
        if key.startswith("originals/"):
            self.erase()
        return super().stream(key)


def test_what_is_erased_while_it_is_looked_at_is_not_called_missing(house: House) -> None:
    photo, report = factories.photo(house, factories.activity(house), "before"), Report()
    found, env = storage_of(house), house.env
    store = Meanwhile(
        found.endpoint, found.bucket, env["EVIDENCE_S3_ACCESS_KEY"], env["EVIDENCE_S3_SECRET_KEY"],
        env["EVIDENCE_S3_REGION"],
    )  # fmt: skip

    def erase() -> None:
        redact(house, photo)
        Erasing(house.sessions, found).run(str(photo))

    store.erase = erase
    objects.check(house.sessions, store, report, Choice(), Place(), lambda _place: None)

    assert stored(house, keys_of(house, photo)) == []
    assert report.ok, [each.text for each in report.problems]


@pytest.mark.parametrize(
    ("minute", "field"),
    [
        (Minute("", "1", "teks"), "reason"),
        (Minute("person", " ", "teks"), "number"),
        (Minute("person", "1" * 101, "teks"), "number"),
        (Minute("person", "1", "\n"), "text"),
        (Minute("person", "1", "a\x00b"), "text"),
        (Minute("person", "1", "a" * 2001), "text"),
    ],
)
def test_a_minute_that_says_nothing_is_refused(minute: Minute, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.checked(minute)

    assert list(refused.value.fields) == [field]


def test_only_an_admin_erases_and_only_what_is_kept(house: House) -> None:
    work = factories.activity(house)
    kept, fresh = (
        factories.photo(house, work, "before"),
        factories.photo(house, work, "after", state=PhotoState.RECEIVED),
    )

    for who in (factories.LURAH, factories.CAMAT, "staf.balaikota"):
        with pytest.raises(NotAllowed):
            redact(house, kept, by=who)
    with pytest.raises(Conflict, match="masih dicek"):
        redact(house, fresh)


def test_the_page_asks_for_a_minute_and_shows_it_afterwards(house: House) -> None:
    work = factories.complete(house)
    photo = factories.photo_of(house, work, "before")
    admin, lurah = house.client("admin"), house.client(factories.LURAH)
    address = f"/foto/{photo}/hapus"
    form = opened(admin, address)
    told = {"reason": "person", "number": "005/BA", "text": "Diminta warga."}

    unsure = sent(admin, form, **told)
    done = sent(admin, form, **told, sure="y")
    minute = admin.get(address).get_data(as_text=True)
    seen = lurah.get(f"/kegiatan/{work}").get_data(as_text=True)

    assert (unsure.status_code, done.status_code) == (422, 303)
    check_page(minute)
    assert "005/BA" in minute
    assert "Diminta warga." in minute
    check_page(seen)
    assert "dihapus atas permintaan" in seen
    assert "Diminta warga." not in seen
    assert address not in seen
    assert f"/foto/{photo}/hapus" in admin.get(f"/kegiatan/{work}").get_data(as_text=True)
    assert lurah.get(f"/foto/{photo}/asli").status_code == 404


def test_the_command_erases_in_the_name_of_an_admin(house: House) -> None:
    work = factories.approved(house, accounts=[factories.account(house)])
    factories.shared(house, work)
    photo = factories.photo_of(house, work.activity, "before")
    words = ["photos", "redact", str(photo), "--reason", "person", "--minute-number", "7/BA",
             "--minute-text", "Diminta."]  # fmt: skip
    run = CliRunner(env=house.env)

    asked = run.invoke(cli.main, [*words, "--by", "admin"], input="n\n")
    other = run.invoke(cli.main, [*words, "--by", factories.CAMAT, "--yes"])
    nobody = run.invoke(cli.main, [*words, "--by", "siapa", "--yes"])
    done = run.invoke(cli.main, [*words, "--by", "admin", "--yes"])

    assert (asked.exit_code, other.exit_code, nobody.exit_code, done.exit_code) == (1, 1, 1, 0), done.output
    assert "dicatat oleh admin" in other.output
    assert "Pengguna siapa tidak ada." in nobody.output
    assert "Masih terbit dan perlu ditarik orang" in done.output
