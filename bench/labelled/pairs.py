"""Honest pairs as a whole: how many of them get a warning, and how many notes; without pixels, and with them."""

from collections import Counter
from dataclasses import replace
from io import BytesIO
from random import Random

from bench.labelled import sent_on
from bench.labelled.phones import honest
from bench.labelled.reuse import bound
from evidence.adapters.imaging import pixels
from evidence.capture.checks.all import CHECKS
from evidence.capture.checks.base import Level, Noticed, Pair, Subject
from evidence.capture.checks.thresholds import Thresholds

TITLE = "Honest pairs"
PAIRS = 3000
# Of so many the photos are made and measured as well.
SEEN = 160
# Told without pixels.
FAMILIES = ("reuse", "times", "places", "software", "sources")


def warned(count: int = PAIRS) -> tuple[int, Counter[str], float]:
    """Of so many honest pairs: those with a warning, the warnings by check, and notes a pair."""
    return _told([honest(500_000 + number) for number in range(count)], FAMILIES)


def warned_seen(count: int = SEEN) -> tuple[int, Counter[str], float]:
    """The same with all checks, of pairs whose photos were made and measured."""
    return _told([seen(number) for number in range(count)], ())


def seen(number: int) -> Subject:
    """An honest pair with the measures of its two photos: work, or a visit, with the ghost on the screen.

    What came from the gallery was sent by a messenger, three in ten carry a camera app's stamp.
    """
    of, draw = honest(500_000 + number), Random(f"seen {number}")
    names = sent_on.names()
    name = names[number % len(names)]
    before = sent_on.base(name)
    if "/" in name:
        (_still, *_two), (_kind, before, after) = sent_on.worked_on(name)
    else:
        other = sent_on.base(names[(number + 1) % len(names)])
        before, after = sent_on.visits(before, other, f"seen {number}", steady=False)
    bodies = []
    for shot, photo in zip(of.shots, (before, after), strict=True):
        if shot.source == "gallery":
            photo = sent_on.sent(photo, draw)
        if draw.random() < 0.3:
            photo = sent_on.stamped(photo, draw)
        out = BytesIO()
        photo.save(out, "JPEG", quality=85)
        bodies.append(out.getvalue())
    shots = [
        replace(shot, measures=pixels.measured(body)) for shot, body in zip(of.shots, bodies, strict=True)
    ]
    return replace(of, shots=shots, pairs=(Pair(*shots, pixels.compared(*bodies)),))


def _told(pairs: list[Subject], families: tuple[str, ...]) -> tuple[int, Counter[str], float]:
    by_check: Counter[str] = Counter()
    warned_pairs = notes = 0
    for of in pairs:
        said = [
            (check.code, each.level)
            for check in CHECKS
            if not families or check.code.split(".")[0] in families
            for each in check.look(of, Thresholds())
            if isinstance(each, Noticed)
        ]
        warnings = [code for code, level in said if level is Level.WARNING]
        by_check.update(set(warnings))
        warned_pairs += bool(warnings)
        notes += len(said) - len(warnings)
    return warned_pairs, by_check, notes / len(pairs)


def section() -> str:
    """What stands in docs/checks.md."""
    pairs, by_check, notes = warned()
    few, causes_seen, notes_seen = warned_seen()
    return (
        f"Of {PAIRS} honest pairs (`bench/labelled/phones.py` says what is honest: 55 % taken with Bukti's camera,\n"
        "15 % with the phone's, 30 % from the gallery and most of those through a messenger), "
        f"**{pairs / PAIRS:.1%}** get a\n*peringatan* from the checks that need no pixels; by check: "
        f"{_causes(by_check)}.\n"
        f"They get {notes:.1f} *catatan* each, most of them for a gallery picture without date and camera notes.\n\n"
        f"Of {SEEN} of them the two photos were made and measured too, as work or a visit with the ghost on the\n"
        "screen; what came from the gallery was sent by a messenger, three in ten carry an app's stamp. Of these\n"
        f"**{few / SEEN:.1%}** ({few}; at most {bound(few, SEEN):.1%} with 95 % confidence) get a *peringatan* from\n"
        f"any check, by check: {_causes(causes_seen)}; and {notes_seen:.1f} *catatan* each."
    )


def _causes(by_check: Counter[str]) -> str:
    return ", ".join(f"`{code}` {count}" for code, count in by_check.most_common()) or "none"
