"""Whatever a superuser of the database or somebody at the store does to sealed work, `evidence verify` says so."""

from collections.abc import Iterator

import pytest

from evidence.integrity.report import TEXTS
from tests.integrity import of_the_trail, of_the_work
from tests.integrity.city import LATER, City, Hand
from tests.integrity.of_the_trail import Tampering

ALL = {**of_the_trail.TAMPERINGS, **of_the_work.TAMPERINGS}
# One for each code stands here; `test_seals_proof.py` does all of them.
FIRST = {code: tampering for tampering, code in reversed(ALL.items())}


@pytest.fixture
def hand(city: City) -> Iterator[Hand]:
    """Somebody who may do everything."""
    with city.hand() as found:
        yield found


def test_there_are_more_than_sixty_and_each_is_another_one() -> None:
    assert len({each.__name__ for each in ALL}) == len(ALL) > 60


def test_whatever_can_be_said_has_a_tampering_of_which_it_must_be_said() -> None:
    assert set(FIRST) == set(TEXTS)


def test_nothing_is_said_of_a_city_that_nobody_tampered_with(hand: Hand) -> None:
    hand.now += LATER
    report = hand.verify()

    assert (report.problems, report.ok, report.complete, report.unsealed) == ([], True, True, 0)
    assert report.checked["redacted"] == 1
    assert report.checked["objects"] > 20
    assert all(report.checked[each] for each in ("events", "seals", "heads", "photos", "versions", "decisions",
                                                 "publications", "renditions", "bytes"))  # fmt: skip


@pytest.mark.parametrize(("code", "tampering"), FIRST.items(), ids=[each.__name__ for each in FIRST.values()])
def test_it_is_found_when(hand: Hand, code: str, tampering: Tampering) -> None:
    tampering(hand)

    # Reading every object takes most of the time, and finds nothing where the store was left alone.
    report = hand.verify(with_objects=bool(hand.kept))

    assert code in report.counts, [each.text for each in report.problems]
    assert all(each.text for each in report.problems)
