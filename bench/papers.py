"""A month of one kelurahan as PDF, DOCX, XLSX and ZIP: ``python -m bench.papers``, kept as docs/proof/papers.md.

A worker of its own makes all four, as it would at the office; its memory is read from outside, with its children.
"""

import hashlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import psutil
from sqlalchemy import select

from bench.proof import keep
from evidence.adapters.imaging import Cover, examine, scenes
from evidence.capture.models import Photo, PhotoState, Stage
from evidence.compose.models import PhotoCovers
from evidence.core import clock
from evidence.reports.papers import archive, services
from evidence.reports.papers.models import Kind, Paper, PaperState, Shape
from evidence.reports.papers.services import Asked
from tests import factories
from tests.clusters import running_cluster, temporary_folder
from tests.factories import LURAH
from tests.house import MOJO, House, furnished
from tests.stores import running_rclone

ROOT = Path(__file__).resolve().parents[1]
FIRST = date(2026, 10, 1)
# Of the month: most is before and after, some in three stages, some documented by four photos.
MONTH = (
    ("A", 90, ("before", "after")),
    ("B", 20, ("before", "progress", "after")),
    ("C", 10, ("plain",) * 4),
)
COVERED_EACH = 12
SHAPES = (Shape.PDF, Shape.DOCX, Shape.XLSX)
CATEGORIES = ("DRAINASE", "KEBERSIHAN", "TAMAN", "JALAN", "PELAYANAN")
WORKER = (
    "import os, config; from evidence.worker import build_worker; "
    "build_worker(config.read(os.environ), ('render',)).drain(('render',))"
)


def drawn() -> Iterator[tuple[bytes, Mapping[int, bytes]]]:
    """Photos as phones send them, each with its small copies; the same eight for ever."""
    made = []
    for kind in scenes.KINDS:
        for stage, size in (("before", (2560, 1920)), ("after", (1920, 2560))):
            body = scenes.draw(kind, stage, 7, size)
            made.append((body, examine(body).derivatives))
    for number in count():
        yield made[number % len(made)]


def month(house: House) -> int:
    """The month's activities with all their photos; how many photos."""
    storage, photos, number, by = house.app.extensions["house"].storage, drawn(), 0, house.actor(LURAH)
    works = [(mode, stages) for mode, many, stages in MONTH for _ in range(many)]
    for at, (mode, stages) in enumerate(works):
        activity = factories.activity(
            house, mode=mode, category=CATEGORIES[at % 5], title=f"Kuras saluran Jl. Kyai Mojo bagian {at + 1}",
            work_date=FIRST + timedelta(days=at % 31), street="Jl. Kyai Mojo",
            note="Dikerjakan bersama warga. " * (at % 6),
        )  # fmt: skip
        for stage in stages:
            number += 1
            _photo(house, activity, stage, next(photos), by.id, covered=number % COVERED_EACH == 0)
    assert storage
    return number


def _photo(
    house: House,
    activity: uuid.UUID,
    stage: str,
    drawn: tuple[bytes, Mapping[int, bytes]],
    by: uuid.UUID,
    *,
    covered: bool,
) -> None:
    ident, storage = uuid.uuid4(), house.app.extensions["house"].storage
    # What follows a picture's end is not looked at, and makes each of them another file.
    body, small = drawn[0] + ident.bytes, drawn[1][640] + ident.bytes
    digest = hashlib.sha256(body).hexdigest()
    key, copy = f"originals/{ident}/{digest}.jpg", f"derived/{ident}/{digest}/640.jpg"
    storage.put(key, body, "image/jpeg")
    storage.put(copy, small, "image/jpeg")
    now = clock.now()
    with house.sessions.begin() as session:
        session.add(
            Photo(
                id=ident, activity_id=activity, stage=Stage(stage), percent=50 if stage == "progress" else None,
                state=PhotoState.STORED, sha256=digest, size=len(body), content_type="image/jpeg", object_key=key,
                derivatives={"640": copy}, width=size[0], height=size[1], uploaded_by=by, received_at=now, stored_at=now,
                taken_at=now,
            )
        )  # fmt: skip
        if covered:
            session.flush()
            shape = Cover(((4000, 4000), (5500, 5500))).plain()
            session.add(PhotoCovers(photo_id=ident, shapes=[shape], updated_by=by))


