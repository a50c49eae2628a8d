"""The child: takes limits on itself, does one piece of work, answers and ends.

It is a fork of the fork server, which has never seen a photo, and it never returns to it.
"""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any, BinaryIO, NoReturn

from evidence.adapters.imaging.covers import of_plain
from evidence.adapters.imaging.cuts import cut
from evidence.adapters.imaging.derive import covered_copy, crest, examined
from evidence.adapters.imaging.matching import matched
from evidence.adapters.imaging.picture import draw_all
from evidence.adapters.imaging.provenance import marked
from evidence.adapters.imaging.reasons import Unreadable
from evidence.adapters.imaging.recipe import Recipe
from evidence.adapters.imaging.wire import pack, unpack_blobs, unpack_head

_PR_SET_PDEATHSIG = 1
_PART = 1 << 16
# Loaded before any child has limits.
_libc = ctypes.CDLL(None)


def carry_out(line: socket.socket, parent: int) -> NoReturn:
    """Read one order from ``line`` until its end, answer there, and end the process, whatever happens."""
    code = 1
    try:
        _die_with(parent)
        # What a decoder prints about a stranger's file does not belong into our log.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        with line.makefile("rb") as incoming:
            order, sizes = unpack_head(incoming)
            _limit(order["bounds"])
            answer = _answer(order, incoming, sizes)
            # Whoever still sends is heard out, or would not hear the answer.
            while incoming.read(_PART):
                pass
        line.sendall(answer)
        code = 0
    finally:
        # Not by way of the interpreter's own end: what the fork server has to tidy up is not the child's.
        os._exit(code)


def _answer(order: dict[str, Any], incoming: BinaryIO, sizes: list[int]) -> bytes:
    try:
        return pack(*_work(order, unpack_blobs(incoming, sizes)))
    except Unreadable as refusal:
        return pack({"reason": refusal.reason})
    except MemoryError:
        return pack({"reason": "too_much_memory"})
    except Exception as error:
        # A mistake of ours: the photo is not to blame, and whoever reads the log has to know which.
        return pack({"failed": f"{type(error).__name__}: {error}"[:500]})


def _work(order: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    if order["do"] == "examine":
        return examined(blobs[0])
    if order["do"] == "crest":
        return {}, [crest(blobs[0])]
    if order["do"] == "cover":
        return {}, [covered_copy(blobs[0], of_plain(order["covers"]))]
    if order["do"] == "cut":
        frame = tuple(order["frame"]) if order["frame"] else None
        return {}, [cut(blobs[0], tuple(order["part"]), order["width"], frame)]
    if order["do"] == "marks":
        return marked(blobs[0]), []
    if order["do"] == "align":
        aligned = matched(*blobs)
        return {"aligned": asdict(aligned) if aligned else None}, []
    if order["do"] in ("print", "measure", "compare"):
        return _measured(order["do"], blobs), []
    recipes = [Recipe.from_plain(plain) for plain in order["recipes"]]
    count = len({name for recipe in recipes for name in recipe.photos})
    return {}, draw_all(recipes, blobs[:count], *blobs[count:])[0]


def _measured(what: str, blobs: list[bytes]) -> dict[str, Any]:
    # Loaded by need, as every other child would carry NumPy along.
    from evidence.adapters.imaging import pixels

    if what == "print":
        return {"print": pixels.printed(blobs[0])}
    return pixels.measured(blobs[0]) if what == "measure" else pixels.compared(*blobs)


def _die_with(parent: int) -> None:
    """Ask Linux to kill us when the fork server dies; elsewhere the processor limit ends us."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The server may have died before we asked.
    if os.getppid() != parent:
        os._exit(1)


def _limit(bounds: dict[str, Any]) -> None:
    wanted = (
        (resource.RLIMIT_CPU, int(bounds["cpu"])),
        (resource.RLIMIT_DATA, int(bounds["data"])),
        (resource.RLIMIT_AS, int(bounds["address_space"])),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, amount in wanted:
        # Some systems know a limit and refuse to set it; the wall clock still holds there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount + 1 if kind == resource.RLIMIT_CPU else amount))
