"""The reader's language: which one it is, and how it writes days, times and numbers."""

from datetime import date, datetime

from flask import has_request_context, request
from flask_babel import format_date, get_locale, gettext

from evidence.core import clock

LANGUAGES = ("id", "en")
COOKIE = "bahasa"


def choice() -> str:
    """The language that this browser chose; Indonesian when it chose none."""
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def language() -> str:
    """The language that is spoken now, one of ``LANGUAGES``."""
    return str(get_locale() or LANGUAGES[0])


def _english() -> bool:
    return language() == "en"


def _written(value: date | datetime, pattern: str) -> str:
    return str(format_date(clock.day_of(value), pattern))


def date_text(value: date | datetime) -> str:
    """``17 Agustus 2026`` or ``17 August 2026``."""
    return _written(value, "d MMMM y") if _english() else clock.date_text(value)


def long_date(value: date | datetime) -> str:
    """``Kamis, 12 November 2026`` or ``Thursday, 12 November 2026``."""
    return _written(value, "EEEE, d MMMM y") if _english() else clock.long_date(value)


def reworded(written: str) -> str:
    """A day as a picture has it, in Indonesian, as the reader writes it; other words as they are translated."""
    day = clock.day_in(written) if _english() else None
    if day is None:
        return str(gettext(written)) if written else ""
    return long_date(day) if "," in written else short_date(day)


def short_date(value: date | datetime) -> str:
    """``1 Okt 2026`` or ``1 Oct 2026``."""
    return _written(value, "d MMM y") if _english() else clock.short_date(value)


def month_text(value: date | datetime) -> str:
    """``Oktober 2026`` or ``October 2026``."""
    return _written(value, "MMMM y") if _english() else clock.month_text(value)


def time_text(value: datetime) -> str:
    """``14.30 WIB`` or ``14:30 WIB``: English writes a colon, and the hour stays that of Surakarta."""
    told = clock.time_text(value)
    return told.replace(".", ":") if _english() else told


def stamp(value: datetime) -> str:
    """``25 Nov 2026, 14.30 WIB`` or ``25 Nov 2026, 14:30 WIB``."""
    return f"{short_date(value)}, {time_text(value)}"


def number(value: int) -> str:
    """``1.204`` or ``1,204``."""
    told = f"{value:,}"
    return told if _english() else told.replace(",", ".")


def percent(part: float, whole: float) -> str:
    """How much of ``whole`` that is, with one decimal where there is something to say: ``12,5`` or ``12.5``."""
    told = f"{100 * part / whole if whole else 0:.1f}".removesuffix(".0")
    return told if _english() else told.replace(".", ",")