def ask(house: House, shapes: Sequence[Shape], kind: Kind = Kind.DOCUMENTATION) -> Sequence[uuid.UUID]:
    """Papers that wait."""
    with house.sessions.begin() as session:
        told = Asked(kind, MOJO, FIRST, FIRST + timedelta(days=30), shapes)
        return services.ask(session, uuid.uuid4(), told, by=house.actor(LURAH), now=clock.now())


def worked(house: House) -> tuple[float, int]:
    """Seconds until a fresh worker has done what waits and ended, and the most bytes it and its children held."""
    environment = {**os.environ, **house.env, "PYTHONPATH": str(ROOT)}
    began, most = time.monotonic(), 0
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", WORKER], env=environment, cwd=ROOT)
    watched = psutil.Process(worker.pid)
    while worker.poll() is None:
        most = max(most, _resident(watched))
        time.sleep(0.005)
    assert worker.returncode == 0
    return time.monotonic() - began, most


def _resident(process: psutil.Process) -> int:
    try:
        return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def fetched(house: House, ident: uuid.UUID) -> tuple[float, int]:
    """Seconds to stream the archive to nobody, and its bytes."""
    storage = house.app.extensions["house"].storage
    with house.sessions() as session:
        row = session.get_one(Paper, ident)
    began = time.monotonic()
    entries = archive.read(storage.get(row.object_key))
    size = sum(len(part) for part in archive.stream(entries, lambda entry: storage.stream(entry.key)))
    assert size == row.size
    return time.monotonic() - began, size


def main() -> None:
    """Measure, and keep the figures."""
    lines = [HEAD]
    with (
        running_cluster() as cluster,
        temporary_folder() as folder,
        running_rclone(folder) as store,
        furnished(cluster, store) as house,
    ):
        photos = month(house)
        idle = worked(house)
        for shape in (*SHAPES, Shape.ZIP):
            kind = Kind.ANNEX if shape is Shape.ZIP else Kind.DOCUMENTATION
            (ident,) = ask(house, [shape], kind)
            took, most = worked(house)
            lines.append(row(house, shape.value.upper(), [ident], took, most))
        together = [*ask(house, SHAPES), *ask(house, [], Kind.ANNEX)]
        took, most = worked(house)
        lines.append(row(house, "all four at once", together, took, most))
        seconds, size = fetched(house, together[-1])
    lines.append(
        FOOT.format(photos=photos, idle=idle[0], base=idle[1] / 1e6, seconds=seconds, size=size / 1e6)
    )
    keep("papers", "\n".join(lines))


def row(house: House, name: str, idents: Sequence[uuid.UUID], took: float, most: int) -> str:
    """One line of the page; every paper must be done."""
    with house.sessions() as session:
        found = session.scalars(select(Paper).where(Paper.id.in_(idents))).all()
        assert {each.state for each in found} == {PaperState.DONE}, [
            (each.reason, each.about) for each in found
        ]
    return f"| {name} | {took:.1f} | {most / 1e6:.0f} | {sum(each.size for each in found) / 1e6:.2f} |"


HEAD = """\
# A month of one kelurahan on paper

`python -m bench.papers` writes this page. 120 activities (90 before and after, 20 in three stages, 10 documented by
four photos), every twelfth photo partly hidden; real PostgreSQL and real store. A fresh worker process makes the
papers and ends; its seconds hold its start, its memory is what it and its children (the layout of the PDF, the
drawing of covers) have resident at once, pages they share counted in each.

| | seconds | resident, MB | file, MB |
| --- | --: | --: | --: |"""
FOOT = """
{photos} photos. The same worker with nothing to do: {idle:.1f} s, {base:.0f} MB. The archive holds no copy
of the photos: it is put together while it is fetched, {seconds:.1f} s for {size:.0f} MB from the store to nobody.

Promised: all four together under 300 MB and under 20 s."""

if __name__ == "__main__":
    main()
