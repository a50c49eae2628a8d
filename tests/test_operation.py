"""What keeps the house standing: the rights of its database role, and what it says while a part of it is away."""

import os
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from psycopg.errors import InsufficientPrivilege
from werkzeug.test import TestResponse

from evidence.embedded import Databases, Postgres, Store
from evidence.embedded.processes import Process, running
from evidence.embedded.secrets import draw
from tests.clusters import Cluster, temporary_folder
from tests.forms import told
from tests.house import ORIGIN, House, build, environment, furnished, put_activity
from tests.pages import check_page
from tests.stores import OwnStore, new_bucket, settings_of

# Seconds. Each wait has a bound of three of them; the rest is for a machine that is busy with other tests.
LONGEST = 20.0


# ------------------------------------------------------------------------------------ the application's role


@pytest.fixture(scope="module")
def databases(cluster: Cluster) -> Databases:
    return cluster.create_database()


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


FORBIDDEN = (
    "CREATE TABLE public.mine (id int)",
    "CREATE TABLE jobs.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE VIEW public.mine AS SELECT 1",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE INDEX mine ON photos (size)",
    "CREATE EXTENSION vector",
    "CREATE ROLE mine",
    "ALTER TABLE photos ADD COLUMN mine int",
    "ALTER TABLE photos ALTER COLUMN sha256 DROP NOT NULL",
    "ALTER TABLE photos DROP CONSTRAINT ck_photos_percent_of_progress",
    "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    "ALTER TABLE audit_events OWNER TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "DROP TABLE photos",
    "DROP SCHEMA jobs CASCADE",
    "TRUNCATE photos",
    "TRUNCATE audit_events",
    "UPDATE audit_events SET actor_name = 'saya'",
    "DELETE FROM audit_events",
    "INSERT INTO audit_events SELECT * FROM audit_events ON CONFLICT (id) DO UPDATE SET actor_name = 'saya'",
    "MERGE INTO audit_events a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "SELECT 1 FROM audit_events FOR UPDATE",
    "COPY audit_events FROM PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "UPDATE alembic_version SET version_num = 'x'",
    "SET ROLE bukti_owner",
    "SET SESSION AUTHORIZATION bukti_owner",
    "SELECT * FROM practice.posts",
    "SELECT pg_read_file('/etc/passwd')",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_applications_role_changes_no_table_and_rewrites_no_trail(
    databases: Databases, statement: str
) -> None:
    with connected(databases.app_url) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement)

    if isinstance(refused.value, InsufficientPrivilege):
        return
    # These are refused before rights are asked for: the trail numbers its rows itself.
    assert "OVERRIDING" in str(refused.value) or "GENERATED ALWAYS" in str(refused.value), refused.value


def test_the_applications_role_cannot_give_itself_a_right(databases: Databases) -> None:
    with connected(databases.app_url) as connection:
        # PostgreSQL only warns here, and gives nothing.
        connection.execute("GRANT ALL ON audit_events TO CURRENT_USER")

        with pytest.raises(InsufficientPrivilege):
            connection.execute("UPDATE audit_events SET actor_name = 'saya'")


def test_the_applications_role_adds_to_the_trail_and_reads_it(databases: Databases) -> None:
    with connected(databases.app_url) as connection:
        connection.execute(
            "INSERT INTO audit_events (actor_name, act, subject, facts) VALUES ('Bukti', 'x.y', %s, '{}')",
            (uuid.uuid4(),),
        )
        (count,) = connection.execute("SELECT count(*) FROM audit_events").fetchone() or (0,)

    assert count == 1


def test_a_row_of_the_trail_cannot_be_dated_or_numbered_anew(databases: Databases) -> None:
    with connected(databases.app_url) as connection, pytest.raises(psycopg.errors.GeneratedAlways):
        connection.execute(
            "INSERT INTO audit_events (id, actor_name, act, subject, facts) VALUES (1, 'x', 'x.y', %s, '{}')",
            (uuid.uuid4(),),
        )


# --------------------------------------------------------------------------------------------- parts away


@dataclass
class OwnDatabase:
    """A PostgreSQL of this test, which may stop it and start it again."""

    postgres: Postgres
    log: Path
    process: Process | None = None

    @contextmanager
    def up(self) -> Iterator[None]:
        with running(self.postgres.program(), self.postgres.ready, self.log) as self.process:
            yield


@pytest.fixture
def own_database() -> Iterator[OwnDatabase]:
    with temporary_folder() as folder:
        postgres = Postgres(folder, draw(), {"fsync": "off"})
        postgres.initialise()
        yield OwnDatabase(postgres, folder / "postgres.log")


def built_on(own: OwnDatabase, store: Store) -> House:
    cluster = Cluster(own.postgres, draw())
    databases = cluster.create_database()
    cluster.close()
    return build(environment(databases.app_url, databases.owner_url, settings_of(store, new_bucket())))


def before_long(client: FlaskClient, path: str, method: str = "GET", **more: object) -> TestResponse:
    began = time.monotonic()
    answer = client.open(path, method=method, **more)  # type: ignore[arg-type]
    assert time.monotonic() - began < LONGEST
    return answer


