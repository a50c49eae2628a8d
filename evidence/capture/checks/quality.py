"""Quality: whether anything can be seen. Reads ``measures["quality"]``:

``low`` and ``high``, the brightness that one pixel in fifty is below and above, its mean ``luma`` and its standard
deviation ``spread``, 0 to 255; ``sharpness`` of the sharpest parts, 0 to 100.
"""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Said, Subject, Unjudged, number
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_


def _blank(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        told = [number(shot.measures, "quality", name) for name in ("luma", "spread", "low", "high")]
        luma, spread, low, high = told
        if luma is None or spread is None or low is None or high is None:
            yield Unjudged(shot.id)
            continue
        seen = {"luma": round(luma), "spread": round(spread, 1)}
        # A lamp in the night is something to be seen.
        if high < limits.dark_luma:
            yield Noticed("dark", Level.WARNING, shot.id, {}, seen)
        elif low > limits.bright_luma:
            yield Noticed("bright", Level.WARNING, shot.id, {}, seen)
        elif spread < limits.blank_spread:
            yield Noticed("blank", Level.WARNING, shot.id, {}, seen)


def _blur(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        sharpness = number(shot.measures, "quality", "sharpness")
        if sharpness is None:
            yield Unjudged(shot.id)
        elif sharpness < limits.blur_sharpness:
            yield Noticed("blurred", Level.NOTE, shot.id, {}, {"sharpness": round(sharpness, 1)})


BLANK = Check(
    "quality.blank",
    2,
    N_("Terang dan isi foto"),
    N_("Pekerjaan malam hari memang gelap, dan tembok polos memang tanpa isi."),
    {
        "dark": N_("Foto ini hampir seluruhnya gelap."),
        "bright": N_("Foto ini hampir seluruhnya putih."),
        "blank": N_("Foto ini hampir tanpa isi."),
    },
    _blank,
    ("photo",),
)
BLUR = Check(
    "quality.blur",
    2,
    N_("Ketajaman"),
    N_("Kabut, hujan, dan dinding polos juga tampak tidak tajam."),
    {"blurred": N_("Foto ini tidak tajam.")},
    _blur,
    ("photo",),
)
CHECKS = (BLANK, BLUR)
