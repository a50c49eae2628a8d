"""One publication on its way to a network that misbehaves: a real database, a real store, a real socket."""

import threading
from datetime import timedelta

import psycopg
import pytest
from cryptography.fernet import Fernet

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import Network, Practice
from evidence.compose.models import PostVersion, Rendition, VersionState
from evidence.core import clock
from evidence.publish import ledger, services
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from tests.house import House
from tests.practice.serving import Account, Running
from tests.publish.delivering import deliver, due_now, look_now, path
from tests.publish.desk import Desk, delivery, desk
from tests.stores import OwnStore
from tests.waiting import until


# ----------------------------------------------------------------------------------- as it should
def test_what_was_approved_is_what_is_posted(approved: Desk, remote: Account) -> None:
    deliver(approved)

    (post,), row = remote.posts(), approved.row()
    assert post["image_sha256"] == row.version.image_sha256
    assert (post["caption"], post["alt_text"]) == (row.version.caption, row.version.alt_text)
    assert (row.state, row.remote_id) == (P.PUBLISHED, post["id"])
    assert row.permalink.endswith(post["id"])
    assert path(approved) == ["preparing", "ready", "publishing", "published"]


def test_a_network_gets_the_words_that_were_written_for_it(approved: Desk, remote: Account) -> None:
    approved.change(PostVersion, captions={"practice": "Khusus latihan.", "by_hand": "Lain."})

    deliver(approved)

    assert remote.posts()[0]["caption"] == "Khusus latihan."


def test_what_is_published_is_not_delivered_again(approved: Desk, remote: Account) -> None:
    for _ in range(3):
        deliver(approved)

    assert len(remote.posts()) == 1


def test_what_is_shared_by_hand_waits_for_a_person(newsstand: House) -> None:
    approved = desk(newsstand, "by_hand")

    deliver(approved)

    assert (approved.row().state, approved.row().container) == (P.READY, "")


