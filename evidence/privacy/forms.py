"""The forms of consents and of requests. They check shape; the services check meaning."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from evidence.capture.consents import ABOUT, HOW
from evidence.core.fields import DateField, Form, MultiCheckboxField, SelectChoice
from evidence.privacy.requests import OUTCOMES, REASONS


class ConsentForm(Form):
    """Who agreed, in what role, how and when; ``uuid`` is made with the page."""

    uuid = HiddenField(validators=[InputRequired()])
    about = RadioField(
        _("Untuk apa"),
        choices=[SelectChoice(code, _(words)) for code, words in ABOUT.items()],
        validate_choice=False,
    )
    who = StringField(_("Siapa, dalam perannya"))
    how = RadioField(
        _("Cara"),
        choices=[SelectChoice(code, _(words)) for code, words in HOW.items()],
        validate_choice=False,
    )
    given_on = DateField(_("Tanggal persetujuan"), [Optional()])
    paper = FileField(_("Foto surat persetujuan"))


class AskForm(Form):
    """What somebody asks without signing in."""

    uuid = HiddenField(validators=[InputRequired()])
    said = StringField(_("Tautan atau kode unggahan"))
    reason = RadioField(
        _("Alasan"),
        choices=[SelectChoice(code, _(words)) for code, words in REASONS.items()],
        validate_choice=False,
    )
    words = TextAreaField(_("Penjelasan"))
    contact = StringField(_("Email atau nomor telepon"))


class AnswerForm(Form):
    """What the city decides."""

    post = StringField(_("Unggahan yang dimaksud"))
    outcome = RadioField(
        _("Putusan"),
        choices=[SelectChoice(code.value, _(words)) for code, words in OUTCOMES.items()],
        validate_choice=False,
    )
    answer = TextAreaField(_("Jawaban untuk yang meminta"))
    # The other requests about the same post, by their ids; one of them may be decided by now, which is no mistake.
    others = MultiCheckboxField(_("Putuskan sekaligus"), validate_choice=False)
    # The post that the page spoke of, so that nobody decides about another one without having seen who else asks.
    seen = HiddenField()
