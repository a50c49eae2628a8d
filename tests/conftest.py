"""What every test may ask for. Heavy things are made once for a run, and fresh ones are cut from them."""

import gc
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import cache
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from xdist.scheduler import LoadFileScheduling

from evidence.adapters.storage import Storage
from evidence.core import clock
from evidence.embedded import Store
from install import ROOT
from tests.clusters import Cluster, running_cluster, temporary_folder
from tests.house import House, furnished
from tests.practice.serving import Running, running
from tests.serving import RunningHouse, running_house
from tests.stores import OwnStore, new_bucket, rclone, running_rclone


class ByHouse(LoadFileScheduling):  # type: ignore[misc]
    """Gives a file of tests to one process, and all files that use the whole product to the same one.

    Starting it takes the better part of a minute, and each process would start its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "the whole product" if file.startswith("tests/browser/") or _asks_for_it(file) else file


@cache
def _asks_for_it(file: str) -> bool:
    """Whether a file's tests name the running house, as whoever asks for it does for its type."""
    return "RunningHouse" in (ROOT / file).read_text(encoding="utf-8")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHouse:
    """Share the tests out so."""
    return ByHouse(config, log)


# These wait for real workers most of their time. Begun last, one of them would keep the whole run waiting.
LONGEST = (
    "tests/publish/test_storm.py",
    "tests/browser/test_pages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all others keep their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is there for the whole run, which is most of it."""
    gc.collect()
    gc.freeze()


LATE = timedelta(seconds=30)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin no test in the last half minute of a day: its today would be another one when it asks again."""
    now = clock.now()
    midnight = datetime.combine(clock.day_of(now) + timedelta(days=1), time(), clock.WIB)
    if midnight - now < LATE:
        Event().wait((midnight - now).total_seconds())


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for this run: ``cluster.create_database()`` gives addresses of a fresh, migrated database."""
    with running_cluster() as found:
        yield found


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """The embedded object store for this run."""
    with temporary_folder() as folder, running_rclone(folder) as found:
        yield found


@pytest.fixture
def own_store() -> Iterator[OwnStore]:
    """A store of one test's own, which is down until the test starts it."""
    with temporary_folder() as folder:
        yield OwnStore(rclone(folder), folder / "store.log")


@pytest.fixture
def storage(store: Store) -> Storage:
    """A bucket of its own for one test."""
    found = store.storage(new_bucket())
    found.ready()
    return found


@pytest.fixture(scope="session")
def practice_database_url(cluster: Cluster) -> str:
    """The login of the practice network on a database of its own."""
    return cluster.create_database().practice_url


@pytest.fixture(scope="session")
def practice_server(practice_database_url: str) -> Iterator[Running]:
    """A practice network on a real socket."""
    with running(practice_database_url) as server:
        yield server


@pytest.fixture
def practice(practice_server: Running) -> Iterator[Running]:
    """The practice network, behaving well again after the test."""
    yield practice_server
    practice_server.clear()


@pytest.fixture
def practising(cluster: Cluster, store: Store, practice: Running) -> Iterator[House]:
    """A house that can publish to the practice network."""
    with furnished(
        cluster, store, EVIDENCE_PRACTICE_URL=practice.url, EVIDENCE_PRACTICE_KEY=practice.key
    ) as found:
        yield found


@pytest.fixture(scope="session")
def served() -> Iterator[RunningHouse]:
    """The whole product, every process real, as one command starts it; once for this run, since it takes its time."""
    with temporary_folder() as folder, running_house(folder) as found:
        yield found


@pytest.fixture
def fresh(cluster: Cluster, store: Store) -> Iterator[House]:
    """The web application on a database and a bucket of its own, with the practice city's offices."""
    with furnished(cluster, store) as found:
        yield found


@pytest.fixture(scope="module")
def shared(cluster: Cluster, store: Store) -> Iterator[House]:
    """One house for the tests of a module that count nothing in it and leave everybody as they are."""
    with furnished(cluster, store, EVIDENCE_UPLOAD_RATE="1000 per minute") as found:
        yield found


@pytest.fixture
def house(fresh: House) -> House:
    """The house of a test: a fresh one, unless its module has its own idea."""
    return fresh


@pytest.fixture
def lurah(house: House) -> FlaskClient:
    """A browser signed in as the lurah of Mojo."""
    return house.client("lurah.mojo")


@pytest.fixture
def camat(house: House) -> FlaskClient:
    """The camat above that lurah."""
    return house.client("camat.pasarkliwon")


@pytest.fixture
def stranger(house: House) -> FlaskClient:
    """A lurah of another kecamatan, who has no part in Mojo's work."""
    return house.client("lurah.jebres")


@pytest.fixture
def staff(house: House) -> FlaskClient:
    """Somebody at balai kota who may look at everything and change nothing."""
    return house.client("staf.balaikota")
