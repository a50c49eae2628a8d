"""What the processes write down: JSON lines that name the request, and never a caption, a password or a token."""

import json
import logging
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from evidence.core import logs
from evidence.core.db import make_engine
from evidence.embedded import Store, ports
from evidence.embedded.processes import Program, plain_environment, running
from evidence.embedded.refusals import NotReady
from tests import factories
from tests.adapters.pictures import four_corners, jpeg
from tests.clusters import Cluster, temporary_folder
from tests.house import MOJO, PASSWORD, House, csrf, furnished, put_photo
from tests.practice.serving import client
from tests.tokens import bearer
from tests.waiting import until

CAPTION, ALT, NOTE = "keteranganrahasia", "alternatifrahasia", "uraianrahasia"
WRONG = "sandisalahsekali"


@dataclass(frozen=True)
class Process:
    """A running process of the product, and what it has written so far."""

    log: Path

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]


@contextmanager
def process(folder: Path, env: dict[str, str], *words: str, url: str = "") -> Iterator[Process]:
    def ready() -> None:
        try:
            if url:
                with client() as http:
                    http.get(f"{url}/healthz").raise_for_status()
        except httpx.HTTPError as error:
            raise NotReady(str(error)) from error

    name = words[0]
    program = Program(name, (sys.executable, "-W", "error", "-m", "evidence.cli", *words), env)
    with running(program, ready, folder / f"{name}.log", 60):
        yield Process(folder / f"{name}.log")


@dataclass
class Told:
    """A whole day's words, said to real processes."""

    web: Process
    worker: Process
    secrets: dict[str, str]
    answers: list[httpx.Response]


@pytest.fixture(scope="module")
def told(cluster: Cluster, store: Store) -> Iterator[Told]:
    port = ports.free_port()
    with temporary_folder() as folder, furnished(cluster, store) as house:
        url = f"http://127.0.0.1:{port}"
        env = plain_environment(
            **house.env, EVIDENCE_PORT=str(port), PYTHONPATH=str(Path(logs.__file__).parents[2])
        )
        activity = str(factories.complete(house))
        token = bearer(house, "lurah.mojo")
        with process(folder, env, "web", url=url) as web, process(folder, env, "worker") as worker:
            secrets, answers = a_day(url, token, activity)
            broken = put_photo(house.client("lurah.mojo"), activity, "before", jpeg(four_corners())[:500])
            until(lambda: rejected(house, broken.get_json()["id"]), 30)
            secrets |= of_environment(house)
            yield Told(web, worker, secrets, answers)


def rejected(house: House, photo: str) -> bool:
    with house.sessions() as session:
        state = session.execute(text("SELECT state FROM photos WHERE id = :id"), {"id": uuid.UUID(photo)})
        return bool(state.scalar() == "rejected")


def of_environment(house: House) -> dict[str, str]:
    names = (
        "SECRET_KEY",
        "TOKEN_KEYS",
        "S3_SECRET_KEY",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "PRACTICE_KEY",
    )
    return {name: house.env[f"EVIDENCE_{name}"] for name in names}


def a_day(url: str, token: dict[str, str], activity: str) -> tuple[dict[str, str], list[httpx.Response]]:
    """Signing in (wrong, then right), calls by token, a caption by form and by API, and mistakes of every kind."""
    with client() as http:
        form = {"username": "lurah.mojo", "csrf_token": csrf(http.get(f"{url}/masuk").text)}
        answers = [http.post(f"{url}/masuk", data={**form, "password": each}) for each in (WRONG, PASSWORD)]
        post = {"activity": activity, "caption": CAPTION, "alt_text": ALT, "accounts": []}
        place = {"unit": MOJO, "mode": "A", "category": "DRAINASE", "title": "Kuras saluran", "note": NOTE}
        answers += [
            http.get(f"{url}/galeri", params={"q": CAPTION}),
            http.put(f"{url}/api/v1/posts/{uuid.uuid4()}", json=post, headers=token),
            http.put(f"{url}/api/v1/activities/{uuid.uuid4()}", json=place, headers=token),
            http.put(f"{url}/api/v1/activities/{uuid.uuid4()}", json={**place, "unit": NOTE}, headers=token),
            http.put(f"{url}/api/v1/photos/{uuid.uuid4()}", content=CAPTION.encode(), headers=token),
            http.get(f"{url}/api/v1/units", headers={"Authorization": f"Bearer {WRONG}"}),
            http.get(f"{url}/api/v1/{'tidakada'}", params={"token": WRONG}),
            http.delete(f"{url}/masuk"),
        ]
        secrets = {
            "caption": CAPTION, "alternative text": ALT, "note": NOTE, "wrong password": WRONG, "password": PASSWORD,
            "token": token["Authorization"].removeprefix("Bearer "), "form token": form["csrf_token"],
            "session": http.cookies["bukti"],
        }  # fmt: skip
    return secrets, answers


