"""Network tokens at rest."""

import pytest
from cryptography.fernet import Fernet

from evidence.accounts.tokens import TokenBox
from evidence.core.errors import Conflict

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "IGQVJ-rahasia"


def test_a_closed_token_says_nothing_of_itself() -> None:
    box = TokenBox([OLD])

    first, second = box.close(TOKEN), box.close(TOKEN)

    assert TOKEN.encode() not in first
    assert first != second
    assert box.open(first) == box.open(second) == TOKEN


def test_a_new_key_closes_while_the_old_one_still_opens() -> None:
    closed = TokenBox([OLD]).close(TOKEN)
    changing = TokenBox([NEW, OLD])

    assert changing.open(closed) == TOKEN
    assert TokenBox([NEW]).open(changing.close(TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "closed",
    [TokenBox([OLD]).close(TOKEN), TokenBox([NEW]).close(TOKEN)[:-4], b"", TOKEN.encode(), b"\xff\x00"],
    ids=["a key that is gone", "cut off", "empty", "never closed", "no text"],
)
def test_what_no_key_opens_asks_for_a_new_connection(closed: bytes) -> None:
    with pytest.raises(Conflict, match="perlu dibuat ulang"):
        TokenBox([NEW]).open(closed)
