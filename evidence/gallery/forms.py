"""Reading the gallery's filters from an address."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, SearchField, SelectField

from evidence.capture.categories import CATEGORIES
from evidence.gallery.queries import STATES, Filters

STATE_WORDS = {
    "waiting": _("Menunggu sesudah"),
    "complete": _("Lengkap"),
    "submitted": _("Menunggu persetujuan"),
    "approved": _("Disetujui"),
    "published": _("Terbit"),
}


class FilterForm(Form):
    """The filters as a person sees them; the address is what counts, so it needs no token."""

    q = SearchField(_("Cari judul atau jalan"))
    unit = SelectField(_("Unit"), validate_choice=False)
    category = SelectField(_("Kategori"), choices=[("", _("Semua")), *((code, words) for code, (words, _mode) in CATEGORIES.items())])
    state = SelectField(_("Keadaan"), choices=[("", _("Semua")), *STATE_WORDS.items()])
    from_ = DateField(_("Dari tanggal"), name="from")
    to = DateField(_("Sampai tanggal"))

    def show(self, filters: Filters, units: Sequence[tuple[str, str]]) -> None:
        """Fill in what is asked for now."""
        self.unit.choices = [("", _("Semua")), *units]
        self.q.data, self.unit.data, self.category.data, self.state.data = (
            filters.words, filters.unit, filters.category, filters.state,
        )  # fmt: skip
        self.from_.data, self.to.data = filters.first, filters.last


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters in a query string; a value that means nothing is as good as none."""
    return Filters(
        unit=args.get("unit", "")[:40].replace("\x00", ""),
        category=args["category"] if args.get("category") in CATEGORIES else "",
        first=_day(args.get("from")),
        last=_day(args.get("to")),
        state=args["state"] if args.get("state") in STATES else "",
        words=args.get("q", "")[:100].replace("\x00", "").strip(),
    )


def _day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
