"""Forms for what a person says about a publication."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from evidence.core.fields import Form, MultiCheckboxField, SelectChoice
from evidence.publish.slots import LONGEST, SHORTEST
from evidence.publish.withdrawal import OTHER, REASON_MOST, REASONS
from evidence.units.offering import Offer


class LinkForm(Form):
    """The link of a post that a person made or found; empty is an answer too."""

    link = StringField(
        _("Tautan unggahan"), [Length(max=500)], render_kw={"inputmode": "url", "autocomplete": "off"}
    )


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

    # The units among which one chooses.
    offer: Offer
    what = SelectField(_("Yang ditahan"), [InputRequired(_("Pilih yang ditahan."))])
    reason = StringField(_("Alasan"), [Length(max=300)], render_kw={"autocomplete": "off"})
