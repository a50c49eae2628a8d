"""A proof that comes after a publication was given up: what stands on a network is told, whatever was believed."""

import threading

import pytest

from evidence.compose.models import PostVersion, VersionState
from evidence.core import clock
from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import proofs, services, strays, tidying, waiting
from evidence.publish.alerts import Cause, alerts
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.needs import Need
from evidence.publish.proofs import Taken
from evidence.publish.queue import picture
from evidence.publish.steps import Claim
from evidence.publish.withdrawing import withdrawn
from evidence.review import services as review
from tests import factories
from tests.house import House
from tests.practice.serving import Account, Running
from tests.publish.aftermath import ask, somebody_waits, work
from tests.publish.delivering import deliver, settle_as_not_there
from tests.publish.desk import Desk, desk
from tests.waiting import until


def prove(found: Desk, claimed: Claim, remote_id: str = "p1", *, inbox: bool = False) -> Taken:
    return found.do(proofs.take, claimed, remote_id, inbox=inbox, now=clock.now())


def trail(row: Publication) -> tuple[str, str, str]:
    last = row.attempts[-1]
    return last.old, last.new, last.reason


def waits(found: Desk) -> bool:
    """Whether it waits for its people, on their list and on the operators'."""
    house, ident = found.house, found.row().id
    with house.sessions() as session:
        mine = {
            each.id
            for each in waiting.of_units(session, house.actor("lurah.mojo"), now=clock.now(), most=1000)
        }
        theirs = {each.publication_id for each in waiting.by_unit(session) if each.need is Need.STRAY}
    assert (ident in mine) == (ident in theirs)
    return ident in theirs


# ------------------------------------------------------------------------------------- given up, and out
def test_what_failed_and_stands_is_published_and_waits_for_nobody(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.FAILED, last_error="jejaring menolak", intent_at=None)

    assert prove(found, claimed) is Taken.POST

    row = found.row()
    assert (row.state, row.remote_id, row.last_error, row.strays) == (P.PUBLISHED, "p1", "", [])
    assert trail(row)[:2] == ("failed", "published")
    assert not waits(found)


def test_what_was_cancelled_and_stands_is_published_and_a_person_is_told(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.CANCELLED)

    assert prove(found, claimed) is Taken.POST

    row = found.row()
    assert (row.state, row.remote_id) == (P.PUBLISHED, "p1")
    assert trail(row) == ("cancelled", "published", strays.CANCELLED)
    assert waits(found)
    assert prove(found, claimed) is Taken.KNOWN


def test_what_failed_before_its_approval_was_voided_should_not_stand(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.FAILED)
    found.change(PostVersion, state=VersionState.SUPERSEDED)

    prove(found, claimed)

    assert (found.row().state, trail(found.row())[2]) == (P.PUBLISHED, strays.DISAPPROVED)
    assert waits(found)


def test_a_cancelled_post_that_stands_is_found_and_taken_down_again(
    approved: Desk, practice: Running, remote: Account
) -> None:
    """Its call is held on its way; a person gives it up and cancels; then it arrives."""
    practice.fault("publish", "hold", times=1)
    worker = threading.Thread(target=deliver, args=[approved])
    worker.start()
    until(lambda: practice.held("publish") == 1)
    approved.put(P.UNCONFIRMED)
    settle_as_not_there(approved)
    lurah = approved.house.actor("lurah.mojo")
    approved.do(services.cancel, approved.row(), by=lurah, now=clock.now())

    practice.release("publish")
    worker.join(60)

    row = approved.row()
    assert (row.state, row.remote_id) == (P.PUBLISHED, remote.posts()[0]["id"])
    assert row.permalink
    assert waits(approved)

    ask(approved)
    assert not waits(approved)
    work(approved)
    assert (approved.row().state, remote.posts()) == (P.WITHDRAWN, [])


@pytest.mark.parametrize("may_stay", [False, True])
def test_the_mended_version_takes_the_place_of_what_should_never_have_stood(
    shared: House, may_stay: bool
) -> None:
    found = desk(shared, "by_hand", now=clock.now())
    claimed = Claim(
        found.row().id, 1, P.PUBLISHING, "by_hand", found.account, None, None, "", "", "", None, None
    )
    with shared.sessions.begin() as session:
        review.reopen(
            session, factories.post_of(session, found.work), by=shared.actor("lurah.mojo"), now=clock.now()
        )
    prove(found, claimed)
    factories.rewrite(shared, found.work, [found.account])
    factories.submit(shared, found.work)
    factories.decide(shared, found.work)
    assert [row.state for row in factories.publications(shared, found.work)] == [P.PUBLISHED]

    if may_stay:
        settle(found, "p1", "camat.pasarkliwon", gone=False)
    ask(found)
    found.put(P.WITHDRAWING, withdraws_by_hand=False)
    found.do(withdrawn, found.row().id, now=clock.now())

    # What was allowed to stand there is a post as any other, which held its place rightly.
    left = [] if may_stay else [P.QUEUED]
    assert [row.state for row in factories.publications(shared, found.work)] == [P.WITHDRAWN, *left]


# ------------------------------------------------------------------------------------- a second post
SECOND = {
    "it is published": (P.PUBLISHED, "p0"),
    "it is being taken down": (P.WITHDRAWING, "p0"),
    "it could not be taken down": (P.WITHDRAW_FAILED, "p0"),
    "it was taken down": (P.WITHDRAWN, "p0"),
    "a person deleted it": (P.WITHDRAWN, None),
}


