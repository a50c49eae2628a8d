"""A phone that sends the camera's own file in parts after its photo, and what the house holds of it."""

import hashlib
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.capture.models import PhotoPart
from tests.capture.traces import JPEG, storage_of
from tests.house import ORIGIN, House, put_photo

KB, MB = 1024, 1024 * 1024


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def camera_file(size: int = 300 * KB, head: bytes = b"\xff\xd8\xff\xe1", seed: int = 7) -> bytes:
    """Bytes as a camera may write them; nobody decodes them."""
    return head + random.Random(seed).randbytes(size - len(head))


def send_small(client: FlaskClient, activity: str, body: bytes, small: bytes = JPEG, **meta: object) -> str:
    """Send the small copy of a photo whose camera wrote ``body``; the photo's id."""
    photo = str(uuid.uuid4())
    answer = put_photo(client, activity, "before", small, photo=photo, original_sha256=sha256(body), **meta)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return photo


@dataclass(frozen=True)
class Sending:
    """One file on its way: ``part`` sends a slice of it, ``headers`` replace what a good phone would say."""

    client: FlaskClient
    photo: str
    body: bytes

    @property
    def path(self) -> str:
        return f"/api/v1/photos/{self.photo}"

    def part(
        self, start: int, size: int, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> TestResponse:
        """Send ``size`` bytes from ``start`` on."""
        part = self.body[start : start + size] if body is None else body
        told = headers_of(part, start, len(self.body))
        return self.client.open(
            self.path, method="PATCH", data=part, headers={"Origin": ORIGIN, **told, **(headers or {})}
        )

    def held(self) -> tuple[str, int]:
        """State and bytes held, as the phone asks for them."""
        answer = self.client.head(self.path)
        assert answer.status_code == 204
        return answer.headers["Upload-State"], int(answer.headers["Upload-Offset"])

    def rest(self, size: int = 100 * KB) -> None:
        """Send what is missing in parts of ``size`` bytes, as a phone does that comes back."""
        _, offset = self.held()
        while offset < len(self.body):
            answer = self.part(offset, size)
            assert answer.status_code == 204, answer.get_data(as_text=True)
            offset = int(answer.headers["Upload-Offset"])


def headers_of(part: bytes, start: int, total: int) -> dict[str, str]:
    """What a phone says of a part."""
    return {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": str(start),
        "Upload-Length": str(total),
        "X-Content-SHA256": sha256(part),
    }


def part_objects(house: House) -> list[str]:
    """The keys of the parts in the store."""
    return sorted({each.key for each in storage_of(house).list("parts/")})


def part_rows(house: House) -> list[PhotoPart]:
    """The rows of all parts."""
    with house.sessions() as session:
        return list(session.scalars(select(PhotoPart).order_by(PhotoPart.start)))


def original(client: FlaskClient, photo: str) -> dict[str, object]:
    """What the list of photos says of a photo's original."""
    (found,) = client.get(f"/api/v1/photos?ids={photo}").get_json()["photos"]
    told: dict[str, object] = found["original"]
    return told
