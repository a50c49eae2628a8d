"""How long pages take with 10,000 and with a million photos of the whole country: ``python -m bench.scale``.

The real application on a real PostgreSQL on a disk, with the embedded one's settings. The same 83,000 units and the
same shares of open work at each size; somebody who sees all of it asks for each page, signed in as everybody else is.
Other sizes may be named: ``python -m bench.scale 1000 2000``; those are printed and not kept.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from psycopg import Connection
from sqlalchemy import event
from sqlalchemy.orm import sessionmaker

import config
from bench import proof
from bench.scale_rows import COMMON, RARE, SELDOM, Country
from evidence.app import create_app
from evidence.core import clock
from evidence.core.db import libpq, upgrade
from evidence.embedded import Databases, Postgres, roles
from evidence.embedded.processes import running
from evidence.embedded.secrets import draw as new_secrets
from evidence.units import services as people
from evidence.units.access import Role
from tests.house import CHEAPLY, PASSWORD, House, environment, hashed

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS, WARM = 40, 5
MOST = 1.3
# It passes the posts of units that are not open until a page is full, so more of them lie between at each size.
PASSES = "public gallery"
# What provinces are called here.
NAME = "provinsi"
# One activity on a page.
CARD = b'<article class="card">'
# Milliseconds of a statement whose plan is kept.
WORTH_A_PLAN = 2.0
WHO = "staf.nusantara"
# Nobody listens there: no page here asks the store for anything.
NO_STORE = {
    "EVIDENCE_S3_ENDPOINT": "http://localhost:1",
    "EVIDENCE_S3_ACCESS_KEY": "key",
    "EVIDENCE_S3_SECRET_KEY": "secret",
}

# One address asks here for what many would.
UNHURRIED = {"EVIDENCE_GALLERY_RATE": "100000 per minute"}

PAGE = """\
# The same pages with {sizes} photos

`make prove` writes this page (`bench/scale.py`): the whole application on a real PostgreSQL on a disk with the embedded
one's settings, {units:,} units at each size, of ten activities one that waits for its after. Somebody who sees
all of the country asks for each page {rounds} times. Milliseconds until the page is there, median / p95, and of it the
database:

| page | {heads} | cards on it | ratio of the medians | of p95 | of the database's medians |
| --- | {dashes} --- | --: | --: | --: |
{rows}

A ratio is that of {most:,} photos to {least:,}; at most {limit} is wanted where the page has as many cards at each
size. A page that fills up takes longer for that alone, and the public gallery of all passes what closed units posted.
{missing}

## What the database does at {most:,} photos

The statements of one request of each page for which PostgreSQL took two milliseconds or more.

{plans}
"""


@dataclass
class Taken:
    """Of one page at one size: seconds of each request, and of its statements; and the plans of the slow ones."""

    whole: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    # Activities that the page shows.
    cards: int = 0

    def told(self) -> str:
        """``12.3 / 15.0 (4.1)``."""
        parts = (median(self.whole), proof.percentile(self.whole, 0.95), median(self.database))
        return "{:.1f} / {:.1f} ({:.1f})".format(*(1e3 * each for each in parts))


def addresses(app: Flask, district: str, village: str) -> tuple[Mapping[str, str], Sequence[str]]:
    """The pages to ask for, and the names of those that this house does not have."""
    today = clock.today()
    period = f"from={today - timedelta(days=60)}&to={today - timedelta(days=30)}"
    wanted = {
        "gallery": ("gallery.index", "/galeri"),
        "gallery, one kecamatan and month": ("gallery.index", f"/galeri?unit={district}&{period}"),
        "gallery, all and one month": ("gallery.index", f"/galeri?{period}"),
        f"search, a common word ({COMMON})": ("gallery.index", f"/galeri?q={COMMON}"),
        f"search, a word in one of a thousand ({SELDOM})": ("gallery.index", f"/galeri?q={SELDOM}"),
        f"search, a rare word ({RARE})": ("gallery.index", f"/galeri?q={RARE}"),
        # Each of the three is offered with how many it has, one by one.
        f"search, the name of three large units ({NAME})": ("gallery.index", f"/galeri?q={NAME}"),
        "board, this week": ("board.index", "/papan"),
        "board, this month": ("board.index", "/papan?periode=bulan"),
        "coverage": ("coverage.index", "/kepatuhan"),
        "coverage over time": ("coverage_compared.over_time", "/kepatuhan/waktu"),
        "registry of accounts": ("registry_lists.index", "/daftar-akun"),
        "accounts": ("accounts.index", "/akun"),
        "public gallery": ("public.index", "/warga"),
        "public gallery, one kecamatan": ("public.index", f"/warga?unit={district}"),
        "public gallery, one kelurahan": ("public.index", f"/warga?unit={village}"),
    }
    there = {name: path for name, (endpoint, path) in wanted.items() if endpoint in app.view_functions}
    return there, [name for name in wanted if name not in there]


@contextmanager
def database() -> Iterator[Databases]:
    """A new PostgreSQL on a disk with one migrated database, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bukti-scale-"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        # A power cut may take it all; the rest is as the product has it.
        postgres = Postgres(folder, new_secrets(), {"fsync": "off", "synchronous_commit": "off"})
        postgres.initialise()
        with running(postgres.program(), postgres.ready, folder / "postgres.log"):
            found = postgres.create_database("bench")
            upgrade(found.owner_url, roles.APP, sealer_role=roles.SEALER)
            yield found
    finally:
        shutil.rmtree(folder)


