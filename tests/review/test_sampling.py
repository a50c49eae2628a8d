"""A second look at approved pairs: drawn by nobody's choice, said once, and never by who decided."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.embedded import Store
from evidence.review import sampling
from evidence.review.models import Outcome
from tests import factories
from tests.clusters import Cluster
from tests.factories import CITY
from tests.forms import opened, sent, told
from tests.house import House, furnished

STAFF = "staf.balaikota"


@pytest.fixture(scope="module")
def house(cluster: Cluster, store: Store) -> Iterator[House]:
    with furnished(cluster, store, EVIDENCE_SAMPLE_SHARE="0.5") as found:
        yield found


def test_a_seed_draws_the_same_again_and_another_seed_others() -> None:
    numbers = [f"{each:03}" for each in range(200)]

    drawn = sampling.chosen("benih", numbers, 0.05)

    assert len(drawn) == 10
    assert drawn == sampling.chosen("benih", reversed(numbers), 0.05)
    assert drawn != sampling.chosen("lain", numbers, 0.05)
    assert len(sampling.chosen("benih", numbers[:3], 0.05)) == 1
    assert sampling.chosen("benih", [], 0.05) == []
    # Every number is drawn about as often as any other.
    often = [number for seed in range(400) for number in sampling.chosen(str(seed), numbers[:20], 0.1)]
    assert all(15 < often.count(number) < 75 for number in numbers[:20])


def test_periods_that_lie_over_each_other_are_one() -> None:
    one, two, three, four, five = (clock.now() + timedelta(days=each) for each in range(5))

    assert sampling.joined([(four, five), (two, three), (one, two)]) == [(one, three), (four, five)]
    assert sampling.joined([(one, four), (two, three)]) == [(one, four)]
    assert sampling.joined([]) == []


def test_from_the_draw_to_the_figures(house: House) -> None:
    works = [factories.approved(house) for _ in range(3)]
    staff, city = house.client(STAFF), house.client(CITY)
    factories.approved(house, mode="C", category="PELAYANAN")

    page = opened(staff, "/uji-petik")
    assert sent(staff, page, first="2026-11-02", last="2026-11-01").status_code == 422
    # As far as anybody may ask.
    assert sent(staff, page, first="1999-12-31", last="2100-12-31").status_code == 422
    assert sent(staff, page, first="2000-01-01", last="2100-12-31").status_code == 303
    assert sent(staff, page).status_code == 303, "the same form sent twice draws once"

    with house.sessions() as session:
        (sample,) = sampling.samples(session)
        ids = [each.id for each in sample.items]
        drawn = [str(each.decision_id) for each in sample.items]
    assert (len(ids), sample.rule["of"], sample.rule["share"]) == (2, 3, 0.5)
    assert len(works) == 3
    assert drawn == list(sampling.chosen(sample.seed, [*drawn], 1.0))

    first = f"/uji-petik/{ids[0]}"
    assert "Tulis apa yang terlihat." in told(sent(staff, opened(staff, first), outcome="does_not_fit"), 422)
    form = opened(city, first)
    assert (
        sent(
            staff, opened(staff, first), outcome="does_not_fit", note="Foto sesudah lain tempat."
        ).status_code
        == 303
    )
    late = sent(city, form, outcome="fits")
    assert "Sudah dilihat Staf Balai Kota" in told(city.get(late.headers["Location"]), 200)
    assert "Lihat seluruh berkasnya" in told(city.get(first), 200)

    overview = told(city.get("/uji-petik"), 200)
    assert "1 dari 2 sudah dilihat lagi" in overview
    assert sample.seed in overview
    with house.sessions() as session:
        assert sampling.figures(session) == {
            "of": 3, "drawn": 2, "fits": 0, "does_not_fit": 1, "cannot_tell": 0, "waiting": 1,
        }  # fmt: skip


def test_who_decided_does_not_look_again_and_nothing_is_drawn_twice(house: House) -> None:
    factories.approved(house, decider=CITY)
    factories.approved(house)
    today = clock.today()
    with house.sessions.begin() as session:
        by = house.actor(STAFF)
        items = [
            item
            for share in (0.1, 1.0)
            for item in sampling.draw(
                session, uuid.uuid4(), today, today, share, by=by, now=clock.now()
            ).items
        ]
        # What the first left was drawn from again by the second, and is one approval all the same.
        told = sampling.figures(session)
        assert told["of"] == told["drawn"] >= len(items) >= 2
        with pytest.raises(Conflict):
            sampling.draw(session, uuid.uuid4(), today, today, 1.0, by=by, now=clock.now())
        with pytest.raises(Invalid):
            sampling.draw(
                session, uuid.uuid4(), today, today - timedelta(days=1), 1.0, by=by, now=clock.now()
            )
        with pytest.raises(NotAllowed):
            sampling.draw(
                session, uuid.uuid4(), today, today, 1.0, by=house.actor("camat.jebres"), now=clock.now()
            )
        own = next(each for each in items if each.decision.decided_by == house.actor(CITY).id)
        with pytest.raises(NotAllowed):
            sampling.look(session, own, "fits", "", by=house.actor(CITY), now=clock.now())
        sampling.look(session, own, "cannot_tell", "Gelap.", by=by, now=clock.now())
        assert own.outcome is Outcome.CANNOT_TELL
