"""What coverage says of a unit, and of many: pure, by the article's table and by cases of each kind."""

import uuid
from datetime import UTC, date, datetime

import pytest

from evidence.accounts.registry.models import Answer, Observation, Presence
from evidence.accounts.registry.standing import Slot, slots
from evidence.reports.coverage.looks import facts_of
from evidence.reports.coverage.measures import Facts, Measure, Step, Verdict, every_kind, judge, step
from evidence.reports.coverage.rules import NO_ORDER, Rule, in_force
from evidence.reports.coverage.sample import LOOKED_AT, ON, ROWS
from evidence.reports.coverage.shares import Share, cover
from evidence.reports.coverage.times import days

DAY = date(2026, 11, 28)
RULE = Rule("Aturan", date(2026, 1, 1), date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), {"kelurahan": 14})


def look(day: date = DAY, **facts: object) -> Observation:
    moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    told = {"presence": Presence.PRESENT, "network": "instagram", "looked_at": moment, "created_at": moment}
    return Observation(
        **{"id": uuid.uuid4(), "unit_code": "unit", "site": "", "handle": "unit", **told, **facts}
    )


def known(*looks: Observation) -> list[Slot]:
    return list(slots(looks).values())


def fresh(*looks: Observation, kind: str = "kelurahan") -> Verdict:
    return judge(facts_of(known(*looks), kind, RULE, DAY, excused=False))[Measure.FRESH]


def test_the_table_of_the_article_gives_its_own_figures() -> None:
    units = [known(look(looked_at=LOOKED_AT, **told)) for told in ROWS.values()]

    found = cover((facts_of(each, "kecamatan", NO_ORDER, ON, excused=False), 1) for each in units)

    account, official = found.shares[Measure.ACCOUNT], found.shares[Measure.OFFICIAL]
    assert (account.yes, account.of, account.percent, account.unknown) == (2, 5, 40.0, 0)
    assert (official.yes, official.of, official.percent, official.unknown) == (1, 5, 20.0, 0)
    # One shows a phone number; of the other the article says nothing, which is not "no".
    contact = found.shares[Measure.CONTACT]
    assert (contact.yes, contact.no, contact.unknown) == (1, 3, 1)
    # No order of those days named a limit.
    assert found.shares[Measure.FRESH].of == 0
    assert found.steps == {Step.OPEN: 3, Step.DECLARE: 1, Step.DONE: 1}


def test_nobody_having_looked_is_neither_no_nor_none() -> None:
    unseen, absent = judge(Facts("")), judge(Facts("absent"))

    assert set(unseen.values()) == {Verdict.UNCHECKED}
    assert set(absent.values()) == {Verdict.NONE}
    assert set(judge(Facts("gone")).values()) == {Verdict.GONE}
    assert judge(Facts("present", official="unseen"))[Measure.OFFICIAL] is Verdict.UNSEEN


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        # Two weeks to the day are still within the limit.
        ([look(last_post_on=date(2026, 11, 14))], Verdict.YES),
        ([look(last_post_on=date(2026, 11, 13))], Verdict.NO),
        # Nobody has looked since, so nothing is held against anybody: at that look the unit was within its limit.
        ([look(date(2026, 11, 10), last_post_on=date(2026, 11, 9))], Verdict.UNCHECKED),
        # At the look it was already silent for too long, and the look still counts; a much older one does not.
        ([look(date(2026, 11, 10), last_post_on=date(2026, 10, 1))], Verdict.NO),
        ([look(date(2026, 9, 10), last_post_on=date(2026, 8, 1))], Verdict.UNCHECKED),
        ([look()], Verdict.UNCHECKED),
        ([look(posts=0)], Verdict.NO),
        # One account that is heard is enough; silence is said only where each was seen silent.
        ([look(last_post_on=date(2026, 8, 1)), look(last_post_on=DAY, network="x")], Verdict.YES),
        ([look(last_post_on=date(2026, 8, 1)), look(network="x")], Verdict.UNCHECKED),
        # The network's own word of today tells no day of a post, so what was seen before is as old as it was.
        ([look(date(2026, 11, 10), last_post_on=date(2026, 11, 9)), look(posts=9)], Verdict.UNCHECKED),
        ([look(presence=Presence.ABSENT, handle="")], Verdict.NONE),
    ],
)
def test_a_unit_is_called_silent_only_where_somebody_saw_it(looks: list[Observation], said: Verdict) -> None:
    assert fresh(*looks) is said


def test_a_kind_without_a_limit_is_not_measured() -> None:
    assert fresh(look(last_post_on=date(2020, 1, 1)), kind="rt") is Verdict.UNRULED


def test_a_no_takes_that_every_account_was_asked() -> None:
    no, yes = look(official=Answer.NO), look(official=Answer.YES, network="x")
    unasked, other = look(network="tiktok"), look(official=Answer.NO, network="tiktok")

    def said(*looks: Observation) -> Verdict:
        return judge(facts_of(known(*looks), "kelurahan", RULE, DAY, excused=False))[Measure.OFFICIAL]

    assert said(no, yes) is said(yes, unasked) is Verdict.YES
    assert said(no, unasked) is Verdict.UNCHECKED
    assert said(no, other) is Verdict.NO
    # What was noted where there is no account any more says nothing of those that are there.
    assert said(no, look(presence=Presence.GONE, official=Answer.YES, network="x")) is Verdict.NO


def test_whoever_is_excused_is_in_no_share_and_counted_apart() -> None:
    found = cover([(Facts("present", "yes", "yes", "recent"), 3), (Facts("absent", excused=True), 2)])

    assert (found.excused, found.units) == (2, 5)
    assert {share.of for share in found.shares.values()} == {3}
    assert found.steps == {Step.DONE: 3, Step.EXCUSED: 2}


def test_each_kind_of_facts_has_one_step_and_done_means_that_nothing_is_missing() -> None:
    for facts in every_kind():
        if step(facts) is Step.DONE:
            assert set(judge(facts).values()) <= {Verdict.YES, Verdict.UNRULED}
        if facts.presence == "" and not facts.excused:
            assert step(facts) is Step.CHECK
    assert len({each.key for each in every_kind()}) == 4 * 4 * 4 * 3 * 8


def test_a_target_says_how_many_are_missing() -> None:
    share = Share({Verdict.YES: 2, Verdict.NO: 2, Verdict.UNCHECKED: 1})

    assert [share.short_of(target) for target in (None, 40, 41, 100)] == [0, 0, 1, 3]
    assert share.percent_known == 50.0
    assert Share({}).percent is None


def test_a_day_is_measured_by_the_rule_of_that_day() -> None:
    first = Rule("Dahulu", ON, ON, datetime(2026, 1, 1, tzinfo=UTC))
    later = Rule("Kini", DAY, DAY, datetime(2025, 1, 1, tzinfo=UTC))
    mended = Rule("Kini, diperbaiki", DAY, DAY, datetime(2025, 1, 2, tzinfo=UTC))

    found = [in_force([later, mended, first], on) for on in (date(2021, 4, 16), ON, date(2026, 11, 27), DAY)]

    assert found == [NO_ORDER, first, first, mended]


def test_moments_lie_a_month_apart_and_end_where_a_month_ends() -> None:
    assert days(date(2026, 3, 31), "bulan")[-3:] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert days(date(2024, 2, 29), "tahun")[-2:] == [date(2023, 2, 28), date(2024, 2, 29)]
    assert days(DAY, "minggu")[0] == date(2026, 9, 12)
    assert len(days(date(2001, 1, 1), "tahun")) == 2
