"""Forms for activities and photos. They check shape; the services check meaning."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from evidence.capture.categories import CATEGORIES
from evidence.capture.facts import MAX_TITLE, ActivityFacts
from evidence.capture.models import Activity, PhotoPoint
from evidence.core import clock
from evidence.core.clock import WIB
from evidence.core.fields import DateField, Form, MomentField, SelectChoice
from evidence.core.reader import short_date
from evidence.units.offering import Offer, offered, places


def category_field() -> SelectField:
    """The kind of work."""
    return SelectField(
        _("Kategori kegiatan"),
        choices=[SelectChoice(code, _(words)) for code, (words, _mode) in CATEGORIES.items()],
    )


def mode_field() -> RadioField:
    """How the work is documented."""
    return RadioField(
        _("Cara dokumentasi"),
        choices=[
            SelectChoice("A", _("Sebelum dan sesudah")),
            SelectChoice("B", _("Progres 0-50-100")),
            SelectChoice("C", _("Dokumentasi kegiatan")),
        ],
        default="A",
    )


class PlacedForm(Form):
    """A form about work at a place; ``uuid`` makes sending it twice harmless."""

    uuid: HiddenField
    unit: SelectField
    place_unit: SelectField
    unit_offer: Offer
    place_offer: Offer

    def offer(self, session: Session, paths: Sequence[str], told: Mapping[str, str]) -> None:
        """Offer the units at or below ``paths`` and the kelurahan where work can happen.

        Where they are many, those that were chosen, those near, or those that the words ``told`` find.
        """
        self.unit_offer = offered(session, paths, self.unit.data or "", told.get("cari_unit", ""))
        self.place_offer = places(session, paths, self.place_unit.data or "", told.get("cari_tempat", ""))
        self.unit.choices = [SelectChoice(*each) for each in self.unit_offer.choices]
        self.place_unit.choices = [SelectChoice(*each) for each in self.place_offer.choices]


def number_field(name: LazyString, wrong: LazyString) -> IntegerField:
    """An RT or RW, where it is known."""
    return IntegerField(name, [Optional(), NumberRange(1, 999, message=wrong)])


def street_field() -> StringField:
    """A street or the name of a place."""
    return StringField(_("Nama jalan atau tempat"), [Length(max=200)])


class ActivityForm(PlacedForm):
    """A new or edited activity."""

    uuid = HiddenField()
    title = StringField(
        _("Judul kegiatan"),
        [Length(min=5, max=MAX_TITLE, message=_("Tulis judul kegiatan, 5 sampai 120 huruf."))],
    )
    category = category_field()
    mode = mode_field()
    unit = SelectField(_("Unit"))
    place_unit = SelectField(_("Kelurahan tempat kegiatan"))
    rt = number_field(_("RT"), _("RT ditulis dengan angka 1 sampai 999."))
    rw = number_field(_("RW"), _("RW ditulis dengan angka 1 sampai 999."))
    street = street_field()
    work_date = DateField(_("Tanggal pelaksanaan"), [Optional()])
    note = TextAreaField(_("Uraian"), [Length(max=2000, message=_("Uraian paling panjang 2.000 huruf."))])

    def show(self, activity: Activity) -> None:
        """Fill in what an activity says already."""
        for name in ("title", "category", "mode", "rt", "rw", "street", "work_date", "note"):
            self[name].data = getattr(activity, name)
        self.unit.data, self.place_unit.data = activity.unit_code, activity.place_code

    def repeat(self, point: PhotoPoint) -> None:
        """Propose what an activity at this photo point usually is, today."""
        for name in ("category", "mode", "rt", "rw", "street"):
            self[name].data = getattr(point, name)
        self.unit.data, self.place_unit.data = point.unit_code, point.place_code
        self.title.data = f"{point.name}, {short_date(clock.now())}"
        self.work_date.data = clock.day_of(clock.now())

    def facts(self) -> ActivityFacts:
        """What the person wrote."""
        return ActivityFacts(
            title=self.title.data or "",
            category=self.category.data or "",
            mode=self.mode.data or "",
            unit=self.unit.data or "",
            place_unit=self.place_unit.data or "",
            rt=self.rt.data,
            rw=self.rw.data,
            street=self.street.data or "",
            work_date=self.work_date.data,
            note=self.note.data or "",
        )


class PhotoForm(Form):
    """One photo; ``uuid`` is made with the page, so that sending it twice is harmless."""

    uuid = HiddenField(validators=[InputRequired()])
    photo = FileField(_("Foto"), [FileRequired(_("Pilih atau ambil fotonya dahulu."))])
    taken_at = MomentField(_("Waktu foto (WIB)"), [Optional()])

    def moment(self) -> datetime | None:
        """When the person says it was taken; a wall clock in WIB."""
        return self.taken_at.data.replace(tzinfo=WIB) if self.taken_at.data else None


def new_uuid(form: PlacedForm | PhotoForm) -> None:
    """Give a fresh form its uuid and keep the one that came back."""
    if not form.uuid.data:
        form.uuid.data = str(uuid.uuid4())
