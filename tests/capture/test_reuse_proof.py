"""How often the same photo is found, how often another one is taken for it, and how long a search takes."""

import pytest

from bench import proof
from bench import reuse as bench
from bench.labelled import reuse
from evidence.capture.prints import COMMON


@pytest.mark.prove
def test_a_photo_that_was_sent_on_is_found_and_a_visit_to_one_place_is_not() -> None:
    pairs = reuse.all_of()

    proof.keep("reuse", f"# {reuse.TITLE}\n\n`make prove` writes this page.\n\n{reuse.told(pairs)}")

    recall, precision = reuse.scored(pairs)
    assert sum(each.same for each in pairs) >= 400
    assert recall >= 0.98
    assert precision >= 0.99


@pytest.mark.prove
def test_a_photo_is_found_among_a_million_in_a_blink() -> None:
    few, many = bench.measured_both()

    assert (few.found, few.wrong) == (bench.WANTED, 0)
    assert (many.found, many.wrong) == (bench.WANTED, 0)
    assert proof.percentile(many.processor, 0.95) < 0.05
    assert max(many.hits) < 2048 * COMMON
