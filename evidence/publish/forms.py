"""Forms for what a person says about a publication."""

import re
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from evidence.compose.forms import MultiCheckboxField
from evidence.core.clock import WIB
from evidence.core.fields import Form, SelectChoice
from evidence.publish.figures import COUNTED
from evidence.publish.slots import LONGEST, SHORTEST
from evidence.publish.withdrawal import OTHER, REASON_MOST, REASONS

# Digits, in groups of three where they are grouped.
_COUNT = re.compile(r"-?(?:[0-9]{1,20}|[0-9]{1,3}(?:[., ][0-9]{3}){1,6})")


class LinkForm(Form):
    """The link of a post that a person made or found; empty is an answer too."""

    link = StringField(
        _("Tautan unggahan"), [Length(max=500)], render_kw={"inputmode": "url", "autocomplete": "off"}
    )


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


def _count(label: str) -> CountField:
    return CountField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class FiguresForm(Form):
    """What a person saw of a post, and when; any part may be missing."""

    likes = _count(_("Suka"))
    comments = _count(_("Komentar"))
    shares = _count(_("Dibagikan"))
    views = _count(_("Tayangan"))
    reach = _count(_("Jangkauan"))
    seen_at = DateTimeLocalField(_("Dilihat pada (WIB)"), [Optional()])

    def stand_at(self, publication_id: str) -> "FiguresForm":
        """The same with names for its controls that are its own on a page of several."""
        for each in self:
            each.id = each.label.field_id = f"{each.short_name}-{publication_id}"
        return self

    def counted(self) -> dict[str, int | None]:
        """The numbers by name."""
        return {name: self[name].data for name in COUNTED}

    def moment(self) -> datetime | None:
        """When it was seen; a wall clock in WIB."""
        return self.seen_at.data.replace(tzinfo=WIB) if self.seen_at.data else None


class NotThereForm(Form):
    """A person has looked and the post is not there."""

    looked = BooleanField(_("Saya sudah melihat akunnya dan unggahan ini tidak ada"))


class SeveralForm(Form):
    """Why an operator does one thing to several publications."""

    note = StringField(_("Alasan"), [DataRequired(), Length(max=200)], render_kw={"autocomplete": "off"})
    looked = BooleanField(
        _("Saya sudah melihat akun setiap penerbitan yang dipilih dan unggahannya tidak ada")
    )


class WithdrawForm(Form):
    """From which accounts a post is taken down, and why."""

    publications = MultiCheckboxField(_("Dari akun"))
    reason = RadioField(
        _("Alasan"),
        [Optional()],
        choices=[
            *(SelectChoice(code, _(words)) for code, words in REASONS.items()),
            SelectChoice(OTHER, _("alasan lain")),
        ],
    )
    words = TextAreaField(
        _("Dengan kata Anda"),
        [Length(max=REASON_MOST, message=_("Alasan paling panjang 300 huruf."))],
    )


class TimetableForm(Form):
    """The times of each day at which a unit's posts go out, and how late one is still sent unasked."""

    monday = StringField(_("Senin"), [Length(max=100)])
    tuesday = StringField(_("Selasa"), [Length(max=100)])
    wednesday = StringField(_("Rabu"), [Length(max=100)])
    thursday = StringField(_("Kamis"), [Length(max=100)])
    friday = StringField(_("Jumat"), [Length(max=100)])
    saturday = StringField(_("Sabtu"), [Length(max=100)])
    sunday = StringField(_("Minggu"), [Length(max=100)])
    late_after = IntegerField(
        _("Batas terlambat (jam)"),
        [InputRequired(_("Wajib diisi."))],
        render_kw={"min": SHORTEST, "max": LONGEST, "inputmode": "numeric"},
    )

    @property
    def days(self) -> list[StringField]:
        """The fields of the days, Monday first."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return [self[name] for name in names]


class HoldForm(Form):
    """Which publications are held, and why."""

    what = SelectField(_("Yang ditahan"), [InputRequired(_("Pilih yang ditahan."))])
    reason = StringField(_("Alasan"), [Length(max=300)], render_kw={"autocomplete": "off"})
