"""A month of Mojo's work as papers are made of it, and what a person does to get one."""

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pypdfium2
from PIL import Image, ImageDraw

from evidence.adapters.imaging import Cover
from evidence.compose import covering
from evidence.core import clock, jobs
from evidence.integrity import services as integrity
from evidence.repair.services import mark_unfinished
from evidence.reports.papers import services
from evidence.reports.papers.models import Kind, Paper, PaperState, Shape
from evidence.reports.papers.services import Asked
from evidence.units.access import Actor
from tests import factories
from tests.factories import LURAH
from tests.house import MOJO, House

FIRST, LAST = date(2025, 10, 1), date(2025, 10, 31)
MINUTE = integrity.Minute("person", "005/BA/2025", "Diminta oleh yang bersangkutan.")
EVERY = (Shape.PDF, Shape.DOCX, Shape.XLSX, Shape.CSV)


@dataclass(frozen=True)
class October:
    """What was done, by name."""

    pair: uuid.UUID
    series: uuid.UUID
    documented: uuid.UUID
    unfinished: uuid.UUID
    covered: uuid.UUID
    erased: uuid.UUID


def october(house: House) -> October:
    """Five activities: two complete, one of five photos, one that waits, one whose after was erased."""
    told = {"work_date": date(2025, 10, 7), "street": "Jl. Kyai Mojo"}
    pair = factories.activity(house, title='=HYPERLINK("http://x") kuras saluran', **told)
    small = lettered(house)
    covered = factories.photo(house, pair, "before", derivatives={"640": small}, width=640, height=480)
    factories.photo(house, pair, "after", taken_at=clock.now())
    with house.sessions.begin() as session:
        by = house.actor(LURAH)
        covering.cover(session, covered, (Cover(((4000, 4000), (6000, 6000))),), by=by, practice=False)
    series = factories.complete(house, mode="B", category="JALAN", title="Paving gang RW 3", **told)
    documented = factories.activity(
        house, mode="C", category="PELAYANAN", title="Antar KTP lansia", work_date=LAST
    )
    for _ in range(5):
        factories.photo(house, documented, "plain")
    unfinished = factories.activity(house, title="Lampu gang mati", category="PJU", work_date=FIRST)
    factories.photo(house, unfinished, "before")
    with house.sessions.begin() as session:
        mark_unfinished(session, unfinished, "weather", "hujan", by=house.actor(LURAH), now=clock.now())
    gone = factories.activity(house, title="Pangkas pohon", category="TAMAN", **told)
    factories.photo(house, gone, "before")
    erased = factories.photo(house, gone, "after")
    redact(house, erased)
    # Neither of the month nor of the unit.
    factories.complete(house, title="Bulan lain", work_date=date(2025, 11, 1))
    factories.complete(house, unit="33.72.04.1010", by="lurah.jebres", title="Unit lain", work_date=FIRST)
    return October(pair, series, documented, unfinished, covered, erased)


def lettered(house: House) -> str:
    """The key of a small copy with something in its middle that a cover has to hide."""
    image = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(image).rectangle((300, 220, 340, 260), fill="red")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    key = f"derived/{uuid.uuid4()}/640.jpg"
    house.app.extensions["house"].storage.put(key, out.getvalue(), "image/jpeg")
    return key


def redact(house: House, photo: uuid.UUID) -> None:
    """Erase a photo because somebody has the right to it."""
    with house.sessions.begin() as session:
        integrity.redact(session, photo, MINUTE, by=house.actor("admin"), practice=False, now=clock.now())


def asked(
    house: House,
    shapes: Sequence[Shape] = EVERY,
    kind: Kind = Kind.DOCUMENTATION,
    by: str = LURAH,
    actor: Actor | None = None,
    unit: str = MOJO,
) -> list[uuid.UUID]:
    """Papers of the month that wait for a worker; ``actor`` is somebody with the rights of another moment."""
    told = Asked(kind, unit, FIRST, LAST, shapes)
    with house.sessions.begin() as session:
        return list(services.ask(session, uuid.uuid4(), told, by=actor or house.actor(by), now=clock.now()))


def paper(house: House, ident: uuid.UUID) -> Paper:
    """The row as it stands."""
    with house.sessions() as session:
        return session.get_one(Paper, ident)


def made(
    house: House, *shapes: Shape, kind: Kind = Kind.DOCUMENTATION, unit: str = MOJO, by: str = LURAH
) -> Mapping[Shape, Paper]:
    """The month's papers, done."""
    ids = asked(house, shapes, kind, by, unit=unit)
    work_off(house)
    found = {row.shape: row for row in (paper(house, each) for each in ids)}
    assert {row.state for row in found.values()} == {PaperState.DONE}, [
        (row.reason, row.about) for row in found.values()
    ]
    return found


def body(house: House, row: Paper) -> bytes:
    """The object of a paper."""
    return bytes(house.app.extensions["house"].storage.get(row.object_key))


def words_of(pdf: bytes) -> list[str]:
    """What stands on each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def work_off(house: House) -> None:
    """Make what waits: one person's papers are made one after another, so one round of the workers is not enough."""
    for _each in range(services.MOST_OPEN):
        house.run_jobs("render")
        with house.sessions() as session:
            waiting = jobs.live_queueing_locks(session, services.MAKE)
        if not waiting:
            return
