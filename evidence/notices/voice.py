"""Saying a notice in somebody's language, also where no request and so no reader is at hand."""

from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.support import Translations

from evidence.core import clock
from evidence.notices.models import Notice

FOLDER = Path(__file__).resolve().parents[2] / "translations"


@cache
def voice(language: str) -> "Voice":
    """The voice of a language; its words are read once."""
    return Voice(language, Translations.load(FOLDER, [language]))


class Voice:
    """Speaks one language: Indonesian, or what it was translated into."""

    def __init__(self, language: str, words: NullTranslations) -> None:
        self.language, self._words = language, words

    def say(self, text: str, **params: Any) -> str:
        """A message id with its parameters."""
        told = self._words.gettext(text)
        return told % params if params else told

    def short_date(self, value: date | datetime) -> str:
        """``1 Okt 2026`` or ``1 Oct 2026``."""
        if self.language != "en":
            return clock.short_date(value)
        return str(format_date(clock.day_of(value), "d MMM y", self.language))

    def notice(self, notice: Notice) -> str:
        """What a notice says; a parameter called ``..._at`` is a moment, ``..._word`` a message id."""
        said = {name: self._said(name, value) for name, value in notice.params.items()}
        # A notice without parameters may hold a plain percent sign.
        return self.say(notice.text, **said)

    def _said(self, name: str, value: Any) -> Any:
        if name.endswith("_at"):
            return self.short_date(datetime.fromisoformat(value))
        return self.say(value) if name.endswith("_word") and value else value
