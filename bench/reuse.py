"""How long it takes to find a photo again among ten thousand and among a million: ``python -m bench.reuse``.

A real PostgreSQL on a disk, with the settings of the embedded one. Most rows are invented from the keys of real prints,
each with some bits turned, so that they lie as dense as real ones or denser; the photos that are searched for, a
thousand black ones and a thousand copies of one photo are added as the product adds them.
"""

import os
import shutil
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from PIL import Image
from psycopg import Connection
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from bench import proof
from bench.labelled import sent_on
from evidence.adapters.imaging.points import printed
from evidence.adapters.imaging.prints import BITS, KEYS, Print
from evidence.capture import prints
from evidence.core.db import libpq, make_engine, upgrade
from evidence.embedded import Databases, Postgres, roles
from evidence.embedded.processes import running
from evidence.embedded.secrets import draw as new_secrets
from tests.adapters.collages import collage

FEW, MANY, MOST = 10_000, 1_000_000, 10_000_000
POOL, WANTED, STRANGE, SAME, CROWDED, ROUNDS = 600, 60, 60, 1000, 20, 3
# Of the 32 bits of a real key, each is turned with this chance in an invented one; see `density`.
TURNED, MASKS = 0.04, 20_000
_BATCH = 100_000
REFERENCES = {
    "photos": ("fk_photos_activity_id_activities", "fk_photos_uploaded_by_users"),
    "photo_prints": ("fk_photo_prints_photo_id_photos",),
}
_SIZE = (320, 240)
_NONE = uuid.UUID(int=0)

PAGE = """\
# Finding a photo again among a million

`make prove` writes this page (`bench/reuse.py`): a real PostgreSQL on a disk with the embedded one's settings.
A search is all that the check does for one photo: the keys, the index, and laying the few that share some
points over the photo. Its parts in milliseconds, p50 / p95, of {searches} searches, each the best of {rounds}
in a row, since others used the two cores too (load average {load:.0f}):

| photos | processor | by the clock | of it PostgreSQL | the slowest | first time |
| --: | --: | --: | --: | --: | --: |
{rows}

*Processor* is the time that search and server had one of the two cores, which the clock shows on a machine
with nothing else to do. Its p95 at 1,000,000 to that at 10,000: {ratio:.2f}. Half of the searches are for a
photo that is there, sent on in one of {ways} ways; the others for one that is not.

Found at {many:,}: {found} of {wanted}; wrongly found for {strange} others: {wrong}.

| what a search meets at {many:,} | processor, p50 / p95, ms |
| --- | --: |
| a photo of which {same:,} copies are there | {copies} |
| one more black photo beside {same:,} of them | {black} |
| a photo of whose keys each is in dozens of others | {crowded} |

## Size

| photos | index (`photo_keys`) | of it the B-tree | prints (`photo_prints`) | bytes a photo |
| --: | --: | --: | --: | --: |
{sizes}

Invented keys are real ones with some bits turned. How dense they lie: of {pool} different pictures, {real:.1f}
in a million pairs of keys are the same; of the invented ones, {invented:.1f}. A search asks for {probes:,} keys
and read {hits:,} entries of the index at {many:,} photos in the middle, {most_hits:,} at most; its bound is
{bound:,} whatever the photos are.

## Ten million, which nobody measured

A B-tree of 320 million keys is as deep or one level deeper. What a search reads grows with the photos only
until a key has {common} entries: from {hits:,} to about {hits_most:,}. By the growth from 10,000 to 1,000,000,
a search would take {guess:.0f} ms (p95, processor) with the index in memory. That index would have {btree:.0f}
GB and the whole {whole:.0f} GB, beside some 2 to 5 TB of the photos themselves. Where the index is not in
memory, each probe may read a page from the disk: at 0.1 ms each, that is {cold:.0f} ms. The check runs in a
worker and nobody waits for it, so that is slow, not broken.
"""