def test_a_database_that_is_down_is_a_plain_503_and_heals_by_itself(
    own_database: OwnDatabase, store: Store
) -> None:
    with own_database.up():
        house = built_on(own_database, store)
        lurah, anybody = house.client("lurah.mojo"), house.app.test_client()
        activity = put_activity(lurah)
        form = lurah.get("/kegiatan/baru").get_data(as_text=True)

    pages = [
        before_long(lurah, "/kegiatan"),
        before_long(lurah, f"/kegiatan/{activity}/foto/before"),
        before_long(anybody, "/masuk", "POST", data={"username": "x", "password": "y"}),
    ]
    calls = [
        before_long(lurah, "/api/v1/photos?ids="),
        before_long(lurah, f"/api/v1/photos/{uuid.uuid4()}", "PUT", headers={"Origin": ORIGIN}),
        before_long(anybody, "/api/v1/units", headers={"Authorization": "Bearer bukti_x"}),
    ]
    ready, alive = before_long(anybody, "/readyz"), before_long(anybody, "/healthz")
    with own_database.up():
        healed = [lurah.get(path).status_code for path in ("/kegiatan", f"/kegiatan/{activity}", "/readyz")]
        house.app.extensions["engine"].dispose()

    assert "Kegiatan baru" in form
    for page in pages[:2]:
        assert "Bukti sedang tidak dapat dipakai" in told(page, 503)
    # A form without its token is turned away before anybody asks the database.
    assert pages[2].status_code == 400
    check_page(pages[2].get_data(as_text=True))
    for call in calls:
        assert (call.status_code, call.mimetype) == (503, "application/problem+json")
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in (*pages[:2], *calls))
    assert (ready.status_code, ready.get_json()["part"]) == (503, "database")
    assert alive.status_code == 200
    assert healed == [200, 200, 200]


def test_a_database_that_answers_nobody_is_503_before_long(own_database: OwnDatabase, store: Store) -> None:
    with own_database.up():
        house = built_on(own_database, store)
        client = house.app.test_client()
        house.app.extensions["engine"].dispose()
        assert own_database.process is not None
        os.kill(own_database.process.pid, signal.SIGSTOP)
        try:
            answer = before_long(client, "/api/v1/units", headers={"Authorization": "Bearer bukti_x"})
        finally:
            os.kill(own_database.process.pid, signal.SIGCONT)
        healed = client.get("/readyz")
        house.app.extensions["engine"].dispose()

    assert answer.status_code == 503
    assert healed.status_code == 200


def test_a_store_that_is_down_is_named_and_pages_that_need_none_still_work(
    cluster: Cluster, own_store: OwnStore
) -> None:
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            lurah = house.client("lurah.mojo")
            well = lurah.get("/readyz")

        ready = before_long(lurah, "/readyz")
        page = lurah.get("/kegiatan")
        with own_store.up():
            healed = lurah.get("/readyz")

    assert (well.status_code, well.get_json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.get_json()) == (503, {"status": "unavailable", "part": "store"})
    assert page.status_code == 200
    assert healed.status_code == 200


# ---------------------------------------------------------------------------------------- addresses and verbs


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


@pytest.mark.parametrize(
    "path", ["/api/v1/tidakada", "/api/v2/photos", "/api/", "/api/v1/photos/a/b", "/api/%00"]
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_an_unknown_call_is_a_problem(house: House, path: str, method: str) -> None:
    answer = house.app.test_client().open(path, method=method)

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Halaman itu tidak ada, atau tidak untuk Anda.",
    }


def test_an_unknown_page_is_a_friendly_one(house: House, lurah: FlaskClient) -> None:
    for client in (house.app.test_client(), lurah):
        for path in ("/tidak/ada", "/kegiatan/x", "/%00", "/kegiatan/%ff", "/" + "a" * 4000):
            answer = client.get(path)
            if answer.status_code != 302:
                told(answer, 404)


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/api/v1/photos", "DELETE", {"GET", "HEAD", "OPTIONS"}),
        (f"/api/v1/photos/{uuid.UUID(int=1)}", "POST", {"HEAD", "PATCH", "PUT", "OPTIONS"}),
        ("/masuk", "DELETE", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/kegiatan", "POST", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_verb_is_405_and_names_the_right_ones(
    lurah: FlaskClient, path: str, method: str, allowed: set[str]
) -> None:
    answer = lurah.open(path, method=method, headers={"Origin": ORIGIN})

    assert answer.status_code == 405
    assert {verb.strip() for verb in answer.headers["Allow"].split(",")} == allowed
    if path.startswith("/api"):
        assert answer.mimetype == "application/problem+json"
    else:
        check_page(answer.get_data(as_text=True))


def test_an_address_with_characters_nobody_can_hold_is_400(lurah: FlaskClient) -> None:
    page = lurah.get("/galeri?q=%00")
    call = lurah.get("/api/v1/accounts?unit=33.72%00")

    told(page, 400)
    assert (call.status_code, call.mimetype) == (400, "application/problem+json")
