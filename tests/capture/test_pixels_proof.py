"""How often the checks that rest on pixels are right, on their whole sets, and how many honest pairs they warn of."""

import pytest

from bench import measuring
from bench.labelled import pairs, quality, scene, screens
from bench.labelled.scene import AGAIN, DULL, PLACE, SENT, WORK
from evidence.capture.checks.thresholds import Thresholds

LIMITS = Thresholds()


@pytest.mark.prove
def test_honest_pairs_get_no_more_than_two_warnings_in_a_hundred_of_all_checks_together() -> None:
    warned, causes, _notes = pairs.warned_seen()

    assert warned / pairs.SEEN <= 0.02, causes


@pytest.mark.prove
def test_screens_are_noticed_and_streets_are_not() -> None:
    photos = screens.all_of()

    shown, streets = (
        [each for each in photos if each.kind in kinds] for kinds in (("screen",), ("street", "sent"))
    )
    assert sum(each.noticed for each in shown) >= 0.5 * len(shown)
    assert sum(each.warned for each in streets) <= 0.02 * len(streets)


@pytest.mark.prove
def test_blank_and_blurred_photos_are_noticed_and_foggy_ones_are_not() -> None:
    photos = quality.all_of()

    for name, at in (("blank", 0), ("blur", 1)):
        right, wrong = (
            [getattr(each, name) == "noticed" for each in photos if quality.WAYS[each.way][at] is which]
            for which in (True, False)
        )
        assert sum(right) >= 0.9 * len(right), name
        assert sum(wrong) <= 0.02 * len(wrong), name


@pytest.mark.prove
def test_an_after_made_from_its_before_is_noticed_and_honest_pairs_are_not() -> None:
    found = scene.all_of()
    same = {
        kind: [(each.same or 0) >= LIMITS.identical_share for each in found if each.kind == kind]
        for kind in (SENT, WORK, AGAIN, DULL)
    }
    honest = [each for kind in (WORK, AGAIN, DULL) for each in same[kind]]
    apart = [
        each.points is not None and each.points < LIMITS.scene_note_share
        for each in found
        if each.kind == PLACE
    ]

    assert sum(same[SENT]) >= 0.9 * len(same[SENT])
    assert sum(honest) <= 0.02 * len(honest)
    assert sum(apart) >= 0.9 * len(apart)


@pytest.mark.prove
def test_measuring_takes_little_more_than_decoding() -> None:
    file = measuring.drawn((2560, 1920))
    (plain, _), (measured, held) = measuring.cost("examine", file), measuring.cost("measure", file)

    assert measured <= 6 * plain
    assert held < 300 * 1024 * 1024
