"""The form of the last look before a post is sent: an answer to each question about privacy."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from evidence.compose.privacy import ANSWERS, PREFIX, QUESTIONS
from evidence.core.fields import Form, SelectChoice


class CheckForm(Form):
    """The answers, bound to the words and the picture that were looked at. What they may be, the services check."""

    seen = HiddenField(validators=[InputRequired()])
    picture = HiddenField()

    def show(self, answers: Mapping[str, str]) -> None:
        """Fill in what was answered before."""
        for name, answer in answers.items():
            if name in QUESTIONS:
                self[name].data = answer

    def answers(self) -> dict[str, str]:
        """What was answered, by question."""
        return {name: self[name].data or "" for name in QUESTIONS}

    def questions(self) -> list[RadioField]:
        """The questions in order."""
        return [self[name] for name in QUESTIONS]

    def tell(self, refused: Mapping[str, str]) -> dict[str, str]:
        """Put what was refused beside its question; answers with what is about none."""
        left = {}
        for name, words in refused.items():
            question = name.removeprefix(PREFIX)
            if name.startswith(PREFIX) and question in QUESTIONS:
                self[question].errors = [words]
            else:
                left[name] = words
        return left


def check_form() -> CheckForm:
    """The form in the reader's language."""
    parts: dict[str, Any] = {
        name: RadioField(
            _(words),
            choices=[SelectChoice(code, _(said)) for code, said in ANSWERS.items()],
            validate_choice=False,
        )
        for name, words in QUESTIONS.items()
    }
    made: type[CheckForm] = type("CheckFormHere", (CheckForm,), parts)
    return made()
