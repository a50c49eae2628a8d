"""What waits for a person is told to the unit's people once, and taken back when it waits no longer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidence.core import clock
from evidence.notices.models import Notice
from evidence.publish import telling
from evidence.publish.models import PublicationState as P
from tests.forms import told as page_of
from tests.house import House
from tests.publish.desk import Desk, desk


@pytest.fixture
def waiting(fresh: House) -> Desk:
    """A publication of which nobody knows whether it is out, for longer than a moment."""
    found = desk(fresh, now=clock.now())
    found.put(P.UNCONFIRMED, updated_at=clock.now() - timedelta(minutes=10), intent_at=clock.now())
    return found


def kept(of: Desk) -> list[tuple[str, bool]]:
    with of.house.sessions() as session:
        return [(each.kind, each.done_at is None) for each in session.scalars(select(Notice))]


def test_the_lurah_and_the_camat_are_told_once_with_the_way_to_it(waiting: Desk) -> None:
    for _ in range(2):
        waiting.do(telling.notify, now=clock.now())

    assert kept(waiting) == [("publish.unconfirmed", True)]
    for person in ("lurah.mojo", "camat.pasarkliwon"):
        page = page_of(waiting.house.client(person).get("/pemberitahuan"), 200)
        assert "perlu dicek" in page
        assert f"/unggahan/{waiting.work.post}" in page


def test_it_is_taken_back_when_its_cause_is_gone_or_another_one(waiting: Desk) -> None:
    waiting.do(telling.notify, now=clock.now())
    waiting.put(P.FAILED)
    waiting.do(telling.notify, now=clock.now())
    assert sorted(kept(waiting)) == [("publish.failed", True), ("publish.unconfirmed", False)]

    waiting.put(P.PUBLISHED)
    waiting.do(telling.notify, now=clock.now())

    assert not any(stands for _kind, stands in kept(waiting))
