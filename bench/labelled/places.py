"""Places: two photos from two places, and places outside the outline."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from bench.labelled.phones import fix, honest, moved
from bench.labelled.phones import with_after as paired
from bench.labelled.scoring import Case, Score, scored, table
from evidence.capture.checks.base import Place, Subject
from evidence.capture.checks.ground import outside

TITLE = "Places"
CASES = 600
TEXT = """Positives: the after was taken 400 m to 8 km away; the after was taken 350 m to 5 km outside the outline.
Negatives: honest pairs, one in ten of them at either end of 120 m of work, with the accuracies that
phones tell, one in twenty-five three times as wrong as it admits, and 3 % of the places in files stale.
The two of a pair are apart only beyond 1.5 times both accuracies, so a phone that knows its place to 2 km
hides 4 km. *Di luar wilayah* is orientation, always a *catatan*. Of half the pairs a photo has no place,
mostly one that a messenger brought: those are *could not judge*."""


def _apart(random: Random, of: Subject) -> Subject:
    after, here = of.shots[1], of.shots[0].where or of.shots[1].where
    if here is None:
        return paired(of, after)
    metres = min(400 + random.lognormvariate(6.5, 1.0), 8000)
    far = moved((here.lon, here.lat), metres, random)
    if after.place is None and after.written_place is None:
        return paired(of, after)
    place = fix(far, random) if after.place else None
    written = Place(far[1], far[0]) if after.written_place else None
    return paired(of, replace(after, place=place, written_place=written))


def _outside(random: Random, of: Subject) -> Subject:
    here = of.shots[1].where
    if here is None:
        return of
    spot = (here.lon, here.lat)
    while outside(Place(spot[1], spot[0]), of.outline) < 350:
        spot = moved((here.lon, here.lat), random.uniform(350, 5000), random)
    place = fix(spot, random)
    return paired(of, replace(of.shots[1], place=place, written_place=None))


def cases(name: str) -> Iterator[Case]:
    """As many positives as negatives."""
    change = {"apart": _apart, "outside": _outside}[name]
    for number in range(CASES):
        yield Case(change(Random(f"{name} {number}"), honest(200_000 + number)), guilty=True)
        yield Case(honest(number), guilty=False)


def scores() -> list[Score]:
    """Of each check of this family."""
    return [scored("places.apart", cases("apart")), scored("places.outside", cases("outside"))]


def section() -> str:
    """What stands in docs/checks.md."""
    return f"{TEXT}\n\n{table(scores())}"
