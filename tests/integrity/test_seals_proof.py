"""Every tampering, a sealer that is killed again and again, and a hundred thousand acts; the figures are kept."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bench.proof import keep, percentile
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.embedded import Store
from evidence.integrity import keys, links
from evidence.integrity.report import Report
from tests.clusters import Cluster
from tests.integrity import of_the_trail, of_the_work
from tests.integrity.city import sealed_city
from tests.integrity.sealing import WRITERS, Sealed
from tests.waiting import until

KILLS, MANY = 20, 100_000
PAGE = """# Sealing and checking

`make prove` writes this page.

## Tampering

Each is done as the database's superuser, or in the object store or the folder of heads past the application, to a
small city whose work is sealed; then `evidence verify` looks. {count} ways, {found} found. On the untouched city it
finds nothing.

| what was done | what is said |
| --- | --- |
{rows}

## Kills

{writers} writers commit {acts} acts, with up to three in one transaction, waits of up to 10 ms before the commit, and
one in ten rolled back, while the sealer is killed with `kill -9` and started again, {kills} times. Afterwards every
act was sealed exactly once, the order of the seals was at each look a continuation of the one before, {late} acts
were sealed after one with a larger number, and `verify` found nothing.

## A hundred thousand acts

| | seconds |
| --- | --: |
| sealing {many} acts that wait | {sealing:.1f} |
| a round with one new act, p50 / p95 of 100 | {round50:.3f} / {round95:.3f} |
| a round that looks at all of them | {whole:.2f} |
| following the chain in `verify` | {follow:.1f} |

What this does not show: acts that were removed within the seconds before their seal, and a chain that was written
anew by somebody who holds the key and reaches every copy of its heads.
"""


@pytest.mark.prove
def test_what_the_seals_show(cluster: Cluster, store: Store, sealed: Sealed, tmp_path: Path) -> None:
    told = tampered(cluster, store, tmp_path)
    acts, late = killed(sealed)
    figures = measured(sealed)

    rows = "\n".join(
        f"| {name.replace('_s_', chr(39) + 's ').replace('_', ' ')} | {', '.join(codes)} |"
        for name, expected, codes in told
        if expected in codes
    )
    keep(
        "seals",
        PAGE.format(
            count=len(told), found=rows.count("\n") + 1, rows=rows, writers=WRITERS, acts=acts, kills=KILLS,
            late=late, many=MANY, **figures,
        ),
    )  # fmt: skip
    assert [name for name, expected, codes in told if expected not in codes] == []


def tampered(cluster: Cluster, store: Store, folder: Path) -> list[tuple[str, str, list[str]]]:
    """Each tampering with what had to be said and what was."""
    told = []
    place = folder / "city"
    place.mkdir()
    with sealed_city(cluster, store, place) as city:
        with city.hand() as hand:
            assert hand.verify().problems == []
        for each, expected in {**of_the_trail.TAMPERINGS, **of_the_work.TAMPERINGS}.items():
            with city.hand() as hand:
                each(hand)
                report = hand.verify()
                told.append((each.__name__, expected, sorted(report.counts)))
    return told


def killed(sealed: Sealed) -> tuple[int, int]:
    """How many acts were sealed while the sealer was killed, and how many of them after a larger number."""
    over = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        while not over.is_set():
            sealed.act_at_random(chance, over, writer=seed)
            over.wait(chance.random() * 0.1)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(WRITERS)]
    for each in writers:
        each.start()
    order: list[int] = []
    try:
        for _ in range(KILLS):
            process = sealed.sealer_process()
            until(lambda: unsealed(sealed) < 2 * WRITERS, 60.0)
            # It is up with the writers now, so that what commits late is seen to be late.
            count = sealed.count()
            until(lambda least=count: sealed.count() > least + 200, 60.0)  # type: ignore[misc]
            process.kill()
            process.wait()
            seen = [each.event_id for each in sealed.chain()]
            assert seen[: len(order)] == order
            order = seen
    finally:
        over.set()
        for each in writers:
            each.join()
    sealed.sealer().seal()
    order = [each.event_id for each in sealed.chain()]
    with sealed.sessions() as session:
        assert sorted(order) == sorted(session.scalars(select(AuditEvent.id)))
        report = Report()
        links.check(session, keys.load(sealed.key_file), report, clock.now())
    assert (report.problems, report.unsealed) == ([], 0)
    newest, late = 0, 0
    for each in order:
        late += each < newest
        newest = max(newest, each)
    return len(order), late


def unsealed(sealed: Sealed) -> int:
    """How many acts have no seal at this moment."""
    with sealed.sessions() as session:
        return (session.scalar(select(func.count()).select_from(AuditEvent)) or 0) - sealed.count()


def measured(sealed: Sealed) -> dict[str, float]:
    """Seconds for each row of the page."""
    with sealed.sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO audit_events (actor_name, act, subject, facts)"
                " SELECT 'Bukti', 'test.act', gen_random_uuid(), jsonb_build_object('photo', gen_random_uuid(),"
                " 'sha256', repeat('a', 64)) FROM generate_series(1, :many)"
            ),
            {"many": MANY},
        )
    sealer = sealed.sealer()
    sealing = timed(lambda: sealer.seal() >= MANY)
    rounds = []
    for _ in range(100):
        sealed.act()
        rounds.append(timed(lambda: sealer.seal() == 1))
    sealed.act()
    again = sealed.sealer()
    whole = timed(lambda: again.seal() == 1)
    report = Report()
    follow = timed(lambda: _follows(sealed, report))
    assert report.ok
    return {
        "sealing": sealing, "round50": percentile(rounds, 0.5), "round95": percentile(rounds, 0.95),
        "whole": whole, "follow": follow,
    }  # fmt: skip


def _follows(sealed: Sealed, report: Report) -> bool:
    with sealed.sessions() as session:
        links.check(session, keys.load(sealed.key_file), report, clock.now())
    return report.checked["seals"] > MANY


def timed(run: Callable[[], bool]) -> float:
    """Seconds that ``run`` takes; it must answer that it did what it should."""
    began = time.monotonic()
    assert run()
    return time.monotonic() - began
