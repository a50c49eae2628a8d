"""What the test server of every network stands on: a real socket, faults that can be ordered, a clock that can be
moved, and a count of what was posted.

A network's own server is a Flask application made by its module, with that network's states, limits and words.
"""

import hashlib
import io
import os
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache, wraps
from typing import Any

import httpx
from flask import Flask, Response, request
from PIL import Image
from werkzeug.serving import WSGIRequestHandler, make_server

# Before the step acts: refuse the connection's answer (reset_before), wait (slow), stand still (hold), or answer with
# an error of ours (fail_before). After it acted: hang up (lose_answer), reset (reset_after), or answer with a 500
# (fail_after), with nonsense (garbage), with a redirect (redirect), or as if it had been blocked (blocked_after).
BEFORE = frozenset({"reset_before", "slow", "hold", "fail_before", "throttle", "refuse"})
AFTER = frozenset(
    {"lose_answer", "reset_after", "fail_after", "garbage", "redirect", "blocked_after", "hold_answer"}
)
HELD_MOST = 120.0


@dataclass(frozen=True)
class Posted:
    """One post as the public sees it: the hashes are those of the bytes that the network has really read."""

    id: str
    account: str
    caption: str
    images: tuple[str, ...]
    alt_texts: tuple[str, ...]
    kind: str
    at: datetime


@dataclass
class Fault:
    """One order: the next ``times`` calls of ``step`` (of ``account``, or of any) go wrong like ``kind``.

    ``seconds`` for slow, which without them acts when its caller has gone, however soon or late that is; ``told`` is
    what a network's own server needs for refuse and blocked_after (a code).
    """

    step: str
    kind: str
    times: int = 1
    account: str = ""
    seconds: float = 0.0
    told: Any = None


class Hang(Exception):
    """Close the connection without an answer; ``reset`` sends a RST."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("hang up")
        self.reset = reset


@dataclass
class Clock:
    """The network's own time, which a test may move."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The moment it is there."""
        return datetime.now(UTC) + self.ahead

    def pass_(self, **span: float) -> None:
        """Let that much time go by: ``clock.pass_(hours=24)``."""
        self.ahead += timedelta(**span)


Refusing = Callable[[Fault], Response]


