"""Forms in which a person says how they are told."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from evidence.core.fields import Form, MultiCheckboxField, SelectChoice
from evidence.notices.hours import read_time
from evidence.notices.topics import TOPICS, Topic, Way

WAYS = {Way.APP: _("Aplikasi"), Way.PUSH: _("HP"), Way.MAIL: _("Email")}


def is_hour(_form: Any, field: StringField) -> None:
    """Refuse what is no time of day."""
    try:
        read_time(field.data or "")
    except ValueError:
        raise ValidationError(_("Tulis jam seperti 07.30.")) from None


def _hour(label: Any) -> StringField:
    return StringField(
        label,
        [InputRequired(_("Wajib diisi.")), is_hour],
        render_kw={"maxlength": 5, "inputmode": "text", "autocomplete": "off"},
    )


class SettingsForm(Form):
    """In which ways each topic comes, and at which hours; each topic has a field of its own (`field_of`)."""

    muted = BooleanField(_("Matikan semua yang tidak mendesak di luar aplikasi"))
    quiet = BooleanField(_("Jam tenang"))
    quiet_from = _hour(_("Dari jam"))
    quiet_until = _hour(_("Sampai jam"))
    digest_at = _hour(_("Jam ringkasan"))

    def field_of(self, topic: Topic) -> MultiCheckboxField:
        """The ways of that topic."""
        found: MultiCheckboxField = self[f"topic_{topic.code}"]
        return found


for each in TOPICS:
    setattr(
        SettingsForm,
        f"topic_{each.code}",
        MultiCheckboxField(_(each.words), choices=[SelectChoice(way.value, WAYS[way]) for way in each.ways]),
    )


class AddressForm(Form):
    """Where letters go."""

    mail_to = StringField(
        _("Alamat email"),
        [Length(max=254)],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email"},
    )


class BrowserForm(Form):
    """What a browser says of itself when it takes pushes, as JSON."""

    subscription = HiddenField(validators=[InputRequired(), Length(max=4000)])