@pytest.mark.parametrize("case", SECOND)
def test_a_second_post_is_told_and_changes_nothing_of_the_first(shared: House, case: str) -> None:
    state, first = SECOND[case]
    found = desk(shared)
    claimed = found.publishing()
    found.put(state, remote_id=first, withdraws_by_hand=first is None)

    assert prove(found, claimed) is Taken.STRAY
    assert prove(found, claimed) is Taken.KNOWN

    row = found.row()
    assert (row.state, row.remote_id, [each.id for each in strays.of(row)]) == (state, first, ["p1"])
    assert trail(row) == (state.value, state.value, f"{strays.BESIDE}; p1")
    assert waits(found)


@pytest.mark.parametrize("state", [P.CANCELLED, P.FAILED])
def test_a_post_of_what_was_given_up_stands_beside_what_took_its_place(shared: House, state: P) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(state)
    with shared.sessions.begin() as session:
        services.schedule(session, factories.post_of(session, found.work).latest, now=clock.now())

    assert prove(found, claimed) is Taken.STRAY

    old, new = factories.publications(shared, found.work)
    assert (old.state, [each.id for each in strays.of(old)], new.state) == (state, ["p1"], P.QUEUED)
    # What the new one looks for with the same words is not that one.
    assert new.id == found.row().id
    assert prove(found, found.publishing(clock.now())) is Taken.KNOWN


def test_a_proof_waits_for_whoever_gives_the_account_away_at_that_moment(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.CANCELLED)
    said: list[Taken] = []
    thread = threading.Thread(target=lambda: said.append(prove(found, claimed)))

    with shared.sessions.begin() as session:
        newest = services.newest_version(session, found.work.post)
        services.schedule(session, newest, now=clock.now())
        thread.start()
        until(lambda: somebody_waits(shared), 60)
    thread.join(60)

    assert said == [Taken.STRAY]
    assert [row.state for row in factories.publications(shared, found.work)] == [P.CANCELLED, P.QUEUED]


def test_what_a_person_said_to_be_out_gets_its_number(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.PUBLISHED, permalink="https://contoh.id/1")

    assert prove(found, claimed) is Taken.POST

    row = found.row()
    assert (row.state, row.remote_id, row.permalink) == (P.PUBLISHED, "p1", "https://contoh.id/1")
    assert not waits(found)


def test_operators_are_told_at_once_and_it_is_counted(shared: House) -> None:
    found = desk(shared, "mastodon")
    claimed = found.publishing()
    found.put(P.WITHDRAW_FAILED, remote_id="p0")
    prove(found, claimed)

    with shared.sessions() as session:
        seen = picture(session, now=clock.now())

    counted = {each.state: each.count for each in seen.standings if each.network == "mastodon"}
    assert counted == {"stray": 1, "withdraw_failed": 1}
    assert Cause.STRAY in {each.cause for each in alerts(seen)}


# ------------------------------------------------------------------------------------- an inbox
INBOX = {
    "failed": (P.FAILED, None, Taken.POST, P.READY),
    "cancelled": (P.CANCELLED, None, Taken.STRAY, P.CANCELLED),
    "taken down": (P.WITHDRAWN, None, Taken.STRAY, P.WITHDRAWN),
    "there already": (P.READY, "p0", Taken.STRAY, P.READY),
}


@pytest.mark.parametrize("case", INBOX)
def test_what_an_inbox_holds_although_nobody_waits_for_it_is_told(shared: House, case: str) -> None:
    state, first, taken, stands = INBOX[case]
    found = desk(shared, "tiktok")
    claimed = found.publishing()
    found.put(state, remote_id=first)

    assert prove(found, claimed, inbox=True) is taken

    row = found.row()
    assert row.state is stands
    assert [each.why for each in strays.of(row)] == ([strays.IN_INBOX] if taken is Taken.STRAY else [])
    assert row.remote_id == ("p1" if taken is Taken.POST else first)


# ------------------------------------------------------------------------------------- a person settles it
def beside(shared: House) -> Desk:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.PUBLISHED, remote_id="p0")
    prove(found, claimed)
    return found


def settle(found: Desk, remote_id: str, who: str, *, gone: bool) -> None:
    found.do(tidying.settle, found.row(), remote_id, gone=gone, by=found.house.actor(who), now=clock.now())


def test_whoever_deleted_it_says_so_once(shared: House) -> None:
    found = beside(shared)
    for who in ("staf.balaikota", "lurah.jebres"):
        with pytest.raises(NotAllowed):
            settle(found, "p1", who, gone=True)

    settle(found, "p1", "lurah.mojo", gone=True)

    assert (found.row().state, found.row().strays, waits(found)) == (P.PUBLISHED, [], False)
    assert found.row().attempts[-1].by_name == "Lurah Mojo"
    with pytest.raises(Conflict):
        settle(found, "p1", "lurah.mojo", gone=True)


def test_only_whoever_approves_lets_it_stand(shared: House) -> None:
    found = beside(shared)
    with pytest.raises(NotAllowed):
        settle(found, "p1", "lurah.mojo", gone=False)

    settle(found, "p1", "camat.pasarkliwon", gone=False)

    assert (found.row().strays, waits(found)) == ([], False)


def test_what_the_publication_itself_is_is_taken_down_not_ticked_off(shared: House) -> None:
    found = desk(shared)
    claimed = found.publishing()
    found.put(P.CANCELLED)
    prove(found, claimed)

    with pytest.raises(Conflict, match="Tarik"):
        settle(found, "p1", "lurah.mojo", gone=True)
    assert waits(found)
