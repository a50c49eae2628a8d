"""Screens: whether a photo looks like one of a screen or of a print. Reads ``measures["screen"]``:

``score`` 0 to 1, how much it looks so; ``moire``, ``frame`` and ``glare``, the same of each sign alone.
"""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Said, Subject, Unjudged, number
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_

SIGNS = ("moire", "frame", "glare")


def _screen(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        score = number(shot.measures, "screen", "score")
        if score is None:
            yield Unjudged(shot.id)
            continue
        if score < limits.screen_note_share:
            continue
        sure = score >= limits.screen_warning_share
        signs = {f"{name}_share": number(shot.measures, "screen", name) for name in SIGNS}
        seen = {
            "screen_share": round(score, 2),
            **{name: round(each, 2) for name, each in signs.items() if each},
        }
        yield Noticed(
            "sure" if sure else "maybe",
            Level.WARNING if sure else Level.NOTE,
            shot.id,
            {"screen_share": round(score, 2)},
            seen,
        )


SCREEN = Check(
    "screens.screen",
    1,
    N_("Foto layar atau cetakan"),
    N_("Pagar, genting, kain, dan kaca dapat tampak seperti pola layar. Foto layar yang rapi dapat lolos."),
    {
        "sure": N_("Foto ini tampak seperti foto sebuah layar atau cetakan (kemiripan %(screen_share)s)."),
        "maybe": N_("Foto ini agak mirip foto sebuah layar atau cetakan (kemiripan %(screen_share)s)."),
    },
    _screen,
    ("photo", "unfinished"),
)
CHECKS = (SCREEN,)
