"""What a unit is told of its photos: befores that wait for their after, and photos that cannot be used."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from evidence.capture import reminding
from evidence.capture.models import Activity, ActivityState, PhotoState
from evidence.core import clock
from evidence.notices.models import Notice
from tests import factories
from tests.house import House

WEEK = timedelta(days=7)


@pytest.fixture
def house(shared: House) -> House:
    return shared


def look(house: House) -> None:
    with house.sessions.begin() as session:
        reminding.notify(session, after=WEEK, now=clock.now())


def told(house: House, *subjects: uuid.UUID) -> list[Notice]:
    """The open notices about these."""
    with house.sessions() as session:
        return list(
            session.scalars(
                select(Notice)
                .where(Notice.subject.in_(subjects), Notice.done_at.is_(None))
                .order_by(Notice.kind)
            )
        )


def before(house: House, age: timedelta, **columns: object) -> tuple[uuid.UUID, uuid.UUID]:
    """An activity with a before that was taken that long ago, and the photo."""
    made, moment = factories.activity(house), clock.now() - age
    told = {"received_at": moment, "stored_at": moment, **columns}
    return made, factories.photo(house, made, "before", **told)


def test_a_before_that_waits_long_is_told_once_until_its_after_comes(house: House) -> None:
    old, _photo = before(house, timedelta(days=8))
    young, _other = before(house, timedelta(days=6))

    look(house)
    look(house)

    (notice,) = told(house, old, young)
    assert (notice.kind, notice.subject, notice.url) == ("capture.waits", old, f"/kegiatan/{old}")
    assert datetime.fromisoformat(notice.params["since_at"]) < clock.now() - WEEK
    factories.photo(house, old, "after")
    look(house)
    assert told(house, old) == []


def test_work_that_ended_honestly_waits_for_nothing(house: House) -> None:
    made, _photo = before(house, timedelta(days=30))
    with house.sessions.begin() as session:
        session.get_one(Activity, made).state = ActivityState.UNFINISHED

    look(house)

    assert told(house, made) == []


def test_a_photo_that_cannot_be_used_is_told_until_another_comes(house: House) -> None:
    made, photo = before(
        house, timedelta(hours=1), state=PhotoState.REJECTED, reason="truncated", stored_at=None
    )

    look(house)

    (notice,) = told(house, photo)
    assert notice.kind == "capture.rejected"
    assert notice.params["stage_word"] == "Foto sebelum"
    assert "tidak utuh" in notice.params["reason_word"]
    factories.photo(house, made, "after")
    look(house)
    assert len(told(house, photo)) == 1
    factories.photo(house, made, "before")
    look(house)
    assert told(house, photo) == []


def test_an_old_failure_is_no_news(house: House) -> None:
    _made, photo = before(
        house, timedelta(days=20), state=PhotoState.REJECTED, reason="truncated", stored_at=None
    )

    look(house)

    assert told(house, photo) == []
