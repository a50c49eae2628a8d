"""What a phone says about a photo, read strictly: every wrong word is refused before anything is stored."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence.capture.meta import LIMIT, Meta, is_digest, parse
from evidence.capture.models import Stage
from evidence.core.errors import Invalid

ACTIVITY = "6f0c2c1e-6f0b-4b6e-9b58-1a2b3c4d5e6f"
DIGEST = "0123456789abcdef" * 4


def read(**told: Any) -> Meta:
    return parse(json.dumps({"activity": ACTIVITY, "stage": "after", **told}))


def test_everything_a_phone_may_say_is_understood() -> None:
    found = read(
        stage="progress",
        percent=50,
        taken_at="2026-11-25T14:30:00+07:00",
        device_time="2026-11-25T07:30:05Z",
        position={"lat": -7.57, "lon": 110.83, "accuracy_m": 12.5, "age_s": 3, "heading": 359.9},
        source="camera",
        original_sha256=DIGEST,
        claims={"c2pa": True},
    )

    assert found == Meta(
        activity=uuid.UUID(ACTIVITY),
        stage=Stage.PROGRESS,
        percent=50,
        taken_at=datetime(2026, 11, 25, 7, 30, tzinfo=UTC),
        device_time=datetime(2026, 11, 25, 7, 30, 5, tzinfo=UTC),
        position={"lat": -7.57, "lon": 110.83, "accuracy_m": 12.5, "age_s": 3, "heading": 359.9},
        source="camera",
        original_sha256=DIGEST,
        claims={"c2pa": True},
    )


def test_activity_and_stage_are_enough() -> None:
    assert read() == Meta(activity=uuid.UUID(ACTIVITY), stage=Stage.AFTER)


def test_absent_and_null_are_the_same() -> None:
    names = ("percent", "taken_at", "device_time", "position", "source", "original_sha256", "claims")

    assert read(**dict.fromkeys(names)) == read()
    assert read(source="", original_sha256="") == read()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-11-25", datetime(2026, 11, 24, 17, tzinfo=UTC)),
        ("2026-11-25T14:30", datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        ("2026-11-25T14:30:00.123456-05:00", datetime(2026, 11, 25, 19, 30, 0, 123456, tzinfo=UTC)),
        ("2026-11-25T23:59:59+14:00", datetime(2026, 11, 25, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_wall_clock_of_surakarta(told: str, expected: datetime) -> None:
    assert read(taken_at=told).taken_at == expected


def test_newer_phones_may_say_more() -> None:
    assert read(lens="wide", position={"lat": 0, "lon": 0, "floor": 2}) == read(position={"lat": 0, "lon": 0})


def test_a_percentage_belongs_to_progress_only() -> None:
    assert read(stage="before", percent=50).percent is None
    assert (read(stage="progress", percent=0).percent, read(stage="progress", percent=100).percent) == (
        0,
        100,
    )


HUGE = 10**400
WRONG_VALUES: dict[str, list[Any]] = {
    "activity": [None, "", "mojo", 7, [ACTIVITY], {"id": ACTIVITY}, ACTIVITY + "0", True],
    "stage": [None, "", "sebelum", "BEFORE", 1, ["before"], {"before": 1}, True],
    "taken_at": [
        0, 1764055800, True, [], {}, "", "kemarin", "25/11/2026", "2026-13-01T00:00", "2026-11-25T14:30:00+16:00",
        "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-12:00", "2026-11-25T14:30" + " " * 40,
    ],
    "device_time": [0, "x", "2026-02-30", False],
    "position": [
        0, "0,0", [], [-7.5, 110.8], True, {}, {"lat": 0}, {"lat": None, "lon": None}, {"lat": "0", "lon": "0"},
        {"lat": -90.01, "lon": 0}, {"lat": 0, "lon": 180.01}, {"lat": True, "lon": False}, {"lat": HUGE, "lon": 0},
        {"lat": 0, "lon": -HUGE}, {"lat": 0, "lon": 0, "accuracy_m": -1}, {"lat": 0, "lon": 0, "heading": 361},
        {"lat": 0, "lon": 0, "age_s": "3"}, {"lat": [], "lon": {}},
    ],
    "source": [0, False, True, "kamera", "CAMERA", ["camera"], {}, []],
    "original_sha256": [0, False, [], {}, "abc", DIGEST.upper(), DIGEST + "0", "g" * 64, [DIGEST], "٠" * 64],
    "claims": [
        0, False, "", [], "c2pa", ["c2pa"], 1, {"a": "\x00"}, {"\x00": 1}, {"a": ["b", {"c": "d\x00"}]},
        {"a": "\ud800"}, {"\udfff": 1}, {"a": "\ude00\ud83d"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG_VALUES.items() for value in values]
)
def test_a_known_name_with_a_wrong_value_is_refused(name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        read(**{name: value})

    assert str(refused.value).startswith("X-Meta")


@pytest.mark.parametrize("percent", [None, "50", 50.0, -1, 101, True, [50], HUGE])
def test_progress_says_how_far(percent: Any) -> None:
    with pytest.raises(Invalid):
        read(stage="progress", percent=percent)


def header(extra: str) -> str:
    return f'{{"activity": "{ACTIVITY}", "stage": "after", {extra}}}'


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "null",
        "[]",
        '"before"',
        "7",
        "{",
        "{}",
        "{'activity': 1}",
        header('"claims": {"a": NaN}'),
        header('"claims": {"a": Infinity}'),
        header('"claims": {"a": -Infinity}'),
        # A number that Python reads as infinite and no database takes as JSON.
        header('"claims": {"a": 1e999}'),
        header('"position": {"lat": 1e999, "lon": 0}'),
        header('"position": {"lat": 1' + "0" * 400 + ', "lon": 0}'),
        header('"claims": ' + '{"a":' * 600 + "1" + "}" * 600),
        header('"claims": {"a": ' + "[" * 1800 + "]" * 1800 + "}"),
        "[" * 4000,
        header('"lens": "\u00e9"'),
        header('"lens": "\x7f\x80"'),
        header(f'"lens": "{"x" * LIMIT}"'),
        "\xff\xfe",
    ],
)
def test_what_is_not_a_small_ascii_object_is_refused(header: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(header)

    assert str(refused.value).startswith("X-Meta")


def test_four_kilobytes_are_just_enough() -> None:
    empty = len(header('"lens": ""'))

    parse(header(f'"lens": "{"x" * (LIMIT - empty)}"'))
    with pytest.raises(Invalid):
        parse(header(f'"lens": "{"x" * (LIMIT - empty + 1)}"'))


def test_moments_are_aware_whatever_the_phone_says() -> None:
    moment = read(taken_at="2026-11-25T14:30").taken_at

    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("value", "good"),
    [(DIGEST, True), (DIGEST[:-1], False), (DIGEST.upper(), False), ("", False), (None, False), (7, False)],
)
def test_a_digest_is_sixty_four_small_hexadecimal_digits(value: object, good: bool) -> None:
    assert is_digest(value) is good
