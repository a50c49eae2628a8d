"""The job that looks at photos after they are stored: what it writes down, keeps, clears, and never holds up."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence import cli
from evidence.adapters.imaging import ImagingUnavailable
from evidence.capture import findings
from evidence.capture.checking import Checking
from evidence.capture.checks.all import CHECKS
from evidence.capture.checks.base import Check, Said, Subject
from evidence.capture.checks.thresholds import Thresholds
from evidence.capture.measuring import Pixels, Values
from evidence.capture.models import Activity, ChecksState, Measure, Photo, PhotoState
from evidence.core import clock
from evidence.core.jobs import RENDER
from evidence.core.words import Words
from tests import factories
from tests.capture.files import with_credentials
from tests.capture.traces import JPEG, storage_of
from tests.house import House, put_photo


def found(house: House, activity: str | uuid.UUID) -> list[tuple[str, str, str]]:
    """What stands noticed: check, sentence and level."""
    with house.sessions() as session:
        rows = findings.open_findings(session, uuid.UUID(str(activity)))
        return [(each.check_code, each.sentence, each.level.value) for each in rows]


def state(house: House, activity: str | uuid.UUID) -> ChecksState | None:
    with house.sessions() as session:
        return session.scalars(
            select(Activity.checks_state).where(Activity.id == uuid.UUID(str(activity)))
        ).one()


def checking(house: House, **parts: object) -> Checking:
    return Checking(house.sessions, storage_of(house), **parts)  # type: ignore[arg-type]


def verified_and_checked(house: House) -> None:
    """A photo asks for its checks when it is stored; what is asked for meanwhile a worker that ends may leave."""
    for _ in range(2):
        house.run_jobs(RENDER)


def bright(_body: bytes) -> Values | None:
    return {"version": 1, "quality": {"luma": 3.0, "low": 1.0, "high": 8.0, "spread": 2.0, "sharpness": 1.0}}


def alike(_before: bytes, _after: bytes) -> Values | None:
    return {"version": 1, "identical": {"share": 0.99}}


def busy(*_bodies: bytes) -> Values | None:
    raise ImagingUnavailable("a test")


def test_what_is_noticed_stands_there_soon_after_the_photo_is_stored(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    put_photo(lurah, activity, "before", with_credentials("trainedAlgorithmicMedia"), source="gallery")
    verified_and_checked(house)

    assert found(house, activity) == [
        ("software.kind", "made", "warning"),
        ("software.program", "maker", "warning"),
        ("times.moment", "missing", "note"),
        ("sources.source", "gallery_bare", "note"),
    ]
    assert state(house, activity) is ChecksState.DONE


def test_the_same_file_in_two_activities_is_noticed_in_the_later_one(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    earlier = factories.activity(house)
    for each in (str(earlier), activity):
        put_photo(lurah, each, "before", JPEG, source="camera")
        verified_and_checked(house)
    # Whoever came first has nothing to explain, also when it is looked at again.
    checking(house).run(str(earlier))

    assert ("reuse.exact", "exact", "warning") in found(house, activity)
    assert ("reuse.exact", "exact", "warning") not in found(house, earlier)


def test_what_is_no_longer_found_is_cleared_and_comes_back_with_its_note(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before", source="gallery", taken_at=clock.now())
    checking(house).run(str(work))
    with house.sessions.begin() as session:
        (row,) = findings.open_findings(session, work)
        findings.explain(
            session, row, "Dikirim warga lewat pesan.", by=house.actor("lurah.mojo"), now=clock.now()
        )
    with house.sessions.begin() as session:
        session.execute(update(Photo).values(source="camera"))
    checking(house).run(str(work))
    cleared = found(house, work)
    with house.sessions.begin() as session:
        session.execute(update(Photo).values(source="gallery"))
    checking(house).run(str(work))

    assert cleared == []
    with house.sessions() as session:
        (again,) = findings.open_findings(session, work)
        assert (again.id, again.note) == (row.id, "Dikirim warga lewat pesan.")


def test_pixels_are_measured_once_and_judged_again_without_them(house: House) -> None:
    work = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, work, stage, source="camera", taken_at=clock.now())
    pixels = Pixels("1", bright, alike)

    checking(house, pixels=pixels).run(str(work))
    first = found(house, work)
    checking(house, pixels=Pixels("1", busy, busy)).run(str(work))

    assert ("quality.blank", "dark", "warning") in first
    assert ("scene.identical", "same_picture", "warning") in first
    assert found(house, work) == first
    with house.sessions() as session:
        kinds = sorted(session.scalars(select(Measure.kind)))
        assert kinds == ["marks", "marks", "pair", "pixels", "pixels"]


def test_a_busy_machine_leaves_the_activity_waiting_with_all_that_needs_no_pixels(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before", source="gallery")
    with house.sessions.begin() as session:
        findings.ask(session, work)
    slow = checking(house, pixels=Pixels("1", busy, busy))

    with pytest.raises(ImagingUnavailable):
        slow.run(str(work))
    waiting = state(house, work)
    noticed = found(house, work)
    with house.sessions.begin() as session:
        session.get_one(Activity, work).checks_asked_at = clock.now() - timedelta(hours=1)
    slow.run(str(work))

    assert waiting is ChecksState.WAITING
    assert ("sources.source", "gallery_bare", "note") in noticed
    assert state(house, work) is ChecksState.FAILED


def test_a_check_that_is_wrong_keeps_nothing_from_being_told(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before", source="gallery", taken_at=clock.now())

    def wrong(_subject: Subject, _limits: Thresholds) -> Sequence[Said]:
        raise ZeroDivisionError

    broken = Check("test.wrong", 1, Words("Uji"), Words("Uji"), {}, wrong)
    with house.sessions.begin() as session:
        findings.ask(session, work)
    checking(house, checks=[broken, *CHECKS]).run(str(work))

    assert found(house, work) == [("sources.source", "gallery_bare", "note")]
    assert state(house, work) is ChecksState.FAILED


def test_what_is_asked_for_during_a_run_is_looked_at_before_it_ends(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before", source="camera", taken_at=clock.now())

    def asked_meanwhile(body: bytes) -> Values | None:
        # As whoever finds this job about to be taken up, and adds none of their own.
        with house.sessions.begin() as session:
            session.execute(update(Photo).values(source="gallery"))
            asked = {"checks_state": ChecksState.WAITING, "checks_asked_at": clock.now()}
            session.execute(update(Activity).values(**asked))
        return bright(body)

    checking(house, pixels=Pixels("1", asked_meanwhile, alike)).run(str(work))

    assert state(house, work) is ChecksState.DONE
    assert ("sources.source", "gallery_bare", "note") in found(house, work)


def test_a_photo_whose_file_is_gone_is_not_judged_and_not_lost(house: House) -> None:
    work = factories.activity(house)
    photo = factories.photo(house, work, "before", source="native")
    with house.sessions() as session:
        storage_of(house).delete(session.get_one(Photo, photo).object_key)

    checking(house).run(str(work))

    with house.sessions() as session:
        row = session.get_one(Activity, work)
        assert row.checks is not None
        assert row.checks["sources.camera"]["unjudged"] == [str(photo)]
        assert session.get_one(Photo, photo).state is PhotoState.STORED


def test_the_command_asks_for_every_activity_with_photos_once_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, empty = factories.activity(house), factories.activity(house)
    factories.photo(house, work, "before", source="gallery")
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)

    answers = [
        CliRunner().invoke(cli.main, ["checks", "run", *words])
        for words in (["--all"], ["--activity", str(work)], [])
    ]
    house.run_jobs(RENDER)

    assert [each.exit_code for each in answers] == [0, 0, 2]
    assert [each.output for each in answers[:2]] == ["1 kegiatan akan diperiksa.\n"] * 2
    assert (state(house, work), state(house, empty)) == (ChecksState.DONE, None)
    assert ("sources.source", "gallery_bare", "note") in found(house, work)


def test_what_waits_without_a_job_is_asked_for_again(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before")
    with house.sessions.begin() as session:
        session.get_one(Activity, work).checks_state = ChecksState.WAITING

    checking(house).ask_again()
    house.run_jobs(RENDER)

    assert state(house, work) is ChecksState.DONE


def test_a_file_of_the_year_one_is_no_date_and_breaks_no_page(house: House, lurah: FlaskClient) -> None:
    work = factories.activity(house)
    exif = {"taken_at": "0001-01-01T00:00:00", "position": [-7.5898, 110.833]}
    factories.photo(house, work, "before", source="gallery", exif=exif, claims={"clock_offset_s": 1e300})

    checking(house).run(str(work))

    assert ("times.moment", "missing", "note") in found(house, work)
    assert lurah.get(f"/kegiatan/{work}").status_code == 200
