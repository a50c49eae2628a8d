"""A practice network on a real socket, and the calls its tests make."""

import io
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from PIL import Image

from evidence.practice import create_practice, open_server

KEY = "kunci-latihan-untuk-uji"


def picture(width: int = 64, height: int = 80, colour: str = "teal") -> bytes:
    """A JPEG of that many pixels, drawn in one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


@cache
def _certificates() -> ssl.SSLContext:
    # Reading them anew for every client takes longer than the call, which needs none.
    return httpx.create_ssl_context(trust_env=False)


def client(**headers: str) -> httpx.Client:
    """Talks to the loopback only, whatever proxy the machine is set to."""
    return httpx.Client(trust_env=False, verify=_certificates(), timeout=60.0, headers=headers)


@dataclass(frozen=True)
class Account:
    """A practice account with calls that bear its token; none of them checks the answer."""

    url: str
    id: str
    handle: str
    token: str

    def call(self, method: str, path: str, **content: Any) -> httpx.Response:
        with client(Authorization=f"Bearer {self.token}") as http:
            return http.request(method, self.url + path, **content)

    def prepare(
        self, caption: str = "Kuras saluran", image: bytes | None = None, alt: str = "Saluran"
    ) -> httpx.Response:
        files = {"image": ("a.jpg", picture() if image is None else image, "image/jpeg")}
        return self.call("POST", "/api/media", data={"caption": caption, "alt_text": alt}, files=files)

    def container(
        self, caption: str = "Kuras saluran", alt: str = "Saluran", image: bytes | None = None
    ) -> str:
        return str(self.prepare(caption, image, alt).json()["id"])

    def publish(self, container: str) -> httpx.Response:
        return self.call("POST", "/api/publish", json={"container": container})

    def post(self, caption: str = "Kuras saluran", alt: str = "Saluran", image: bytes | None = None) -> str:
        return str(self.publish(self.container(caption, alt, image)).json()["id"])

    def posts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/api/posts").json()["posts"]
        return found


@dataclass(frozen=True)
class Running:
    """A running practice network and what the bearer of its key may do."""

    url: str
    key: str

    def call(self, method: str, path: str, **content: Any) -> httpx.Response:
        with client(Authorization=f"Bearer {self.key}") as http:
            return http.request(method, self.url + path, **content)

    def open(self, handle: str, name: str = "Kelurahan Mojo", kind: str = "Kelurahan") -> Account:
        answer = self.call("POST", "/api/accounts", json={"handle": handle, "name": name, "kind": kind})
        fields = answer.raise_for_status().json()
        return Account(self.url, fields["id"], fields["handle"], fields["token"])

    def fault(self, step: str, kind: str, **more: Any) -> None:
        self.call("PUT", "/api/faults", json={"step": step, "kind": kind, **more}).raise_for_status()

    def held(self, step: str) -> int:
        return int(self.call("GET", "/api/faults").json()["held"][step])

    def release(self, step: str, act: bool = True, account: str | None = None) -> int:
        told = {"step": step, "act": act, "account": account}
        answer = self.call("POST", "/api/faults/release", json=told)
        return int(answer.raise_for_status().json()["released"])

    def counted(self, post: str, **told: int) -> None:
        """Say what followers did with a post."""
        self.call("PUT", f"/api/posts/{post}/figures", json=told).raise_for_status()

    def clear(self) -> None:
        self.call("DELETE", "/api/faults").raise_for_status()


@contextmanager
def running(database_url: str, key: str = KEY) -> Iterator[Running]:
    """A practice network on that database and a free port, served by a thread until the block ends."""
    server = open_server(create_practice(database_url, key))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Running(server.url, key)
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
