"""Whether a part is really ready: each check takes a few seconds at most and raises NotReady."""

import http.client
from datetime import datetime

import psycopg

from evidence.embedded.refusals import NotReady


def answers(host: str, port: int, path: str) -> None:
    """A GET of ``path`` is answered with 200."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=3)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotReady(f"{path}: {type(error).__name__}") from error
    finally:
        connection.close()
    if status != http.client.OK:
        raise NotReady(f"{path}: {status}")


def reachable(host: str) -> str:
    """The address under which this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


def workers_at_work(database_url: str, since: datetime, least: int) -> None:
    """At least ``least`` workers have given a sign of life after ``since``."""
    url = database_url.replace("+psycopg", "", 1)
    query = "SELECT count(*) FROM jobs.procrastinate_workers WHERE last_heartbeat >= %s"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute(query, (since,)).fetchone()
    except psycopg.Error as error:
        raise NotReady(str(error).strip()) from error
    if row is None or row[0] < least:
        raise NotReady(f"{row[0] if row else 0} workers")
