"""What the tests of every network's adapter ask alike: submissions with real pictures, and what a failure proves."""

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from PIL import Image

from evidence.adapters.networks.base import Kind, NetworkError, Picture, Refused, Submission
from evidence.adapters.networks.http import Caller
from tests.networks.kit import Ground
from tests.waiting import until

CAPTION = "Kuras saluran RT 05 RW 03\nTerima kasih, warga Mojo & sekitarnya"
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PATIENT = Caller(connect_seconds=5.0, read_seconds=10.0)
HURRIED = Caller(connect_seconds=5.0, read_seconds=0.25)

# What a fault of the test servers proves about the one call that cannot be taken back, and how many posts there are
# when it has passed. A network's own words decide "refuse" and "throttle".
UNKNOWN = {
    "reset_before": 0,
    "fail_before": 0,
    "slow": 1,
    "hold": 1,
    "lose_answer": 1,
    "reset_after": 1,
    "fail_after": 1,
    "garbage": 1,
    "redirect": 1,
    "blocked_after": 1,
    "hold_answer": 1,
}
# Those that an impatient caller meets, since the answer comes too late or never.
LATE = frozenset({"slow", "hold", "hold_answer"})


@cache
def jpeg(width: int = 108, height: int = 135, shade: int = 120) -> bytes:
    """A small JPEG of one shade."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), (shade, shade, 90)).save(held, "JPEG")
    return held.getvalue()


def picture(width: int = 108, height: int = 135, shade: int = 120, url: str = "") -> Picture:
    """An approved picture of one shade, with its true hash and sides."""
    body = jpeg(width, height, shade)
    told = f"Saluran dengan corak {shade}"
    return Picture(body, hashlib.sha256(body).hexdigest(), told, width, height, url)


def submission(*pictures: Picture, caption: str = CAPTION) -> Submission:
    """What is to be posted; one picture without any named."""
    kind = Kind.CAROUSEL if len(pictures) > 1 else Kind.SINGLE
    return Submission(caption, pictures or (picture(),), "kunci-1", AT, kind)


def outcome(call: Callable[[], object]) -> str:
    """ "done", or what the failure proves: the remedy of a refusal, or "unknown"."""
    try:
        call()
    except Refused as error:
        return error.remedy.value if error.reason else "no reason"
    except NetworkError as error:
        return "unknown" if error.reason else "no reason"
    return "done"


def settle(ground: Ground, posts: int) -> None:
    """Let go what is held and wait until so many posts stand there."""
    ground.clear()
    until(lambda: len(ground.posts) == posts)


def fresh(ground: Ground) -> None:
    """As if the network had been started anew, for a test that shares it with others."""
    ground.clear()
    ground.clock.ahead = timedelta()
    ground.posts.clear()
    ground.calls.clear()
