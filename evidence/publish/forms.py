"""Forms for what a person says about a publication."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length


class LinkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types.
    """The link of a post that a person made or found; empty is an answer too."""

    link = StringField(
        _("Tautan unggahan"), [Length(max=500)], render_kw={"inputmode": "url", "autocomplete": "off"}
    )


class NotThereForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types.
    """A person has looked and the post is not there."""

    looked = BooleanField(_("Saya sudah melihat akunnya dan unggahan ini tidak ada"))
