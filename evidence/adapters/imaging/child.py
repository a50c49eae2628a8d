"""The child process: takes limits on itself, does one piece of work, answers and ends."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import Any

from evidence.adapters.imaging.reasons import Unreadable
from evidence.adapters.imaging.wire import GREETING, pack, unpack

_PR_SET_PDEATHSIG = 1


def _die_with_parent(parent: int) -> None:
    """Ask Linux to kill us when the parent dies; elsewhere the processor limit ends us."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before we asked.
    if os.getppid() != parent:
        raise SystemExit(1)


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


def _work(order: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    # Imported by need: examining a photo has no use for fonts.
    if order["do"] == "examine":
        from evidence.adapters.imaging.derive import examined

        return examined(blobs[0])
    if order["do"] == "crest":
        from evidence.adapters.imaging.derive import crest

        return {}, [crest(blobs[0])]
    from evidence.adapters.imaging.picture import draw
    from evidence.adapters.imaging.recipe import Recipe

    recipe = Recipe.from_plain(order["recipe"])
    count = len(recipe.photos)
    return {}, [draw(recipe, blobs[:count], *blobs[count:])]


def main() -> None:
    _die_with_parent(int(sys.argv[1]))
    from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin  # noqa: F401  loaded before the greeting

    sys.stdout.buffer.write(GREETING)
    sys.stdout.buffer.flush()
    order, blobs = unpack(sys.stdin.buffer.read())
    _limit(order["bounds"])
    try:
        body, results = _work(order, blobs)
    except Unreadable as refusal:
        body, results = {"reason": refusal.reason}, []
    except MemoryError:
        body, results = {"reason": "too_much_memory"}, []
    sys.stdout.buffer.write(pack(body, results))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
