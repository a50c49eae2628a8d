"""What the tests of several networks' adapters ask alike: pictures of one shade, and what faults at the call prove."""

from datetime import timedelta

from evidence.adapters.networks.base import Kind, Picture, Submission
from evidence.adapters.networks.http import Caller
from tests.networks.kit import Ground
from tests.networks.submissions import jpeg, shown
from tests.networks.submissions import submission as submitted
from tests.waiting import until

CAPTION = "Kuras saluran RT 05 RW 03\nTerima kasih, warga Mojo & sekitarnya"
PATIENT = Caller(connect_seconds=5.0, read_seconds=10.0)

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


def picture(width: int = 108, height: int = 135, shade: int = 120, url: str = "") -> Picture:
    """An approved picture of one shade, with its true hash and sides."""
    body = jpeg(width, height, f"rgb({shade},{shade},90)")
    return shown(body, f"Saluran dengan corak {shade}", url, (width, height))


def submission(*pictures: Picture, caption: str = CAPTION) -> Submission:
    """What is to be posted; one picture without any named."""
    kind = Kind.CAROUSEL if len(pictures) > 1 else Kind.SINGLE
    return submitted(caption, *(pictures or (picture(),)), kind=kind)


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
