"""When a newer version takes the place of what an older one leaves on its account, and when it must not."""

from itertools import combinations

import pytest

from evidence.core import clock
from evidence.publish import steps, withdrawal
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.review import services as review
from tests import factories
from tests.house import House
from tests.publish.aftermath import REASON
from tests.publish.desk import Desk, desk

# Whoever mends the words goes one way, whoever takes the old post down another; they meet in any order.
MENDING = ("reopened", "submitted", "approved")
TAKING_DOWN = ("asked", "gone")
ORDERS = [
    tuple(mend.pop(0) if place not in places else down.pop(0) for place in range(5))
    for places in combinations(range(5), 2)
    for mend, down in [([*MENDING], [*TAKING_DOWN])]
]


def out(shared: House) -> Desk:
    """A post that a person shared, so that a person deletes it too."""
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())
    return found


def do(found: Desk, step: str) -> None:
    """One of the clicks."""
    house, lurah, old = found.house, found.house.actor("lurah.mojo"), rows(found)[0]
    networks = house.app.extensions["house"].networks
    match step:
        case "corrected":
            with house.sessions.begin() as session:
                post = factories.post_of(session, found.work)
                review.correct(
                    session, post, [session.merge(old)], REASON, by=lurah, networks=networks, now=clock.now()
                )
        case "reopened":
            with house.sessions.begin() as session:
                review.reopen(session, factories.post_of(session, found.work), by=lurah, now=clock.now())
        case "submitted":
            factories.rewrite(house, found.work, [found.account])
            factories.submit(house, found.work)
        case "approved":
            factories.decide(house, found.work)
        case "asked":
            found.do(withdrawal.withdraw, old, REASON, by=lurah, networks=networks, now=clock.now())
        case "gone":
            found.do(withdrawal.deleted_by_hand, old, by=lurah, now=clock.now())


def rows(found: Desk) -> list[Publication]:
    return factories.publications(found.house, found.work)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(each, marks=[pytest.mark.prove] if place % 3 else [], id=" ".join(each))
        for place, each in enumerate(ORDERS)
    ],
)
def test_what_was_approved_after_the_withdrawal_was_asked_takes_the_place(
    shared: House, order: tuple[str, ...]
) -> None:
    found = out(shared)

    for step in order:
        do(found, step)

    meant = order.index("approved") > order.index("asked")
    assert [row.state for row in rows(found)] == [P.WITHDRAWN, *([P.QUEUED] if meant else [])]


@pytest.mark.parametrize("gone_after", MENDING[1:])
def test_a_correction_takes_the_place_whenever_the_old_one_goes(shared: House, gone_after: str) -> None:
    found = out(shared)
    do(found, "corrected")

    for step in MENDING[1:]:
        do(found, step)
        if step == gone_after:
            do(found, "gone")

    old, new = rows(found)
    assert (old.state, new.state, new.version.number) == (P.WITHDRAWN, P.QUEUED, 2)


def in_an_inbox(shared: House) -> Desk:
    """A post that a network brought before the account's owner."""
    found = desk(shared)
    assert found.do(steps.in_inbox, found.publishing(), "kotak-1", now=clock.now())
    return found


def drop(found: Desk) -> bool:
    """The network says that nothing came of it."""
    found.put(P.READY, look_at=clock.now())
    return found.do(steps.dropped_there, found.claim(clock.now()), "ditolak", now=clock.now())


@pytest.mark.parametrize(
    "order", [(*MENDING, "dropped"), (*MENDING[:2], "dropped", "approved")], ids=" ".join
)
def test_what_was_approved_anew_takes_the_place_of_what_an_inbox_dropped(
    shared: House, order: tuple[str, ...]
) -> None:
    found = in_an_inbox(shared)

    for step in order:
        if step == "dropped":
            assert drop(found)
        else:
            do(found, step)

    old, new = rows(found)
    assert (old.state, new.state, new.version.number) == (P.FAILED, P.QUEUED, 2)


def test_what_an_inbox_dropped_waits_for_a_person_while_nothing_newer_is_approved(shared: House) -> None:
    found = in_an_inbox(shared)

    assert drop(found)

    assert [row.state for row in rows(found)] == [P.FAILED]
