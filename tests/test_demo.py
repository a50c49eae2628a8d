"""The practice city is made once, also when its making is interrupted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from evidence import demo
from evidence.accounts.models import SocialAccount
from evidence.adapters.storage import StorageUnavailable
from evidence.app import create_app
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.compose.models import Post, VersionState
from evidence.core.jobs import RENDER
from evidence.publish.models import Publication
from evidence.units import UNITS
from evidence.units import services as people
from evidence.units.models import Unit, User
from evidence.worker import build_worker
from tests.clusters import Cluster
from tests.house import environment
from tests.practice.serving import Running
from tests.stores import OwnStore, new_bucket, settings_of
from tests.waiting import until


def count(app: Flask, what: type[object]) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


@contextmanager
def drawing(settings: config.Settings) -> Iterator[None]:
    """Somebody verifies photos and draws pictures meanwhile, as the workers do."""
    done = Event()

    def work() -> None:
        while not done.is_set():
            build_worker(settings, (RENDER,)).drain((RENDER,))
            done.wait(0.2)

    with ThreadPoolExecutor(1) as beside:
        working = beside.submit(work)
        try:
            yield
        finally:
            done.set()
            working.result()


@pytest.mark.prove
def test_a_city_that_was_half_made_is_finished_and_everything_stands_once(
    cluster: Cluster, own_store: OwnStore, practice: Running
) -> None:
    databases = cluster.create_database()
    env = environment(
        databases.app_url, databases.owner_url, settings_of(own_store.store, new_bucket()),
        EVIDENCE_PRACTICE_URL=practice.url, EVIDENCE_PRACTICE_KEY=practice.key,
    )  # fmt: skip
    settings = config.read(env)
    app = create_app(settings)
    with ThreadPoolExecutor(1) as beside:
        with own_store.up():
            first = beside.submit(demo.fill, settings, app)
            until(lambda: count(app, Photo) >= 3, 60)
        with pytest.raises(StorageUnavailable):
            first.result()
    half = count(app, Activity)

    with own_store.up(), drawing(settings):
        for _twice in range(2):
            demo.fill(settings, app)
        with Session(app.extensions["engine"]) as session:
            states = list(session.scalars(select(Photo.state)))
            posts = {each.latest.state for each in session.scalars(select(Post))}
    made = {
        what: count(app, what) for what in (Unit, User, SocialAccount, Activity, Photo, Post, Publication)
    }
    app.extensions["engine"].dispose()

    assert 0 < half < len(demo.SCENES)
    assert made == {
        Unit: 60, User: len(demo.OFFICES), SocialAccount: len(demo.ACCOUNTS), Activity: len(demo.SCENES),
        Photo: sum(len(scene.stages) for scene in demo.SCENES), Post: 4, Publication: 2,
    }  # fmt: skip
    assert set(states) == {PhotoState.STORED}
    assert posts == {VersionState.SUBMITTED, VersionState.APPROVED}


def test_a_real_city_gets_no_practice_people(cluster: Cluster, own_store: OwnStore) -> None:
    databases = cluster.create_database()
    env = environment(databases.app_url, databases.owner_url, settings_of(own_store.store, new_bucket()))
    app = create_app(config.read(env))
    with Session(app.extensions["engine"]) as session, UNITS.open(encoding="utf-8", newline="") as lines:
        people.load_units(session, lines)
        session.commit()

    demo.fill(config.read(env), app)

    found = (count(app, User), count(app, Activity))
    app.extensions["engine"].dispose()
    assert found == (0, 0)
