"""How often two photos are laid over each other, and how often wrongly: pairs by the thousand."""

import math
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from statistics import median

import pytest

from bench import proof
from evidence.adapters.imaging import Similarity, alignment, scenes
from tests.adapters import warps

PAIRS, VISITS, STRANGERS = 1200, 300, 1000
MOST_WRONG = 0.01
# The error of the alignment that is offered or None, that of none at all, and the part painted over.
Found = tuple[float | None, float, float]

PAGE = """\
# Aligning photos

`make prove` writes this page. All photos are drawn by code from seeds (`tests/adapters/warps.py`), 800x600 and 600x800,
and every pair goes through the product's own finder in its child process. An alignment is *wrong* when the after's
corners lie on average {wrong:.0f} px or more from where they belong: one part in a hundred of the diagonal. The second
photo is turned by up to 4 degrees, 7 % larger or smaller, shifted by up to 5 %, its corners moved by up to 5 px each (a
slight perspective, which a similarity cannot follow and which is most of the errors below), then gamma, gain, a cast of
colour, light that falls off to one side, blur, grain and JPEG. Bounds are exact, one-sided, with 95 % confidence.

## Before and after the work

{visits} pairs of {places} places: the house's own scenes as the demo has them, *sebelum* and *sesudah*, nothing painted
over. What the work changes in them is what changed.

| kind of work | pairs | offered | right | wrong | of the offered | error, median and most, px | unaligned, px |
| --- | --: | --: | --: | --: | --: | --: | --: |
{visit_rows}
Wrong among the offered: {visit_bad} of {visit_offered}; at most {of_visits:.2%}.

## One drawing, painted over

{pairs:,} pairs of {worlds} drawings, 50 lying and 50 upright, each of one drawing seen twice: 30 to 50 % of the second
photo is painted over (a little more where the last patch was large), and the rest is the same but for light and grain.
That shows that the finder bears change in patches. How often a place before and after work is offered it does not show;
the table above is nearer to that.

| painted over | pairs | offered | right | wrong | of the offered | error, median and most, px | unaligned, px |
| --- | --: | --: | --: | --: | --: | --: | --: |
{rows}
Wrong among the offered: {bad} of {offered}; at most {of_offered:.2%}.

## Two different places

{strangers:,} pairs of two drawings held the same way. Offered: {mistaken}, at most {of_strangers:.2%}. Each would be a
wrong offer. Scenes of one kind, for which the same code draws the same pole, wall or gutter in the same place: {kin}
of {kin_pairs} were offered, at most {of_kin:.1%}. Two places built alike are not told apart reliably. All others:
{others} of {other_pairs}, at most {of_others:.2%}.

Wrong among all that was offered on this page, those included: {all_bad} of {all_offered}; at most {of_all:.2%}. This
mixes pairs in the numbers chosen here, not in those that anybody meets.

**What this does not show.** No photo here is real, and these are five kinds of scenes by one hand. The warps are those
of a plane: nobody stood elsewhere, so there is no parallax and no rolling shutter. Where the code draws a wall or the
ground anew after the work, nothing of its grain stays, where a real one may keep cracks and edges; what it does not
draw anew is the same to the pixel, where real leaves move. So the shares above are those of these drawings. How often
two real photos days apart are offered, and with what error, is not known here. That is why an alignment is only
offered, is seen before it is kept, is named on the picture and goes away with one tap.

{day}
"""


def drawn(number: int) -> Found:
    return _told(warps.pair(number))


def visited(number: int) -> Found:
    return _told(warps.visit(number))


def _told(pair: warps.Pair) -> Found:
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


def counted(found: list[Found]) -> tuple[int, int]:
    """How many were offered, and how many of these are wrong."""
    errors = [error for error, _, _ in found if error is not None]
    return len(errors), sum(error >= warps.WRONG for error in errors)


def row(name: str, found: list[Found]) -> str:
    offered, wrong = counted(found)
    errors = [error for error, _, _ in found if error is not None]
    share = f"{wrong / offered:.1%} | {median(errors):.1f}, {max(errors):.1f}" if errors else "– | –"
    return (
        f"| {name} | {len(found)} | {offered / len(found):.1%} | {offered - wrong} | {wrong} "
        f"| {share} | {median(before for _, before, _ in found):.0f} |\n"
    )