@dataclass(frozen=True)
class Figures:
    """Of one size: seconds of searches and of their queries, what was found, and bytes."""

    photos: int
    first: list[float]
    whole: list[float]
    query: list[float]
    processor: list[float]
    found: int
    wrong: int
    copies: list[float]
    black: list[float]
    crowded: list[float]
    hits: list[int]
    keys_size: int
    btree_size: int
    prints_size: int
    density: float

    def row(self) -> str:
        """The row of times."""
        return (
            f"| {self.photos:,} | {spread(self.processor)} | {spread(self.whole)} | {spread(self.query)} |"
            f" {max(self.whole) * 1e3:.0f} | {spread(self.first)} |"
        )

    def size(self) -> str:
        """The row of sizes."""
        each = (self.keys_size + self.prints_size) / self.photos
        parts = (self.keys_size, self.btree_size, self.prints_size)
        return (
            f"| {self.photos:,} | "
            + " | ".join(f"{part / 1e6:,.0f} MB" for part in parts)
            + f" | {each:,.0f} |"
        )


def spread(seconds: Sequence[float]) -> str:
    """The middle and the 95th of a hundred, in milliseconds."""
    return f"{median(seconds) * 1e3:.1f} / {proof.percentile(seconds, 0.95) * 1e3:.1f}"


@contextmanager
def database() -> Iterator[Databases]:
    """A PostgreSQL of its own on the disk, which may lose what is in it."""
    folder = Path(tempfile.mkdtemp(prefix="bukti-bench-"))
    folder.chmod(0o711)
    try:
        quick = {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_wal_size": "4GB",
        }
        postgres = Postgres(folder, new_secrets(), quick)
        postgres.initialise()
        with running(postgres.program(), postgres.ready, folder / "postgres.log"):
            found = postgres.create_database("bench")
            upgrade(found.owner_url, roles.APP)
            yield found
    finally:
        shutil.rmtree(folder)


def pool() -> list[Print]:
    """Prints of different pictures, real ones, to invent others from."""
    return [printed(collage(f"pool {number}", _SIZE)) for number in range(POOL)]


def fill(connection: Connection, photos: int, of: Sequence[Print]) -> None:
    """So many photos of as many activities, with invented keys; the server does it all."""
    run = connection.execute
    # Nobody's activities: the searches need none.
    for table, keys in REFERENCES.items():
        for key in keys:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
    run("CREATE TEMP TABLE real_prints (id int PRIMARY KEY, print bytea)")
    run("CREATE TEMP TABLE real_keys (id int PRIMARY KEY, key int)")
    run("CREATE TEMP TABLE turned (id int PRIMARY KEY, bits int)")
    with connection.cursor() as cursor:
        rows = [(number, each.packed()) for number, each in enumerate(of)]
        cursor.executemany("INSERT INTO real_prints VALUES (%s, %s)", rows)
        keys = list(enumerate(key for each in of for key in each.keys))
        cursor.executemany("INSERT INTO real_keys VALUES (%s, %s)", keys)
        draw = Random("turned")
        masks = [sum(1 << bit for bit in range(BITS - 1) if draw.random() < TURNED) for _mask in range(MASKS)]
        cursor.executemany("INSERT INTO turned VALUES (%s, %s)", list(enumerate(masks)))
    run("ANALYZE real_keys, real_prints, turned")
    run("SET work_mem = '256MB'")
    run("SELECT setseed(0.5)")
    run("ALTER TABLE photo_keys DROP CONSTRAINT pk_photo_keys")
    for start in range(1, photos + 1, _BATCH):
        stop = min(photos, start + _BATCH - 1)
        run(
            """INSERT INTO photos (id, activity_id, stage, state, reason, sha256, size, content_type, object_key,
                derivatives, uploaded_by, received_at, source, original_sha256, claims, exif)
            SELECT gen_random_uuid(), gen_random_uuid(), 'before', 'stored', '', n::text, 1, 'image/jpeg', '', '{}',
                gen_random_uuid(), now(), '', '', '{}', '{}' FROM generate_series(%s::int, %s::int) AS n""",
            (start, stop),
        )
        run(
            """INSERT INTO photo_prints (photo_id, version, print)
            SELECT photos.id, 1, real_prints.print FROM photos
            JOIN real_prints ON real_prints.id = photos.sha256::int %% %s
            WHERE photos.sha256::int BETWEEN %s AND %s""",
            (len(of), start, stop),
        )
        run(
            """INSERT INTO photo_keys (key, number)
            SELECT DISTINCT real_keys.key # turned.bits, drawn.number FROM (
                SELECT number, (random() * %s)::int AS key, (random() * %s)::int AS bits
                FROM photo_prints, generate_series(1, %s) WHERE number BETWEEN %s AND %s
            ) AS drawn JOIN real_keys ON real_keys.id = drawn.key JOIN turned ON turned.id = drawn.bits""",
            (len(keys) - 1, MASKS - 1, KEYS, start, stop),
        )
    run("SET maintenance_work_mem = '512MB'")
    run("ALTER TABLE photo_keys ADD CONSTRAINT pk_photo_keys PRIMARY KEY (key, number)")
    connection.commit()


