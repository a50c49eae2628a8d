"""The form of a photo point. It checks shape; the services check meaning."""

import uuid
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from evidence.capture.categories import CATEGORIES
from evidence.capture.models import Activity, PhotoPoint
from evidence.core.fields import Form, SelectChoice
from evidence.points.services import MAX_NAME, PointFacts
from evidence.units.models import Unit

SAME = ("category", "mode", "rt", "rw", "street")


class PointForm(Form):
    """A new or edited point; ``uuid`` makes sending it twice harmless."""

    uuid = HiddenField()
    name = StringField(
        _("Nama titik foto"),
        [Length(min=3, max=MAX_NAME, message=_("Tulis nama titik foto, 3 sampai 80 huruf."))],
    )
    category = SelectField(
        _("Kategori kegiatan"),
        choices=[SelectChoice(code, _(words)) for code, (words, _mode) in CATEGORIES.items()],
    )
    mode = RadioField(
        _("Cara dokumentasi"),
        choices=[
            SelectChoice("A", _("Sebelum dan sesudah")),
            SelectChoice("B", _("Progres 0-50-100")),
            SelectChoice("C", _("Dokumentasi kegiatan")),
        ],
        default="A",
    )
    unit = SelectField(_("Unit"))
    place_unit = SelectField(_("Kelurahan"))
    rt = IntegerField(
        _("RT"), [Optional(), NumberRange(1, 999, message=_("RT ditulis dengan angka 1 sampai 999."))]
    )
    rw = IntegerField(
        _("RW"), [Optional(), NumberRange(1, 999, message=_("RW ditulis dengan angka 1 sampai 999."))]
    )
    street = StringField(_("Nama jalan atau tempat"), [Length(max=200)])

    def offer(self, units: Sequence[Unit], places: Sequence[Unit]) -> None:
        """Offer the units this person works for and the kelurahan where a point can lie."""
        self.unit.choices = [SelectChoice(each.code, each.title) for each in units]
        self.place_unit.choices = [SelectChoice(each.code, each.title) for each in places]

    def begin(self) -> None:
        """Give a fresh form its uuid and keep the one that came back."""
        if not self.uuid.data:
            self.uuid.data = str(uuid.uuid4())

    def show(self, of: PhotoPoint | Activity) -> None:
        """Fill in what a point says already, or what can be said of the place of an activity."""
        for name in SAME:
            self[name].data = getattr(of, name)
        self.unit.data, self.place_unit.data = of.unit_code, of.place_code
        title = of.name if isinstance(of, PhotoPoint) else of.title
        self.name.data = title[:MAX_NAME].strip()

    def facts(self) -> PointFacts:
        """What the person wrote."""
        return PointFacts(
            name=self.name.data or "",
            category=self.category.data or "",
            mode=self.mode.data or "",
            unit=self.unit.data or "",
            place_unit=self.place_unit.data or "",
            rt=self.rt.data,
            rw=self.rw.data,
            street=self.street.data or "",
        )
