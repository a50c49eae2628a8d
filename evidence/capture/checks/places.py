"""Places: whether two photos were taken at one spot, and whether that lies where the work is said to be."""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Place, Said, Subject, Unjudged
from evidence.capture.checks.ground import distance, outside, radius
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_


def _apart(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for pair in subject.pairs:
        here, there = pair.after.where, pair.before.where
        if here is None or there is None or max(radius(here, limits), radius(there, limits)) > limits.rough_m:
            yield Unjudged(pair.after.id)
            continue
        apart = distance(here, there)
        beyond = apart - radius(here, limits) - radius(there, limits)
        if beyond <= limits.place_slack_m:
            continue
        level = Level.WARNING if beyond > limits.place_warning_m else Level.NOTE
        seen = {"distance_m": round(apart), **_accuracy("earlier", there), **_accuracy("this", here)}
        yield Noticed("apart", level, pair.after.id, {"distance_m": round(apart)}, seen, other=pair.before.id)


def _accuracy(name: str, place: Place) -> dict[str, float]:
    return {} if place.accuracy_m is None else {f"{name}_accuracy_m": round(place.accuracy_m)}


def _outside(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        where = shot.where
        if where is None or not subject.outline or radius(where, limits) > limits.rough_m:
            yield Unjudged(shot.id)
            continue
        away = outside(where, subject.outline)
        if away <= radius(where, limits) + limits.outline_slack_m:
            continue
        params = {"away_m": round(away), "place": subject.place_title}
        yield Noticed(
            "outside", Level.NOTE, shot.id, params, {"away_m": round(away), **_accuracy("this", where)}
        )


APART = Check(
    "places.apart",
    1,
    N_("Jarak kedua foto"),
    N_(
        "Lokasi HP dapat meleset jauh di dalam gedung atau di bawah pohon. Pekerjaan yang panjang juga berjarak."
    ),
    {
        "apart": N_(
            "Lokasi foto ini berjarak %(distance_m)s dari foto tahap sebelumnya. Jika benar, jelaskan."
        )
    },
    _apart,
    ("photo", "move"),
)
OUTSIDE = Check(
    "places.outside",
    1,
    N_("Wilayah"),
    N_("Hanya orientasi: batas wilayah di sini disederhanakan dan bukan batas resmi."),
    {"outside": N_("Lokasi foto ini kira-kira %(away_m)s di luar %(place)s (orientasi).")},
    _outside,
    ("place", "photo", "move"),
)
CHECKS = (APART, OUTSIDE)
