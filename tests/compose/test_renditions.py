"""From an activity and its photos to a picture: what it says, that it is made once, and when it is made anew."""

import hashlib
import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from evidence.adapters.imaging import Recipe
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.compose import recipes
from evidence.compose.models import Rendition, RenditionState
from evidence.compose.renditions import render_again, request_rendition
from evidence.compose.tasks import Rendering, compose_when_complete
from evidence.core import clock
from evidence.core.errors import Conflict
from tests import factories
from tests.compose.asked import render_jobs, renditions
from tests.factories import CAMAT
from tests.house import PASAR_KLIWON, House, put_activity, put_photo
from tests.practice.serving import picture

BEGUN, DONE = datetime(2026, 11, 9, 2, 0, tzinfo=UTC), datetime(2026, 11, 12, 18, 0, tzinfo=UTC)


def recipe_of(house: House, activity: uuid.UUID, *, practice: bool = False) -> Recipe:
    with house.sessions() as session:
        found = session.get_one(Activity, activity)
        return recipes.recipe(session, found, recipes.chosen(found), practice=practice)


def request(house: House, activity: uuid.UUID) -> uuid.UUID | None:
    """Ask for the activity's picture as it stands."""
    with house.sessions.begin() as session:
        found = request_rendition(session, session.get_one(Activity, activity), practice=False)
        return found.id if found else None


# ------------------------------------------------------------------------------------ the recipe
def test_a_before_and_after(house: House) -> None:
    activity = factories.activity(house, street="Jl. Kyai Mojo")
    before = factories.photo(house, activity, "before", taken_at=BEGUN)
    after = factories.photo(house, activity, "after", taken_at=DONE)

    made = recipe_of(house, activity)

    assert made == Recipe(
        photos=hashes(house, before, after),
        title="Kuras saluran",
        unit="Kelurahan Mojo",
        place="Jl. Kyai Mojo, RT 05 RW 03",
        # The second was taken after midnight in Surakarta.
        dates=("Senin, 9 November 2026", "Jumat, 13 November 2026"),
        district="Kecamatan Pasar Kliwon",
        city="Kota Surakarta",
        category="Saluran & drainase",
        labels=("SEBELUM", "SESUDAH"),
        layout=made.layout,
    )


def test_a_series_shows_its_stages_in_the_order_of_the_work(house: House) -> None:
    activity = factories.activity(house, mode="B", category="JALAN")
    before = factories.photo(house, activity, "before", taken_at=BEGUN)
    after = factories.photo(house, activity, "after")
    late = factories.photo(house, activity, "progress", percent=90)
    middle = factories.photo(
        house, activity, "progress", percent=60, exif={"taken_at": "2026-11-10T23:30:00"}
    )

    made = recipe_of(house, activity)

    assert made.photos == hashes(house, before, middle, late, after)
    assert made.labels == ("0%", "60%", "90%", "100%")
    assert made.layout == "stages"
    assert made.dates == (
        "9 Nov 2026",
        "10 Nov 2026",
        "Tanggal tidak tercatat",
        "Tanggal tidak tercatat",
    )


def test_of_many_stages_a_picture_shows_six_from_the_first_to_the_last(house: House) -> None:
    activity = factories.activity(house, mode="B", category="JALAN")
    for stage, percent in (
        ("before", None),
        *(("progress", at) for at in range(10, 100, 10)),
        ("after", None),
    ):
        factories.photo(house, activity, stage, percent=percent)

    made = recipe_of(house, activity)

    assert made.labels == ("0%", "10%", "40%", "60%", "90%", "100%")


@pytest.mark.parametrize(("count", "layout"), [(1, "single"), (2, "side"), (4, "stages"), (8, "stages")])
def test_documentation_shows_its_photos_and_the_day_of_the_work(
    house: House, count: int, layout: str
) -> None:
    activity = factories.activity(house, mode="C", category="PELAYANAN", work_date=date(2026, 11, 10))
    photos = [factories.photo(house, activity, "plain", width=900, height=1200) for _ in range(count)]

    made = recipe_of(house, activity)

    first, *others = photos[:6]
    order = [first, *others] if count < 3 else [*others, first]
    assert made.photos == hashes(house, *order)
    assert (made.labels, made.layout) == ((), layout)
    assert made.dates == ("Selasa, 10 November 2026",) if count < 3 else ("10 Nov 2026",)


