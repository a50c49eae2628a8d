"""How often the same photo is found, and how often another one is taken for it: pairs by the thousand."""

from math import comb

import pytest

from bench import proof
from bench import reuse as bench
from bench.labelled import reuse, reusing
from evidence.adapters.imaging.likeness import ALIKE
from evidence.capture.prints import COMMON

PAGE = """\
# The same photo again

`make prove` writes this page. Every pair is made by code (`bench/labelled/reuse.py`) from {bases} base photos
of about 800 pixels: {scenes} scenes of the house and {shipped} photos that scikit-image ships. A pair is
*listed* when its prints share keys of at least two points, which is what the index finds, and *found* when at
least {alike:.0%} of what both show is the same.

## One photo, sent on

| what was done to it | pairs | listed | found | recall | share that is the same, one in twenty below |
| --- | --: | --: | --: | --: | --: |
{same}

Recall: {right} of {positives}, {recall:.2%}; at least {least:.2%} (exact, one-sided, 95 % confidence).

## Two photos

| what they are | pairs | found | wrong | share that is the same, one in twenty above | most |
| --- | --: | --: | --: | --: | --: |
{other}

Wrongly found: {wrong} of {negatives}; at most {most:.2%}. Precision on this set: {precision:.2%}.

What these figures do not show stands in `docs/checks.md`.
"""


def bound(hits: int, of: int) -> float:
    """The share that ``hits`` of so many still allow with 95 % confidence, as an upper bound."""
    low, high = hits / of, 1.0
    while high - low > 1e-6:
        share = (low + high) / 2
        chance = sum(comb(of, each) * share**each * (1 - share) ** (of - each) for each in range(hits + 1))
        low, high = (share, high) if chance > 0.05 else (low, share)
    return high


@pytest.mark.prove
def test_a_photo_that_was_sent_on_is_found_and_a_visit_to_one_place_is_not() -> None:
    pairs = reusing.all_of()
    same, other = ([each for each in pairs if each.same is which] for which in (True, False))
    right, wrong = (sum(each.found for each in of) for of in (same, other))
    shipped = len([name for name in reuse.names() if "/" not in name])

    proof.keep(
        "reuse",
        PAGE.format(
            bases=len(reuse.names()), scenes=len(reuse.names()) - shipped, shipped=shipped, alike=ALIKE,
            same=reusing.table(pairs, True), other=reusing.table(pairs, False),
            right=right, positives=len(same), recall=right / len(same),
            least=1 - bound(len(same) - right, len(same)),
            wrong=wrong, negatives=len(other), most=bound(wrong, len(other)),
            precision=right / max(1, right + wrong),
        ),
    )  # fmt: skip

    assert len(same) >= 500
    assert right / len(same) >= 0.98
    assert wrong / (right + wrong) <= 0.01


@pytest.mark.prove
def test_a_photo_is_found_among_a_million_in_a_blink() -> None:
    few, many = bench.measured_both()

    assert (few.found, few.wrong) == (bench.WANTED, 0)
    assert (many.found, many.wrong) == (bench.WANTED, 0)
    assert proof.percentile(many.whole, 0.95) < 0.05
    assert max(many.hits) < 2048 * COMMON
