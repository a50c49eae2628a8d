"""The same picture again (`reuse.near`): what is said of each pair of the labelled set, and how often that is right."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from math import comb
from multiprocessing import get_context

from bench.labelled import sent_on
from evidence.adapters.imaging.likeness import likeness
from evidence.adapters.imaging.points import printed
from evidence.adapters.imaging.prints import ALIKE, MIRROR, Print, signed
from evidence.capture.prints import LEAST_POINTS

TITLE = "The same picture again"
STRANGERS, ALIKE_STREETS = "two different photos", "two streets of one kind"
VISITS, STEADY = "one place, another day", "one place, another day, a camera that did not move"
DULL = "one place, two dull days, nothing changed, a step aside"
FLAT = "one flat thing, two dull days, nothing changed"
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


def all_of(places: int = sent_on.PLACES, processes: int = 2) -> list[Judged]:
    """Every pair of the set; a few minutes of two processors."""
    names = sent_on.names(places)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        # Neighbours in one process, since each is drawn for the other too.
        found = list(pool.map(_of, names, [names] * len(names), chunksize=-(-len(names) // processes)))
    prints = dict(zip(names, (kept for kept, _pairs in found), strict=True))
    pairs = [each for _kept, several in found for each in several]
    for one, other in combinations(names, 2):
        kind = ALIKE_STREETS if "/" in one and one.split("/")[0] == other.split("/")[0] else STRANGERS
        pairs.append(judged(kind, f"{one} {other}", False, prints[one], prints[other]))
    return pairs


def _of(name: str, names: list[str]) -> tuple[Print, list[Judged]]:
    """The print of one base photo, and the pairs that it alone makes."""
    photo, other = sent_on.base(name), sent_on.base(names[(names.index(name) + 1) % len(names)])
    kept = printed(photo)
    pairs = [
        judged(way, name, True, printed(sent_on.changed(way, photo, name)), kept) for way in sent_on.WAYS
    ]
    pairs += [
        judged(kind, name, False, printed(second), printed(first))
        for kind, first, second in lookalikes(name, photo, other)
    ]
    return kept, pairs


def lookalikes(
    name: str, photo: sent_on.Picture, other: sent_on.Picture
) -> Iterator[tuple[str, sent_on.Picture, sent_on.Picture]]:
    """What only looks like that photo: kind, and the two."""
    for kind, steady in ((VISITS, False), (STEADY, True)):
        for day in range(DAYS):
            yield kind, *sent_on.visits(photo, other, f"{name} {day}", steady=steady)
    yield FLAT, *sent_on.flat(photo, name, 0)
    yield STAMPS, *sent_on.same_stamp(photo, other, name)
    if "/" in name:
        yield DULL, *sent_on.stood(name, 0)
        yield from sent_on.worked_on(name)


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


def bound(hits: int, of: int) -> float:
    """The share that ``hits`` of so many still allow with 95 % confidence, as an upper bound."""
    low, high = hits / of, 1.0
    while high - low > 1e-6:
        share = (low + high) / 2
        chance = sum(comb(of, each) * share**each * (1 - share) ** (of - each) for each in range(hits + 1))
        low, high = (share, high) if chance > 0.05 else (low, share)
    return high


def scored(pairs: list[Judged]) -> tuple[float, float]:
    """Recall, and precision without what is flat, which is told apart."""
    right, wrong = (
        sum(each.found for each in pairs if each.same is which and each.kind != FLAT)
        for which in (True, False)
    )
    return right / sum(each.same for each in pairs), right / max(1, right + wrong)


def told(pairs: list[Judged]) -> str:
    """The section of the page, from what was judged."""
    same = [each for each in pairs if each.same]
    other, flat = (
        [each for each in pairs if not each.same and (each.kind == FLAT) is which] for which in (False, True)
    )
    missed, wrong = sum(not each.found for each in same), sum(each.found for each in other)
    recall, precision = scored(pairs)
    names = sent_on.names()
    shipped = len([name for name in names if "/" not in name])
    return SECTION.format(
        bases=len(names), scenes=len(names) - shipped, shipped=shipped, alike=ALIKE,
        same=table(pairs, True), other=table(pairs, False), right=len(same) - missed, positives=len(same),
        recall=recall, least=1 - bound(missed, len(same)), wrong=wrong, negatives=len(other),
        most=bound(wrong, len(other)), precision=precision, dull=share(pairs, DULL),
        flat=sum(each.found for each in flat), flats=len(flat),
    )  # fmt: skip


def share(pairs: list[Judged], kind: str) -> float:
    """The most that is the same on any pair of that kind."""
    return max(each.share for each in pairs if each.kind == kind)


def section() -> str:
    """The section of the page; it takes some minutes."""
    return told(all_of())


SECTION = """\
The picture of one photo, anywhere in the city, whatever was done to it on the way (`reuse.near`; the same file
is `reuse.exact`). The pairs are made by code (`bench/labelled/sent_on.py`) from {bases} base photos of about
800 pixels: {scenes} scenes of the house and {shipped} photos that scikit-image ships (CC0 or public domain,
none of a person). A pair is *listed* when its prints share keys of at least two points, which is what the index
finds among all photos of the city, and *found* when at least {alike:.0%} of what both show is then the same.

| one photo, and what was done to it | pairs | listed | found | recall | the same, one in twenty below |
| --- | --: | --: | --: | --: | --: |
{same}

Recall: {right} of {positives}, **{recall:.2%}**; at least {least:.2%} (exact, one-sided, 95 % confidence).

| two photos | pairs | found | wrong | the same, one in twenty above | most |
| --- | --: | --: | --: | --: | --: |
{other}

Wrongly found: {wrong} of {negatives}, flat things left out; at most {most:.2%}. **Precision** so:
{precision:.2%}. *Another day* is held as well as a ghost on the screen lets a hand hold it, in another light
and with other things standing about; *did not move* is harder than life; on *dull days* no leaf, shadow or
person moved, and only the hand was elsewhere. *Nothing else moved* is a drawing of which the code drew only the
work anew. A sheet of fifty of these pairs: [reuse.webp](contact-sheets/reuse.webp).

**What this cannot know.**

- No photo here is of a real street. How often two honest real photos of one spot come out alike is not known.
  The nearest here are two dull days on which nothing changed: up to {dull:.2f} of what both show is the same,
  against {alike:.2f} that it takes. What is flat (a wall, a pavement, a board), photographed twice from one
  spot in the same even light with nothing changed, is *not* told apart: {flat} of {flats} such pairs are found.
  Whoever decides sees both photos and their dates.
- Who is right about a photo that is found. It may lawfully serve two activities.
- A photo cut by more than about a tenth a side, turned by more than half a degree (as another hand would be),
  stretched, or set into a collage may not be found. Nor one of which a stamp covers more than about a quarter.
- A photo taken of a screen or a print bends and flickers: `screens.screen` looks for that. A second shot of the
  same minute is another photo, and so is one that a program painted anew.
- Blank photos (a lid, the night, a bare wall: fewer than eight points stand out) are not compared, only as
  files.
- Of a key that many photos share the first 24 are read, and the ten that share the rarest keys are looked at.
  Of a photo with a thousand copies five are named, the earliest first.
"""