DOUBTED: dict[str, dict[str, object]] = {
    "a clock that its phone doubts": {
        "exif": {"taken_at": "2025-11-10T08:00:00"}, "claims": {"clock": "unknown"}, "source": "native",
    },
    "a clock that is ahead of the town hall's": {"taken_at": clock.now() + timedelta(days=20)},
    "a file from tomorrow": {"exif": {"taken_at": f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%S}"}},
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTED)
def test_what_cannot_be_its_date_is_not_said_of_a_photo(house: House, name: str) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before", **DOUBTED[name])
    factories.photo(house, activity, "after", taken_at=DONE)

    assert recipe_of(house, activity).dates == ("Tanggal tidak tercatat", "Jumat, 13 November 2026")


def test_work_of_a_kecamatan_names_the_kelurahan_where_it_was(house: House) -> None:
    activity = factories.complete(house, PASAR_KLIWON, CAMAT)

    made = recipe_of(house, activity)

    assert (made.unit, made.district) == ("Kecamatan Pasar Kliwon", "")
    assert made.place == "RT 05 RW 03, Kelurahan Mojo"


def test_practice_is_written_on_the_picture(house: House) -> None:
    activity = factories.complete(house)

    plain, practice = recipe_of(house, activity), recipe_of(house, activity, practice=True)

    assert (plain.practice, practice.practice) == (False, True)
    assert plain.digest() != practice.digest()


def test_the_newest_stored_photo_of_a_stage_is_shown(house: House) -> None:
    activity = factories.complete(house)
    newer = factories.photo(house, activity, "after")
    factories.photo(house, activity, "after", state=PhotoState.RECEIVED, stored_at=None)

    assert hashes(house, newer)[0] == recipe_of(house, activity).photos[1]


@pytest.mark.parametrize(
    ("mode", "stages"),
    [("A", []), ("A", ["before"]), ("A", ["after"]), ("B", ["before", "after"]), ("C", [])],
)
def test_there_is_no_picture_while_a_stage_is_missing(house: House, mode: str, stages: list[str]) -> None:
    activity = factories.activity(house, mode=mode)
    for stage in stages:
        factories.photo(house, activity, stage)

    assert request(house, activity) is None
    assert (renditions(house), render_jobs(house)) == ([], 0)


def hashes(house: House, *photos: uuid.UUID) -> tuple[str, ...]:
    with house.sessions() as session:
        return tuple(session.get_one(Photo, each).sha256 for each in photos)


# -------------------------------------------------------------------------------------- made once
def test_the_same_picture_is_asked_for_once(house: House) -> None:
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage)

    first, second = request(house, activity), request(house, activity)

    assert first == second
    assert (len(renditions(house)), render_jobs(house)) == (1, 1)


def test_many_who_ask_at_once_ask_once(house: House) -> None:
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage)
    start, found = threading.Barrier(4), set[uuid.UUID | None]()

    def ask() -> None:
        start.wait(60)
        found.add(request(house, activity))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(found) == 1
    assert (len(renditions(house)), render_jobs(house)) == (1, 1)


def test_the_end_of_the_last_stage_asks_for_the_picture_before_anybody_does(house: House) -> None:
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage)

    with house.sessions.begin() as session:
        compose_when_complete(session, activity, practice=False)

    assert [each.state for each in renditions(house)] == [RenditionState.WAITING]
    assert render_jobs(house) == 1


@pytest.mark.parametrize(
    "change", [{"title": "Kuras saluran besar"}, {"street": "Jl. Kapten Mulyadi"}, {"rt": 6}, {"category": "SUNGAI"}]
)  # fmt: skip
def test_what_the_picture_says_makes_another_picture(house: House, change: dict[str, object]) -> None:
    activity = factories.complete(house)

    with house.sessions.begin() as session:
        session.execute(update(Activity).where(Activity.id == activity).values(**change))

    assert request(house, activity) != renditions(house)[0].id
    assert [each.state for each in renditions(house)] == [RenditionState.READY, RenditionState.WAITING]


def test_going_back_finds_the_first_picture_again(house: House) -> None:
    activity = factories.complete(house)
    first = request(house, activity)
    for title in ("Kuras saluran besar", "Kuras saluran"):
        with house.sessions.begin() as session:
            session.get_one(Activity, activity).title = title
        last = request(house, activity)

    assert last == first


def test_what_the_picture_does_not_say_makes_no_other(house: House) -> None:
    activity = factories.complete(house)

    with house.sessions.begin() as session:
        session.get_one(Activity, activity).note = "Dibantu Karang Taruna."
    request(house, activity)

    assert len(renditions(house)) == 1


# -------------------------------------------------------------------------------------- the drawing
def test_a_picture_is_drawn_from_the_stored_photos(house: House) -> None:
    lurah = house.client("lurah.mojo")
    activity = put_activity(lurah)
    for stage, colour in (("before", "teal"), ("after", "olive")):
        assert put_photo(lurah, activity, stage, picture(640, 480, colour)).status_code == 201

    # The photos are verified first; the last of them asks for the picture.
    house.run_jobs()
    house.run_jobs()

    (made,) = renditions(house)
    body = house.app.extensions["house"].storage.get(made.object_key)
    assert made.state is RenditionState.READY
    assert hashlib.sha256(body).hexdigest() == made.sha256
    assert (made.size, body[:2]) == (len(body), b"\xff\xd8")
    assert len(body) < 950 * 1024
    answer = lurah.get(f"/hasil/{made.id}.jpg")
    assert answer.data == body
    assert answer.headers["ETag"] == f'"{made.sha256}"'

    # Whoever runs the job again changes nothing: the row is no longer waiting.
    Rendering(house.sessions, house.app.extensions["house"].storage).run(str(made.id))
    assert renditions(house)[0].sha256 == made.sha256


def test_a_photo_that_is_gone_fails_the_picture_until_a_person_tries_again(house: House) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before")
    after = factories.photo(house, activity, "after")
    storage = house.app.extensions["house"].storage
    with house.sessions() as session:
        storage.delete(session.get_one(Photo, after).object_key)
    ident = request(house, activity)

    Rendering(house.sessions, storage).run(str(ident))

    assert (renditions(house)[0].state, renditions(house)[0].reason) == (RenditionState.FAILED, "missing")

    with house.sessions.begin() as session:
        render_again(session, session.get_one(Rendition, ident))
    assert (renditions(house)[0].state, renditions(house)[0].reason) == (RenditionState.WAITING, "")


def test_only_a_failed_picture_is_tried_again(house: House) -> None:
    ident = factories.drawn(house, factories.complete(house))

    with house.sessions() as session, pytest.raises(Conflict):
        render_again(session, session.get_one(Rendition, ident))
