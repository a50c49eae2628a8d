"""What may not happen while somebody looks for a lost answer, or after an account was held back."""

from datetime import timedelta
from time import monotonic

import pytest

from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks import Access, Caller, Practice, Refused, Remedy, Submission
from evidence.adapters.networks.http import LATE, leaving_by
from evidence.compose.models import PostVersion, VersionState
from evidence.core.errors import Conflict
from evidence.publish import refusals, services, steps
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.steps import Claim
from tests import factories
from tests.house import House
from tests.networks.submissions import submission
from tests.practice.serving import Account, Running
from tests.publish.desk import NOW, Desk, delivery, desk

LATER = NOW + timedelta(minutes=5)


def unconfirmed(of: Desk) -> Claim:
    """A worker looks for the answer that was lost."""
    of.do(steps.unconfirmed, of.publishing(), "jawaban hilang", now=NOW)
    of.put(P.UNCONFIRMED, look_at=NOW)
    return of.claim(LATER)


@pytest.fixture
def looked_for(newsstand: House) -> Desk:
    return desk(newsstand)


def repeated(of: Desk, claimed: Claim) -> bool:
    assert claimed.intent_at is not None
    return of.do(steps.repeat, claimed, claimed.intent_at, now=LATER)


def test_a_call_is_repeated_while_its_intent_stands_and_a_person_then_waits_for_it(looked_for: Desk) -> None:
    claimed = unconfirmed(looked_for)
    assert repeated(looked_for, claimed)

    lurah = looked_for.house.actor("lurah.mojo")
    with pytest.raises(Conflict):
        looked_for.do(
            services.settle,
            looked_for.row(),
            by=lurah,
            posted=False,
            link="",
            now=LATER + timedelta(minutes=1),
        )


def test_what_a_person_has_settled_is_not_called_again(looked_for: Desk) -> None:
    claimed = unconfirmed(looked_for)
    lurah = looked_for.house.actor("lurah.mojo")
    looked_for.do(services.settle, looked_for.row(), by=lurah, posted=False, link="", now=LATER)

    assert not repeated(looked_for, claimed)


@pytest.mark.parametrize("what", ["reopened", "account held"])
def test_what_may_not_go_out_any_more_is_not_called_again(looked_for: Desk, what: str) -> None:
    claimed = unconfirmed(looked_for)
    if what == "reopened":
        looked_for.change(PostVersion, state=VersionState.SUPERSEDED)
    else:
        looked_for.change(SocialAccount, state=AccountState.PAUSED)

    assert not repeated(looked_for, claimed)


def test_a_held_account_stops_what_is_on_its_way_before_the_intent(looked_for: Desk) -> None:
    claimed = looked_for.ready()
    looked_for.change(SocialAccount, state=AccountState.PAUSED)

    assert not looked_for.do(steps.intend, claimed, now=NOW)
    assert looked_for.do(steps.claim, looked_for.row().id, now=LATER) is None
    assert (looked_for.row().state, looked_for.row().hold_reason) == (P.QUEUED, Hold.PAUSED)


def blocked(of: Desk, claimed: Claim, *, known: bool) -> None:
    """The network says of the call of ``claimed`` that it blocks the account, and perhaps that nothing was posted."""
    if known:
        of.do(refusals.refused, claimed, P.PUBLISHING, Refused("dibatasi", Remedy.PAUSE), now=NOW)
    else:
        of.do(steps.unconfirmed, claimed, "dibatasi", now=NOW, pauses=True)


@pytest.mark.parametrize("known", [True, False])
def test_a_block_stands_although_the_token_was_renewed_meanwhile(looked_for: Desk, known: bool) -> None:
    claimed = looked_for.publishing()
    looked_for.change(SocialAccount, token=b"diperpanjang")

    blocked(looked_for, claimed, known=known)

    assert looked_for.row().account.state is AccountState.PAUSED


@pytest.mark.parametrize("known", [True, False])
def test_a_block_is_over_for_whoever_connected_the_account_anew_meanwhile(
    looked_for: Desk, known: bool
) -> None:
    claimed = looked_for.publishing()
    looked_for.change(SocialAccount, token=b"baru", connected_at=LATER)

    blocked(looked_for, claimed, known=known)

    assert looked_for.row().account.state is AccountState.CONNECTED


def test_a_post_belongs_to_one_publication(looked_for: Desk) -> None:
    first = looked_for.publishing()
    assert looked_for.do(steps.published, first.id, "77", now=NOW)
    later = factories.approved(looked_for.house, accounts=[looked_for.account], now=NOW)
    second = Desk(looked_for.house, later, looked_for.account)

    assert not second.do(steps.published, second.publishing().id, "77", now=NOW)
    assert second.row().state is P.PUBLISHING


def test_what_lies_in_an_inbox_survives_a_look_that_fails(looked_for: Desk) -> None:
    claimed = looked_for.publishing()
    assert looked_for.do(steps.in_inbox, claimed, "p1", now=NOW)
    inbox: Publication = looked_for.row()

    refused = Refused("kesalahan", Remedy.WAIT)
    assert not looked_for.do(refusals.refused, claimed, P.READY, refused, now=NOW)
    assert (inbox.state, inbox.remote_id) == (P.READY, "p1")


def test_a_call_that_would_leave_too_late_does_not_leave(practice: Running, remote: Account) -> None:
    network, access = Practice(practice.url, Caller()), Access(remote.id, remote.handle, remote.token)
    container = network.prepare(access, submission()).container

    with pytest.raises(Refused) as raised, leaving_by(monotonic() - 60):
        network.publish(access, submission(), container)

    assert raised.value.reason == LATE
    assert remote.posts() == []


def test_another_time_changes_neither_the_key_nor_the_making_of_what_is_sent(looked_for: Desk) -> None:
    def parcel() -> Submission:
        claimed, network = (
            looked_for.claim(LATER),
            looked_for.house.app.extensions["house"].networks["practice"],
        )
        return delivery(looked_for.house).packing.parcel(claimed, network).submission

    first = parcel()
    looked_for.put(P.PREPARING, planned_at=NOW + timedelta(days=7))
    second = parcel()

    assert (first.key, first.at) == (second.key, second.at)
    assert second.planned_at == NOW + timedelta(days=7)
