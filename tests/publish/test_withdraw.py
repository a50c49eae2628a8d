"""Taking a post down: who may, when, by a call or by a person, and what is left of it."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.jobs import PUBLISH
from evidence.publish import media, withdrawal
from evidence.publish.afterwards import WITHDRAW
from evidence.publish.models import Hold, MediaLink
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.house import House
from tests.practice.serving import Account, Running
from tests.publish.aftermath import REASON, afterwards, ask, due_again, published, work
from tests.publish.desk import Desk, desk


def test_a_post_is_taken_down_by_a_call_and_what_happened_is_kept(approved: Desk, remote: Account) -> None:
    published(approved)

    ask(approved)
    assert (approved.row().state, approved.row().withdraw_reason) == (P.WITHDRAWING, REASON)
    assert len(remote.posts()) == 1
    work(approved)

    row = approved.row()
    assert remote.posts() == []
    assert (row.state, row.withdraws_by_hand, row.figures_at, row.look_at) == (P.WITHDRAWN, False, None, None)
    assert row.withdrawn_at is not None
    asked, gone = row.attempts[-2:]
    assert (asked.old, asked.new, asked.by_name, asked.reason) == (
        "published", "withdrawing", "Lurah Mojo", REASON,
    )  # fmt: skip
    assert (gone.new, gone.by_name) == ("withdrawn", "Bukti")


def jobs_for(found: Desk) -> int:
    """How many jobs wait to take the post down."""
    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = :lock AND status = 'todo'")
    with found.house.sessions() as session:
        return session.scalar(waiting, {"lock": f"{WITHDRAW}:{found.row().id}"}) or 0


def test_workers_get_one_job_for_it_however_often_one_looks_and_take_it_down(
    approved: Desk, remote: Account
) -> None:
    published(approved)
    ask(approved)

    for _ in range(2):
        afterwards(approved.house).dispatch()
    waiting = jobs_for(approved)
    approved.house.run_jobs(PUBLISH)

    assert (waiting, jobs_for(approved)) == (1, 0)
    assert (approved.row().state, remote.posts()) == (P.WITHDRAWN, [])


def test_the_history_of_the_work_says_that_it_was_taken_down(approved: Desk) -> None:
    published(approved)
    ask(approved, "camat.pasarkliwon")

    with approved.house.sessions() as session:
        told = session.scalars(
            select(AuditEvent).where(
                AuditEvent.subject == approved.work.activity, AuditEvent.act == "publish.withdrawing"
            )
        ).one()
    assert (told.actor_name, told.facts["reason"]) == ("Camat Pasar Kliwon", REASON)


def test_asking_twice_changes_nothing_more(approved: Desk) -> None:
    published(approved)
    ask(approved)
    before = len(approved.row().attempts)

    ask(approved, reason="lain")
    work(approved)
    ask(approved, reason="lain")

    assert approved.row().withdraw_reason == REASON
    assert (approved.row().state, len(approved.row().attempts)) == (P.WITHDRAWN, before + 1)


def test_what_is_not_out_is_not_taken_down(approved: Desk) -> None:
    for state in (P.QUEUED, P.PREPARING, P.READY, P.PUBLISHING, P.FAILED, P.CANCELLED, P.UNCONFIRMED):
        approved.put(state)

        with pytest.raises(Conflict) as refusal:
            ask(approved)
        assert ("Pastikan dahulu" in str(refusal.value)) == (state is P.UNCONFIRMED)


def test_only_the_unit_and_those_above_it_take_down(approved: Desk) -> None:
    published(approved)
    for who in ("staf.balaikota", "lurah.jebres", "camat.jebres"):
        with pytest.raises(NotAllowed):
            ask(approved, who)
        for act in (withdrawal.deleted_by_hand, withdrawal.not_deleted):
            with pytest.raises(NotAllowed):
                approved.do(act, approved.row(), by=approved.house.actor(who), now=clock.now())
    ask(approved, "camat.pasarkliwon")

    assert approved.row().state is P.WITHDRAWING


def test_a_reason_is_needed_and_is_kept_in_words() -> None:
    assert withdrawal.reason_of("mistaken", "") == REASON
    assert withdrawal.reason_of("mistaken", " Salah RT. ") == f"{REASON}; Salah RT."
    assert withdrawal.reason_of("other", "Salah RT.") == "Salah RT."
    for code, words in (("", " "), ("other", ""), ("apa", "x"), ("other", "x" * 301), ("other", "\x00")):
        with pytest.raises(Invalid):
            withdrawal.reason_of(code, words)


def test_the_links_of_its_pictures_die_at_once(approved: Desk) -> None:
    published(approved)
    link = factories.media_link(approved.house, approved.work)
    assert approved.do(media.readable, link, now=clock.now()) is not None

    ask(approved)

    assert approved.do(media.readable, link, now=clock.now()) is None
    with approved.house.sessions() as session:
        assert session.get(MediaLink, link) is None
    assert approved.house.app.test_client().get(f"/media/{link}.jpg").status_code == 404


# ------------------------------------------------------------------------------------- what goes wrong
def test_a_network_that_is_busy_is_asked_again_and_not_before_its_time(
    approved: Desk, remote: Account, practice: Running
) -> None:
    published(approved)
    practice.fault("withdraw", "throttle", times=1, seconds=40, account=remote.id)
    ask(approved)

    work(approved)
    row = approved.row()
    assert row.state is P.WITHDRAWING
    assert (row.due_at - clock.now()).total_seconds() > 30
    work(approved)
    assert approved.row().state is P.WITHDRAWING

    due_again(approved)
    work(approved)
    assert (approved.row().state, remote.posts()) == (P.WITHDRAWN, [])


def test_an_answer_that_was_lost_does_no_harm(approved: Desk, remote: Account, practice: Running) -> None:
    published(approved)
    practice.fault("withdraw", "lose_answer", times=1, account=remote.id)
    ask(approved)

    work(approved)
    assert (approved.row().state, remote.posts()) == (P.WITHDRAWING, [])
    due_again(approved)
    work(approved)

    assert approved.row().state is P.WITHDRAWN


def test_a_refusal_for_good_is_told_and_tried_again_or_done_by_a_person(
    approved: Desk, remote: Account, practice: Running
) -> None:
    published(approved)
    practice.fault("withdraw", "reject", times=1, account=remote.id)
    ask(approved)
    work(approved)

    row = approved.row()
    assert (row.state, len(remote.posts())) == (P.WITHDRAW_FAILED, 1)
    assert "menolak" in row.last_error

    again(approved)
    assert (approved.row().state, approved.row().withdraw_reason) == (P.WITHDRAWING, REASON)
    again(approved, by_hand=True)
    assert approved.row().withdraws_by_hand
    work(approved)
    assert len(remote.posts()) == 1

    approved.do(
        withdrawal.deleted_by_hand, approved.row(), by=approved.house.actor("lurah.mojo"), now=clock.now()
    )
    assert (approved.row().state, approved.row().attempts[-1].by_name) == (P.WITHDRAWN, "Lurah Mojo")


def again(approved: Desk, *, by_hand: bool = False) -> None:
    approved.do(
        withdrawal.again, approved.row(), by=approved.house.actor("lurah.mojo"),
        networks=approved.house.app.extensions["house"].networks, now=clock.now(), by_hand=by_hand,
    )  # fmt: skip


def test_ten_tries_are_enough(approved: Desk, remote: Account, practice: Running) -> None:
    published(approved)
    practice.fault("withdraw", "fail", times=20, account=remote.id)
    ask(approved)

    for _ in range(10):
        assert approved.row().state is P.WITHDRAWING
        due_again(approved)
        work(approved)

    assert approved.row().state is P.WITHDRAW_FAILED
    practice.clear()


def test_tries_that_never_end_are_told_to_a_person_too(approved: Desk) -> None:
    published(approved)
    ask(approved)
    approved.put(P.WITHDRAWING, refusals=10)

    work(approved)

    assert (approved.row().state, approved.row().last_error) == (
        P.WITHDRAW_FAILED, "penarikan tidak kunjung selesai",
    )  # fmt: skip


def test_a_connection_that_was_lost_fails_the_withdrawal_and_leaves_the_account_alone(
    approved: Desk, remote: Account, practice: Running
) -> None:
    published(approved)
    ask(approved)
    practice.call("DELETE", f"/api/accounts/{remote.id}/tokens")

    work(approved)

    row = approved.row()
    assert (row.state, row.last_error) == (P.WITHDRAW_FAILED, "sambungan ditolak jejaring")
    assert row.account.state == "connected"


def test_a_network_that_went_away_is_told(approved: Desk) -> None:
    published(approved)
    ask(approved)

    work(approved, networks={})

    assert approved.row().last_error == "jejaring ini tidak tersedia"


# ------------------------------------------------------------------------------------- by a person
def test_where_no_call_can_delete_a_person_does(shared: House) -> None:
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())
    ask(found)
    assert found.row().withdraws_by_hand
    afterwards(shared).dispatch()
    assert jobs_for(found) == 0
    work(found)
    assert found.row().state is P.WITHDRAWING

    lurah = shared.actor("lurah.mojo")
    found.do(withdrawal.not_deleted, found.row(), by=lurah, now=clock.now())
    assert (found.row().state, found.row().last_error) == (P.WITHDRAW_FAILED, "belum dapat dihapus")
    found.do(withdrawal.deleted_by_hand, found.row(), by=lurah, now=clock.now())
    found.do(withdrawal.deleted_by_hand, found.row(), by=lurah, now=clock.now())

    assert found.row().state is P.WITHDRAWN


def test_a_person_decides_where_the_id_or_the_token_or_the_networks_call_is_missing(approved: Desk) -> None:
    published(approved)
    networks = approved.house.app.extensions["house"].networks
    row = approved.row()
    assert withdrawal.by_machine(row, networks)
    assert not withdrawal.by_machine(row, {})
    assert not withdrawal.by_machine(row, {"practice": replace(networks["practice"], withdraws=False)})

    row.remote_id = None
    assert not withdrawal.by_machine(row, networks)
    row.remote_id, row.account.token = "p1", None
    assert not withdrawal.by_machine(row, networks)


def test_nobody_confirms_what_a_worker_is_taking_down(approved: Desk) -> None:
    published(approved)
    lurah = approved.house.actor("lurah.mojo")
    for act in (withdrawal.deleted_by_hand, withdrawal.not_deleted):
        with pytest.raises(Conflict):
            approved.do(act, approved.row(), by=lurah, now=clock.now())
    ask(approved)

    for act in (withdrawal.deleted_by_hand, withdrawal.not_deleted):
        with pytest.raises(Conflict):
            approved.do(act, approved.row(), by=lurah, now=clock.now())
    assert approved.row().state is P.WITHDRAWING
    with pytest.raises(Conflict):
        again(approved)


def test_a_withdrawal_waits_for_nothing_that_posting_waits_for(approved: Desk, remote: Account) -> None:
    published(approved)
    ask(approved)
    approved.put(P.WITHDRAWING, hold_reason=Hold.PAUSED)

    work(approved)

    assert remote.posts() == []
