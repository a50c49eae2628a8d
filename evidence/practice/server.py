"""The program: the application served by waitress, on loopback unless told otherwise."""

import logging
import signal
import socket
import threading
from collections.abc import Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import ClientDisconnected
from waitress.server import create_server
from waitress.trigger import trigger

from evidence.practice.application import DROP, create_practice
from evidence.practice.context import Practice
from evidence.practice.faults import WAITING_MOST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

# Held calls sleep on their threads; the rest of the threads answer everybody else.
THREADS = WAITING_MOST + 32


class _Dropping:
    """Closes the connection of a request that is marked to lose its answer."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = self._app(environ, start_response)
        if environ.get(DROP):
            # Waitress answers this exception by closing the socket; until the first byte of a body nothing
            # was sent.
            raise ClientDisconnected
        return body


class PracticeServer:
    """A practice network on an open socket. ``url`` is its address; ``port`` 0 takes a free one."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        practice = app.extensions["practice"]
        assert isinstance(practice, Practice)
        self._practice = practice
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=1024)
        self._sockets: dict[Any, Any] = {}
        # Its stubs say that a thunk takes an argument; it takes none.
        self._wake: Any = trigger(self._sockets)
        self._server = create_server(
            _Dropping(app.wsgi_app),
            map=self._sockets,
            sockets=[listening],
            threads=THREADS,
            connection_limit=1000,
            asyncore_use_poll=True,
            # Flask refuses what is too large with a sentence; this cap is for what would fill the memory.
            max_request_body_size=32 * 1024 * 1024,
            ident=None,
        )
        shown = f"[{host}]" if family is socket.AF_INET6 else host
        self.url = f"http://{shown}:{listening.getsockname()[1]}"

    def run(self) -> None:
        """Serve until ``stop`` or SystemExit."""
        try:
            self._server.run()
        finally:
            self._practice.faults.close()
            self._practice.store.engine.dispose()

    def stop(self) -> None:
        """End ``run`` from another thread: held calls are dropped, open connections closed."""
        self._practice.faults.close()
        self._server.task_dispatcher.shutdown(timeout=5)
        # The loop's own thread closes the sockets; closing them under its feet would make it fail.
        self._wake.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        """End ``run`` from a signal: held calls are dropped first, as the end waits for their threads."""
        self._practice.faults.close()
        raise SystemExit(0)


def open_server(app: Flask, host: str = "127.0.0.1", port: int = 0) -> PracticeServer:
    """Bind the socket. Raises OSError when the port is taken."""
    return PracticeServer(app, host, port)


def serve(database_url: str, host: str, port: int, key: str) -> None:
    """Run the practice network until SIGTERM or SIGINT.

    Raises ValueError for an empty key, OSError for a taken port, ``sqlalchemy.exc.OperationalError`` when the
    database does not answer.
    """
    server = open_server(create_practice(database_url, key), host, port)
    # Signals can only be caught in a process's main thread; elsewhere whoever started the thread calls stop.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, server.end)
        signal.signal(signal.SIGINT, server.end)
    log.info("practice network listening", extra={"url": server.url})
    server.run()
