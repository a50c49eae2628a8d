"""The forms of a decision and of another time."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from evidence.core.clock import WIB
from evidence.core.fields import Form, MomentField, SelectChoice
from evidence.review.despite import REASONS


class DecisionForm(Form):
    """Bound to the content that was seen; the button that is pressed says which decision it is."""

    uuid = HiddenField(validators=[InputRequired()])
    content_hash = HiddenField(validators=[InputRequired()])
    # The numbers of the findings that stood on the page.
    findings = HiddenField()
    # What was drawn on the pictures, as JSON; script writes it.
    marks = HiddenField()
    note = TextAreaField(
        _("Catatan untuk lurah"), [Length(max=2000, message=_("Catatan paling panjang 2.000 huruf."))]
    )

    # Asked for where a warning stands, and checked by the service that knows whether one does.
    reason = RadioField(
        _("Mengapa disetujui meski ada peringatan?"),
        choices=[SelectChoice(code, _(words)) for code, words in REASONS.items()],
        validate_choice=False,
    )

    def shown(self) -> list[str] | None:
        """Those numbers, or None where the page told nothing of findings."""
        return (self.findings.data or "").split() if self.findings.raw_data else None


class TimeForm(Form):
    """Another time for a post, as a wall clock in WIB; ``whole`` asks it for all accounts that are not sent to yet."""

    at = MomentField(_("Waktu tayang (WIB)"), [Optional()])
    whole = BooleanField(_("Semua akun unggahan ini yang belum terbit"), default=True)

    def moment(self) -> datetime | None:
        """The time that was asked for."""
        return self.at.data.replace(tzinfo=WIB) if self.at.data else None
