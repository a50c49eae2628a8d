"""What a real worker measures of the pixels of photos, and what it does with those that it cannot measure."""

import hashlib
import uuid
from functools import cache
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from sqlalchemy import select

from bench.labelled import sent_on
from evidence.adapters import imaging
from evidence.adapters.imaging.points import printed
from evidence.adapters.imaging.prints import Print
from evidence.capture import findings, prints
from evidence.capture.models import Activity, ChecksState, Measure
from evidence.capture.subjects import PIXELS
from evidence.core import clock
from evidence.core.jobs import RENDER
from tests import factories
from tests.adapters.collages import collage
from tests.capture.traces import storage_of
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    """One house for all: each test has photos of its own making only."""
    return shared


@cache
def jpeg(name: str, way: str = "", size: tuple[int, int] = (1000, 750)) -> bytes:
    """A picture full of detail, sent on in that way."""
    photo = collage(name, size)
    photo = sent_on.changed(way, photo, name) if way else photo
    out = BytesIO()
    photo.save(out, "JPEG", quality=85)
    return out.getvalue()


def taken(house: House, work: uuid.UUID, stage: str, body: bytes) -> uuid.UUID:
    """A stored photo with that file, whose activity waits for its checks."""
    digest = hashlib.sha256(body).hexdigest()
    file = {"sha256": digest, "size": len(body), "object_key": f"originals/{uuid.uuid4()}/{digest}.jpg"}
    storage_of(house).put(file["object_key"], body, "image/jpeg")
    photo = factories.photo(house, work, stage, source="camera", taken_at=clock.now(), **file)
    with house.sessions.begin() as session:
        findings.ask(session, work)
    return photo


def noticed(house: House, work: uuid.UUID) -> list[tuple[str, str, str]]:
    with house.sessions() as session:
        rows = findings.open_findings(session, work)
        return [(each.check_code, each.sentence, each.level.value) for each in rows]


def unjudged(house: House, work: uuid.UUID, check: str) -> list[str]:
    with house.sessions() as session:
        told = session.get_one(Activity, work)
        assert told.checks_state is ChecksState.DONE
        assert told.checks is not None
        return list(told.checks[check]["unjudged"])


def test_a_photo_that_a_messenger_sent_on_is_noticed_in_another_activity(house: House) -> None:
    first, second = factories.activity(house), factories.activity(house)
    taken(house, first, "before", jpeg("pasar"))
    house.run_jobs(RENDER, measuring=True)
    photo = taken(house, second, "before", jpeg("pasar", "cut all round, sent"))
    house.run_jobs(RENDER, measuring=True)

    assert ("reuse.near", "near", "warning") in noticed(house, second)
    assert all(level == "note" for _check, _sentence, level in noticed(house, first))
    with house.sessions() as session:
        kept = prints.of(session, photo)
        told = session.scalars(select(Measure).where(Measure.photo_id == photo, Measure.kind == PIXELS)).one()
    assert kept is not None
    assert Print.from_plain(told.values["print"]).points == kept.points
    assert told.version == imaging.MEASURES_VERSION


def test_a_photo_that_cannot_be_measured_is_not_judged_and_keeps_nothing_back(house: House) -> None:
    work = factories.activity(house)
    broken = taken(house, work, "before", jpeg("pasar")[:3000])
    good = taken(house, work, "after", jpeg("kota"))
    house.run_jobs(RENDER, measuring=True)

    assert unjudged(house, work, "quality.blank") == [str(broken)]
    assert unjudged(house, work, "reuse.near") == [str(broken)]
    assert unjudged(house, work, "scene.identical") == [str(good)]


def test_a_file_measures_the_same_twice_and_its_print_is_that_of_its_pixels() -> None:
    told = imaging.measure(jpeg("kota"))

    assert told == imaging.measure(jpeg("kota"))
    assert told["version"] == imaging.MEASURES_VERSION
    assert told["print"] == imaging.printed(jpeg("kota"))
    with Image.open(BytesIO(jpeg("kota"))) as photo:
        assert told["print"] == printed(photo.convert("RGB")).plain()
    assert set(imaging.compare(jpeg("kota"), jpeg("pasar"))) == {"version", "identical", "scene"}


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_any_shape_is_measured_or_not_judged(size: tuple[int, int]) -> None:
    out = BytesIO()
    Image.frombytes("L", size, Random("shape").randbytes(size[0] * size[1])).save(out, "PNG")

    told = imaging.measure(out.getvalue())
    both = imaging.compare(out.getvalue(), jpeg("kota"))

    assert "failed" not in told
    assert "failed" not in both
