"""The database counts many units as `looks.facts_of` says of one: held over random looks, contexts, rules and days."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Answer as Seen
from evidence.accounts.registry.models import Mistake, Observation, Presence, Source
from evidence.core.clock import day_of
from evidence.reports.coverage import counting, moments, queries
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import VERDICTS_OF, Answer, Facts, Measure, Step, judge, step
from evidence.reports.coverage.models import Context, Reason
from evidence.reports.coverage.rules import NO_ORDER, Rule
from evidence.reports.coverage.shares import cover
from evidence.units.models import Unit
from tests import factories
from tests.house import House

DAY = date(2026, 11, 28)
RULES = (
    NO_ORDER,
    Rule("Satu", days={"kelurahan": 14, "kecamatan": 30, "kota": 3}, look_days=20),
    Rule("Dua", days={"kelurahan": 60}, look_days=5),
)


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    return shared


def look(draw: random.Random, unit: str, accounts: Sequence[uuid.UUID]) -> dict[str, Any]:
    """A look that somebody might have had in the last two months, at any moment of a day."""
    at = datetime(2026, 11, 28, 23, 59, tzinfo=UTC) - timedelta(minutes=draw.randrange(60 * 24 * 60))
    presence = draw.choice([*[Presence.PRESENT] * 5, Presence.ABSENT, Presence.GONE])
    return {
        "id": uuid.UUID(int=draw.getrandbits(128)),
        "unit_code": unit,
        "network": draw.choice(["instagram", "x"]),
        "site": "",
        "handle": "" if presence is Presence.ABSENT else draw.choice(["Satu", "satu", "dua"]),
        "account_id": draw.choice([None, None, *accounts]) if presence is not Presence.ABSENT else None,
        "looked_at": at,
        "looked_by": "Staf Balai Kota",
        "source": draw.choice([Source.PERSON, Source.API]),
        "presence": presence,
        "official": draw.choice([None, *Seen]),
        "contact": draw.choice([None, *Seen]),
        "posts": draw.choice([None, 0, 12]),
        # At a limit as often as anywhere else.
        "last_post_on": draw.choice(
            [None, *(day_of(at) - timedelta(days=days) for days in (2, 13, 14, 15, 30, 31, 60))]
        ),
        "created_at": at,
    }


def context(draw: random.Random, unit: str, by: uuid.UUID) -> dict[str, Any]:
    first = DAY - timedelta(days=draw.randrange(40))
    return {
        "id": uuid.UUID(int=draw.getrandbits(128)),
        "unit_code": unit,
        "reason": draw.choice(list(Reason)),
        "note": "",
        "from_on": first,
        "until_on": draw.choice([None, first, first + timedelta(days=10)]),
        "user_id": by,
        "noted_by": "Admin Kota",
        "noted_at": datetime(2026, 11, 28, tzinfo=UTC),
        "ended_by": "",
        "mistaken": draw.random() < 0.2,
    }


def by_hand(session: Session, units: Sequence[Unit], asked: Asked) -> dict[str, Facts]:
    """The facts of each unit, one after another."""
    return dict(queries.facts_by_unit(session, units, queries.slots(session, units, asked), asked))


SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(3, 60))]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_database_counts_is_what_is_said_of_each_unit(house: House, seed: int) -> None:
    draw, staff = random.Random(seed), house.actor("staf.balaikota")
    accounts = [factories.account(house, handle=f"latihan.{seed}.{number}") for number in range(2)]
    with house.sessions() as session:
        units = list(session.scalars(queries.scope(staff)))
        codes = [each.code for each in units]
        looks = [look(draw, draw.choice(codes[:30]), accounts) for _ in range(200)]
        # Two looks of one moment at the same place: the later entry corrects the other.
        twin = {
            **looks[0],
            "id": uuid.UUID(int=seed),
            "handle": "",
            "account_id": None,
            "presence": Presence.ABSENT,
        }
        looks.append({**twin, "created_at": twin["created_at"] + timedelta(seconds=1)})
        # Whoever enters an old look today changes what was known on all days since.
        draw.shuffle(looks)
        for first in range(0, len(looks), 40):
            session.execute(insert(Observation), looks[first : first + 40])
            # Some of them were mistakes: those that came last, and what came later stands without them.
            wrong = draw.sample(looks[first : first + 40], min(5, len(looks) - first))
            said = {
                "why": "",
                "user_id": staff.id,
                "said_by": "Staf Balai Kota",
                "said_at": wrong[0]["looked_at"],
            }
            session.execute(insert(Mistake), [{"look_id": each["id"], **said} for each in wrong])
        session.execute(insert(Context), [context(draw, draw.choice(codes), staff.id) for _ in range(15)])

        for rule in RULES:
            network = draw.choice([None, "instagram"])
            asked = Asked(DAY - timedelta(days=draw.randrange(50)), rule, network)
            each = by_hand(session, units, asked)
            expected = cover(Counter(each.values()).items())

            assert counting.counted(session, queries.scope(staff), asked) == expected
            for wanted in draw.sample(list(Step), 4):
                chosen = session.scalars(counting.waiting(queries.scope(staff), asked, {wanted}))
                assert {one.code for one in chosen} == {
                    code for code, facts in each.items() if step(facts) is wanted
                }
            for measure, answer in draw.sample(list(product(Measure, Answer)), 4):
                verdicts = VERDICTS_OF[answer]
                listed = session.scalars(counting.answering(queries.scope(staff), asked, measure, verdicts))
                found = {one.code for one in listed}
                assert len(found) == expected.shares[measure].count(answer)
                assert found == {
                    code
                    for code, facts in each.items()
                    if not facts.excused and judge(facts)[measure] in verdicts
                }
            above = queries.kecamatan(session, staff)
            within = counting.counted_within(session, queries.scope(staff), above, asked)
            for over in above:
                inside = [each[one.code] for one in units if one.path.startswith(over.path)]
                assert within[over.code] == cover(Counter(inside).items())

        # Days near one another and far apart, two of them at the edges of one look's day, by changing rules.
        network, edge = draw.choice([None, "instagram"]), day_of(looks[0]["looked_at"])
        days = {
            edge,
            edge - timedelta(days=1),
            *(DAY - timedelta(days=draw.randrange(120)) for _ in range(8)),
        }
        several = [Asked(on, draw.choice(RULES), network) for on in sorted(days)]
        over_time = moments.counted(session, queries.scope(staff), several)
        assert over_time == [counting.counted(session, queries.scope(staff), one) for one in several]
        one = draw.choice(several)
        said = by_hand(session, units, one).values()
        assert over_time[several.index(one)] == cover(Counter(said).items())
        # Never kept: the other tests of this module count in the same house.
        session.rollback()


def test_nothing_is_counted_of_units_one_may_not_see(house: House) -> None:
    with house.sessions() as session:
        asked = Asked(DAY, NO_ORDER)
        camat, staff = house.actor("camat.jebres"), house.actor("staf.balaikota")

        assert counting.counted(session, queries.scope(staff), asked).units == 60
        assert counting.counted(session, queries.scope(camat), asked).units == 12
        below = next(each for each in queries.kecamatan(session, staff) if each.code == "33.72.03")
        assert counting.counted(session, queries.scope(camat, below=below.path), asked).units == 0
        assert [each.code for each in queries.kecamatan(session, camat)] == ["33.72.04"]


def test_a_list_goes_on_after_the_last_unit_and_misses_none(house: House) -> None:
    with house.sessions() as session:
        scope, found, after = queries.scope(house.actor("staf.balaikota")), [], ""
        while True:
            units, after = queries.page(session, scope, after, 7)
            found += [each.code for each in units]
            if not after:
                break

        assert found == [each.code for each in session.scalars(scope.order_by(Unit.path))]


def test_the_application_changes_neither_looks_nor_orders(house: House) -> None:
    for table in (Observation, Mistake):
        with house.sessions() as session, pytest.raises(Exception, match="permission denied"):
            session.execute(delete(table))
