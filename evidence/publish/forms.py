"""Forms for what a person says about a publication."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from evidence.core.fields import Form


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
