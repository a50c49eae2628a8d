"""A server that answers one byte string to everything, for what no decent network would say."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Answering:
    """Its address, and the requests that reached it whole."""

    url: str
    requests: list[bytes] = field(default_factory=list)


def _request(connection: socket.socket) -> bytes:
    """One request with its body; short when the other side gave up."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65_536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    while lengths and len(body) < int(lengths[0]):
        part = connection.recv(65_536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


def _drip(connection: socket.socket, drip: bytes, ended: threading.Event) -> None:
    with suppress(OSError):
        while drip and not ended.wait(0.1):
            connection.sendall(drip)


@contextmanager
def answering(answer: bytes | None, drip: bytes = b"") -> Iterator[Answering]:
    """Read a whole request, send ``answer`` and close; with None keep silent until the block ends.

    With ``drip`` it goes on with that, ten times a second, until nobody listens any more.
    """
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    server = Answering(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def serve() -> None:
        while not ended.is_set():
            connection, _ = listening.accept()
            with connection:
                # One whose sender has gone meanwhile counts too; the last, which only wakes us, is empty.
                if heard := _request(connection):
                    server.requests.append(heard)
                if ended.is_set():
                    return
                if answer is None:
                    ended.wait(20)
                else:
                    connection.sendall(answer)
                    _drip(connection, drip, ended)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        # A last connection wakes the thread out of its wait for one.
        socket.create_connection(listening.getsockname()).close()
        thread.join(10)
        listening.close()


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
