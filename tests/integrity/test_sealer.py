"""The sealer seals every committed act once, whatever the order of commits and however often it is killed."""

import random
import signal
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from evidence.adapters.storage import Storage
from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.seals import Seal, unsealed_since
from evidence.integrity.chain import read_head
from evidence.integrity.heads import Exports, head_of
from tests.integrity.sealing import WRITERS, Sealed
from tests.waiting import until

ROUNDS = 12


def test_each_round_seals_what_is_new_and_signs_its_last(sealed: Sealed) -> None:
    sealer = sealed.sealer()
    first = [sealed.act() for _ in range(3)]
    assert sealer.seal() == 3
    second = sealed.act(facts="lebih")
    assert (sealer.seal(), sealer.seal()) == (1, 0)

    chain = sealed.chain()

    assert [each.event_id for each in chain] == [*first, second]
    assert [each.signature is not None for each in chain] == [False, False, True, True]
    assert all(sealer.keys.signed(head_of(each)) for each in chain[2:])


def test_how_long_the_oldest_act_has_waited_is_known(sealed: Sealed) -> None:
    sealer, seen = sealed.sealer(), []
    for step in (lambda: None, sealed.act, sealer.seal, sealed.act):
        step()
        with sealed.sessions() as session:
            seen.append(unsealed_since(session))
    with sealed.sessions() as session:
        times = session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)).all()

    assert seen == [None, times[0], None, times[1]]


def test_an_act_that_commits_late_is_sealed_although_its_number_is_smaller(sealed: Sealed) -> None:
    sealer = sealed.sealer()
    with sealed.sessions() as slow:
        audit.record(slow, "test.slow", uuid.uuid4())
        slow.flush()
        early = slow.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)).one()
        late = sealed.act()
        assert sealer.seal() == 1
        slow.commit()

    assert early < late
    assert sealer.seal() == 1
    assert [each.event_id for each in sealed.chain()] == [late, early]


def test_an_act_that_nobody_looked_back_to_is_found_after_a_start(sealed: Sealed) -> None:
    sealer = sealed.sealer()
    sealer.looks_back = 2
    with sealed.sessions() as slow:
        audit.record(slow, "test.slow", uuid.uuid4())
        slow.flush()
        for _ in range(5):
            sealed.act()
            sealer.seal()
        slow.commit()

    assert sealer.seal() == 0
    assert sealed.sealer().seal() == 1
    assert len(sealed.chain()) == 6


def test_eight_writers_that_commit_when_they_like_leave_nothing_unsealed(sealed: Sealed) -> None:
    over = threading.Event()
    sealer = sealed.sealer()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for number in range(ROUNDS):
            sealed.act_at_random(chance, over, writer=seed, number=number)

    def seal() -> None:
        while not over.wait(0.005):
            sealer.seal()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(WRITERS)]
    sealing = threading.Thread(target=seal)
    for each in (*writers, sealing):
        each.start()
    seen: list[list[int]] = []
    for each in writers:
        each.join()
        seen.append([seal.event_id for seal in sealed.chain()])
    over.set()
    sealing.join()
    sealer.seal()

    order = [each.event_id for each in sealed.chain()]
    with sealed.sessions() as session:
        acts = set(session.scalars(select(AuditEvent.id)))
    assert len(order) == len(set(order))
    assert set(order) == acts
    assert all(order[: len(earlier)] == earlier for earlier in seen)
    assert order != sorted(order), "nothing committed out of order, so nothing was shown"


