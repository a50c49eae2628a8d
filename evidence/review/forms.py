"""The form of a decision."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from evidence.core.fields import Form


class DecisionForm(Form):
    """Bound to the content that was seen; the button that is pressed says which decision it is."""

    uuid = HiddenField(validators=[InputRequired()])
    content_hash = HiddenField(validators=[InputRequired()])
    note = TextAreaField(
        _("Catatan untuk lurah"), [Length(max=2000, message=_("Catatan paling panjang 2.000 huruf."))]
    )
