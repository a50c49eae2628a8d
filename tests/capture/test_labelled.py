"""The sets with known answers: honest pairs are left in peace, and what is there to be noticed is noticed."""

from itertools import islice

from bench.labelled import origins, pairs, places, times
from bench.labelled.scoring import scored


def test_at_most_two_in_a_hundred_honest_pairs_get_a_warning() -> None:
    warned, causes, notes = pairs.warned(600)

    assert warned / 600 <= 0.02, causes
    assert notes < 2


def test_what_is_there_to_be_noticed_is_noticed_where_it_can_be_judged() -> None:
    scores = [
        scored("times.order", islice(times.cases("order", times.backwards), 400)),
        scored("places.apart", islice(places.cases("apart"), 400)),
        scored("places.outside", islice(places.cases("outside"), 400)),
    ]

    for score in scores:
        assert score.recall_judged >= 0.9, score
        assert score.precision >= 0.95, score


def test_marks_are_found_in_real_files_unless_a_messenger_took_them_away() -> None:
    for code in ("software.kind", "software.program"):
        score = scored(code, islice(origins.marked_files(code), 120))

        assert score.false == 0
        # Three in ten were sent on, and have no marks left.
        assert 0.55 <= score.recall <= 0.85
