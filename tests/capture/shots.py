"""Plain data for the checks: an honest pair, of which each test changes what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.base import Marks, Noticed, Pair, Place, Reuse, Shot, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.clock import WIB
from evidence.units.outlines import outline

MOJO = "33.72.03.1010"
# Within Mojo, and a phone that knows it to 12 m.
HERE = Place(-7.589829, 110.832951, 12.0)
MORNING = datetime(2026, 11, 12, 7, 30, tzinfo=WIB)


def shot(name: str = "after", **facts: Any) -> Shot:
    """A photo taken by Bukti's own camera and sent five minutes later."""
    at = facts.pop("at", MORNING if name == "before" else MORNING + timedelta(hours=30))
    told = {
        "source": "camera", "sha256": name.ljust(64, "0"), "received_at": at + timedelta(minutes=5), "taken_at": at,
        "device_time": at, "clock_offset_s": 3.0, "place": HERE, "marks": Marks(), **facts,
    }  # fmt: skip
    return Shot(id=name, stage=name, **told)


def subject(
    before: Shot | None = None,
    after: Shot | None = None,
    reuses: Sequence[Reuse] | None = (),
    **measures: Any,
) -> Subject:
    """An activity of Mojo with these two photos; ``measures`` are those of the pair."""
    before, after = before or shot("before"), after or shot("after")
    return Subject(
        place_title="Kelurahan Mojo", outline=outline(MOJO), shots=(before, after),
        pairs=(Pair(before, after, measures),), reuses=reuses,
    )  # fmt: skip


def said(code: str, of: Subject, **limits: float) -> list[tuple[str, str, str]]:
    """What the check noticed: sentence, level and photo of each; an unjudged photo says so."""
    found = BY_CODE[code].look(of, replace(Thresholds(), **limits))
    return [
        ("unjudged", "", each.photo)
        if isinstance(each, Unjudged)
        else (each.sentence, each.level.value, each.photo)
        for each in found
    ]


def noticed(code: str, of: Subject) -> Noticed:
    """The one thing that the check noticed."""
    (only,) = [each for each in BY_CODE[code].look(of, Thresholds()) if isinstance(each, Noticed)]
    return only