def test_the_day_went_as_it_should(told: Told) -> None:
    assert [answer.status_code for answer in told.answers] == [
        200,
        302,
        200,
        201,
        201,
        404,
        422,
        401,
        404,
        405,
    ]


def test_every_line_is_json_and_says_when_how_grave_and_from_where(told: Told) -> None:
    for each in (told.web, told.worker):
        lines = each.lines()
        assert lines
        for line in lines:
            assert {"event", "level", "logger", "timestamp", "process"} <= line.keys(), line


def test_each_request_is_one_line_under_the_id_that_its_caller_was_told(told: Told) -> None:
    written = {line["request"]: line for line in told.web.lines() if line["event"] == "request"}

    for answer in told.answers:
        line = written[answer.headers["X-Request-Id"]]
        assert (line["method"], line["path"], line["status"]) == (
            answer.request.method,
            answer.request.url.path,
            answer.status_code,
        )
    assert len({answer.headers["X-Request-Id"] for answer in told.answers}) == len(told.answers)


def test_a_failed_sign_in_is_written_down_without_the_name(told: Told) -> None:
    failed = [line for line in told.web.lines() if line["event"] == "sign-in failed"]

    assert [line["address"] for line in failed] == ["127.0.0.1"]
    assert "lurah.mojo" not in json.dumps(failed)


def test_the_worker_says_what_became_of_a_photo(told: Told) -> None:
    settled = [line for line in told.worker.lines() if line["event"] == "photo settled"]

    assert [line["state"] for line in settled][-1:] == ["rejected"]


def test_nobody_writes_down_what_people_said_or_what_opens_doors(told: Told) -> None:
    everything = told.web.text() + told.worker.text()

    assert [name for name, secret in told.secrets.items() if secret in everything] == []


# ------------------------------------------------------------------------------------------- when something breaks


def test_a_fault_of_the_database_keeps_the_values_to_itself(cluster: Cluster) -> None:
    engine = make_engine(cluster.create_database().app_url)
    statement = text(
        "INSERT INTO users (id, username, name, password) VALUES (:id, NULL, :caption, :caption)"
    )

    values = {"id": uuid.uuid4(), "caption": f"{CAPTION}\n{ALT}\n{NOTE}"}

    with engine.connect() as connection, pytest.raises(IntegrityError) as broken:
        connection.execute(statement, values)
    engine.dispose()
    written = logs.trace((IntegrityError, broken.value, broken.value.__traceback__))

    assert CAPTION in str(broken.value.orig)
    assert CAPTION not in written
    assert ALT not in written
    assert NOTE not in written
    assert "NotNullViolation" in written
    assert "INSERT INTO users" in written


def test_the_databases_own_log_keeps_them_too(cluster: Cluster) -> None:
    url = cluster.create_database().app_url.replace("+psycopg", "")
    statement = "INSERT INTO users (id, username, name, password) VALUES (gen_random_uuid(), NULL, %s, 'x')"

    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.NotNullViolation):
        connection.execute(statement, (CAPTION,))
    log = cluster.postgres.data.parent / "postgres.log"

    assert until(lambda: "null value in column" in log.read_text(encoding="utf-8"))
    assert CAPTION not in log.read_text(encoding="utf-8")


def test_a_trace_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    try:
        logs.configure("uji")
        try:
            raise ValueError("pecah\ndua baris")
        except ValueError:
            logging.getLogger("evidence.test").exception("went wrong", extra={"publication": "7"})
    finally:
        root.handlers[:], _ = kept
        root.setLevel(kept[1])

    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["process"], told["publication"]) == ("went wrong", "uji", "7")
    assert told["exception"].endswith("ValueError: pecah\ndua baris")
