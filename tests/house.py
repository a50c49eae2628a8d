"""The house as tests use it: a migrated database, a bucket, the practice city's offices, and signed-in clients."""

import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

import config
from evidence import demo
from evidence.adapters.storage import storage_of
from evidence.app import create_app
from evidence.core import clock
from evidence.core.jobs import QUEUES
from evidence.embedded import Databases, Store
from evidence.units import UNITS
from evidence.units import queries as units
from evidence.units import services as people
from evidence.units.access import Actor
from evidence.units.models import User
from evidence.worker import build_worker
from tests.clusters import Cluster
from tests.stores import new_bucket, settings_of

PASSWORD = "kata sandi latihan"
ORIGIN = "http://localhost"
MOJO, JEBRES, PASAR_KLIWON = "33.72.03.1010", "33.72.04.1010", "33.72.03"
CHEAPLY = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
TOKEN_KEY = Fernet.generate_key().decode()


class Compiled(BytecodeCache):
    """Templates that one house has compiled, for the next ones: that takes longer than what most tests are about."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept, if the template is still the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@cache
def hashed(password: str) -> str:
    """The password as it is kept; made once, since making it is slow on purpose."""
    from argon2 import PasswordHasher

    return PasswordHasher(**{name.removeprefix("argon2__"): cost for name, cost in CHEAPLY.items()}).hash(
        password
    )


def environment(database_url: str, owner_url: str, store: Mapping[str, str], **more: str) -> dict[str, str]:
    """The environment of a house on this database and store (the ``EVIDENCE_S3_*`` settings)."""
    return {
        "EVIDENCE_DATABASE_URL": database_url,
        "EVIDENCE_DATABASE_OWNER_URL": owner_url,
        "EVIDENCE_SECRET_KEY": "k" * 40,
        "EVIDENCE_TOKEN_KEYS": TOKEN_KEY,
        "EVIDENCE_DEMO_PASSWORD": PASSWORD,
        "EVIDENCE_PRACTICE_KEY": "kunci-latihan-untuk-uji",
        "EVIDENCE_HEARTBEAT": "0.5",
        "EVIDENCE_STALLED_AFTER": "2",
        **store,
        **more,
    }


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class House:
    """One house for one test."""

    env: dict[str, str]
    app: Flask
    sessions: sessionmaker[Session]

    def client(self, username: str) -> FlaskClient:
        """A browser signed in as ``username`` through the sign-in page."""
        client = self.app.test_client()
        page = client.get("/masuk").get_data(as_text=True)
        answer = client.post(
            "/masuk", data={"username": username, "password": PASSWORD, "csrf_token": csrf(page)}
        )
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    def actor(self, username: str) -> Actor:
        """``username`` as services know them."""
        with self.sessions() as session:
            user = session.scalars(select(User).where(User.username == username)).one()
            found = units.actor(session, user.id, clock.now())
        assert found is not None
        return found

    @contextmanager
    def on_a_socket(self, port: int = 0) -> Iterator[str]:
        """Its web on a real socket, for browsers and for networks that read pictures; the address."""
        server = make_server("127.0.0.1", port, self.app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join(10)

    def run_jobs(self, *queues: str, measuring: bool = False) -> None:
        """Do what waits in ``queues`` (all of them when none is named), as the workers would.

        Photos of most tests are one colour and a few pixels wide; only a test about that has them measured.
        """
        wanted = queues or QUEUES
        pixels = {} if measuring else {"pixels": None}
        build_worker(config.read(self.env), tuple(wanted), **pixels).drain(wanted)


def build(env: dict[str, str]) -> House:
    """A house on a migrated database with the real units and the practice offices."""
    house = open_house(env)
    with house.sessions.begin() as session:
        with UNITS.open(encoding="utf-8", newline="") as lines:
            people.load_units(session, lines)
        for username, name, unit_code, roles in demo.OFFICES:
            user = people.add_person(session, username, name, hashed(PASSWORD))
            for role in roles:
                began = datetime.now(UTC) - timedelta(days=1)
                people.add_membership(session, user, role, unit_code, valid_from=began)
    return house


def open_house(env: dict[str, str]) -> House:
    """A house on a database that is there already, and on a bucket that is made if it is not."""
    app = create_app(config.read(env))
    # Hashing is slow on purpose; a test that signs in pays for it only as much as it must.
    app.extensions["security"].pwd_context.update(**CHEAPLY)
    app.jinja_env.bytecode_cache = COMPILED
    return _entered(env, app)


def _entered(env: dict[str, str], app: Flask) -> House:
    app.extensions["house"].storage.make_bucket()
    return House(env, app, sessionmaker(app.extensions["engine"], expire_on_commit=False))


Vacant = list[tuple[Databases, House]]


@contextmanager
def furnished(cluster: Cluster, store: Store, **settings: str) -> Iterator[House]:
    """A house on a new database and a new bucket; ``settings`` replace what its environment says."""
    vacant = _vacant(cluster, store, tuple(sorted(settings.items())))
    databases, house = (
        _moved_in(cluster, store, *vacant.pop(), settings) if vacant else _built(cluster, store, settings)
    )
    try:
        yield house
    finally:
        house.app.extensions["engine"].dispose()
        cluster.drop(databases)
    vacant.append((databases, house))


@lru_cache(maxsize=6)
def _vacant(cluster: Cluster, store: Store, settings: tuple[tuple[str, str], ...]) -> Vacant:
    # Putting the routes together and preparing each statement anew takes longer than what most tests are about, so a
    # house is built once for its settings and given to one test after the other, each time on other ground.
    del cluster, store, settings
    return []


def _built(cluster: Cluster, store: Store, settings: Mapping[str, str]) -> tuple[Databases, House]:
    databases = cluster.create_copy(_city(cluster, store))
    env = environment(databases.app_url, databases.owner_url, settings_of(store, new_bucket()), **settings)
    return databases, open_house(env)


def _moved_in(
    cluster: Cluster, store: Store, databases: Databases, house: House, settings: Mapping[str, str]
) -> tuple[Databases, House]:
    # The database keeps its name, and the bucket gets another one: emptying it would take longer.
    cluster.create_again(databases, _city(cluster, store))
    env = environment(databases.app_url, databases.owner_url, settings_of(store, new_bucket()), **settings)
    settings_now, parts = config.read(env), house.app.extensions["house"]
    house.app.extensions["house"] = replace(parts, settings=settings_now, storage=storage_of(settings_now))
    house.app.extensions["limiter"].storage.reset()
    return databases, _entered(env, house.app)


@cache
def _city(cluster: Cluster, store: Store) -> Databases:
    # Units and people are the same for every test, so they are brought in once and copied.
    databases = cluster.create_database()
    env = environment(databases.app_url, databases.owner_url, settings_of(store, new_bucket()))
    build(env).app.extensions["engine"].dispose()
    return databases


def csrf(page: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no CSRF token"
    return found.group(1)


def put_activity(client: FlaskClient, unit: str = MOJO, **facts: object) -> str:
    """Make an activity over the API; returns its id."""
    ident = str(uuid.uuid4())
    place = {
        "unit": unit if unit.count(".") == 3 else f"{unit}.1005",
        "rt": 5,
        "rw": 3,
        "street": "Jl. Kyai Mojo",
    }
    body = {
        "title": "Kuras saluran",
        "category": "DRAINASE",
        "mode": "A",
        "unit": unit,
        "place": place,
        **facts,
    }
    answer = client.put(f"/api/v1/activities/{ident}", json=body, headers={"Origin": ORIGIN})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return ident


def put_photo(
    client: FlaskClient,
    activity: str,
    stage: str,
    body: bytes,
    *,
    photo: str = "",
    headers: Mapping[str, str] | None = None,
    **meta: object,
) -> TestResponse:
    """Send a photo over the API as a phone does; ``headers`` replace what a good phone would send."""
    told = {"activity": activity, "stage": stage, **meta}
    sent = {
        "Content-Type": "image/jpeg",
        "X-Content-SHA256": hashlib.sha256(body).hexdigest(),
        "X-Meta": json.dumps(told),
        "Origin": ORIGIN,
        **(headers or {}),
    }
    return client.put(f"/api/v1/photos/{photo or uuid.uuid4()}", data=body, headers=sent)


def decide(
    client: FlaskClient,
    post: Mapping[str, object],
    decision: str = "approve",
    note: str = "",
    ident: str = "",
) -> TestResponse:
    """Decide on a submitted post over the API."""
    body = {"post": post["id"], "content_hash": post["content_hash"], "decision": decision, "note": note}
    return client.put(f"/api/v1/decisions/{ident or uuid.uuid4()}", json=body, headers={"Origin": ORIGIN})
