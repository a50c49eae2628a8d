"""The notices that stand open for somebody, as their page tells them."""

from evidence.core import clock
from evidence.notices import queries
from evidence.notices.models import Notice
from tests.house import House


def open_for(house: House, who: str) -> list[Notice]:
    """All of them, what waits for that person first; their badge counts those that wait."""
    with house.sessions() as session:
        by, now = house.actor(who), clock.now()
        waiting, others = queries.waiting(session, by, now), queries.read_along(session, by, now)
        assert queries.count_waiting(session, by, now) == len(waiting)
        return [*waiting, *others]
