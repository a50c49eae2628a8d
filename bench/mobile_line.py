"""A slow line with a long way: what is under way travels together, as on a radio.

The line of the browser tests waits for each piece by itself, which makes a long way a slow one as well. Here the pieces
leave one after the other at the line's rate and arrive later by half a round trip, and all connections share the rate.
"""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 4 * 1024
# As much may be under way at once; whoever sends more waits.
UNDER_WAY = 16


@dataclass
class Way:
    """One direction, shared by all connections."""

    bytes_a_second: float
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def leaves_at(self, size: int) -> float:
        """When the last byte of a piece of ``size`` will have left, if it is handed over now."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self.bytes_a_second
            return self._free_at


@dataclass
class MobileLine:
    """``url`` is the house as the phone reaches it; ``round_trip`` in seconds. Can be changed while it runs."""

    url: str
    house: tuple[str, int]
    round_trip: float
    up: Way
    down: Way

    def serve(self, phone: socket.socket) -> None:
        """Carry one connection until either side ends it."""
        # A connection is there after a round trip.
        time.sleep(self.round_trip)
        house = socket.create_connection(self.house)
        ways = [
            threading.Thread(target=self._carry, args=(phone, house, self.up), daemon=True),
            threading.Thread(target=self._carry, args=(house, phone, self.down), daemon=True),
        ]
        for each in ways:
            each.start()
        for each in ways:
            each.join()
        phone.close()
        house.close()

    def _carry(self, source: socket.socket, target: socket.socket, way: Way) -> None:
        travelling: queue.Queue[tuple[float, bytes]] = queue.Queue(UNDER_WAY)
        arriving = threading.Thread(target=self._arrive, args=(travelling, target), daemon=True)
        arriving.start()
        data = b"-"
        while data:
            try:
                data = source.recv(PIECE)
            except OSError:
                data = b""
            leaves = way.leaves_at(len(data))
            travelling.put((leaves + self.round_trip / 2, data))
            time.sleep(max(0.0, leaves - time.monotonic()))
        arriving.join()

    def _arrive(self, travelling: "queue.Queue[tuple[float, bytes]]", target: socket.socket) -> None:
        while True:
            moment, data = travelling.get()
            time.sleep(max(0.0, moment - time.monotonic()))
            with suppress(OSError):
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)


@contextmanager
def mobile_line_to(url: str, bits_a_second: float, round_trip: float) -> Iterator[MobileLine]:
    """A line to the house at ``url``."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    # Whatever a kernel keeps for us has not travelled yet.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    port = int(url.rsplit(":", 1)[1])
    own = f"http://127.0.0.1:{listening.getsockname()[1]}"
    rate = bits_a_second / 8
    line = MobileLine(own, ("127.0.0.1", port), round_trip, Way(rate), Way(rate))

    def accept() -> None:
        with suppress(OSError):
            while True:
                phone, _ = listening.accept()
                threading.Thread(target=line.serve, args=(phone,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield line
    finally:
        listening.close()
