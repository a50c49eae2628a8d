"""The numbers at which a check speaks. Changed by the setting ``EVIDENCE_CHECK_THRESHOLDS``."""

import json
import math
from dataclasses import dataclass, fields
from typing import Any

from evidence.adapters.imaging.prints import ALIKE


class UnknownThreshold(ValueError):
    """The setting holds something that is no threshold; the text says what."""


@dataclass(frozen=True)
class Thresholds:
    """Seconds end in ``_s``, days in ``_days``, metres in ``_m``; shares lie between 0 and 1."""

    # Times
    earliest_year: float = 2015
    future_note_s: float = 600
    # A clock of Papua is two hours ahead of WIB; further ahead no clock is right.
    future_s: float = 3 * 3600
    clock_note_s: float = 600
    least_gap_s: float = 60
    file_differs_s: float = 3 * 3600
    typed_differs_days: float = 2
    late_days: float = 30
    # Places
    accuracy_times: float = 1.5
    written_accuracy_m: float = 100
    # A phone that knows no better than this says nothing that could be judged.
    rough_m: float = 2500
    walk_m_s: float = 1.5
    place_slack_m: float = 50
    place_warning_m: float = 300
    outline_slack_m: float = 150
    # Reuse: how much of what both photos show has to be the same
    reuse_alike_share: float = ALIKE
    # Pixels of one photo
    screen_note_share: float = 0.6
    screen_warning_share: float = 0.85
    dark_luma: float = 30
    bright_luma: float = 235
    blank_spread: float = 6
    blur_sharpness: float = 27
    # Pixels of two
    identical_share: float = 0.85
    identical_part_share: float = 0.6
    scene_note_share: float = 0.04


def read_thresholds(text: str) -> Thresholds:
    """The thresholds of a JSON object of names and numbers; those that it leaves out keep their value.

    Raises UnknownThreshold for anything that is no such object.
    """
    try:
        told: Any = json.loads(text or "{}")
    except ValueError:
        raise UnknownThreshold("is not JSON") from None
    if not isinstance(told, dict):
        raise UnknownThreshold("must be a JSON object of names and numbers")
    known = {each.name for each in fields(Thresholds)}
    for name, value in told.items():
        if name not in known:
            raise UnknownThreshold(f"knows no threshold {name!r}")
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not good or not math.isfinite(value) or value < 0:
            raise UnknownThreshold(f"needs a number of at least 0 for {name!r}")
    return Thresholds(**told)
