"""What only tells, and what asks: until when it stands, and whom it asks."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from evidence.notices import people as people_of
from evidence.notices.models import Notice
from evidence.reports.coverage.objections import may_answer
from tests.notices.conftest import Post


def test_what_only_tells_closes_after_a_week_and_what_asks_does_not(post: Post) -> None:
    tells, asks = post.tell("coverage.answer"), post.tell("publish.failed")

    def stand() -> set[uuid.UUID]:
        post.reaching.tidy()
        with post.house.sessions() as session:
            return set(session.scalars(select(Notice.id).where(Notice.done_at.is_(None))))

    at_once = stand()
    post.later(days=7)

    assert (at_once, stand()) == ({tells, asks}, {asks})


def test_an_objection_is_told_to_those_who_may_answer_it(post: Post) -> None:
    raised = post.tell("coverage.objection", "33.72")

    with post.house.sessions() as session:
        found = session.get_one(Notice, raised, options=[joinedload(Notice.unit)])
        told = people_of.told_of(session, found, post.now)

    who = {name: post.house.actor(name) for name in ("admin", "staf.balaikota", "sekda.balaikota")}
    assert {name for name, each in who.items() if each.id in told} == {"admin", "staf.balaikota"}
    assert {name for name, each in who.items() if may_answer(each)} == {"admin", "staf.balaikota"}
