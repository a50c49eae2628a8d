"""The forms that tie an account to a unit, and end that."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from evidence.adapters.networks.connecting import Connector, Way
from evidence.core.fields import Form

MOST = Length(max=500)


class AccountForm(Form):
    """Unit, network and handle; ``uuid`` makes sending it twice harmless. What follows is for sharing by hand only."""

    uuid = HiddenField(validators=[InputRequired()])
    unit = SelectField(_("Unit"))
    network = SelectField(_("Jejaring"))
    handle = StringField(_("Nama akun"), [Optional(), Length(max=60)])
    site = SelectField(_("Situs"), default="")
    profile = StringField(_("Tautan profil"), [Optional(), MOST], render_kw={"inputmode": "url"})


class ConnectForm(Form):
    """For which unit, or which account of it again; a way that asks for more adds its fields."""

    unit = HiddenField()
    akun = HiddenField()

    def asked(self) -> list[Field]:
        """The fields that a person fills in."""
        return [each for each in self if not isinstance(each, HiddenField)]


def connect_form(connector: Connector) -> ConnectForm:
    """The form with which a connection to that network begins."""
    fields: dict[str, Field] = {}
    if connector.way is Way.SERVER:
        fields["server"] = StringField(
            _("Alamat server"), [InputRequired(_("Tulis alamat servernya.")), MOST]
        )
    elif connector.way is Way.TYPED:
        for name, label in connector.fields.items():
            # What is secret is never written into a page again.
            kind = PasswordField if name.endswith(("password", "token")) else StringField
            # Which of them may stay empty, the network's own half knows.
            fields[name] = kind(gettext(label), [Optional(), MOST])
    made: type[ConnectForm] = type("ConnectForm", (ConnectForm,), fields)
    return made()


class ChoiceForm(Form):
    """Which of several accounts."""

    account = RadioField(_("Akun"), validate_choice=True)


class DisconnectForm(Form):
    """Why, for whoever reads the history."""

    reason = StringField(_("Alasan"), [InputRequired(_("Tulis alasannya.")), Length(max=200)])
