"""A small server where a network can read the pictures that a test drew."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evidence.adapters.networks.base import Picture
from tests.networks.submissions import jpeg, shown


class Album:
    """Pictures by their addresses, and by whom they were read."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: dict[str, bytes] = {}
        self.agents: list[str] = []

    def picture(self, body: bytes = b"", alt_text: str = "Saluran", **drawing: Any) -> Picture:
        """A picture that stands here; ``drawing`` is for `jpeg`."""
        found = shown(body or jpeg(**drawing), alt_text)
        path = f"/{found.sha256}.jpg"
        self.bodies[path] = found.jpeg
        return replace(found, url=self.url + path)


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