@dataclass
class Ground:
    """What every network's server has. ``refusing`` answers the faults that need the network's own words."""

    app: Flask
    refusing: Refusing
    clock: Clock = field(default_factory=Clock)
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    posts: list[Posted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)
    _held: dict[str, int] = field(default_factory=dict)
    listening: ExitStack = field(default_factory=ExitStack)
    _open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._open.set()

    def fault(self, step: str, kind: str, times: int = 1, **more: Any) -> None:
        """Order a fault."""
        assert kind in BEFORE | AFTER, kind
        with self.lock:
            self._faults.append(Fault(step, kind, times, **more))
            if kind in ("hold", "hold_answer"):
                self._open.clear()

    def clear(self) -> None:
        """Take back all orders and let go what is held."""
        with self.lock:
            self._faults.clear()
        self._open.set()

    def held(self, step: str) -> int:
        """How many calls of the step stand still now."""
        return self._held.get(step, 0)

    def posts_of(self, account: str) -> list[Posted]:
        """What stands on the account now, in order of time."""
        with self.lock:
            return [each for each in self.posts if each.account == account]

    def take_down(self, post_id: str) -> bool:
        """Whether the post was there; it is gone now."""
        with self.lock:
            kept = [each for each in self.posts if each.id != post_id]
            found = len(kept) < len(self.posts)
            self.posts[:] = kept
            return found

    def step(
        self, name: str, account: Callable[[], str] = lambda: ""
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A view for which faults may be ordered; ``account`` reads whose call it is from the request."""

        def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def run(**parts: Any) -> Any:
                self.calls.append(name)
                fault = self._take(name, account())
                if fault is None:
                    return view(**parts)
                if fault.kind in BEFORE:
                    refused = self._before(fault)
                    return refused if refused is not None else view(**parts)
                answer = self.app.make_response(view(**parts))
                return self._after(fault, answer)

            return run

        return wrap

    def _take(self, step: str, account: str) -> Fault | None:
        with self.lock:
            for each in self._faults:
                if each.step == step and each.times > 0 and each.account in ("", account):
                    each.times -= 1
                    return each
        return None

    def _before(self, fault: Fault) -> Response | None:
        if fault.kind == "reset_before":
            raise Hang(reset=True)
        if fault.kind == "slow":
            if fault.seconds:
                threading.Event().wait(fault.seconds)
            else:
                _until_the_caller_is_gone()
        elif fault.kind == "hold":
            self._stand(fault.step)
        elif fault.kind == "fail_before":
            return Response("<h1>Bad gateway</h1>", 502)
        else:
            return self.refusing(fault)
        return None

    def _after(self, fault: Fault, answer: Response) -> Response:
        if fault.kind in ("lose_answer", "reset_after"):
            raise Hang(reset=fault.kind == "reset_after")
        if fault.kind == "hold_answer":
            self._stand(fault.step)
            return answer
        if fault.kind == "fail_after":
            return Response("<h1>Internal error</h1>", 500)
        if fault.kind == "garbage":
            return Response(b"\xff\xfe<not json", 200, content_type="application/json")
        if fault.kind == "redirect":
            return Response("", 302, headers={"Location": "https://example.invalid/elsewhere"})
        return self.refusing(fault)

    def _stand(self, step: str) -> None:
        with self.lock:
            self._held[step] = self._held.get(step, 0) + 1
        self._open.wait(HELD_MOST)
        with self.lock:
            self._held[step] -= 1


@dataclass(frozen=True)
class Fetched:
    """A picture that the network has read: its bytes' hash and its pixels."""

    sha256: str
    size: int
    width: int
    height: int
    format: str


class Unfetchable(Exception):
    """Why the network cannot use the picture: address, unreachable, type."""


def examine(body: bytes) -> Fetched:
    """What kind of picture these bytes are. Raises Unfetchable."""
    try:
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            return Fetched(
                hashlib.sha256(body).hexdigest(), len(body), image.width, image.height, image.format or ""
            )
    except (OSError, ValueError) as error:
        raise Unfetchable("type") from error


@cache
def trusted() -> ssl.SSLContext:
    """Read once: reading certificates costs more than all the rest of a call on loopback."""
    return httpx.create_ssl_context(trust_env=False)


def fetch(url: str, agent: str, most: int = 8 * 1024 * 1024) -> Fetched:
    """GET the picture as the network does: ASCII address, no redirect, no proxy. Raises Unfetchable."""
    if not url.isascii() or not url.startswith(("http://", "https://")):
        raise Unfetchable("address")
    try:
        with httpx.Client(verify=trusted(), trust_env=False, follow_redirects=False, timeout=10.0) as client:
            answer = client.get(url, headers={"User-Agent": agent, "Accept": "image/*,*/*"})
    except httpx.HTTPError as error:
        raise Unfetchable("unreachable") from error
    if answer.status_code != 200:
        raise Unfetchable("unreachable")
    if len(answer.content) > most:
        raise Unfetchable("size")
    return examine(answer.content)


def _close(request: Any) -> None:
    # The library's own way says goodbye first, which a reset does not; and an unread body must not keep it open.
    os.close(request.detach())


class _Handler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Wait for no further request on it."""
        self.close_connection = True


def _hanging(app: Callable[..., Any]) -> Callable[..., Any]:
    def run(environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return app(environ, start_response)
        except Hang as hang:
            peer: socket.socket = environ["werkzeug.socket"]
            if hang.reset:
                # Closing without waiting for anything is what sends a RST.
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                peer.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError from hang

    return run


@contextmanager
def serving(ground: Ground) -> Iterator[Ground]:
    """Serve the network on a free port of the loopback until the block ends."""
    # A fault must reach the socket, not become an error page.
    ground.app.config["PROPAGATE_EXCEPTIONS"] = True
    with ExitStack() as stack:
        ground.url = f"http://127.0.0.1:{stack.enter_context(_listening(ground, 0))}"
        ground.listening = stack
        try:
            yield ground
        finally:
            ground.clear()
            ground.listening.close()


@contextmanager
def outage(ground: Ground) -> Iterator[None]:
    """Nobody listens at the network's address until the block ends."""
    port = int(ground.url.rpartition(":")[2])
    ground.listening.close()
    try:
        yield
    finally:
        ground.listening = ExitStack()
        ground.listening.enter_context(_listening(ground, port))


@contextmanager
def _listening(ground: Ground, port: int) -> Iterator[int]:
    """Listen on the port, or on a free one for 0; the answer is which."""

    class Handler(_Handler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            """The Date of every answer is the network's own."""
            return format_datetime(ground.clock.now(), usegmt=True)

    server = make_server(
        "127.0.0.1", port, _hanging(ground.app.wsgi_app), threaded=True, request_handler=Handler
    )
    server.daemon_threads = True
    server.shutdown_request = _close  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _until_the_caller_is_gone() -> None:
    # Read to its end, so that what can be read next is the end of the connection.
    request.get_data()
    peer: socket.socket = request.environ["werkzeug.socket"]
    select.select([peer], [], [], HELD_MOST)


def bearer() -> str:
    """The token of the request at hand, "" without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""
