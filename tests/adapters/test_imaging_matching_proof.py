"""How often two photos are laid over each other, and how often wrongly: pairs by the thousand."""

import math
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from statistics import median

import pytest

from bench import proof
from evidence.adapters.imaging import Similarity, alignment
from tests.adapters import warps

PAIRS, STRANGERS = 1200, 300
MOST_WRONG = 0.01

PAGE = """\
# Aligning photos

`make prove` writes this page: {pairs:,} pairs of one place seen twice and {strangers} pairs of two places, all drawn
by code from seeds (`tests/adapters/warps.py`), each through the product's own finder in its child process. An
alignment is *wrong* when the after's corners lie on average {wrong:.0f} px or more from where they belong, on photos
of {width}x{height}: one part in a hundred of the diagonal.

| part that changed | pairs | offered | right | wrong | error of the offered, median and most, px | unaligned, px |
| --- | --: | --: | --: | --: | --: | --: |
{rows}
* Wrong among the offered: {bad} of {offered}; at most {of_offered:.2%} with 95 % confidence (exact, one-sided).
* Wrong among all pairs: {bad} of {pairs}; at most {of_pairs:.2%}.
* Pairs of two different places that were offered: {mistaken} of {strangers}; at most {of_strangers:.2%}. Two scenes of
  one kind, which the same code draws with the same pole, wall or gutter in the same place: {kin} of these.
* Wrong among all that was offered, those included: {all_bad} of {all_offered}; at most {of_all:.2%}.

The second photo is turned by up to 4 degrees, 7 % larger or smaller, shifted by up to 5 %, its corners moved by up to
5 px each (a slight perspective, which a similarity cannot follow and which is most of the error above), 30 to 50 % of
it painted over (a little more where the last patch was large), then gamma, gain, a cast of colour, light that falls
off to one side, blur, grain and JPEG.

**What this does not show.** No photo here is real. The warps are those of a plane: nobody stood elsewhere, so there is
no parallax and no rolling shutter, and the rest of each scene is truly unchanged. Real rooms and streets days apart
will be offered less often and with a larger error, by how much is not known here. That is why an alignment is only
offered, is seen before it is kept, is named on the picture and goes away with one tap.

{day}
"""


def drawn(number: int) -> tuple[float | None, float, float]:
    """The error of the alignment that is offered or None, that of none at all, and the part painted over."""
    pair = warps.pair(number)
    found = alignment(pair.before, pair.after)
    return None if found is None else pair.error(found), pair.error(Similarity()), pair.changed


def mistaken(number: int) -> bool:
    """Whether photos of two different places are laid over each other."""
    return alignment(*warps.strangers(number)) is not None


def at_most(found: int, of: int) -> float:
    """The share that would still show so few in 5 of 100 trials: Clopper and Pearson's upper bound."""
    low, high = found / of, 1.0
    for _ in range(60):
        share = (low + high) / 2
        fewer = sum(math.comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(found + 1))
        low, high = (share, high) if fewer > 0.05 else (low, share)
    return high


def row(name: str, found: list[tuple[float | None, float, float]]) -> str:
    errors = [error for error, _, _ in found if error is not None]
    wrong = sum(error >= warps.WRONG for error in errors)
    share = len(errors) / len(found)
    return (
        f"| {name} | {len(found)} | {share:.1%} | {len(errors) - wrong} | {wrong} "
        f"| {median(errors):.1f}, {max(errors):.1f} | {median(before for _, before, _ in found):.0f} |\n"
    )


def test_the_bound_is_the_exact_one() -> None:
    assert at_most(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert at_most(1, 100) == pytest.approx(0.0466, abs=1e-4)


@pytest.mark.prove
def test_an_alignment_is_right_or_not_offered() -> None:
    # World after world, so that each is drawn once.
    numbers = [
        world + again * warps.WORLDS
        for world in range(warps.WORLDS)
        for again in range(PAIRS // warps.WORLDS)
    ]
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        found = list(processes.map(drawn, numbers, chunksize=PAIRS // warps.WORLDS))
        taken = list(processes.map(mistaken, range(STRANGERS), chunksize=10))
    strange = sum(taken)
    kin = sum(yes and warps.same_kind(number) for number, yes in enumerate(taken))

    groups = [
        (name, [one for one in found if least <= one[2] < most])
        for name, least, most in (
            ("under 35 %", 0, 0.35),
            ("35 to 45 %", 0.35, 0.45),
            ("45 % and more", 0.45, 1),
        )
    ]
    houses = [one for one, number in zip(found, numbers, strict=True) if number % warps.WORLDS < warps.SCENES]
    shapes = [
        one for one, number in zip(found, numbers, strict=True) if number % warps.WORLDS >= warps.SCENES
    ]
    groups += [("all, scenes of the house", houses), ("all, textures", shapes), ("all", found)]
    errors = [error for error, _, _ in found if error is not None]
    wrong = sum(error >= warps.WRONG for error in errors)
    page = PAGE.format(
        pairs=len(found),
        strangers=STRANGERS,
        wrong=warps.WRONG,
        width=warps.SIZE[0],
        height=warps.SIZE[1],
        rows="".join(row(name, group) for name, group in groups),
        bad=wrong,
        offered=len(errors),
        of_offered=at_most(wrong, len(errors)),
        of_pairs=at_most(wrong, len(found)),
        mistaken=strange,
        of_strangers=at_most(strange, STRANGERS),
        kin=kin,
        all_bad=wrong + strange,
        all_offered=len(errors) + strange,
        of_all=at_most(wrong + strange, len(errors) + strange),
        day=datetime.now(UTC).date().isoformat(),
    )
    proof.keep("align", page)
    assert len(found) == PAIRS
    assert max(at_most(wrong, len(errors)), at_most(wrong, len(found))) <= MOST_WRONG
    assert at_most(wrong + strange, len(errors) + strange) <= MOST_WRONG
    assert len(errors) > len(found) / 2
