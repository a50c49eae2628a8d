"""Photos to send, and what a request left behind: rows, jobs, objects and temporary files."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from evidence.adapters.storage import Storage
from evidence.capture.models import Photo
from evidence.core.audit import AuditEvent
from tests.adapters.pictures import four_corners, jpeg, png
from tests.house import House

JPEG = jpeg(four_corners((320, 240)))
OTHER = jpeg(four_corners((240, 320)))
PNG = png(four_corners((320, 240)))
HALF = JPEG[: len(JPEG) // 2]


@dataclass(frozen=True)
class Traces:
    """How many there are of each, and which objects."""

    photos: int
    jobs: int
    acts: int
    objects: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Watch:
    """Looks at one house and at the folder that temporary files of this test go to."""

    house: House
    folder: Path

    def look(self) -> Traces:
        """What is there now."""
        with self.house.sessions() as session:
            return Traces(
                photos=session.scalar(select(func.count()).select_from(Photo)) or 0,
                jobs=session.scalar(text("SELECT count(*) FROM jobs.procrastinate_jobs")) or 0,
                acts=session.scalar(select(func.count()).select_from(AuditEvent)) or 0,
                # A store may name an object twice that many wrote at once; the folder holds it once.
                objects=tuple(sorted({each.key for each in storage_of(self.house).list("")})),
                files=tuple(sorted(path.name for path in self.folder.iterdir())),
            )


@contextmanager
def watched(house: House, folder: Path) -> Iterator[Watch]:
    """Send the temporary files of this process to ``folder`` and look at what remains there."""
    kept, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield Watch(house, folder)
    finally:
        tempfile.tempdir = kept


def storage_of(house: House) -> Storage:
    """The house's own store."""
    found: Storage = house.app.extensions["house"].storage
    return found


def row(house: House, photo: str) -> Photo:
    """The photo's row as it stands now."""
    with house.sessions() as session:
        return session.get_one(Photo, uuid.UUID(photo))


def state(client: FlaskClient, photo: str) -> tuple[str, str | None]:
    """State and reason of a photo, as a phone asks for them."""
    (found,) = client.get(f"/api/v1/photos?ids={photo}").get_json()["photos"]
    return found["state"], found["reason"]
