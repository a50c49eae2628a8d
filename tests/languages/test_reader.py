"""How each language writes days, times and numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from evidence.core import reader
from evidence.core.errors import Conflict, Invalid
from evidence.core.web import by_field, sentence
from evidence.core.words import N_
from evidence.pages import TRANSLATIONS
from evidence.publish.reasons import reason_text

# Half past five in the afternoon of the last day of September, in Surakarta of the first of October.
LATE = datetime(2026, 9, 30, 17, 5, tzinfo=UTC)
DECIDED = "Sudah diputuskan %(who)s, %(when)s: %(what)s."


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Somebody who chose that language is reading."""
    app = Flask(__name__)
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=reader.choice)
    with app.test_request_context("/", headers={"Cookie": f"{reader.COOKIE}={language}"}):
        yield


@pytest.mark.parametrize(
    ("say", "value", "indonesian", "english"),
    [
        (reader.date_text, date(2026, 8, 17), "17 Agustus 2026", "17 August 2026"),
        (reader.date_text, LATE, "1 Oktober 2026", "1 October 2026"),
        (reader.long_date, LATE, "Kamis, 1 Oktober 2026", "Thursday, 1 October 2026"),
        (reader.short_date, LATE, "1 Okt 2026", "1 Oct 2026"),
        (reader.month_text, LATE, "Oktober 2026", "October 2026"),
        (reader.time_text, LATE, "00.05 WIB", "00:05 WIB"),
        (reader.stamp, LATE, "1 Okt 2026, 00.05 WIB", "1 Oct 2026, 00:05 WIB"),
        (reader.reworded, "Rabu, 25 November 2026", "Rabu, 25 November 2026", "Wednesday, 25 November 2026"),
        (reader.reworded, "3 Agu 2026", "3 Agu 2026", "3 Aug 2026"),
        (reader.reworded, "Tanggal tidak tercatat", "Tanggal tidak tercatat", "Date not recorded"),
        (reader.reworded, "31 Feb 2026", "31 Feb 2026", "31 Feb 2026"),
        (reader.reworded, "", "", ""),
        (reader.number, 1204, "1.204", "1,204"),
        (reader.number, 7, "7", "7"),
        (reason_text, "jejaring menjawab 503", "jejaring menjawab 503", "the network answered 503"),
        (reason_text, "dicoba lagi; dibatalkan", "dicoba lagi; dibatalkan", "tried again; cancelled"),
        (reason_text, "Invalid token; 100% sure", "Invalid token; 100% sure", "Invalid token; 100% sure"),
        (reason_text, "", "", ""),
    ],
)
def test_each_language_has_its_way(
    say: Callable[[object], str], value: object, indonesian: str, english: str
) -> None:
    told = []
    for language in reader.LANGUAGES:
        with reading(language):
            told.append(say(value))

    assert told == [indonesian, english]


def test_a_refusal_says_its_time_and_our_words_in_the_reader_s_language() -> None:
    late = Conflict(DECIDED, who="Camat Jebres", when=LATE, what=N_("disetujui"))
    long = Invalid(
        "Unggahan belum lengkap.",
        {"caption": N_("%(over)s %(unit)s lebih untuk %(network)s. Kurangi teksnya.")},
        over=12,
        unit=N_("karakter"),
        network=N_("Jejaring latihan"),
    )

    with reading("en"):
        assert sentence(late) == "Already decided by Camat Jebres, 00:05 WIB: approved."
        assert sentence(long) == "The post is not complete."
        assert by_field(long) == {
            "caption": "12 characters over the limit of Practice network. Shorten the text."
        }
    with reading("id"):
        assert sentence(late) == str(late) == "Sudah diputuskan Camat Jebres, 00.05 WIB: disetujui."
        assert by_field(long) == {"caption": "12 karakter lebih untuk Jejaring latihan. Kurangi teksnya."}


def test_what_people_wrote_is_not_translated() -> None:
    refusal = Conflict(DECIDED, who="Lainnya", when=LATE, what=N_("disetujui"))

    with reading("en"):
        assert sentence(refusal) == "Already decided by Lainnya, 00:05 WIB: approved."


def test_without_a_request_the_house_speaks_indonesian() -> None:
    app = Flask(__name__)
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=reader.choice)

    with app.app_context():
        assert reader.language() == "id"
