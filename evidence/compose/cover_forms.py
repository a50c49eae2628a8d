"""The form of what is hidden of a photo."""

import json
from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import NumberRange, Optional

from evidence.adapters.imaging import Cover, Covers
from evidence.compose.forms import PercentField
from evidence.core.errors import Invalid
from evidence.core.fields import Form
from evidence.core.words import N_

_ATTRIBUTES = {"step": "0.5", "min": 0, "max": 100, "inputmode": "decimal"}
SIDES = ("left", "top", "width", "height")


def _percent(label: str) -> PercentField:
    between = NumberRange(0, 100, _("Tulis angka dari %(least)s sampai %(most)s.", least=0, most=100))
    return PercentField(label, [Optional(), between], render_kw=_ATTRIBUTES)


class CoverForm(Form):
    """All covers as JSON, and one more rectangle in percent of the photo's width and height."""

    shapes = HiddenField()
    # The `covering.mark` of what the page showed.
    seen = HiddenField()
    left = _percent(_("Dari kiri (%)"))
    top = _percent(_("Dari atas (%)"))
    width = _percent(_("Lebar (%)"))
    height = _percent(_("Tinggi (%)"))

    def show(self, covers: Covers, seen: str) -> None:
        """Fill in what is hidden; the fields of one more rectangle are empty."""
        self.shapes.data = json.dumps([each.plain() for each in covers], separators=(",", ":"))
        self.seen.data = seen
        for name in SIDES:
            self[name].data, self[name].raw_data = None, None

    def rectangle(self) -> Cover | None:
        """The rectangle that was written, cut to the photo; None where no number was. Raises Invalid."""
        told = [self[name].data for name in SIDES]
        if not any(each is not None for each in told):
            return None
        empty = {name: N_("Wajib diisi.") for name, each in zip(SIDES, told, strict=True) if each is None}
        if empty:
            raise Invalid("Periksa kembali isian ini.", empty)
        left, top, width, height = (round((each or Decimal(0)) * 100) for each in told)
        right, bottom = min(10_000, left + width), min(10_000, top + height)
        try:
            return Cover(((left, top), (right, bottom)))
        except ValueError:
            small = N_("Kotak terlalu kecil atau di luar foto. Lebar dan tinggi paling sedikit 0,5%.")
            raise Invalid("Periksa kembali isian ini.", {"width": small}) from None
