"""What is a good password, and what anybody could guess who knows its person."""

import pytest

from evidence.core.errors import Invalid
from evidence.units import passwords

KNOWN = ("lurah.mojo", "Lurah Mojo")


@pytest.mark.parametrize("password", ["kuda hijau lari pagi", "mojo rapi dan bersih", "lurahmojo-jebres-77"])
def test_a_few_words_make_a_good_one_even_with_a_name_among_them(password: str) -> None:
    passwords.check(password, *KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "lurah.mojo.lurah.mojo", "lurah.mojo lurah", "Lurah Mojo 2026!", "MOJO-mojo-LURAH",
        "pendek", "aaaaaaaaaaaaaa", "x" * 201,
    ],
)  # fmt: skip
def test_what_is_short_or_little_more_than_a_name_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.check(password, *KNOWN)
