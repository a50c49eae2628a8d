"""Findings in words: each value is said as the ending of its name says (see `base`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidence.capture.checks.labels import LABELS
from evidence.core import clock

# How long each is, in seconds.
_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
# A unit is used from so many of it on.
_FROM = {"day": 2, "hour": 2, "minute": 2, "second": 0}


@dataclass(frozen=True)
class Speech:
    """One language: its words, moments and days, how many of a unit of time, and the sign before decimals."""

    words: Callable[[str], str]
    moment: Callable[[datetime], str]
    day: Callable[[datetime], str]
    several: Callable[[str, int], str]
    comma: str


_SEVERAL = {"day": "hari", "hour": "jam", "minute": "menit", "second": "detik"}
INDONESIAN = Speech(str, clock.stamp, clock.short_date, lambda unit, count: f"{count} {_SEVERAL[unit]}", ",")


def sentence(text: str, params: Mapping[str, Any], speech: Speech) -> str:
    """A sentence of a check with its values, in that language."""
    return speech.words(text) % {name: value(name, each, speech) for name, each in params.items()}


def evidence(told: Mapping[str, Any], speech: Speech) -> list[tuple[str, str]]:
    """What a finding rests on, as pairs of label and value; a name without a label stands as it is."""
    return [(speech.words(LABELS.get(name, name)), value(name, each, speech)) for name, each in told.items()]


def value(name: str, told: Any, speech: Speech) -> str:
    """One value, said as its name ends."""
    match name.rpartition("_")[2]:
        case "at":
            return speech.moment(datetime.fromisoformat(told))
        case "date":
            return speech.day(datetime.fromisoformat(told))
        case "s":
            return _span(float(told), speech)
        case "m":
            return _metres(float(told), speech)
        case "share":
            return f"{round(float(told) * 100)}%"
        case "word":
            return speech.words(told)
    return str(told).replace(".", speech.comma) if isinstance(told, float) else str(told)


def _span(seconds: float, speech: Speech) -> str:
    for unit, long in _UNITS:
        if seconds >= long * _FROM[unit]:
            return speech.several(unit, round(seconds / long))
    return speech.several("second", 0)


def _metres(metres: float, speech: Speech) -> str:
    if metres < 1000:
        return f"{round(metres)} m"
    return f"{metres / 1000:.1f} km".replace(".", speech.comma)