def add(session: Session, a_print: Print, activity: uuid.UUID) -> uuid.UUID:
    """One more photo of that activity, by the product's own hand."""
    ident = uuid.uuid4()
    session.execute(
        text(
            """INSERT INTO photos (id, activity_id, stage, state, reason, sha256, size, content_type, object_key,
                derivatives, uploaded_by, received_at, source, original_sha256, claims, exif)
            VALUES (:id, :activity, 'before', 'stored', '', :name, 1, 'image/jpeg', '', '{}', gen_random_uuid(),
                now(), '', '', '{}', '{}')"""
        ),
        {"id": ident, "activity": activity, "name": str(ident)},
    )
    prints.add(session, ident, a_print)
    return ident


def measured(photos: int, of: Sequence[Print]) -> Figures:
    """Everything at that many photos, on a database that is made for it."""
    with database() as databases:
        engine = make_engine(databases.owner_url, statement_timeout=1200)
        try:
            with Connection.connect(libpq(databases.owner_url)) as connection:
                fill(connection, photos, of)
            return _searched(sessionmaker(engine, expire_on_commit=False), photos, of)
        finally:
            engine.dispose()


def wanted() -> list[tuple[Print, Print]]:
    """Photos that are there, as they are kept and as they are searched for, sent on in every way in turn."""
    ways = list(sent_on.WAYS)
    found = []
    for number in range(WANTED):
        photo = collage(f"wanted {number}", (640, 480))
        found.append((printed(photo), printed(sent_on.changed(ways[number % len(ways)], photo, f"{number}"))))
    return found


def _searched(sessions: sessionmaker[Session], photos: int, of: Sequence[Print]) -> Figures:
    there = wanted()
    strange = [printed(collage(f"strange {number}", _SIZE)) for number in range(STRANGE)]
    often, black = printed(collage("often", _SIZE)), printed(Image.new("L", _SIZE, 4))
    with sessions.begin() as session:
        ids = [add(session, kept, uuid.uuid4()) for kept, _asked in there]
        for _copy in range(SAME):
            add(session, often, uuid.uuid4())
            add(session, black, uuid.uuid4())
    with sessions() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        session.execute(text("VACUUM (ANALYZE) photo_keys, photo_prints, photos"))
    first = [_search(sessions, asked)[0] for _kept, asked in there]
    whole, query, processor, found, wrong = [], [], [], 0, 0
    for ident, asked in [
        *zip(ids, (asked for _kept, asked in there), strict=True),
        *((None, one) for one in strange),
    ]:
        took, queried, named, busy = _best(sessions, asked)
        whole.append(took)
        query.append(queried)
        processor.append(busy)
        found += ident in named
        wrong += bool(named - {ident})
    with sessions() as session:
        sizes = [
            session.scalar(text("SELECT pg_total_relation_size(CAST(:name AS regclass))"), {"name": name})
            for name in ("photo_keys", "pk_photo_keys", "photo_prints")
        ]
        hits = [_hits(session, asked) for asked in (*(asked for _kept, asked in there), *strange)]
        some = session.execute(text("SELECT key FROM photo_keys TABLESAMPLE SYSTEM (1)")).scalars()
        invented = density(Random("sample").sample(list(some), 20_000) if photos > FEW else [])
    return Figures(
        photos, first, whole, query, processor, found, wrong,
        [_best(sessions, often)[3] for _copy in range(CROWDED)],
        [_best(sessions, black)[3] for _one in range(CROWDED)],
        [_best(sessions, asked)[3] for asked in of[:CROWDED]],
        hits, *sizes, invented,
    )  # fmt: skip


