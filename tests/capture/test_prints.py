"""The same photo anywhere in the city: what is kept of it, and what a search finds in a real database."""

import uuid
from functools import cache

import pytest
from PIL import Image
from sqlalchemy import func, select

from bench.labelled import sent_on
from evidence.adapters.imaging.points import printed
from evidence.adapters.imaging.prints import ALIKE, Point, Print
from evidence.capture import prints
from evidence.capture.models import Activity, Measure, PhotoState
from evidence.capture.prints import COMMON, Alike, PhotoKey, PhotoPrint
from evidence.capture.reuses import everywhere
from evidence.capture.subjects import PIXELS
from evidence.core import clock
from tests import factories
from tests.adapters.collages import SIZE, collage
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    """One house for all: each test has photos of its own making only."""
    return shared


@cache
def of(kind: str, way: str = "") -> Print:
    return printed(sent_on.changed(way, collage(kind), kind) if way else collage(kind))


def invented(number: int, *keys: int) -> Print:
    """A print whose keys are these, and those of a number of its own."""
    mine = [*keys, *(number * 1000 + each for each in range(20 - len(keys)))]
    return Print(2, 1, b"ab", tuple(Point(key, 0, 0, 1, (0, 1, 2, 3, 4)) for key in mine))


def kept(house: House, a_print: Print, **columns: object) -> tuple[uuid.UUID, uuid.UUID]:
    """A photo of an activity of its own, with this print; photo and activity."""
    activity = factories.activity(house)
    photo = factories.photo(house, activity, "before", **columns)
    with house.sessions.begin() as session:
        prints.add(session, photo, a_print)
    return photo, activity


def searched(house: House, a_print: Print, activity: uuid.UUID | None = None) -> list[Alike]:
    with house.sessions() as session:
        return prints.similar(session, a_print, but_not_activity=activity or uuid.uuid4())


def test_a_photo_that_was_sent_on_is_found_in_another_activity_and_not_in_its_own(house: House) -> None:
    photo, activity = kept(house, of("taman"))
    asked = of("taman", "mirrored, cut on one side, sent")

    (found,) = searched(house, asked)

    assert (found.photo_id, found.activity_id) == (photo, activity)
    assert found.likeness.mirrored
    assert searched(house, asked, activity) == []
    assert searched(house, of("jalan")) == []


def test_another_day_at_the_place_is_not_found(house: House) -> None:
    first, second = sent_on.visits(collage("drainase"), collage("jalan"), "another day", steady=False)
    photo, _activity = kept(house, printed(first))

    assert searched(house, printed(second)) == []
    assert [each.photo_id for each in searched(house, printed(first))] == [photo]


def test_a_photo_that_was_erased_is_not_found(house: House) -> None:
    kept(house, of("tembok"), state=PhotoState.REDACTED)

    assert searched(house, of("tembok")) == []


def test_keeping_a_print_again_changes_nothing_and_another_one_takes_its_place(house: House) -> None:
    photo, _activity = kept(house, of("kebersihan"))
    numbers = select(PhotoPrint.number).where(PhotoPrint.photo_id == photo)
    with house.sessions.begin() as session:
        first = session.scalar(numbers)
        prints.add(session, photo, of("kebersihan"))
    with house.sessions.begin() as session:
        again = session.scalar(numbers)
        prints.add(session, photo, invented(7))
    with house.sessions() as session:
        left = session.scalar(select(func.count()).where(PhotoKey.number == first))
        replaced = prints.of(session, photo)

    assert again == first
    assert left == 0
    assert replaced is not None
    assert replaced.keys == invented(7).keys
    assert searched(house, of("kebersihan")) == []


def test_a_print_that_is_taken_away_leaves_nothing(house: House) -> None:
    photo, _activity = kept(house, invented(8))

    with house.sessions.begin() as session:
        prints.remove(session, photo)
        prints.remove(session, photo)

    with house.sessions() as session:
        assert prints.of(session, photo) is None
        assert session.scalar(select(func.count()).where(PhotoKey.key.in_(invented(8).keys))) == 0


def test_blank_photos_are_neither_indexed_nor_searched_for(house: House) -> None:
    blank = printed(Image.new("L", SIZE, 3))
    photo, _activity = kept(house, blank)

    assert searched(house, blank) == []
    with house.sessions() as session:
        number = session.scalar(select(PhotoPrint.number).where(PhotoPrint.photo_id == photo))
        assert session.scalar(select(func.count()).where(PhotoKey.number == number)) == 0


def test_what_many_photos_share_hides_nobody_and_costs_no_more(house: House) -> None:
    # A stamp of five points that everybody's app prints: more photos carry it than a search reads of each key.
    stamp = [1_900_000_000 + each for each in range(5)]
    activity = factories.activity(house)
    for number in range(COMMON + 6):
        photo = factories.photo(house, activity, "before")
        with house.sessions.begin() as session:
            prints.add(session, photo, invented(100_000 + number, *stamp))
    copy, _activity = kept(house, invented(500_000, *stamp))
    asked = invented(500_000, *stamp)

    with house.sessions() as session:
        listed = prints.sharing(session, asked, but_not_activity=uuid.uuid4())

    assert len(listed) == prints.LOOKS
    assert listed[0][0] == copy


def test_a_picture_that_came_before_is_told_to_the_checks(house: House) -> None:
    mine, other = factories.activity(house), factories.activity(house)
    earlier, photo = factories.photo(house, other, "after"), factories.photo(house, mine, "before")
    told = {"kind": PIXELS, "version": "1", "measured_at": clock.now()}
    with house.sessions.begin() as session:
        prints.add(session, earlier, of("kampung"))
        values = {"print": of("kampung", "mirrored").plain()}
        session.add(Measure(id=uuid.uuid4(), photo_id=photo, values=values, **told))
    with house.sessions.begin() as session:
        activity = session.get_one(Activity, mine)
        (found,) = everywhere(session, activity, activity.photos, ALIKE)
        kept_now = prints.of(session, photo)

    assert (found.photo, found.other, found.how, found.mirrored) == (str(photo), str(earlier), "near", True)
    assert found.share >= ALIKE
    assert kept_now is not None
    with house.sessions.begin() as session:
        session.add(Measure(id=uuid.uuid4(), photo_id=earlier, values=values, **told))
    # Whoever came first has nothing to explain.
    with house.sessions.begin() as session:
        activity = session.get_one(Activity, other)
        assert everywhere(session, activity, activity.photos, ALIKE) == []


@pytest.mark.parametrize("values", [{}, {"print": None}, {"print": "%%%"}, {"unmeasured": "truncated"}])
def test_what_could_not_be_measured_is_not_searched_for(house: House, values: dict[str, object]) -> None:
    mine = factories.activity(house)
    photo = factories.photo(house, mine, "before")
    with house.sessions.begin() as session:
        told = {"kind": PIXELS, "version": "1", "measured_at": clock.now()}
        session.add(Measure(id=uuid.uuid4(), photo_id=photo, values=values, **told))
    with house.sessions.begin() as session:
        activity = session.get_one(Activity, mine)

        assert everywhere(session, activity, activity.photos, ALIKE) == []
        assert prints.of(session, photo) is None
