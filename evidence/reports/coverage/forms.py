"""The forms of coverage. They check shape; the services check meaning."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from evidence.core.fields import DateField, Form, SelectChoice
from evidence.reports.coverage.contexts import REASONS
from evidence.reports.coverage.objections import OUTCOMES


class OrderForm(Form):
    """A new wording of what the city asks; ``uuid`` is made with the page."""

    uuid = HiddenField(validators=[InputRequired()])
    name = StringField(_("Nama aturan"))
    given_on = DateField(_("Tanggal diberikan"), [Optional()])
    valid_from = DateField(_("Berlaku sejak"), [Optional()])
    text = TextAreaField(_("Isi"))
    days_kota = IntegerField(_("Kota"), [Optional()])
    days_opd = IntegerField(_("OPD"), [Optional()])
    days_kecamatan = IntegerField(_("Kecamatan"), [Optional()])
    days_kelurahan = IntegerField(_("Kelurahan"), [Optional()])
    days_rw = IntegerField(_("RW"), [Optional()])
    days_rt = IntegerField(_("RT"), [Optional()])
    target = IntegerField(_("Sasaran dalam persen"), [Optional()])
    look_days = IntegerField(_("Pengamatan berlaku, dalam hari"), [Optional()])


class ContextForm(Form):
    """Why a unit is not measured, from when until when."""

    uuid = HiddenField(validators=[InputRequired()])
    reason = RadioField(
        _("Alasan"),
        choices=[SelectChoice(code.value, _(words)) for code, words in REASONS.items()],
        validate_choice=False,
    )
    from_on = DateField(_("Sejak"), [Optional()])
    until_on = DateField(_("Sampai"), [Optional()])
    note = StringField(_("Catatan"))


class ObjectionForm(Form):
    """What a unit's people say is wrong."""

    uuid = HiddenField(validators=[InputRequired()])
    about_on = HiddenField()
    words = TextAreaField(_("Apa yang keliru"))


class AnswerForm(Form):
    """What the city answers."""

    outcome = RadioField(
        _("Jawaban"),
        choices=[SelectChoice(code.value, _(words)) for code, words in OUTCOMES.items()],
        validate_choice=False,
    )
    answer = TextAreaField(_("Penjelasan"))