def _best(sessions: sessionmaker[Session], asked: Print) -> tuple[float, float, set[uuid.UUID], float]:
    """The best of a few searches in a row, which others who use the machine disturbed the least."""
    took = [_search(sessions, asked) for _round in range(ROUNDS)]
    seconds, queried, busy = (min(float(each[at]) for each in took) for at in (0, 1, 2))
    return seconds, queried, {one.photo_id for one in took[0][3]}, busy


def _search(sessions: sessionmaker[Session], asked: Print) -> tuple[float, float, float, list[prints.Alike]]:
    """Seconds of a search, of its query alone, and of the processor; and what it found."""
    with sessions() as session:
        server = session.scalar(text("SELECT pg_backend_pid()"))
        began, busy = time.perf_counter(), _busy(server)
        found = prints.similar(session, asked, but_not_activity=_NONE)
        whole, busy = time.perf_counter() - began, _busy(server) - busy
        began = time.perf_counter()
        prints.sharing(session, asked, but_not_activity=_NONE)
        return whole, time.perf_counter() - began, busy, found


def _busy(server: int) -> float:
    """Seconds of the processor that this thread and that process had so far; Linux tells."""
    told = Path(f"/proc/{server}/schedstat").read_text(encoding="ascii")
    return time.thread_time() + int(told.split()[0]) / 1e9


def _hits(session: Session, asked: Print) -> int:
    """How many entries of the index a search reads."""
    keys = [key for key, _point in prints.probes(asked)]
    statement = text(
        "SELECT coalesce(sum(least(many, :common)), 0) FROM"
        " (SELECT count(*) AS many FROM photo_keys WHERE key = ANY(:keys) GROUP BY key) AS of"
    )
    return int(session.scalar(statement, {"keys": keys, "common": prints.COMMON}) or 0)


def density(keys: Sequence[int]) -> float:
    """Of a million pairs of these keys, how many are the same."""
    pairs = len(keys) * (len(keys) - 1) / 2
    return sum(many * (many - 1) / 2 for many in Counter(keys).values()) / pairs * 1e6 if pairs else 0.0


def page(few: Figures, many: Figures, of: Sequence[Print]) -> str:
    """The page of both sizes."""
    growth = _p95(many) / _p95(few)
    each = {name: getattr(many, name) / many.photos for name in ("keys_size", "btree_size", "prints_size")}
    probes = round(median(len(prints.probes(asked)) for _kept, asked in wanted()))
    hits = round(median(many.hits))
    return PAGE.format(
        searches=len(many.whole), rounds=ROUNDS, load=os.getloadavg()[1],
        rows=f"{few.row()}\n{many.row()}", ratio=growth, ways=len(sent_on.WAYS), many=many.photos,
        found=many.found, wanted=WANTED, strange=STRANGE, wrong=many.wrong, same=SAME, copies=spread(many.copies),
        black=spread(many.black), crowded=spread(many.crowded), sizes=f"{few.size()}\n{many.size()}", pool=len(of),
        real=density([key for one in of for key in one.keys]), invented=many.density, probes=probes, hits=hits,
        most_hits=max(many.hits), bound=probes * prints.COMMON, common=prints.COMMON,
        hits_most=min(10 * hits, probes * prints.COMMON), guess=_p95(many) * max(1.0, growth) ** 0.5 * 1e3,
        btree=each["btree_size"] * MOST / 1e9, whole=(each["keys_size"] + each["prints_size"]) * MOST / 1e9,
        cold=probes * 0.1,
    )  # fmt: skip


def _p95(of: Figures) -> float:
    return proof.percentile(of.processor, 0.95)


def measured_both() -> tuple[Figures, Figures]:
    """Measure, and keep the page; the figures of both sizes."""
    of = pool()
    few, many = measured(FEW, of), measured(MANY, of)
    proof.keep("reuse-index", page(few, many, of))
    return few, many


if __name__ == "__main__":
    measured_both()
