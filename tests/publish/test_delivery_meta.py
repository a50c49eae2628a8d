"""An approved post on its way to Instagram, Threads and a Facebook Page, through the steps of a worker."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from evidence.core import clock
from evidence.publish.models import PublicationState as P
from evidence.publish.packing import Packing
from tests import factories
from tests.adapters.meta import NETWORKS, adapter, serving_all
from tests.house import House
from tests.publish.delivering import deliver, due_now, path
from tests.publish.desk import Desk

# Too long for the check, which has twelve minutes.
pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all() as found:
        yield found


class Sending:
    """One post on one of the networks, and a worker that goes one step after another."""

    def __init__(self, house: House, name: str, server: Any, outside: str) -> None:
        self.server, self.remote = server, server.open(f"kel.{secrets.token_hex(4)}")
        account = factories.account(
            house, network=name, handle=self.remote.handle, remote_id=self.remote.id, token=self.remote.token
        )
        work = factories.approved(house, accounts=[account], now=clock.now())
        self.desk = Desk(house, work, account)
        storage = house.app.extensions["house"].storage
        self.parts = {
            "networks": {name: adapter(name, server.url)},
            "packing": Packing(house.sessions, storage, outside),
        }

    def go_on(self, steps: int = 8) -> Any:
        """So many steps without waiting; the row."""
        for _ in range(steps):
            if self.desk.row().state is P.QUEUED:
                due_now(self.desk)
                deliver(self.desk, **self.parts)
        return self.desk.row()

    def posts(self) -> Any:
        return self.server.ground.posts_of(self.remote.id)


@pytest.fixture(params=NETWORKS)
def sending(request: pytest.FixtureRequest, newsstand: House, served: Any, outside: str) -> Iterator[Sending]:
    server, _shelf = served[request.param]
    yield Sending(newsstand, request.param, server, outside)
    server.ground.clear()


def test_what_was_approved_is_what_is_posted(sending: Sending) -> None:
    row = sending.go_on()

    [post] = sending.posts()
    assert (row.state, row.remote_id) == (P.PUBLISHED, post.id)
    assert post.images == (row.version.image_sha256,)
    assert (post.caption, post.alt_texts) == (row.version.caption, (row.version.alt_text,))
    assert row.permalink
    assert path(sending.desk)[-3:] == ["ready", "publishing", "published"]


def test_a_post_whose_answer_was_lost_is_adopted_and_not_posted_again(sending: Sending) -> None:
    sending.server.ground.fault("publish", "lose_answer")

    row = sending.go_on()

    assert [post.id for post in sending.posts()] == [row.remote_id]
    assert row.state is P.PUBLISHED
