"""The check of reuse on its labelled set: what it says of each pair, and how often that is right."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import get_context

from bench.labelled import reuse
from evidence.adapters.imaging.likeness import ALIKE, likeness
from evidence.adapters.imaging.points import MIRROR
from evidence.adapters.imaging.prints import Print, printed, signed
from evidence.capture.prints import LEAST_POINTS

STRANGERS, ALIKE_STREETS = "two different photos", "two streets of one kind"
VISITS, STEADY = "one place, another day", "one place, another day, a camera that did not move"
STAMPS = "two different photos, one app's stamp"
UNMOVED, WORKED = "before and after, nothing else moved", "before and after, another day"
DAYS = 3


@dataclass(frozen=True)
class Judged:
    """A pair of a kind: of which base photo, whether it is one photo, and what the check found.

    ``points`` is how many points share a key in the index; ``share`` how much is the same, 0-1.
    """

    kind: str
    name: str
    same: bool
    points: int
    share: float

    @property
    def found(self) -> bool:
        """Whether the check calls it the same photo."""
        return self.points >= LEAST_POINTS and self.share >= ALIKE


def judged(kind: str, name: str, same: bool, asked: Print, kept: Print) -> Judged:
    """What the check says of two prints, one of which is searched for while the other is kept."""
    like = likeness(asked, kept)
    return Judged(kind, name, same, sharing(asked, kept), like.share if like else 0.0)


def sharing(asked: Print, kept: Print) -> int:
    """How many points of the one have a key of the other, as the index finds them."""
    keys = set(kept.keys)
    return sum(
        any(signed(key) in keys or signed(key ^ MIRROR) in keys for key in point.probes())
        for point in asked.points
    )


def all_of(places: int = reuse.PLACES, processes: int = 2) -> list[Judged]:
    """Every pair of the set; a few minutes of two processors."""
    names = reuse.names(places)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_of, names, [names] * len(names)))
    prints = dict(zip(names, (kept for kept, _pairs in found), strict=True))
    pairs = [each for _kept, several in found for each in several]
    for one, other in combinations(names, 2):
        kind = ALIKE_STREETS if "/" in one and one.split("/")[0] == other.split("/")[0] else STRANGERS
        pairs.append(judged(kind, f"{one} {other}", False, prints[one], prints[other]))
    return pairs


def _of(name: str, names: list[str]) -> tuple[Print, list[Judged]]:
    """The print of one base photo, and the pairs that it alone makes."""
    photo, other = reuse.base(name), reuse.base(names[(names.index(name) + 1) % len(names)])
    kept = printed(photo)
    pairs = [judged(way, name, True, printed(reuse.changed(way, photo, name)), kept) for way in reuse.WAYS]
    pairs += [
        judged(kind, name, False, printed(second), printed(first))
        for kind, first, second in lookalikes(name, photo, other)
    ]
    return kept, pairs


def lookalikes(
    name: str, photo: reuse.Picture, other: reuse.Picture
) -> Iterator[tuple[str, reuse.Picture, reuse.Picture]]:
    """What only looks like that photo: kind, and the two."""
    for kind, steady in ((VISITS, False), (STEADY, True)):
        for day in range(DAYS):
            yield kind, *reuse.visits(photo, other, f"{name} {day}", steady=steady)
    yield STAMPS, *reuse.same_stamp(photo, other, name)
    if "/" in name:
        yield from reuse.worked_on(name)


def table(pairs: list[Judged], same: bool) -> str:
    """A row for each kind of pair: how many, how many were found, and the share that is the same."""
    rows = []
    for kind in dict.fromkeys(each.kind for each in pairs if each.same is same):
        of = [each for each in pairs if each.kind == kind]
        shares, found = sorted(each.share for each in of), sum(each.found for each in of)
        if same:
            listed = sum(each.points >= LEAST_POINTS for each in of)
            worst = shares[len(of) // 20]
            rows.append(f"| {kind} | {len(of)} | {listed} | {found} | {found / len(of):.1%} | {worst:.2f} |")
        else:
            near = shares[-1 - len(of) // 20]
            rows.append(
                f"| {kind} | {len(of)} | {found} | {found / len(of):.1%} | {near:.2f} | {shares[-1]:.2f} |"
            )
    return "\n".join(rows)
