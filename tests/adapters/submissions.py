"""What the tests of a network hand to it, and what its failures prove."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from evidence.adapters.networks.base import (
    Access,
    Network,
    NetworkError,
    OutcomeUnknown,
    Picture,
    Refused,
    Submission,
)
from evidence.adapters.networks.http import Caller
from tests.practice.serving import picture as jpeg

HURRIED = Caller(connect_seconds=5.0, read_seconds=0.5)
COLOURS = ("teal", "navy", "olive", "maroon", "purple")

# What each fault of a test server proves at the call that cannot be taken back, and at all others. A redirect, a
# page, nonsense or silence says nothing about what was done.
PROVES = {
    "reset_before": ("unknown", "wait"),
    "hold": ("unknown", "wait"),
    "slow": ("unknown", "wait"),
    "fail_before": ("unknown", "wait"),
    "throttle": ("wait", "wait"),
    "lose_answer": ("unknown", "wait"),
    "reset_after": ("unknown", "wait"),
    "fail_after": ("unknown", "wait"),
    "garbage": ("unknown", "wait"),
    "redirect": ("unknown", "wait"),
    "hold_answer": ("unknown", "wait"),
}
# The faults after which the post stands although nobody was told.
POSTS = {"slow", "lose_answer", "reset_after", "fail_after", "garbage", "redirect", "hold_answer"}
WAITS = {"hold", "slow", "hold_answer"}


def everywhere(*steps: str) -> list[tuple[str, str]]:
    """Every fault at every step; those that only time ends at the first one, since they all end alike."""
    return [(kind, step) for step in steps for kind in PROVES if kind not in WAITS or step == steps[0]]


def a_picture(index: int = 0, *, alt_text: str = "Saluran", size: tuple[int, int] = (108, 135)) -> Picture:
    """One small JPEG, another one for every index."""
    body = jpeg(*size, COLOURS[index])
    return Picture(body, hashlib.sha256(body).hexdigest(), alt_text, *size)


def a_submission(count: int = 1, **changes: Any) -> Submission:
    """A submission of its own publication."""
    told: dict[str, Any] = {
        "caption": "Kuras saluran RT 05\nTerima kasih",
        "pictures": tuple(a_picture(index, alt_text=f"Saluran {index}") for index in range(count)),
        "key": secrets.token_hex(16),
        "at": datetime.now(UTC),
    }
    return Submission(**{**told, **changes})


def prepared(network: Network, access: Access, submission: Submission, most: int = 20) -> str:
    """The container, however many calls it takes."""
    progress = ""
    for _ in range(most):
        found = network.prepare(access, submission, progress)
        if found.container:
            return found.container
        progress = found.progress
    raise AssertionError(f"not prepared after {most} calls: {progress}")


def proved(call: Callable[[], object]) -> str:
    """What the call's failure proves: a remedy's word, "unknown", or "works"."""
    failure = _failure(call)
    if failure is None:
        return "works"
    assert failure.reason
    assert "\n" not in failure.reason
    if isinstance(failure, Refused):
        return failure.remedy.value
    assert isinstance(failure, OutcomeUnknown)
    return "unknown"


def _failure(call: Callable[[], object]) -> NetworkError | None:
    try:
        call()
    except NetworkError as error:
        return error
    return None
