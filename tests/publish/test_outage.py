"""Four hours without any network, a quota that is smaller than the crowd, and a post that is due in a week."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import update

from evidence.accounts.models import AccountState, SocialAccount
from evidence.core import clock
from evidence.embedded import Store
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.networks.kit import outage
from tests.publish.pressroom import Pressroom, pressroom
from tests.waiting import until

# Two thousand times as fast as in life: four hours are seven seconds, a day is forty-three.
PACE = 2000
HOURS = 3600.0 / PACE
POSTS = 4


@pytest.fixture(scope="module")
def room(cluster: Cluster, store: Store) -> Iterator[Pressroom]:
    with pressroom(cluster.create_database(), store, EVIDENCE_PACE=str(PACE)) as found:
        yield found


@pytest.mark.prove
def test_all_is_sent_after_an_outage_in_order_and_within_the_quota(room: Pressroom) -> None:
    day = timedelta(hours=24) / PACE
    for name in ("instagram", "threads"):
        server = room.press.servers[name]
        server.quota, server.window, server.life = POSTS - 1, day, day
    opened = {network: room.open(network) for network in room.press.stations}
    in_a_week = room.approve(*opened.values())
    with room.house.sessions.begin() as session:
        later = clock.now() + timedelta(days=7)
        session.execute(update(Publication).values(planned_at=later, due_at=later))
    with ExitStack() as down:
        for station in room.press.stations.values():
            down.enter_context(outage(station.ground))
        wanted = [room.approve(*opened.values()) for _ in range(POSTS)]
        with room.worker():
            began = clock.now()
            until(lambda: clock.now() - began > timedelta(seconds=4 * HOURS), 60)
            assert all(row.state in (P.QUEUED, P.PREPARING) for row in room.rows())
            assert any(row.refusals > 3 for row in room.rows())
            down.close()

            due = [row.id for row in room.rows() if row.version.caption in wanted]
            until(
                lambda: all(row.state is P.PUBLISHED for row in room.rows() if row.id in due), 180, every=0.5
            )

    for account in room.accounts.values():
        posts = room.press.posts_of(account)
        assert [each.caption for each in sorted(posts, key=lambda each: each.at)] == wanted, account.network
    assert {row.state for row in room.rows() if row.version.caption == in_a_week} == {P.QUEUED}
    for name in ("instagram", "threads"):
        times = sorted(each.at for each in room.press.posts_of(room.accounts[opened[name]]))
        assert times[POSTS - 1] - times[0] >= day, name


@pytest.mark.prove
def test_a_token_that_was_taken_back_holds_its_account_alone(room: Pressroom) -> None:
    gone, good = room.open("instagram"), room.open("instagram")
    room.press.stations["instagram"].revoke(room.accounts[gone])
    with room.worker():
        caption = room.approve(gone, good)

        def stands() -> dict[bool, tuple[P, Hold | None]]:
            rows = [row for row in room.rows() if row.version.caption == caption]
            return {row.account_id == gone: (row.state, row.hold_reason) for row in rows}

        until(lambda: stands() == {True: (P.QUEUED, Hold.TOKEN), False: (P.PUBLISHED, None)}, 60)

    with room.house.sessions() as session:
        states = {ident: session.get_one(SocialAccount, ident).state for ident in (gone, good)}
    assert states == {gone: AccountState.NEEDS_RECONNECT, good: AccountState.CONNECTED}
    assert "Instagram" in room.house.client("admin").get("/akun").get_data(as_text=True)
