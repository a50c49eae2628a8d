"""Forms for what a person says about a publication."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from evidence.compose.forms import MultiCheckboxField
from evidence.core.fields import Form, SelectChoice
from evidence.publish.withdrawal import OTHER, REASON_MOST, REASONS


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
