"""The fork server: a process that has everything loaded, touches no photo, and forks a child for each.

``python -m evidence.adapters.imaging.forkserver`` with a Unix socket as its stdin. For each order the parent sends one
end of a socket pair, the *line*: the child reads its order there and answers there, and once it has ended the server
writes how. A *leash* is a pipe that only the child holds open, so that its end is seen whatever ended it.
"""

import gc
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass

# Loaded here once, for every child: what is imported in a child is imported anew for each photo.
import pi_heif.as_plugin  # noqa: F401
from PIL import AvifImagePlugin, ImageCms, WebPImagePlugin  # noqa: F401

from evidence.adapters.imaging.child import carry_out
from evidence.adapters.imaging.wire import GREETING, WALL, Ending


@dataclass
class Running:
    """A child at work, until when it may be, and whether it was stopped for being late."""

    pid: int
    line: socket.socket
    leash: int
    deadline: float
    late: bool = False

    def stop(self) -> None:
        # Not reaped yet, so the id is still its own.
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self.line.close()
        os.close(self.leash)


class ForkServer:
    """Forks, watches and reaps; one thread, so that a fork finds no lock held."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._running: dict[int, Running] = {}
        # Lines on which it is still to be said how a child ended, since their readers have not read all of its answer.
        self._telling: dict[int, tuple[socket.socket, bytes]] = {}

    def serve(self) -> None:
        """Until the parent lets go of the control socket, by closing it or by dying; no child outlives that."""
        self._control.sendall(GREETING)
        while True:
            ready = self._wait()
            for line in ready & self._telling.keys():
                self._tell(line)
            for leash in ready & self._running.keys():
                self._reap(self._running.pop(leash))
            if self._control.fileno() in ready and not self._accept():
                break
            self._stop_late()
        for each in self._running.values():
            each.stop()

    def _wait(self) -> set[int]:
        first = min((each.deadline for each in self._running.values() if not each.late), default=None)
        timeout = None if first is None else max(0, first - time.monotonic()) * 1000 + 1
        poll = select.poll()
        for fd in (self._control.fileno(), *self._running):
            poll.register(fd, select.POLLIN)
        for fd in self._telling:
            poll.register(fd, select.POLLOUT)
        return {fd for fd, _event in poll.poll(timeout)}

    def _accept(self) -> bool:
        wall, fds, _flags, _from = socket.recv_fds(self._control, WALL.size, 1)
        if len(wall) < WALL.size or not fds:
            return False
        line = socket.socket(fileno=fds[0])
        leash, held = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            # Another photo's line or leash held open here would keep its end from being seen.
            for each in self._running.values():
                each.close()
            for told, _ending in self._telling.values():
                told.close()
            self._control.close()
            carry_out(line, parent)
        os.close(held)
        (seconds,) = WALL.unpack(wall)
        self._running[leash] = Running(pid, line, leash, time.monotonic() + seconds)
        return True

    def _stop_late(self) -> None:
        now = time.monotonic()
        for each in self._running.values():
            if now >= each.deadline and not each.late:
                each.late = True
                each.stop()

    def _reap(self, child: Running) -> None:
        _pid, status, usage = os.wait4(child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        # Kilobytes on Linux, bytes on macOS.
        memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        ending = Ending(code, child.late and code != 0, usage.ru_utime + usage.ru_stime, memory)
        os.close(child.leash)
        # Nobody's slowness may keep the others waiting.
        child.line.setblocking(False)
        self._telling[child.line.fileno()] = child.line, ending.pack()
        self._tell(child.line.fileno())

    def _tell(self, fd: int) -> None:
        line, ending = self._telling[fd]
        try:
            left = ending[line.send(ending) :]
        except BlockingIOError:
            return
        except OSError:
            # Whoever asked has gone away.
            left = b""
        if left:
            self._telling[fd] = line, left
        else:
            del self._telling[fd]
            line.close()


def main() -> None:
    # Nothing loaded here is ever let go, so no child has to copy it for a collector that looks at it.
    gc.disable()
    gc.freeze()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as control:
        ForkServer(control).serve()


if __name__ == "__main__":
    main()