def test_two_sealers_at_once_make_one_chain(sealed: Sealed) -> None:
    acts = [sealed.act() for _ in range(30)]
    sealers = [sealed.sealer() for _ in range(2)]

    def work(which: int) -> None:
        for _ in range(20):
            sealers[which].round()

    both = [threading.Thread(target=work, args=(which,)) for which in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert [each.event_id for each in sealed.chain()] == acts


def test_the_day_s_head_is_carried_outside_once_and_the_latest_each_time(
    sealed: Sealed, tmp_path: Path
) -> None:
    sealer = sealed.sealer()
    sealer.exports = Exports(None, tmp_path / "heads")
    for _ in range(3):
        sealed.act()
        sealer.round()

    days = sorted((tmp_path / "heads").glob("2*.json"))
    first, *_rest, last = sealed.chain()
    assert [read_head(each.read_text()) for each in days] == [head_of(first)]
    assert read_head((tmp_path / "heads" / "latest.json").read_text()) == head_of(last)


def test_days_on_which_the_store_was_away_are_carried_later_and_nothing_is_carried_twice(
    sealed: Sealed, storage: Storage, tmp_path: Path
) -> None:
    today = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
    exports = Exports(storage, tmp_path / "heads")
    for days_ago in (3, 2, 1, 0):
        sealer = sealed.sealer()
        sealer.now = lambda at=today - timedelta(days=days_ago): at  # type: ignore[misc]
        sealed.act()
        sealer.seal()
        if days_ago == 3:
            carry(sealed, exports, sealer.now())
    first = storage.get("heads/2026-11-25.json")
    carry(sealed, exports, today)

    chain = sealed.chain()
    names = [f"2026-11-{day}.json" for day in (25, 26, 27, 28)]
    assert [each.key for each in storage.list("heads/")] == [f"heads/{name}" for name in names]
    assert [read_head(storage.get(f"heads/{name}")) for name in names] == [head_of(each) for each in chain]
    assert sorted(each.name for each in (tmp_path / "heads").glob("2*")) == names
    assert storage.get("heads/2026-11-25.json") == first


def carry(sealed: Sealed, exports: Exports, now: datetime) -> None:
    with sealed.sessions() as session:
        exports.carry(session, now)


def test_a_chain_that_was_cut_leaves_its_last_head_behind(sealed: Sealed, tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    sealer = sealed.sealer()
    sealer.exports = Exports(None, folder)
    for _ in range(2):
        sealed.act()
        sealer.round()
    lost = read_head((folder / "latest.json").read_text())
    with psycopg.connect(sealed.databases.owner_url.replace("+psycopg", "", 1)) as owner:
        owner.execute("DELETE FROM seals WHERE number = 2")
        owner.execute("UPDATE audit_events SET act = 'test.other' WHERE act = 'test.act'")

    sealer.round()

    (kept,) = folder.glob("cut-*.json")
    assert read_head(kept.read_text()) == lost
    assert read_head((folder / "latest.json").read_text()).link != lost.link


CALLS = {
    "the application": (
        "app_url",
        [
            "UPDATE audit_events SET act = 'x'",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
            "INSERT INTO audit_events (at, actor_name, act, subject, facts)"
            " VALUES (now(), 'x', 'x', gen_random_uuid(), '{}')",
            "INSERT INTO audit_events (id, actor_name, act, subject, facts) OVERRIDING SYSTEM VALUE"
            " VALUES (1, 'x', 'x', gen_random_uuid(), '{}')",
            "INSERT INTO seals (number, event_id, link, sealed_at) VALUES (1, 1, 'x', now())",
            "UPDATE seals SET link = 'x'",
            "DELETE FROM seals",
            "UPDATE redactions SET minute_text = 'x'",
            "DELETE FROM redactions",
        ],
    ),
    "the sealer": (
        "sealer_url",
        [
            "INSERT INTO audit_events (actor_name, act, subject, facts)"
            " VALUES ('x', 'x', gen_random_uuid(), '{}')",
            "UPDATE audit_events SET act = 'x'",
            "DELETE FROM audit_events",
            "UPDATE seals SET link = 'x'",
            "DELETE FROM seals",
            "SELECT 1 FROM users",
            "SELECT 1 FROM photos",
        ],
    ),
}


@pytest.mark.parametrize("who", CALLS)
def test_the_database_refuses_what_is_not_theirs(sealed: Sealed, who: str) -> None:
    name, statements = CALLS[who]
    url = getattr(sealed.databases, name).replace("+psycopg", "", 1)
    allowed = []
    for statement in statements:
        with psycopg.connect(url) as connection:
            try:
                connection.execute(statement)
                allowed.append(statement)
            except psycopg.errors.InsufficientPrivilege:
                connection.rollback()

    assert allowed == []


def test_the_process_seals_on_its_own_and_a_kill_in_the_middle_breaks_nothing(
    sealed: Sealed, tmp_path: Path
) -> None:
    for killed in (True, False):
        process = sealed.sealer_process(tmp_path / "heads")
        try:
            before = sealed.count()
            until(lambda before=before: sealed.act() and sealed.count() > before + 3, 60.0)  # type: ignore[misc]
        finally:
            process.send_signal(signal.SIGKILL if killed else signal.SIGTERM)
        assert process.wait(60) == (-signal.SIGKILL if killed else 0)

    sealed.sealer().seal()
    with sealed.sessions() as session:
        unsealed = session.scalar(
            text("SELECT count(*) FROM audit_events WHERE id NOT IN (SELECT event_id FROM seals)")
        )
        last = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one()
    assert unsealed == 0
    assert last.signature is not None
    assert sealed.chain()
