"""Every missing or wrong setting is named in one refusal."""

from pathlib import Path

import pytest

import config
from tests.house import TOKEN_KEY

GOOD = {
    "EVIDENCE_DATABASE_URL": "postgresql+psycopg://bukti_app@/bukti",
    "EVIDENCE_DATABASE_OWNER_URL": "postgresql+psycopg://bukti_owner@/bukti",
    "EVIDENCE_S3_ENDPOINT": "http://127.0.0.1:9000",
    "EVIDENCE_S3_ACCESS_KEY": "kunci",
    "EVIDENCE_S3_SECRET_KEY": "kunci rahasia",
    "EVIDENCE_SECRET_KEY": "k" * 40,
    "EVIDENCE_TOKEN_KEYS": TOKEN_KEY,
}
WRONG = {
    "EVIDENCE_DATABASE_URL": ("sqlite://", "EVIDENCE_DATABASE_URL must begin with postgresql+psycopg://"),
    "EVIDENCE_S3_ENDPOINT": ("127.0.0.1:9000", "EVIDENCE_S3_ENDPOINT must begin with http:// or https://"),
    "EVIDENCE_SECRET_KEY": ("pendek", "EVIDENCE_SECRET_KEY must be at least 32 characters"),
    "EVIDENCE_TOKEN_KEYS": (",", "EVIDENCE_TOKEN_KEYS holds no key"),
    "EVIDENCE_PORT": ("70000", "EVIDENCE_PORT must be a number from 1 to 65535, not '70000'"),
    "EVIDENCE_UPLOAD_RATE": ("many", "EVIDENCE_UPLOAD_RATE must be like '120 per minute', not 'many'"),
    "EVIDENCE_PART_RATE": ("all", "EVIDENCE_PART_RATE must be like '600 per minute', not 'all'"),
    "EVIDENCE_SIGN_IN_RATE": ("five", "EVIDENCE_SIGN_IN_RATE must be like '5 per minute', not 'five'"),
    "EVIDENCE_PRACTICE_MODE": ("yes", "EVIDENCE_PRACTICE_MODE must be 0 or 1, not 'yes'"),
    "EVIDENCE_PRACTICE_KEY": ("a b", "EVIDENCE_PRACTICE_KEY must be ASCII letters, digits and signs without spaces"),
}  # fmt: skip


def problems(env: dict[str, str]) -> list[str]:
    with pytest.raises(config.ConfigError) as refused:
        config.read(env)
    return refused.value.problems


def test_good_settings_are_read_and_keep_their_secrets_to_themselves() -> None:
    found = config.read(GOOD)

    assert (found.port, found.upload_rate, found.token_keys) == (8000, "120 per minute", (TOKEN_KEY,))
    assert "k" * 40 not in repr(found)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_with_what_would_be_right(name: str) -> None:
    value, sentence = WRONG[name]

    assert problems({**GOOD, name: value}) == [sentence]


def test_everything_wrong_is_named_at_once() -> None:
    told = problems({name: value for name, (value, _sentence) in WRONG.items()})

    assert {sentence for _value, sentence in WRONG.values()} <= set(told)
    assert "EVIDENCE_S3_ACCESS_KEY is missing" in told


def test_a_secret_reads_from_a_file_and_an_empty_file_is_none(tmp_path: Path) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    full.write_text(f"{'f' * 40}\n", encoding="utf-8")
    empty.touch()
    rest = {name: value for name, value in GOOD.items() if name != "EVIDENCE_SECRET_KEY"}

    found = config.read({**rest, "EVIDENCE_SECRET_KEY_FILE": str(full)})

    assert found.secret_key == "f" * 40
    assert problems({**rest, "EVIDENCE_SECRET_KEY_FILE": str(empty)}) == ["EVIDENCE_SECRET_KEY is missing"]
    (unread,) = problems({**rest, "EVIDENCE_SECRET_KEY_FILE": str(tmp_path / "none")})
    assert unread.startswith("EVIDENCE_SECRET_KEY_FILE: ")
