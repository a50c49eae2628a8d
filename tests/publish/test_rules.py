"""What becomes of a refusal, and what a person may do about a publication."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.services import connect, disconnect
from evidence.adapters.networks.base import Refused, Remedy
from evidence.compose.models import PostVersion, VersionState
from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import refusals, retry, services, steps
from evidence.publish.models import GONE, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.review import services as review
from evidence.units import queries as units
from tests import factories
from tests.house import MOJO, House
from tests.publish.desk import NOW, REVOKED, Desk, desk

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def approved(shared: House) -> Desk:
    return desk(shared)


# ------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(("retry_after", "seconds"), [(None, 5), (90.0, 90)])
def test_a_passing_refusal_waits_for_its_time(
    approved: Desk, retry_after: float | None, seconds: int
) -> None:
    claimed = approved.publishing()

    approved.do(
        refusals.refused,
        claimed,
        P.PUBLISHING,
        Refused("penuh", Remedy.WAIT, retry_after=retry_after),
        now=NOW,
    )

    row = approved.row()
    assert (row.state, row.due_at) == (P.QUEUED, NOW + timedelta(seconds=seconds))
    assert (row.refusals, row.last_error) == (1, "penuh")
    # Nothing of the refused try is used again.
    assert (row.container, row.sent_sha256, row.intent_at) == ("", "", None)


def test_a_refusal_for_good_fails(approved: Desk) -> None:
    claimed = approved.publishing()

    approved.do(refusals.refused, claimed, P.PUBLISHING, Refused("ditolak", Remedy.FAIL), now=NOW)

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "ditolak")


def test_as_many_refusals_in_a_row_as_there_are_tries_fail(approved: Desk) -> None:
    now = NOW
    for _ in range(retry.MOST):
        assert approved.row().state is P.QUEUED
        now = max(now, approved.row().due_at)
        claimed = approved.claim(now)
        approved.do(refusals.refused, claimed, P.PREPARING, Refused("penuh", Remedy.WAIT), now=now)

    assert (approved.row().state, approved.row().refusals) == (P.FAILED, retry.MOST)


def test_a_refused_token_holds_the_account_until_it_is_connected_again(fresh: House) -> None:
    house, approved = fresh, desk(fresh)
    later = factories.approved(house, accounts=[approved.account], now=NOW + timedelta(seconds=1))
    other = Desk(house, later, approved.account)

    approved.do(refusals.refused, approved.publishing(), P.PUBLISHING, REVOKED, now=NOW)
    assert other.do(steps.claim, other.row().id, now=LATER) is None

    assert {each.row().hold_reason for each in (approved, other)} == {Hold.TOKEN}
    assert {each.row().state for each in (approved, other)} == {P.QUEUED}
    assert account_of(approved).state is AccountState.NEEDS_RECONNECT
    approved.do(services.release_holds)
    assert approved.row().hold_reason is Hold.TOKEN

    reconnect(approved)
    approved.do(services.release_holds)

    assert {each.row().hold_reason for each in (approved, other)} == {None}
    assert approved.do(services.enqueue_due, now=NOW) == 1


@pytest.mark.parametrize("reason", [Hold.LATE, Hold.FINDING])
def test_what_is_held_for_another_reason_stays_held(approved: Desk, reason: Hold) -> None:
    approved.put(P.QUEUED, hold_reason=reason)

    approved.do(services.release_holds)

    assert approved.row().hold_reason is reason


def test_what_is_meant_for_a_disconnected_account_waits_until_it_is_back(approved: Desk) -> None:
    approved.put(P.QUEUED, hold_reason=None)
    with approved.house.sessions.begin() as session:
        account = session.get_one(SocialAccount, approved.account)
        disconnect(session, account, "Ganti pengelola", by=approved.house.actor("admin"))

    nothing = approved.do(steps.claim, approved.row().id, now=NOW)
    approved.do(services.release_holds)
    held = approved.row().hold_reason
    reconnect(approved, remote_id=account_of(approved).remote_id or "")
    approved.do(services.release_holds)

    assert (nothing, held) == (None, Hold.DISCONNECTED)
    assert approved.row().hold_reason is None


def account_of(approved: Desk) -> SocialAccount:
    with approved.house.sessions() as session:
        return session.get_one(SocialAccount, approved.account)


def reconnect(approved: Desk, remote_id: str = "17") -> None:
    house, account = approved.house, account_of(approved)
    with house.sessions.begin() as session:
        connect(
            session,
            account.id,
            units.unit(session, MOJO),
            account.network,
            account.handle,
            by=house.actor("admin"),
            box=house.app.extensions["token_box"],
            remote_id=remote_id,
            token="baru",
        )


# --------------------------------------------------------------------------------------- cancel
def test_what_was_not_sent_can_be_cancelled(approved: Desk) -> None:
    for state in (P.QUEUED, P.PREPARING, P.READY, P.CANCELLED):
        row = approved.put(state)

        approved.do(services.cancel, row, by=approved.house.actor("lurah.mojo"), now=LATER)

        assert approved.row().state is P.CANCELLED, state


def test_what_may_have_been_sent_cannot_be_cancelled(approved: Desk) -> None:
    for state in (P.PUBLISHING, P.UNCONFIRMED, P.PUBLISHED):
        row = approved.put(state)

        with pytest.raises(Conflict):
            approved.do(services.cancel, row, by=approved.house.actor("lurah.mojo"), now=LATER)

        assert approved.row().state is state


def test_what_failed_can_be_given_up_since_nothing_of_it_was_posted(approved: Desk) -> None:
    row = approved.put(P.FAILED)

    approved.do(services.cancel, row, by=approved.house.actor("admin"), now=LATER, note="sudah tidak perlu")

    last = approved.row().attempts[-1]
    assert approved.row().state is P.CANCELLED
    assert (last.by_name, last.reason) == ("Admin Kota", "dibatalkan; sudah tidak perlu")


def test_a_worker_whose_publication_was_cancelled_sends_nothing(approved: Desk) -> None:
    claimed = approved.ready()

    approved.do(services.cancel, approved.row(), by=approved.house.actor("camat.pasarkliwon"), now=NOW)

    assert not approved.do(steps.intend, claimed, now=NOW)
    assert approved.do(steps.claim, claimed.id, now=LATER) is None


def test_nobody_else_acts_on_a_publication(approved: Desk) -> None:
    row = approved.row()
    for who in ("staf.balaikota", "lurah.jebres", "camat.jebres"):
        by = approved.house.actor(who)

        for act in (services.cancel, services.retry_failed):
            with pytest.raises(NotAllowed):
                approved.do(act, row, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            approved.do(services.settle, row, by=by, posted=True, link="", now=NOW)
        with pytest.raises(NotAllowed):
            approved.do(services.shared_by_hand, row, by=by, link="", now=NOW)


# ---------------------------------------------------------------------------------------- retry
def test_a_person_queues_a_failed_one_again(approved: Desk) -> None:
    row = approved.put(P.FAILED, refusals=10)

    approved.do(services.retry_failed, row, by=approved.house.actor("lurah.mojo"), now=LATER)

    row = approved.row()
    assert (row.state, row.due_at, row.refusals) == (P.QUEUED, LATER, 0)
    assert row.attempts[-1].by_name == "Lurah Mojo"


def test_only_a_failed_one_is_queued_again(approved: Desk) -> None:
    for state in (P.QUEUED, P.PUBLISHED, P.UNCONFIRMED, P.CANCELLED):
        row = approved.put(state)

        with pytest.raises(Conflict):
            approved.do(services.retry_failed, row, by=approved.house.actor("lurah.mojo"), now=LATER)

        assert approved.row().state is state


def test_a_failed_one_of_a_reopened_post_is_not_queued_again(approved: Desk) -> None:
    approved.change(PostVersion, state=VersionState.SUPERSEDED)
    row = approved.put(P.FAILED)

    with pytest.raises(Conflict, match="tidak lagi disetujui"):
        approved.do(services.retry_failed, row, by=approved.house.actor("lurah.mojo"), now=LATER)


# --------------------------------------------------------------------------------------- settle
def unconfirmed(approved: Desk) -> Publication:
    approved.do(steps.unconfirmed, approved.publishing(), "jawaban hilang", now=NOW)
    return approved.row()


def test_a_person_who_saw_the_post_settles_it_as_published(approved: Desk) -> None:
    row, link = unconfirmed(approved), "https://www.instagram.com/p/abc"

    approved.do(
        services.settle, row, by=approved.house.actor("lurah.mojo"), posted=True, link=link, now=LATER
    )

    row = approved.row()
    assert (row.state, row.permalink, row.posted_at) == (P.PUBLISHED, link, NOW)
    assert (row.look_at, row.last_error) == (None, "")


def test_a_person_who_saw_nothing_settles_it_as_to_be_sent_again(approved: Desk) -> None:
    first = unconfirmed(approved)

    approved.do(
        services.settle, first, by=approved.house.actor("lurah.mojo"), posted=False, link="", now=LATER
    )

    row = approved.row()
    assert (row.state, row.due_at, row.look_at) == (P.QUEUED, LATER, None)
    # The same container once more, so that a call that arrives even later makes no second post.
    assert (row.container, row.intent_at) == (first.container, None)
    assert row.attempt > first.attempt


def test_nobody_says_not_posted_while_the_call_may_still_arrive(approved: Desk) -> None:
    row, by = unconfirmed(approved), approved.house.actor("lurah.mojo")

    with pytest.raises(Conflict, match="dua menit"):
        approved.do(services.settle, row, by=by, posted=False, link="", now=NOW + timedelta(seconds=119))

    assert approved.row().state is P.UNCONFIRMED
    approved.do(services.settle, row, by=by, posted=False, link="", now=NOW + timedelta(seconds=120))
    assert approved.row().state is P.QUEUED


def test_what_was_reopened_meanwhile_is_not_sent_again(approved: Desk) -> None:
    unconfirmed(approved)
    approved.change(PostVersion, state=VersionState.SUPERSEDED)

    approved.do(
        services.settle,
        approved.row(),
        by=approved.house.actor("lurah.mojo"),
        posted=False,
        link="",
        now=LATER,
    )

    assert approved.row().state is P.CANCELLED


def test_the_version_that_took_its_place_is_sent_once_the_old_one_is_known_not_to_be_there(
    approved: Desk,
) -> None:
    old, house = unconfirmed(approved), approved.house
    lurah = house.actor("lurah.mojo")
    with house.sessions.begin() as session:
        review.reopen(session, factories.post_of(session, approved.work), by=lurah, now=LATER)
    factories.rewrite(house, approved.work, accounts=[approved.account])
    factories.submit(house, approved.work)
    factories.decide(house, approved.work, now=LATER)
    assert [row.state for row in factories.publications(house, approved.work)] == [P.UNCONFIRMED]

    with house.sessions.begin() as session:
        row = session.get_one(Publication, old.id)
        services.settle(session, row, by=lurah, posted=False, link="", now=LATER)

    first, second = factories.publications(house, approved.work)
    assert (first.state, second.state) == (P.CANCELLED, P.QUEUED)
    assert (second.account_id, second.version.number) == (approved.account, 2)
    assert second.decision_id not in (None, first.decision_id)


@pytest.mark.parametrize("posted", [True, False])
def test_only_what_nobody_knows_is_settled(approved: Desk, posted: bool) -> None:
    by = approved.house.actor("lurah.mojo")
    for state in (P.QUEUED, P.PUBLISHING, P.PUBLISHED, P.FAILED):
        row = approved.put(state)

        with pytest.raises(Conflict):
            approved.do(services.settle, row, by=by, posted=posted, link="", now=LATER)

        assert approved.row().state is state


# ---------------------------------------------------------------------------- calls without an end
def test_a_call_without_an_end_is_told_to_a_person_and_proof_still_counts(approved: Desk) -> None:
    claimed = approved.publishing()

    approved.do(services.stop_waiting, now=NOW + services.CALL_ENDS)
    assert approved.row().state is P.PUBLISHING
    approved.do(services.stop_waiting, now=NOW + services.CALL_ENDS + timedelta(seconds=1))

    row = approved.row()
    assert (row.state, row.last_error) == (P.UNCONFIRMED, services.NO_END)
    assert row.look_at is not None
    assert approved.do(steps.published, claimed.id, "77", now=LATER)
    assert approved.row().state is P.PUBLISHED


# ------------------------------------------------------------------------------ what came in between
def test_a_token_that_was_replaced_meanwhile_is_not_blamed(approved: Desk) -> None:
    claimed = approved.publishing()
    reconnect(approved)

    approved.do(refusals.refused, claimed, P.PUBLISHING, REVOKED, now=NOW)

    assert account_of(approved).state is AccountState.CONNECTED


def test_an_address_belongs_to_the_post_it_was_asked_for(approved: Desk) -> None:
    claimed = approved.publishing()
    approved.do(steps.published, claimed.id, "77", now=NOW)

    approved.do(steps.linked, claimed.id, "78", "https://jejaring.example/78")
    assert approved.row().permalink == ""
    approved.do(steps.linked, claimed.id, "77", "https://jejaring.example/77")
    assert approved.row().permalink == "https://jejaring.example/77"


def test_what_was_reopened_is_not_handed_to_a_person(shared: House) -> None:
    waiting = desk(shared, "by_hand")
    claimed = waiting.claim()
    waiting.change(PostVersion, state=VersionState.SUPERSEDED)

    assert not waiting.do(steps.hand_over, claimed, now=NOW)


def test_another_link_for_a_shared_post_leaves_its_trace(shared: House) -> None:
    waiting, lurah = desk(shared, "by_hand"), shared.actor("lurah.mojo")
    waiting.do(steps.hand_over, waiting.claim(), now=NOW)
    for link in ("https://x.com/a/status/1", "https://x.com/a/status/2", "https://x.com/a/status/2", ""):
        waiting.do(services.shared_by_hand, waiting.row(), by=lurah, link=link, now=NOW)

    row = waiting.row()
    assert row.permalink == "https://x.com/a/status/2"
    assert [each.reason for each in row.attempts][-2:] == ["dibagikan sendiri", "tautan diganti"]


# ---------------------------------------------------------------------------- one post an account
COPIED = ("post_id", "version_id", "decision_id", "account_id", "network", "approved_hash", "due_at")


def add_another(approved: Desk) -> None:
    first = approved.row()
    with approved.house.sessions.begin() as session:
        session.execute(insert(Publication).values({name: getattr(first, name) for name in COPIED}))


def test_a_second_publication_of_one_post_on_one_account_is_refused_by_the_database(approved: Desk) -> None:
    for state in set(P) - set(GONE):
        approved.put(state)

        with pytest.raises(IntegrityError, match="uq_publications_post_id_account_id"):
            add_another(approved)


def test_what_has_gone_makes_room_for_another(approved: Desk) -> None:
    for state in GONE:
        approved.put(state)

        add_another(approved)

    assert len(factories.publications(approved.house, approved.work)) == 1 + len(GONE)
