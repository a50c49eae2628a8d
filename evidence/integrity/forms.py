"""The form of an erasure. It checks shape; the services check meaning."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from evidence.core.fields import Form, SelectChoice
from evidence.integrity.services import REASONS


class RedactForm(Form):
    """What the minute says, and that whoever sends it knows what it does."""

    reason = RadioField(
        _("Alasan"),
        [InputRequired(_("Pilih alasannya."))],
        choices=[SelectChoice(code, _(words)) for code, words in REASONS.items()],
    )
    number = StringField(_("Nomor berita acara"), [InputRequired(_("Tulis nomor berita acara."))])
    text = TextAreaField(_("Isi berita acara"), [InputRequired(_("Tulis isi berita acara."))])
    sure = BooleanField(
        _("Saya mengerti bahwa foto ini tidak dapat kembali"),
        [InputRequired(_("Centang bahwa Anda mengerti."))],
    )
