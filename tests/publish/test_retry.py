"""When a refused publication is tried again, and when a lost answer is looked for: tables without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from evidence.publish.retry import MOST, MOST_ANEW, next_look, next_try

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

# refusals in a row, whether it is for good, the network's own seconds, our seconds (None: a person's turn)
TRIES = [
    ("the first refusal waits five seconds", 1, False, None, 5),
    ("the second waits twice as long", 2, False, None, 10),
    ("the fifth has doubled four times", 5, False, None, 80),
    ("the ninth is still within the hour", 9, False, None, 1280),
    ("a network that asks for more time gets it", 1, False, 90.0, 90),
    ("a network that asks for less than we wait anyway changes nothing", 5, False, 30.0, 80),
    ("a network may ask for a day", 1, False, 86_400.0, 86_400),
    ("zero seconds is no reason to hurry", 3, False, 0.0, 20),
    ("a refusal for good is not tried again", 1, True, None, None),
    ("not even when the network names a time", 1, True, 60.0, None),
    ("from the eleventh on it is once an hour", 20, False, None, 3600),
    ("after thirty-six refusals, more than a day, it is a person's turn", 36, False, None, None),
    ("and stays so", 37, False, 5.0, None),
]
LOOKS = [
    ("the first look is soon", 0, 10),
    ("then after half a minute", 1, 30),
    ("then after two minutes", 2, 120),
    ("then after ten", 3, 600),
    ("the last is after an hour", 4, 3600),
    ("after that a person looks", 5, None),
]


@pytest.mark.parametrize(
    ("refusals", "permanent", "retry_after", "seconds"), [row[1:] for row in TRIES], ids=[row[0] for row in TRIES]
)  # fmt: skip
def test_the_next_try(
    refusals: int, permanent: bool, retry_after: float | None, seconds: float | None
) -> None:
    again = next_try(now=NOW, refusals=refusals, permanent=permanent, retry_after=retry_after)

    assert again == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(("looks", "seconds"), [row[1:] for row in LOOKS], ids=[row[0] for row in LOOKS])
def test_the_next_look(looks: int, seconds: float | None) -> None:
    again = next_look(now=NOW, looks=looks)

    assert again == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_no_wait_is_longer_than_an_hour_unless_the_network_asks() -> None:
    waits = [next_try(now=NOW, refusals=each, permanent=False, retry_after=None) for each in range(1, 10)]

    assert all(each is not None and each - NOW <= timedelta(hours=1) for each in waits)
    assert waits == sorted(each for each in waits if each is not None)


def test_what_the_network_stumbles_over_is_a_person_s_turn_sooner() -> None:
    tries = [
        next_try(now=NOW, refusals=each, permanent=False, retry_after=None, most=MOST_ANEW) for each in (7, 8)
    ]

    assert tries == [NOW + timedelta(seconds=320), None]


def test_a_day_without_the_network_is_lived_through() -> None:
    waits = [next_try(now=NOW, refusals=each, permanent=False, retry_after=None) for each in range(1, MOST)]

    assert sum((each - NOW for each in waits if each), timedelta()) > timedelta(hours=24)