def house_on(databases: Databases) -> House:
    """The application on it."""
    env = environment(databases.app_url, databases.owner_url, {**NO_STORE, **UNHURRIED})
    app = create_app(config.read(env))
    app.extensions["security"].pwd_context.update(**CHEAPLY)
    return House(env, app, sessionmaker(app.extensions["engine"], expire_on_commit=False))


class Watch:
    """Hears every statement of the application's engine."""

    def __init__(self, engine: Any) -> None:
        self.spent, self.explain, self.plans = 0.0, False, list[str]()
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def _before(self, connection: Any, _cursor: Any, _statement: str, _parameters: Any, *_rest: Any) -> None:
        connection.info["began"] = time.perf_counter()

    def _after(self, connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        self.spent += time.perf_counter() - connection.info["began"]
        if self.explain and statement.startswith(("SELECT", "WITH")):
            own = cursor.connection.cursor()
            own.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
            lines = "\n".join(row[0] for row in own.fetchall())
            # Milliseconds.
            if float(lines.rpartition("Execution Time: ")[2].split()[0]) >= WORTH_A_PLAN:
                self.plans.append(f"```\n{statement}\n\n{lines}\n```")


def measured(
    sizes: Sequence[int], villages: int = 0
) -> tuple[dict[int, dict[str, Taken]], Sequence[str], int]:
    """Each page at each size; which pages are missing; and how many units there are."""
    found: dict[int, dict[str, Taken]] = {}
    with database() as databases, Connection.connect(libpq(databases.owner_url)) as connection:
        house = house_on(databases)
        watch = Watch(house.app.extensions["engine"])
        country = Country(connection, villages) if villages else Country(connection)
        country.settle()
        paths, missing = addresses(house.app, country.district(), country.village())
        with house.sessions.begin() as session:
            person = people.add_person(session, WHO, "Staf Nusantara", hashed(PASSWORD))
            people.add_membership(session, person, Role.REVIEWER, "ID", valid_from=clock.now())
            by = person.id
        try:
            client = house.client(WHO)
            for size in sizes:
                began = time.perf_counter()
                country.grow(size, by)
                print(f"{size:,} photos in {time.perf_counter() - began:.0f} s", flush=True)
                found[size] = {
                    name: take(client, path, watch, size == sizes[-1]) for name, path in paths.items()
                }
                for name, each in found[size].items():
                    print(f"  {name}: {each.told()}", flush=True)
        finally:
            house.app.extensions["engine"].dispose()
    return found, missing, country.units


def take(client: FlaskClient, path: str, watch: Watch, explain: bool) -> Taken:
    """That page, asked for again and again."""
    taken = Taken()
    for turn in range(-WARM, ROUNDS):
        watch.spent, began = 0.0, time.perf_counter()
        answer = client.get(path)
        body = answer.get_data()
        took = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code, body[:300])
        if turn >= 0:
            taken.whole.append(took)
            taken.database.append(watch.spent)
            taken.cards = body.count(CARD)
    if explain:
        watch.explain, watch.plans = True, []
        client.get(path)
        watch.explain, taken.plans = False, watch.plans
    return taken


def ratios(few: Taken, many: Taken) -> tuple[float, float, float]:
    """Of the medians, of the 95th percentiles, and of the database's medians."""
    return (
        median(many.whole) / median(few.whole),
        proof.percentile(many.whole, 0.95) / proof.percentile(few.whole, 0.95),
        median(many.database) / median(few.database),
    )


def fills(sizes: Sequence[Taken]) -> bool:
    """Whether the page shows more at one size than at another."""
    return len({each.cards for each in sizes}) > 1


def told(found: Mapping[int, Mapping[str, Taken]], missing: Sequence[str], units: int) -> str:
    """The page."""
    sizes = list(found)
    few, many = found[sizes[0]], found[sizes[-1]]

    def cards(name: str) -> str:
        return ", ".join(dict.fromkeys(str(found[size][name].cards) for size in sizes))

    rows = [
        f"| {name} | {' | '.join(found[size][name].told() for size in sizes)} | "
        f"{cards(name)} | {' | '.join(f'{each:.2f}' for each in ratios(few[name], many[name]))} |"
        for name in few
    ]
    plans = [f"### {name}\n\n" + ("\n\n".join(each.plans) or "None.") for name, each in many.items()]
    return PAGE.format(
        sizes=" and ".join(f"{size:,}" for size in sizes),
        units=units,
        rounds=ROUNDS,
        heads=" | ".join(f"{size:,}" for size in sizes),
        dashes=" ".join("--: |" for _size in sizes),
        rows="\n".join(rows),
        most=sizes[-1],
        least=sizes[0],
        limit=MOST,
        missing=f"Not there to be measured: {', '.join(missing)}." if missing else "",
        plans="\n\n".join(plans),
    )


def main() -> None:
    """Measure and keep it; other sizes than the usual are only printed."""
    sizes = [int(each) for each in sys.argv[1:]]
    text = told(*measured(sizes or SIZES))
    if sizes:
        print(text)
    else:
        proof.keep("scale", text)


if __name__ == "__main__":
    main()
