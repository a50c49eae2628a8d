"""The program itself: starting, ending, and living through a database that goes away."""

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from evidence.embedded import ports
from evidence.practice import create_practice, open_server
from tests.practice.serving import KEY, Running, client, running
from tests.waiting import until

PROGRAM = """
import sys
from evidence.practice import serve
serve(sys.argv[1], "127.0.0.1", int(sys.argv[2]), sys.argv[3])
"""


def _answers(url: str) -> bool:
    try:
        with client() as http:
            return http.get(f"{url}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def test_the_program_ends_at_once_on_sigterm_even_with_a_call_held(practice_database_url: str) -> None:
    port = ports.free_port()
    own = Running(f"http://127.0.0.1:{port}", KEY)
    command = [sys.executable, "-c", PROGRAM, practice_database_url, str(port), KEY]
    with subprocess.Popen(command) as program, ThreadPoolExecutor(1) as pool:
        try:
            until(lambda: _answers(own.url), 60)
            account = own.open("kel.sigterm")
            container = account.container()
            own.fault("publish", "hold")
            held = pool.submit(account.publish, container)
            until(lambda: own.held("publish") == 1)

            program.send_signal(signal.SIGTERM)

            assert program.wait(20) == 0
            assert isinstance(held.exception(timeout=30), httpx.TransportError)
        finally:
            program.kill()

    with running(practice_database_url) as again:
        assert again.open("kel.sigterm").posts() == []


def test_a_taken_port_is_an_error_at_start(practice_database_url: str) -> None:
    app = create_practice(practice_database_url, KEY)

    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(OSError, match="in use"):
        open_server(app, port=taken.getsockname()[1])

    app.extensions["practice"].store.engine.dispose()


def test_an_empty_key_is_refused(practice_database_url: str) -> None:
    with pytest.raises(ValueError, match="key"):
        create_practice(practice_database_url, "")


def test_many_starts_at_once_on_a_new_database_make_the_tables_once(cluster: Any) -> None:
    url = cluster.create_database().practice_url

    with ThreadPoolExecutor(4) as pool:
        apps = list(pool.map(lambda _: create_practice(url, KEY), range(4)))

    for app in apps:
        with app.test_client() as http:
            assert http.get("/readyz").status_code == 200
        app.extensions["practice"].store.engine.dispose()


def test_a_database_that_does_not_answer_is_an_error_at_start() -> None:
    with pytest.raises(OperationalError):
        create_practice("postgresql+psycopg://nobody@/none?host=/nonexistent", KEY)


def _end_connections(url: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_connections_that_died_are_replaced_without_a_failed_call(
    practice_server: Running, practice_database_url: str
) -> None:
    practice_server.open("kel.sambung")

    _end_connections(practice_database_url)

    assert practice_server.open("kel.sambung").prepare().status_code == 200


def test_answers_are_503_while_the_database_is_away_and_good_again_after(
    practice_database_url: str, tmp_path: Path
) -> None:
    address = make_url(practice_database_url)
    # A link to the database's socket: without it nobody can connect, and the other tests notice nothing.
    link = tmp_path / ".s.PGSQL.5432"
    there = Path(str(address.query["host"])) / link.name
    link.symlink_to(there)
    url = address.update_query_dict({"host": str(tmp_path)}).render_as_string(hide_password=False)

    with running(url) as own, client() as http:
        account = own.open("kel.putus")
        container = account.container()
        link.unlink()
        _end_connections(practice_database_url)

        away = account.publish(container)
        page = http.get(own.url)
        alive = http.get(f"{own.url}/healthz")
        ready = http.get(f"{own.url}/readyz")

        link.symlink_to(there)
        back = account.publish(container)

    assert (away.status_code, away.json()["error"]["code"]) == (503, "unavailable")
    assert away.headers["Retry-After"] == "5"
    assert page.status_code == 503
    assert "Basis data latihan tidak menjawab." in page.text
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert back.status_code == 200
