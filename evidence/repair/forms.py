"""Forms of mending. They check shape; the services check meaning."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from evidence.capture.categories import Mode
from evidence.capture.models import Activity, Stage
from evidence.capture.stages import HALFWAY, STAGES
from evidence.capture.unfinished import REASONS
from evidence.core.fields import Form, SelectChoice

OFFERED = {
    Mode.BEFORE_AFTER: (Stage.BEFORE, Stage.AFTER),
    Mode.PROGRESS: (Stage.BEFORE, Stage.PROGRESS, Stage.AFTER),
    Mode.DOCUMENTATION: (Stage.PLAIN,),
}


class UnfinishedForm(Form):
    """Why the work waits."""

    reason = RadioField(
        _("Alasan"),
        [InputRequired(_("Pilih alasannya."))],
        choices=[SelectChoice(code, _(words)) for code, words in REASONS.items()],
    )
    note = TextAreaField(_("Penjelasan"))
    # The after that stood when the page was made and shall stand no longer, where there was one.
    after = HiddenField()


class MoveForm(Form):
    """Under which stage of the chosen activity the photo goes; ``source`` is where it stood when the page was made."""

    source = HiddenField(validators=[InputRequired()])
    stage = RadioField(_("Tahap foto"), [InputRequired(_("Pilih tahapnya."))])
    percent = IntegerField(
        _("Persen pengerjaan"),
        [Optional(), NumberRange(0, 100, message=_("Tulis persen 0 sampai 100."))],
        default=HALFWAY,
    )

    def offer(self, target: Activity) -> None:
        """Offer the stages that the activity's mode knows."""
        self.stage.choices = [
            SelectChoice(each.value, gettext(str(STAGES[each]))) for each in OFFERED[target.mode]
        ]
        if target.mode is not Mode.PROGRESS:
            del self.percent
