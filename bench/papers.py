"""A month of one kelurahan as PDF, DOCX, XLSX and ZIP: ``python -m bench.papers``, kept as docs/proof/papers.md.

A worker of its own makes all four, as it would at the office; its memory is read from outside, with its children.
"""

import hashlib
import os
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
# One person's papers are made one after another, so the worker looks again for each.
WORKER = """
import os, config
from evidence.worker import build_worker
for _each in range(4):
    build_worker(config.read(os.environ), ('render',)).drain(('render',))
"""

# A photo as a phone sends it, its small copies, and its size in pixels.
Drawn = tuple[bytes, Mapping[int, bytes], tuple[int, int]]


def drawn() -> Iterator[Drawn]:
    """Photos as phones send them, each with its small copies; the same four for ever."""
    made = []
    for kind in tuple(scenes.KINDS)[:2]:
        for stage, size in (("before", (2560, 1920)), ("after", (1920, 2560))):
            body = scenes.draw(kind, stage, 7, size)
            made.append((body, examine(body).derivatives, size))
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
    drawn: Drawn,
    by: uuid.UUID,
    *,
    covered: bool,
) -> None:
    ident, storage = uuid.uuid4(), house.app.extensions["house"].storage
    # What follows a picture's end is not looked at, and makes each of them another file.
    body = drawn[0] + ident.bytes
    digest = hashlib.sha256(body).hexdigest()
    key = f"originals/{ident}/{digest}.jpg"
    copies = {str(edge): f"derived/{ident}/{digest}/{edge}.jpg" for edge in (320, 640)}
    storage.put(key, body, "image/jpeg")
    for edge, copy in copies.items():
        storage.put(copy, drawn[1][int(edge)] + ident.bytes, "image/jpeg")
    now, size = clock.now(), drawn[2]
    with house.sessions.begin() as session:
        session.add(
            Photo(
                id=ident, activity_id=activity, stage=Stage(stage), percent=50 if stage == "progress" else None,
                state=PhotoState.STORED, sha256=digest, size=len(body), content_type="image/jpeg", object_key=key,
                derivatives=copies, width=size[0], height=size[1], uploaded_by=by, received_at=now, stored_at=now,
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


@dataclass(frozen=True)
class Run:
    """A fresh worker until it has done what waits and ended: seconds, of them on a processor, and bytes at the most."""

    seconds: float
    processor: float
    resident: int


def worked(house: House) -> Run:
    """Do what waits by a worker of its own; what it and its children hold is summed."""
    environment = {**os.environ, **house.env, "PYTHONPATH": str(ROOT)}
    began, used, most = time.monotonic(), _processor(), 0
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", WORKER], env=environment, cwd=ROOT)
    watched = psutil.Process(worker.pid)
    while worker.poll() is None:
        most = max(most, _resident(watched))
        time.sleep(0.01)
    assert worker.returncode == 0
    return Run(time.monotonic() - began, _processor() - used, most)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
            lines.append(row(house, shape.value.upper(), [ident], worked(house)))
            print(lines[-1], flush=True)
        together = [*ask(house, SHAPES), *ask(house, [], Kind.ANNEX)]
        lines.append(row(house, "all four", together, worked(house)))
        seconds, size = fetched(house, together[-1])
    lines.append(
        FOOT.format(
            photos=photos,
            idle=idle.seconds,
            used=idle.processor,
            base=idle.resident / 1e6,
            seconds=seconds,
            size=size / 1e6,
        )
    )
    keep("papers", "\n".join(lines))


def row(house: House, name: str, idents: Sequence[uuid.UUID], run: Run) -> str:
    """One line of the page; every paper must be done."""
    with house.sessions() as session:
        found = session.scalars(select(Paper).where(Paper.id.in_(idents))).all()
        assert {each.state for each in found} == {PaperState.DONE}, [
            (each.reason, each.about) for each in found
        ]
    size = sum(each.size for each in found) / 1e6
    return f"| {name} | {run.seconds:.1f} | {run.processor:.1f} | {run.resident / 1e6:.0f} | {size:.2f} |"


HEAD = """\
# A month of one kelurahan on paper

`python -m bench.papers` writes this page. 120 activities (90 before and after, 20 in three stages, 10 documented by
four photos), every twelfth photo partly hidden; real PostgreSQL and real store. A fresh worker process makes the
papers and ends; its seconds hold its start, its memory is what it and its children (the layout of the PDF, the
drawing of covers) have resident at once, pages they share counted in each.

| | seconds | processor, s | resident, MB | file, MB |
| --- | --: | --: | --: | --: |"""
FOOT = """
{photos} photos. The same worker with nothing to do: {idle:.1f} s, {used:.1f} s of processor, {base:.0f} MB. The
archive holds no copy of the photos: it is put together while it is fetched, {seconds:.1f} s for {size:.0f} MB.

Promised: all four together under 300 MB and under 20 s."""

if __name__ == "__main__":
    main()
