"""Lets a child do what a stranger's bytes need, and makes sure that it ends: by itself, by its limits, or by our hand.

Only the child touches a stranger's pixels. It is a fresh fork per call (`forkserver`); bytes go in and come back by a
socket, so there is no temporary file to leak.
"""

import atexit
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

from evidence.adapters.imaging.reasons import ImagingUnavailable, Unreadable
from evidence.adapters.imaging.wire import (
    GREETING,
    WALL,
    Ending,
    Garbled,
    pack,
    parted,
    unpack_blobs,
    unpack_head,
)

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
# Seconds: for a server to load what it needs on a busy machine, and beyond a child's own time for the server to say so.
_START, _GRACE = 30.0, 5.0
_CHUNK = 1 << 20

# How a decoder ends that ran into our limit on memory, or into a file it cannot bear. Other signals come from outside,
# from whoever stops the machine or needs its memory elsewhere, and say nothing about the photo.
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})


@dataclass(frozen=True)
class Bounds:
    """What one child may take: wall clock and processor in seconds, memory in bytes."""

    wall: float
    cpu: int
    data: int = 270 * 1024 * 1024
    address_space: int = 600 * 1024 * 1024


def run(order: dict[str, Any], blobs: Sequence[bytes], bounds: Bounds) -> tuple[dict[str, Any], list[bytes]]:
    """Let a child carry out ``order`` on ``blobs``; its answer's body and blobs.

    Raises `Unreadable` when the photo is to blame and `ImagingUnavailable` when the machine is.
    """
    return understood(*attempt(order, blobs, bounds), bounds)


def attempt(order: dict[str, Any], blobs: Sequence[bytes], bounds: Bounds) -> tuple[bytes, Ending]:
    """What a child answered, not understood yet, and how it ended. Raises `ImagingUnavailable` if nobody tells."""
    message = pack({"bounds": asdict(bounds), **order}, blobs)
    with _server.line(bounds.wall) as line:
        try:
            return parted(_asked(line, message, monotonic() + bounds.wall + _GRACE))
        except (OSError, Garbled) as error:
            raise ImagingUnavailable(f"the fork server broke off: {error}") from error


def understood(answer: bytes, ending: Ending, bounds: Bounds) -> tuple[dict[str, Any], list[bytes]]:
    """The body and blobs of an answer; raises as `run`."""
    # A child that got little of the processor was waiting on a busy machine; that is not the photo's fault.
    if ending.late and ending.processor < bounds.cpu * 0.75:
        raise ImagingUnavailable(f"child got {ending.processor:.1f} s of processor in {bounds.wall:.1f} s")
    if ending.late or ending.code == -signal.SIGXCPU:
        raise Unreadable("took_too_long")
    if -ending.code in _CRASHES:
        log.warning("imaging child crashed by signal %d", -ending.code)
        raise Unreadable("too_much_memory")
    if ending.code < 0:
        raise ImagingUnavailable(f"child was ended by signal {-ending.code}")
    try:
        stream = BytesIO(answer)
        body, sizes = unpack_head(stream)
        blobs = unpack_blobs(stream, sizes)
    except Garbled as error:
        raise ImagingUnavailable(f"child broke off ({ending.code})") from error
    if "failed" in body:
        raise ImagingUnavailable(f"child failed: {body['failed']}")
    if "reason" in body:
        raise Unreadable(str(body["reason"]))
    return body, blobs


def _asked(line: socket.socket, message: bytes, deadline: float) -> bytes:
    line.settimeout(deadline - monotonic())
    # A child that was stopped meanwhile hears no more; how it ended is still said.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(message)
        line.shutdown(socket.SHUT_WR)
    heard = bytearray()
    while True:
        line.settimeout(max(0.001, deadline - monotonic()))
        try:
            part = line.recv(_CHUNK)
        except ConnectionResetError:
            # It was stopped before it had read everything.
            part = b""
        if not part:
            return bytes(heard)
        heard += part


class _Server:
    """This process's fork server: started by need, and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def line(self, wall: float) -> socket.socket:
        """A line to a child of its own, which has ``wall`` seconds. Raises `ImagingUnavailable`."""
        with self._lock:
            try:
                return self._forked(wall)
            except OSError:
                # It ended since the last photo, by whomsoever's hand.
                self._drop()
            try:
                return self._forked(wall)
            except OSError as error:
                raise ImagingUnavailable(f"the fork server cannot be reached: {error}") from error

    def _forked(self, wall: float) -> socket.socket:
        if self._control is None:
            self._start()
        assert self._control is not None
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [WALL.pack(wall)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "evidence.adapters.imaging.forkserver"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=_environment(),
            )
        self._control = ours
        ours.settimeout(_START)
        try:
            greeting = ours.recv(len(GREETING))
        except OSError:
            greeting = b""
        if greeting != GREETING:
            self._drop()
            raise ImagingUnavailable("the fork server did not start; its error output says why")

    def _drop(self) -> None:
        """Let go of the server, which ends it."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def close(self) -> None:
        with self._lock:
            self._drop()

    def forked(self) -> None:
        """In a fork of this process: the server is the other's, and so may be the lock."""
        if self._control is not None:
            self._control.close()
        self._lock, self._control, self._process = threading.Lock(), None, None


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to the code: the child needs no secret, so it gets none."""
    # OpenCV brings NumPy, whose algebra would keep memory for a thread of each core as soon as it is loaded.
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **one_thread}


_server = _Server()
atexit.register(_server.close)
os.register_at_fork(after_in_child=_server.forked)
