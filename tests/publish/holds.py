"""Holding publications at one step, from outside: the practice network holds its calls, PostgreSQL its statements.

The product knows nothing of either. What no call can hold is held by a trigger that the test makes as the tables'
owner: it waits for a lock that the test has.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from evidence.core.db import libpq
from tests.practice.serving import Running
from tests.waiting import until

KEY = 7411

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION public.test_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({KEY});
    RETURN new;
END $$
"""
PUBLICATIONS = "public.publications"
_WAITING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


@dataclass(frozen=True)
class Hold:
    """Work standing still: ``count`` says how much stands there now, ``let_go`` lets all of it go on."""

    count: Callable[[], int]
    let_go: Callable[[], None]


@contextmanager
def call(practice: Running, step: str, times: int, kind: str = "hold") -> Iterator[Hold]:
    """The next ``times`` calls of ``step`` are held by the network, before it acts; ``hold_answer``: when it has."""
    practice.fault(step, kind, times=times)
    try:
        yield Hold(lambda: practice.held(step), practice.clear)
    finally:
        practice.clear()


@contextmanager
def change(owner_url: str, when: str) -> Iterator[Hold]:
    """A change of a publication waits, before it is made, while the SQL condition ``when`` is true for it.

    Publications made before the hold go on. When the client of a held change dies, PostgreSQL makes the change in the
    end, finds nobody to tell and takes it back.
    """
    with _held(owner_url, "CREATE TRIGGER test_hold BEFORE UPDATE", PUBLICATIONS, when) as hold:
        yield hold


@contextmanager
def commit(owner_url: str, when: str) -> Iterator[Hold]:
    """The commit of such a change waits. It happens in the end, whether or not its client still lives."""
    made = "CREATE CONSTRAINT TRIGGER test_hold AFTER UPDATE"
    with _held(owner_url, made, PUBLICATIONS, when, "DEFERRABLE INITIALLY DEFERRED") as hold:
        yield hold


@contextmanager
def _held(owner_url: str, made: str, table: str, when: str, how: str = "") -> Iterator[Hold]:
    with psycopg.connect(libpq(owner_url), autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", (KEY,))
        owner.execute(_FUNCTION)
        (began,) = owner.execute("SELECT clock_timestamp()").fetchone() or (None,)
        owner.execute(
            f"{made} ON {table} {how} FOR EACH ROW WHEN ({when} AND new.created_at > '{began}')"
            " EXECUTE FUNCTION public.test_hold()"
        )
        try:
            yield Hold(lambda: len(waiting(owner)), lambda: _unlock(owner))
        finally:
            owner.execute("SELECT pg_advisory_unlock_all()")
            owner.execute(f"DROP TRIGGER test_hold ON {table}")


def waiting(owner: psycopg.Connection) -> list[int]:
    """The server processes whose work is held."""
    return [pid for (pid,) in owner.execute(_WAITING, (KEY,))]


def _unlock(owner: psycopg.Connection) -> None:
    """Let all go on, and wait until what belonged to a dead client is over."""
    held = waiting(owner)
    owner.execute("SELECT pg_advisory_unlock_all()")
    until(lambda: not set(held) & set(waiting(owner)))
