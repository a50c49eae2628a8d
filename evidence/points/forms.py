"""The form of a photo point. It checks shape; the services check meaning."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length

from evidence.capture.forms import PlacedForm, category_field, mode_field, number_field, street_field
from evidence.capture.models import Activity, PhotoPoint
from evidence.points.services import MAX_NAME, PointFacts

SAME = ("category", "mode", "rt", "rw", "street")


class PointForm(PlacedForm):
    """A new or edited point."""

    uuid = HiddenField()
    name = StringField(
        _("Nama titik foto"),
        [Length(min=3, max=MAX_NAME, message=_("Tulis nama titik foto, 3 sampai 80 huruf."))],
    )
    category = category_field()
    mode = mode_field()
    unit = SelectField(_("Unit"))
    place_unit = SelectField(_("Kelurahan"))
    rt = number_field(_("RT"), _("RT ditulis dengan angka 1 sampai 999."))
    rw = number_field(_("RW"), _("RW ditulis dengan angka 1 sampai 999."))
    street = street_field()

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
