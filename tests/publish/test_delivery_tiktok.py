"""An approved post on its way to TikTok, which reads the pictures only after the call that names their addresses."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from evidence.adapters.networks.tiktok import TikTok
from evidence.core import clock
from evidence.publish import media
from evidence.publish.models import MediaLink
from evidence.publish.models import PublicationState as P
from evidence.publish.packing import Packing
from tests import factories
from tests.house import House
from tests.networks import tiktok_server
from tests.publish.delivering import deliver, due_now
from tests.publish.desk import Desk

# Too long for the check, which has twelve minutes.
pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def ground() -> Iterator[tiktok_server.TikTok]:
    with tiktok_server.tiktok() as found:
        yield found


def inbox(house: House, ground: tiktok_server.TikTok) -> Desk:
    """A post approved for a new account there."""
    user = ground.user(f"kel.{secrets.token_hex(4)}")
    account = factories.account(
        house,
        network="tiktok",
        handle=user.username,
        remote_id=user.open_id,
        token=ground.sign_in(user).access,
    )
    return Desk(house, factories.approved(house, accounts=[account], now=clock.now()), account)


def age(of: Desk, left: timedelta) -> None:
    """Let the addresses that were given out live so much longer, and no more."""
    with of.house.sessions.begin() as session:
        session.execute(update(MediaLink).values(expires_at=clock.now() + left))
        media.forget(session, now=clock.now())


@pytest.mark.parametrize("left", [media.SPARE, timedelta(minutes=-1)])
@pytest.mark.parametrize("waits", ["refused", "taken over"])
def test_a_container_that_waited_is_sent_with_addresses_that_live_long_enough(
    newsstand: House, ground: tiktok_server.TikTok, outside: str, left: timedelta, waits: str
) -> None:
    storage = newsstand.app.extensions["house"].storage
    parts = {
        "networks": {"tiktok": TikTok(ground.url)},
        "packing": Packing(newsstand.sessions, storage, outside),
    }
    sending = inbox(newsstand, ground)
    ground.fault("publish", "throttle")
    deliver(sending, **parts)
    assert (sending.row().state, bool(sending.row().container)) == (P.QUEUED, True)
    given = {factories.media_link(newsstand, sending.work)}
    age(sending, left)
    if waits == "taken over":
        sending.put(P.READY)

    due_now(sending)
    deliver(sending, **parts)

    row = sending.row()
    assert (row.state, row.remote_id in ground.items) == (P.READY, True)
    item = ground.items[str(row.remote_id)]
    assert item.read.wait(60)
    assert not any(str(each) in url for each in given for url in item.urls)
    [post] = [each for each in ground.posts if each.id == item.id]
    assert post.images == (row.version.image_sha256,)
