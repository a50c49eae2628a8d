"""Hours of the day: when it is quiet, across midnight and not."""

from datetime import UTC, datetime, time, timedelta

import pytest

from evidence.core.clock import WIB
from evidence.notices.hours import quiet_until, read_span, read_time, written
from evidence.notices.topics import OF_NOTICES, TOPICS, topic_of


def wib(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("now", "begin", "end", "until"),
    [
        (wib(28, 19, 59), time(20), time(6), None),
        (wib(28, 20), time(20), time(6), wib(29, 6)),
        (wib(28, 23, 59), time(20), time(6), wib(29, 6)),
        (wib(29, 0), time(20), time(6), wib(29, 6)),
        (wib(29, 5, 59), time(20), time(6), wib(29, 6)),
        (wib(29, 6), time(20), time(6), None),
        (wib(28, 12, 30), time(12), time(13), wib(28, 13)),
        (wib(28, 13), time(12), time(13), None),
        # The same hour twice is for whoever wants none.
        (wib(28, 7), time(7), time(7), None),
        (wib(28, 22, 0), time(22), time(0), wib(29, 0)),
    ],
)
def test_it_is_quiet_between_two_hours(now: datetime, begin: time, end: time, until: datetime | None) -> None:
    assert quiet_until(now, begin, end) == until
    # Whichever clock tells it.
    assert quiet_until(now.astimezone(UTC), begin, end) == until


def test_each_minute_of_a_day_is_quiet_or_not_and_what_waits_comes_when_it_is_not() -> None:
    for begin, end in ((time(20), time(6)), (time(0, 30), time(23)), (time(23, 59), time(0, 1))):
        for minute in range(24 * 60):
            until = quiet_until(wib(28, 0) + timedelta(minutes=minute), begin, end)
            assert until is None or quiet_until(until, begin, end) is None


@pytest.mark.parametrize(
    ("text", "found"), [("07.30", time(7, 30)), ("7:30", time(7, 30)), (" 23.59 ", time(23, 59))]
)
def test_an_hour_is_read_with_a_dot_or_a_colon(text: str, found: time) -> None:
    assert read_time(text) == found
    assert read_time(written(found)) == found


@pytest.mark.parametrize("text", ["", "24.00", "7", "07.60", "pagi", "07.30.00", "-7.30", "٠٧.٣٠"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        read_time(text)


def test_a_span_is_two_hours() -> None:
    assert read_span("20.00-06.00") == (time(20), time(6))
    with pytest.raises(ValueError, match="no time of day"):
        read_span("20.00")


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("publish.unconfirmed", "check"), ("publish.stray", "check"), ("publish.withdraw_failed", "check"),
        ("publish.failed", "publishing"), ("publish.held", "held"), ("review.doubted", "held"),
        ("review.waiting", "decisions"), ("review.changes", "changes"), ("account_ends", "accounts"),
        ("privacy.takedown", "takedowns"), ("withdraw.asked", "withdraw"), ("withdraw.decided", "withdraw"),
        ("capture.waits", "befores"), ("capture.rejected", "photos"), ("reports.silent", "silent"),
        ("coverage.objection", "objections"),
        ("coverage.answer", "other"),
        ("sesuatu", "other"),
    ],
)  # fmt: skip
def test_each_kind_of_notice_has_a_topic(kind: str, topic: str) -> None:
    assert topic_of(kind).code == topic


def test_only_what_is_seen_by_everybody_and_may_be_wrong_is_urgent() -> None:
    assert [each.code for each in TOPICS if each.urgent] == ["check"]
    assert len({each.code for each in TOPICS}) == len(TOPICS) > len(OF_NOTICES)