# -------------------------------------------------------------------------------- proven refusals
def test_a_failure_before_anything_could_be_posted_is_tried_again(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("media", "fail", times=1)
    deliver(approved)
    assert (approved.row().state, approved.row().refusals) == (P.QUEUED, 1)

    due_now(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


def test_a_network_that_asks_for_time_gets_it(approved: Desk, practice: Running, remote: Account) -> None:
    practice.fault("publish", "throttle", times=1, seconds=40)
    begun = clock.now()

    deliver(approved)

    assert approved.row().state is P.QUEUED
    assert timedelta(seconds=40) <= approved.row().due_at - begun < timedelta(seconds=60)
    assert remote.posts() == []


def test_a_refusal_for_good_fails_in_the_networks_own_words(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "reject", times=1)

    deliver(approved)

    assert approved.row().state is P.FAILED
    assert "jejaring menolak unggahan ini" in approved.row().last_error
    assert remote.posts() == []


def test_a_persons_retry_prepares_everything_anew(
    approved: Desk, practice: Running, remote: Account, practice_database_url: str
) -> None:
    practice.fault("publish", "reject", times=1)
    deliver(approved)
    with psycopg.connect(practice_database_url.replace("+psycopg", ""), autocommit=True) as network:
        # The refused container is forgotten by the network too.
        network.execute("DELETE FROM practice.containers WHERE account_id = %s", (remote.id,))

    approved.do(services.retry_failed, approved.row(), by=approved.house.actor("lurah.mojo"), now=clock.now())
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


@pytest.mark.parametrize(("refusals", "ends"), [(1, P.PUBLISHED), (2, P.FAILED)])
def test_an_older_container_that_is_refused_for_good_is_made_anew_once_and_the_account_does_not_rest(
    approved: Desk, practice: Running, remote: Account, refusals: int, ends: P
) -> None:
    sent = approved.row().version.image_sha256
    approved.put(P.READY, container=remote.container(), sent_sha256=sent, attempt=1)
    practice.fault("publish", "reject", times=refusals)

    deliver(approved)
    assert (approved.row().state, approved.row().container) == (P.QUEUED, "")
    assert not approved.do(ledger.rests, approved.account, clock.now())
    due_now(approved)
    deliver(approved)

    assert approved.row().state is ends
    assert len(remote.posts()) == 2 - refusals


@pytest.mark.parametrize("fate", ["expired", "forgotten"])
def test_a_container_that_the_network_gave_up_is_made_again(
    approved: Desk, remote: Account, practice_database_url: str, fate: str
) -> None:
    sent = approved.row().version.image_sha256
    approved.put(P.READY, container=remote.container(), sent_sha256=sent, attempt=1)
    with psycopg.connect(practice_database_url.replace("+psycopg", ""), autocommit=True) as network:
        network.execute(
            "DELETE FROM practice.containers WHERE account_id = %s"
            if fate == "forgotten"
            else "UPDATE practice.containers SET created = created - interval '25 hours' WHERE account_id = %s",
            (remote.id,),
        )

    deliver(approved)
    assert (approved.row().state, approved.row().container) == (P.QUEUED, "")
    due_now(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert [post["image_sha256"] for post in remote.posts()] == [sent]


def test_a_revoked_token_holds_the_publication_until_the_account_is_back(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.call("DELETE", f"/api/accounts/{remote.id}/tokens").raise_for_status()
    deliver(approved)
    assert (approved.row().state, approved.row().hold_reason) == (P.QUEUED, Hold.TOKEN)
    assert approved.row().account.state is AccountState.NEEDS_RECONNECT

    box: TokenBox = approved.house.app.extensions["token_box"]
    fresh = practice.open(remote.handle)
    approved.change(SocialAccount, state=AccountState.CONNECTED, token=box.close(fresh.token))
    delivery(approved.house).dispatch()
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(fresh.posts()) == 1


# --------------------------------------------------------------------------------- two at one row
@pytest.mark.parametrize("step", ["media", "publish"])
def test_a_worker_that_was_taken_over_in_the_middle_of_a_call_does_no_harm(
    approved: Desk, practice: Running, remote: Account, step: str
) -> None:
    practice.fault(step, "hold", times=1)
    first = threading.Thread(target=deliver, args=[approved])
    first.start()
    until(lambda: practice.held(step) == 1)

    deliver(approved)
    practice.release(step)
    first.join(60)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1
    assert approved.row().remote_id == remote.posts()[0]["id"]


def test_two_workers_at_the_same_moment_make_one_post(approved: Desk, remote: Account) -> None:
    both = threading.Barrier(2)

    def work() -> None:
        both.wait(60)
        deliver(approved)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


# ------------------------------------------------------------------------------ what may not be sent
def test_what_was_reopened_after_it_was_prepared_is_not_sent(approved: Desk, remote: Account) -> None:
    sent = approved.row().version.image_sha256
    approved.put(P.READY, container=remote.container(), sent_sha256=sent, attempt=1)
    approved.change(PostVersion, state=VersionState.SUPERSEDED)

    deliver(approved)

    assert (approved.row().state, remote.posts()) == (P.CANCELLED, [])


def test_a_picture_that_is_gone_from_the_store_fails(approved: Desk, remote: Account) -> None:
    storage = approved.house.app.extensions["house"].storage
    storage.delete(picture_key(approved))

    deliver(approved)

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "gambar yang disetujui tidak ada")
    assert remote.posts() == []


def test_a_picture_that_was_swapped_in_the_store_fails(approved: Desk, remote: Account) -> None:
    storage = approved.house.app.extensions["house"].storage
    storage.put(picture_key(approved), b"\xff\xd8\xff gambar lain", "image/jpeg")

    deliver(approved)

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "gambar berubah sejak disetujui")
    assert remote.posts() == []


def test_a_store_that_is_down_is_a_reason_to_wait_that_people_can_read(
    approved: Desk, remote: Account, own_store: OwnStore
) -> None:
    deliver(approved, storage=own_store.store.storage("tidur"))

    row = approved.row()
    assert (row.state, row.refusals, row.last_error) == (P.QUEUED, 1, "penyimpanan tidak menjawab")
    due_now(approved)
    deliver(approved)
    assert approved.row().state is P.PUBLISHED


class Faulty:
    """A network whose module has a fault of ours in one call."""

    name, label, by_hand = "practice", "Jejaring latihan", False

    def __init__(self, real: Network, broken: str) -> None:
        self._real, self._broken = real, broken

    def __getattr__(self, call: str) -> object:
        if call == self._broken:
            return lambda *_given: {}["nothing"]
        return getattr(self._real, call)


@pytest.mark.parametrize(
    ("call", "state", "posts"),
    [("prepare", P.QUEUED, 0), ("publish", P.UNCONFIRMED, 0), ("permalink", P.PUBLISHED, 1)],
)
def test_a_fault_of_ours_leaves_nothing_standing_still_and_is_told(
    approved: Desk, practice: Running, remote: Account, call: str, state: P, posts: int
) -> None:
    deliver(approved, networks={"practice": Faulty(Practice(practice.url), call)})

    row = approved.row()
    assert (row.state, len(remote.posts())) == (state, posts)
    assert row.last_error == ("" if state is P.PUBLISHED else "kesalahan di pihak kami")


def picture_key(approved: Desk) -> str:
    with approved.house.sessions() as session:
        return session.get_one(Rendition, approved.row().version.rendition_id).object_key


# ------------------------------------------------------------------------- when no call can be made
def test_without_its_key_nothing_is_sent_and_the_account_must_be_connected_again(
    approved: Desk, remote: Account
) -> None:
    deliver(approved, box=TokenBox([Fernet.generate_key().decode()]))

    assert (approved.row().state, approved.row().hold_reason) == (P.QUEUED, Hold.TOKEN)
    assert approved.row().account.state is AccountState.NEEDS_RECONNECT
    assert remote.posts() == []


@pytest.mark.parametrize("lost", ["key", "network"])
def test_an_open_intent_is_never_sent_again_for_want_of_a_look(
    approved: Desk, remote: Account, lost: str
) -> None:
    approved.put(P.PUBLISHING, container=remote.container(), intent_at=clock.now(), attempt=1)
    remote.publish(approved.row().container)
    without = {"key": {"box": TokenBox([Fernet.generate_key().decode()])}, "network": {"networks": {}}}[lost]

    deliver(approved, **without)
    assert approved.row().state is P.UNCONFIRMED
    look_now(approved)
    deliver(approved, **without)
    assert approved.row().state is P.UNCONFIRMED

    look_now(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


def test_a_network_that_is_not_here_fails_before_anything_is_sent(approved: Desk) -> None:
    deliver(approved, networks={})

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "jejaring ini tidak tersedia")
