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
    "EVIDENCE_QUIET_HOURS": ("malam", "EVIDENCE_QUIET_HOURS must be like '20.00-06.00', not 'malam'"),
    "EVIDENCE_DIGEST_AT": ("24.00", "EVIDENCE_DIGEST_AT must be like '07.00', not '24.00'"),
    "EVIDENCE_PUSH_PRIVATE_KEY": (
        "kunci", "EVIDENCE_PUSH_PRIVATE_KEY is not a P-256 key of 32 bytes in url-safe base64"
    ),
    "EVIDENCE_PUSH_CONTACT": ("admin", "EVIDENCE_PUSH_CONTACT must begin with mailto: or https://"),
}  # fmt: skip
SERVER = {"EVIDENCE_SMTP_HOST": "surat.example", "EVIDENCE_SMTP_FROM": "Bukti <bukti@kota.example>"}


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


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"EVIDENCE_SMTP_FROM": ""}, "EVIDENCE_SMTP_FROM must be an e-mail address"),
        (
            {"EVIDENCE_SMTP_FROM": "a@b.example\r\nBcc: c@d.example"},
            "EVIDENCE_SMTP_FROM must be an e-mail address",
        ),
        (
            {"EVIDENCE_SMTP_SECURITY": "ssl"},
            "EVIDENCE_SMTP_SECURITY must be one of starttls, tls, none, not 'ssl'",
        ),
        (
            {"EVIDENCE_SMTP_SECURITY": "none", "EVIDENCE_SMTP_PASSWORD": "rahasia"},
            "EVIDENCE_SMTP_SECURITY must not be 'none' with EVIDENCE_SMTP_PASSWORD",
        ),
    ],
)
def test_a_mail_server_is_described_whole_and_told_no_password_in_the_clear(
    more: dict[str, str], sentence: str
) -> None:
    assert problems({**GOOD, **SERVER, **more}) == [sentence]


def test_letters_and_pushes_are_sent_only_where_they_are_set_up() -> None:
    nothing = config.read(GOOD)
    found = config.read(
        {**GOOD, **SERVER, "EVIDENCE_PUSH_PRIVATE_KEY": "A" * 42 + "E", "EVIDENCE_SMTP_SECURITY": "tls"}
    )

    assert (nothing.mail, nothing.push) == (None, None)
    assert found.mail is not None
    assert (found.mail.port, found.push is not None) == (465, True)


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
