"""One publication on its way to a network that misbehaves: a real database, a real store, a real socket."""

import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from cryptography.fernet import Fernet

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import networks
from evidence.compose.models import PostVersion, Rendition, VersionState
from evidence.core import clock
from evidence.embedded import Store
from evidence.publish import services
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.house import House, furnished
from tests.practice.serving import Account, Running
from tests.publish.desk import Desk, delivery, desk, desk_on
from tests.waiting import until


@pytest.fixture(scope="module")
def practising(cluster: Cluster, store: Store, practice_server: Running) -> Iterator[House]:
    """One house for all tests here: each works on a post and an account of its own."""
    told = {"EVIDENCE_PRACTICE_URL": practice_server.url, "EVIDENCE_PRACTICE_KEY": practice_server.key}
    with furnished(cluster, store, **told) as found:
        yield found


@pytest.fixture
def remote(practice: Running) -> Account:
    """The unit's account on the practice network."""
    return practice.open(f"kel.{secrets.token_hex(5)}")


@pytest.fixture
def approved(practising: House, remote: Account) -> Desk:
    return desk_on(practising, remote)


def deliver(approved: Desk, **replaced: object) -> None:
    """Let a worker take the publication as far as it goes now."""
    delivery(approved.house, **replaced).run(str(approved.row().id))


def path(approved: Desk) -> list[str]:
    """The states the publication has been through."""
    return [attempt.new for attempt in approved.row().attempts]


def due_now(approved: Desk) -> None:
    """Let the time pass that the publication has to wait."""
    approved.put(approved.row().state, due_at=clock.now())


def look_now(approved: Desk) -> None:
    """Let the time pass until the next look."""
    approved.put(approved.row().state, look_at=clock.now())


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


def test_what_is_shared_by_hand_waits_for_a_person(practising: House) -> None:
    approved = desk(practising, "by_hand")

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


# ------------------------------------------------------------------------------- what nobody knows
def test_a_post_whose_answer_was_lost_is_found_and_adopted(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "lose_answer", times=1)

    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert approved.row().remote_id == remote.posts()[0]["id"]
    assert approved.row().attempts[-1].reason == "ditemukan di jejaring"


def test_an_error_page_after_the_call_proves_nothing(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "fail", times=1)

    deliver(approved)

    assert approved.row().state is P.UNCONFIRMED
    assert approved.row().look_at is not None
    assert remote.posts() == []


def test_a_call_dropped_without_an_answer_is_a_question_to_a_person(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "hold", times=1)
    worker = threading.Thread(target=deliver, args=[approved])
    worker.start()
    until(lambda: practice.held("publish") == 1)
    practice.release("publish", act=False)
    worker.join(20)

    assert (approved.row().state, remote.posts()) == (P.UNCONFIRMED, [])

    # The person has looked; two minutes have passed since the call.
    row = approved.put(P.UNCONFIRMED, intent_at=clock.now() - timedelta(minutes=2))
    approved.do(
        services.settle, row, by=approved.house.actor("lurah.mojo"), posted=False, link="", now=clock.now()
    )
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


def test_a_post_that_appears_after_we_stopped_waiting_is_adopted_by_a_later_look(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "slow", times=1, seconds=600)
    impatient = networks(practice.url, read_seconds=0.5)

    deliver(approved, networks=impatient)
    assert (approved.row().state, remote.posts()) == (P.UNCONFIRMED, [])
    practice.clear()
    until(remote.posts)
    look_now(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert approved.row().remote_id == remote.posts()[0]["id"]


def test_a_look_that_shows_nothing_leaves_the_question_open(approved: Desk, remote: Account) -> None:
    approved.put(P.UNCONFIRMED, container=remote.container(), intent_at=clock.now(), look_at=clock.now())

    deliver(approved)

    assert (approved.row().state, approved.row().looks) == (P.UNCONFIRMED, 1)
    assert remote.posts() == []


def test_a_link_that_could_not_be_fetched_is_fetched_later(approved: Desk, practice: Running) -> None:
    practice.fault("permalink", "fail", times=1)
    deliver(approved)
    assert (approved.row().state, approved.row().permalink) == (P.PUBLISHED, "")

    look_now(approved)
    deliver(approved)

    assert approved.row().permalink
    assert approved.row().look_at is None


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
    first.join(20)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1
    assert approved.row().remote_id == remote.posts()[0]["id"]


def test_two_workers_at_the_same_moment_make_one_post(approved: Desk, remote: Account) -> None:
    both = threading.Barrier(2)

    def work() -> None:
        both.wait(10)
        deliver(approved)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(20)

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
