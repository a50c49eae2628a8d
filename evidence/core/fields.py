"""What every form needs of the form library."""

import re
from datetime import date
from typing import Any

import wtforms
from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField

# The published types are a version behind the library, which wants its choices so and warns of tuples.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import TextInput

from evidence.core.text import holdable
from evidence.core.words import N_

__all__ = ["CountField", "DateField", "Form", "FormPart", "MomentField", "MultiCheckboxField", "SelectChoice"]

# What the library says by itself, in our words: it speaks no Indonesian.
SAID = {
    "This field is required.": N_("Wajib diisi."),
    "Not a valid choice.": N_("Pilihan itu tidak ada."),
    "Invalid Choice: could not coerce.": N_("Pilihan itu tidak ada."),
    "'%(value)s' is not a valid choice for this field.": N_("Pilihan itu tidak ada."),
    "Not a valid integer value.": N_("Tulis dengan angka."),
    "Not a valid decimal value.": N_("Tulis dengan angka."),
    "Not a valid date value.": N_("Tulis tanggal yang benar."),
    "Not a valid datetime value.": N_("Tulis tanggal dan jam yang benar."),
    "Field cannot be longer than %(max)d character.": N_("Paling panjang %(max)d huruf."),
}
SOMETHING = N_("Periksa kembali isian ini.")
YEARS = N_("Tulis tanggal antara tahun %(first)s dan %(last)s.")
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Digits, in groups of three where they are grouped.
_COUNT = re.compile(r"-?(?:[0-9]{1,20}|[0-9]{1,3}(?:[., ][0-9]{3}){1,6})")


class _Said:
    def gettext(self, text: str) -> str:
        return str(gettext(SAID.get(text, SOMETHING)))

    def ngettext(self, singular: str, _plural: str, _count: int) -> str:
        return self.gettext(singular)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types.
    """A form with a CSRF token, whose every message is in the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # The same.
        def get_translations(self, _form: Any) -> _Said:
            """What the library asks for its own messages."""
            return _Said()

        def wrap_formdata(self, form: FlaskForm, _data: object) -> MultiDict[str, Any] | None:
            """What was sent as a form, and nothing else, in characters that can be stored and shown again."""
            if not form.is_submitted():
                return None
            texts = ((name, holdable(text)) for name, text in request.form.items(multi=True))
            return MultiDict([*request.files.items(multi=True), *texts])


class FormPart(wtforms.Form):
    """A form within a form, whose every message is in the reader's language too; the outer one has the token."""

    class Meta(wtforms.Form.Meta):  # type: ignore[misc]  # The library does not type it.
        def get_translations(self, _form: Any) -> _Said:
            """What the library asks for its own messages."""
            return _Said()


class MultiCheckboxField(wtforms.SelectMultipleField):
    """Several choices as check boxes, which need no key held down."""

    widget = wtforms.widgets.ListWidget(prefix_label=False)
    option_widget = wtforms.widgets.CheckboxInput()


def _bounded(field: wtforms.Field, day: date | None) -> None:
    """Refuse a day that no office could mean, and beside which the calendar may end."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        field.data = None
        raise ValueError(gettext(YEARS, first=FIRST_YEAR, last=LAST_YEAR))


class DateField(wtforms.DateField):
    """A day between the years 2000 and 2100."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The library's own, and the bounds."""
        super().process_formdata(valuelist)
        _bounded(self, self.data)


class MomentField(wtforms.DateTimeLocalField):
    """A day and an hour, in the same years."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The library's own, and the bounds."""
        super().process_formdata(valuelist)
        _bounded(self, self.data)


class CountField(IntegerField):
    """A whole number as people and apps write it: 1204, 1.204, 1 204; None where nothing is written."""

    # A browser's own field for numbers reads 1.204 as one and a bit.
    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is no such number, as "1,2 rb"."""
        self.data, written = None, (valuelist[0] if valuelist else "").strip()
        if not written:
            return
        if not _COUNT.fullmatch(written):
            raise ValueError(gettext("Tulis angka utuh seperti 1204, tanpa singkatan."))
        self.data = int(re.sub(r"[., ]", "", written))
