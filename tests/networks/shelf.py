"""Addresses at which test networks read pictures, as they read them from us."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from flask import Flask, Response, request

from evidence.adapters.networks.base import Picture
from tests.networks.kit import Fault, Ground, serving


@dataclass
class Shelf(Ground):
    """Pictures by their name; ``reads`` says how often each was read, ``agents`` by whom in the order of the reads."""

    pictures: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    reads: dict[str, int] = field(default_factory=dict)
    agents: list[str] = field(default_factory=list)

    def put(self, picture: Picture, body: bytes | None = None, kind: str = "image/jpeg") -> Picture:
        """The picture with an address, which answers with its bytes or with others."""
        name = f"{len(self.pictures)}.jpg"
        self.pictures[name] = (picture.jpeg if body is None else body, kind)
        return replace(picture, url=f"{self.url}/media/{name}")


def _shelf() -> Shelf:
    def refusing(fault: Fault) -> Response:
        return Response("<h1>No</h1>", int(fault.told or 403))

    ground = Shelf(Flask(__name__), refusing)

    @ground.app.get("/media/<name>")
    @ground.step("picture")
    def picture(name: str) -> Response:
        ground.reads[name] = ground.reads.get(name, 0) + 1
        ground.agents.append(request.headers.get("User-Agent", ""))
        body, kind = ground.pictures[name]
        return Response(body, content_type=kind)

    return ground


@contextmanager
def shelf() -> Iterator[Shelf]:
    """A shelf at an address of its own until the block ends."""
    with serving(_shelf()) as ground:
        assert isinstance(ground, Shelf)
        yield ground
