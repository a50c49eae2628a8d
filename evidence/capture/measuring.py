"""What the pixels of photos say, and by what they are measured."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evidence.adapters import imaging

Values = dict[str, Any]


@dataclass(frozen=True)
class Pixels:
    """What the pixels of one photo and of two say, by a machine that may be busy; ``version`` of the way they do.

    None stands for what this machine cannot measure.
    """

    version: str
    measure: Callable[[bytes], Values | None]
    compare: Callable[[bytes, bytes], Values | None]


BY_THE_CHILD = Pixels(imaging.MEASURES_VERSION, imaging.measure, imaging.compare)


def measured(measure: Callable[..., Values | None], *files: bytes) -> Values | None:
    """What was measured; a file that cannot be measured says why, so that it is not tried at every run."""
    try:
        return measure(*files)
    except imaging.Unreadable as refusal:
        return {"unmeasured": refusal.reason}
