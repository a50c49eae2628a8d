"""The form that ties an account to a unit."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from evidence.core.fields import Form


class AccountForm(Form):
    """Unit, network and handle; ``uuid`` makes sending it twice harmless."""

    uuid = HiddenField(validators=[InputRequired()])
    unit = SelectField(_("Unit"))
    network = SelectField(_("Jejaring"))
    handle = StringField(_("Nama akun"), [InputRequired(_("Tulis nama akun.")), Length(max=60)])
