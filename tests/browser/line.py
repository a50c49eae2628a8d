"""A bad line between a phone and the house: a proxy on a real socket that is slow, silent, or breaks in mid-photo."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 8 * 1024
_ASKED = re.compile(rb"(GET|HEAD|PUT|PATCH|POST|DELETE) (/[^ ]*) HTTP/1\.1\r\n")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class Line:
    """``url`` is the house as the phone reaches it; ``bytes_a_second`` and ``delay`` (seconds) hold for each way."""

    url: str
    bytes_a_second: float = 0.0
    delay: float = 0.0
    # What was asked for, as "PUT /api/v1/photos/…", in its order.
    asked: list[str] = field(default_factory=list)
    _up: bool = True
    _cuts: list[tuple[str, float]] = field(default_factory=list)
    _lies: list[tuple[str, bytes]] = field(default_factory=list)
    _losses: list[str] = field(default_factory=list)
    _mute: set[socket.socket] = field(default_factory=set)
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def down(self) -> None:
        """No signal: what is open breaks, and nothing opens."""
        self._up = False
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def up(self) -> None:
        """The signal is back."""
        self._up = True

    def cut_next(self, call: str, *parts: float) -> None:
        """Break the next calls that begin so, one after the other, when that part (0-1) of their bytes has passed."""
        self._cuts.extend((call, part) for part in parts)

    def cuts_left(self) -> int:
        """How many of them have still to come."""
        return len(self._cuts)

    def lose(self, call: str, times: int = 1) -> None:
        """Carry the next calls that begin so to the house, and break before its answer comes back."""
        self._losses.extend([call] * times)

    def answer(self, call: str, status: int, body: str = "", times: int = 1, kind: str = "text/html") -> None:
        """Answer the next calls that begin so in the house's place, as a gateway and a hotel's sign-in page do."""
        head = (f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close")
        lines = (f"HTTP/1.1 {status} -", *head, "", body)
        self._lies.extend([(call, "\r\n".join(lines).encode("ascii"))] * times)

    def lies_left(self) -> int:
        """How many of them have still to come."""
        return len(self._lies)

    def honest(self) -> None:
        """Leave every answer to the house again."""
        self._lies.clear()
        self._losses.clear()

    def photos_sent(self) -> list[str]:
        """The numbers of the photos that were begun to be sent, in order."""
        start = "PUT /api/v1/photos/"
        return [each.removeprefix(start) for each in self.asked if each.startswith(start)]

    def _carry(self, phone: socket.socket, house: socket.socket) -> None:
        """From phone to house, with an eye on what is asked."""
        left = -1
        while data := self._piece(phone):
            if found := _ASKED.match(data):
                call = f"{found[1].decode()} {found[2].decode()}"
                self.asked.append(call)
                length = _LENGTH.search(data)
                if lie := next((each for each in self._lies if call.startswith(each[0])), None):
                    self._lies.remove(lie)
                    self._hear_out(phone, data, int(length[1]) if length else 0)
                    phone.sendall(lie[1])
                    return
                if lost := next((each for each in self._losses if call.startswith(each)), None):
                    self._losses.remove(lost)
                    self._mute.add(phone)
                if length and self._cuts and call.startswith(self._cuts[0][0]):
                    left = int(int(length[1]) * self._cuts.pop(0)[1])
            if 0 <= left <= len(data):
                with suppress(OSError):
                    house.sendall(data[:left])
                return
            left -= len(data) if left >= 0 else 0
            self._wait(len(data))
            house.sendall(data)

    def _hear_out(self, phone: socket.socket, data: bytes, length: int) -> None:
        """Read a call to its end, of which ``data`` has come; an answer before that would be lost."""
        left = length - len(data.partition(b"\r\n\r\n")[2])
        while left > 0 and (more := self._piece(phone)):
            left -= len(more)

    def _answer(self, house: socket.socket, phone: socket.socket) -> None:
        while data := self._piece(house):
            if phone in self._mute:
                return
            self._wait(len(data))
            phone.sendall(data)

    def _piece(self, source: socket.socket) -> bytes:
        return source.recv(PIECE) if self._up else b""

    def _wait(self, size: int) -> None:
        seconds = self.delay + (size / self.bytes_a_second if self.bytes_a_second else 0.0)
        if seconds:
            threading.Event().wait(seconds)

    def _serve(self, phone: socket.socket, port: int) -> None:
        if not self._up:
            phone.close()
            return
        try:
            house = socket.create_connection(("127.0.0.1", port))
        except OSError:
            phone.close()
            return
        with self._lock:
            self._open |= {phone, house}
        ways = [
            threading.Thread(target=self._one_way, args=(self._carry, phone, house), daemon=True),
            threading.Thread(target=self._one_way, args=(self._answer, house, phone), daemon=True),
        ]
        for each in ways:
            each.start()
        for each in ways:
            each.join()
        with self._lock:
            self._open -= {phone, house}
        phone.close()
        house.close()

    def _one_way(
        self,
        carry: Callable[[socket.socket, socket.socket], None],
        source: socket.socket,
        target: socket.socket,
    ) -> None:
        with suppress(OSError):
            carry(source, target)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A line to the house at ``url``, good at first."""
    port = int(url.rsplit(":", 1)[1])
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    line = Line(f"http://127.0.0.1:{listening.getsockname()[1]}")
    ended = threading.Event()

    def accept() -> None:
        while not ended.is_set():
            with suppress(OSError):
                phone, _ = listening.accept()
                threading.Thread(target=line._serve, args=(phone, port), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield line
    finally:
        ended.set()
        line.down()
        listening.close()
