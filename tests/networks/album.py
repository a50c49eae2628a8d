"""Pictures that a test draws, and a small server where a network can read them."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from PIL import Image

from evidence.adapters.networks.base import Picture


def drawn(
    width: int = 108, height: int = 135, colour: tuple[int, int, int] = (30, 120, 60), kind: str = "JPEG"
) -> bytes:
    """A small picture of one colour."""
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


class Album:
    """Pictures by their addresses, and by whom they were read."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: dict[str, bytes] = {}
        self.agents: list[str] = []

    def picture(self, body: bytes = b"", alt_text: str = "Saluran bersih", **drawing: Any) -> Picture:
        """A picture that stands here; ``drawing`` is for `drawn`."""
        jpeg = body or drawn(**drawing)
        sha256 = hashlib.sha256(jpeg).hexdigest()
        path = f"/{sha256}.jpg"
        self.bodies[path] = jpeg
        width, height = drawing.get("width", 108), drawing.get("height", 135)
        return Picture(jpeg, sha256, alt_text, width, height, self.url + path)


@contextmanager
def album() -> Iterator[Album]:
    """Serve one until the block ends."""
    found = Album()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.agents.append(self.headers.get("User-Agent", ""))
            body = found.bodies.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
