"""Runs the decoding child and makes sure that it ends: by itself, by its limits, or by our hand.

Only the child touches a stranger's pixels. It is a fresh process per call in a process group of its own;
bytes go in by its stdin and come back by its stdout, so there is no temporary file to leak.
"""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evidence.adapters.imaging.reasons import ImagingUnavailable, Unreadable
from evidence.adapters.imaging.wire import GREETING, Garbled, pack, unpack

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]

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
    message = pack({"bounds": asdict(bounds), **order}, blobs)
    child = subprocess.Popen(
        # The child compares its parent with this id, so that one orphaned while starting ends itself.
        [sys.executable, "-W", "ignore", "-m", "evidence.adapters.imaging.child", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=_environment(),
    )
    with child:
        try:
            answer, complaint = child.communicate(message, timeout=bounds.wall)
        except subprocess.TimeoutExpired:
            used = _processor_seconds(child.pid)
            raise _too_late(used, bounds) from None
        finally:
            _end(child)
    return _understood(child.returncode, answer, complaint)


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to the code: the child needs no secret, so it gets none."""
    return {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _too_late(used: float | None, bounds: Bounds) -> Unreadable | ImagingUnavailable:
    # A child that got little of the processor was waiting on a busy machine; that is not the photo's fault.
    if used is not None and used < bounds.cpu * 0.75:
        return ImagingUnavailable(f"child got {used:.1f} s of processor in {bounds.wall:.1f} s")
    return Unreadable("took_too_long")


def _processor_seconds(pid: int) -> float | None:
    """Seconds of processor the process has used so far, or None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _understood(code: int, answer: bytes, complaint: bytes) -> tuple[dict[str, Any], list[bytes]]:
    if not answer.startswith(GREETING):
        raise ImagingUnavailable(f"child did not start ({code}): {_tail(complaint)}")
    if code == -signal.SIGXCPU:
        raise Unreadable("took_too_long")
    if -code in _CRASHES:
        log.warning("imaging child crashed by signal %d", -code)
        raise Unreadable("too_much_memory")
    if code < 0:
        raise ImagingUnavailable(f"child was ended by signal {-code}")
    try:
        body, blobs = unpack(answer[len(GREETING) :])
    except Garbled as error:
        raise ImagingUnavailable(f"child broke off ({code}): {_tail(complaint)}") from error
    if "reason" in body:
        raise Unreadable(str(body["reason"]))
    return body, blobs


def _tail(complaint: bytes) -> str:
    return complaint.decode("utf-8", "replace").strip()[-500:]
