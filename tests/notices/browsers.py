"""A push service on a real socket, and a browser that opens what is sealed for it, by RFC 8291's other half."""

import json
import os
import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evidence.adapters.push.encryption import CURVE, encoded, point_of, raw_point

PUSH_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"


@dataclass
class Browser:
    """One that subscribed at ``service``."""

    service: str
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def told(self) -> str:
        """Its subscription, as its script writes it."""
        keys = {"p256dh": encoded(raw_point(self.key.public_key())), "auth": encoded(self.secret)}
        return json.dumps({"endpoint": f"{self.service}/{self.name}", "expirationTime": None, "keys": keys})

    def opened(self, body: bytes) -> bytes:
        """The message in what was sent."""
        salt, size, length = body[:16], *struct.unpack(">IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        agreed = self.key.exchange(ec.ECDH(), point_of(theirs))
        info = b"WebPush: info\0" + raw_point(self.key.public_key()) + theirs
        shared = _derived(self.secret, agreed, info, 32)
        key = _derived(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, shared, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class PushServer:
    """What came for whom; ``answers`` is the status for each browser, 0 to hang up instead, 201 where none is named."""

    url: str = ""
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def behave(self) -> None:
        """Forget what came, and take everything."""
        self.came.clear()
        self.answers.clear()
        self.headers.clear()

    def messages(self, browser: Browser) -> list[Any]:
        """What came for that browser, opened."""
        return [
            json.loads(browser.opened(body)) for name, _headers, body in self.came if name == browser.name
        ]


@contextmanager
def running_push() -> Iterator[PushServer]:
    """A push service on loopback."""
    found = PushServer()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a message in, or not."""
            name = self.path.rpartition("/")[2]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append((name, dict(self.headers), body))
            if (status := found.answers.get(name, 201)) == 0:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            for header, value in found.headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/push"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