def test_the_bound_is_the_exact_one() -> None:
    assert at_most(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert at_most(1, 100) == pytest.approx(0.0466, abs=1e-4)


@pytest.mark.prove
def test_an_alignment_is_right_or_not_offered() -> None:
    # Place after place, so that each is drawn once.
    numbers = [
        at + again * warps.WORLDS for at in range(warps.WORLDS) for again in range(PAIRS // warps.WORLDS)
    ]
    visits = [
        at + again * warps.PLACES for at in range(warps.PLACES) for again in range(VISITS // warps.PLACES)
    ]
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        seen = dict(
            zip(visits, processes.map(visited, visits, chunksize=VISITS // warps.PLACES), strict=True)
        )
        found = dict(
            zip(numbers, processes.map(drawn, numbers, chunksize=PAIRS // warps.WORLDS), strict=True)
        )
        taken = list(processes.map(mistaken, range(STRANGERS), chunksize=10))
    alike = [yes for number, yes in enumerate(taken) if warps.same_kind(number)]
    others = sum(taken) - sum(alike)

    offered, wrong = counted(list(found.values()))
    visit_offered, visit_wrong = counted(list(seen.values()))
    all_offered, all_wrong = offered + visit_offered + sum(taken), wrong + visit_wrong + sum(taken)
    page = PAGE.format(
        wrong=warps.WRONG,
        visits=VISITS,
        places=warps.PLACES,
        visit_rows=visit_rows(seen),
        visit_bad=visit_wrong,
        visit_offered=visit_offered,
        of_visits=at_most(visit_wrong, visit_offered),
        pairs=PAIRS,
        worlds=warps.WORLDS,
        rows=pair_rows(found),
        bad=wrong,
        offered=offered,
        of_offered=at_most(wrong, offered),
        strangers=STRANGERS,
        mistaken=sum(taken),
        of_strangers=at_most(sum(taken), STRANGERS),
        kin=sum(alike),
        kin_pairs=len(alike),
        of_kin=at_most(sum(alike), len(alike)),
        others=others,
        other_pairs=STRANGERS - len(alike),
        of_others=at_most(others, STRANGERS - len(alike)),
        all_bad=all_wrong,
        all_offered=all_offered,
        of_all=at_most(all_wrong, all_offered),
        day=datetime.now(UTC).date().isoformat(),
    )
    proof.keep("align", page)
    assert (len(found), len(seen)) == (PAIRS, VISITS)
    assert at_most(wrong, offered) <= MOST_WRONG
    assert all_wrong <= MOST_WRONG * all_offered
    assert at_most(others, STRANGERS - len(alike)) <= MOST_WRONG
    assert visit_wrong <= MOST_WRONG * visit_offered
    assert offered > PAIRS / 2
    assert visit_offered > VISITS / 2


def visit_rows(seen: dict[int, Found]) -> str:
    groups = [
        (name, [one for number, one in seen.items() if warps.kind(number) == name]) for name in scenes.KINDS
    ]
    groups += [
        (name, [one for number, one in seen.items() if warps.upright(number) is yes])
        for name, yes in (("all, lying", False), ("all, upright", True))
    ]
    return "".join(row(name, group) for name, group in [*groups, ("all", list(seen.values()))])


def pair_rows(found: dict[int, Found]) -> str:
    groups = [
        (name, [one for one in found.values() if least <= one[2] < most])
        for name, least, most in (
            ("under 35 %", 0, 0.35),
            ("35 to 45 %", 0.35, 0.45),
            ("45 % and more", 0.45, 1),
        )
    ]
    groups += [
        (name, [one for number, one in found.items() if belongs(number)])
        for name, belongs in (
            ("all, scenes", lambda number: number % warps.WORLDS < warps.SCENES),
            ("all, textures", lambda number: number % warps.WORLDS >= warps.SCENES),
            ("all, lying", lambda number: not number % 2),
            ("all, upright", lambda number: number % 2),
        )
    ]
    return "".join(row(name, group) for name, group in [*groups, ("all", list(found.values()))])
