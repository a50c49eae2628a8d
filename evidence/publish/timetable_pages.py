"""The page on which a unit says when its posts go out."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock, reader
from evidence.core.errors import Invalid
from evidence.core.web import by_field, db
from evidence.core.words import N_
from evidence.publish import slots, timetable
from evidence.publish.forms import TimetableForm
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("timetable", __name__)
WRONG_TIME = N_("Tulis jam seperti 07.30, dipisah koma, paling banyak delapan.")


@pages.get("/unit/<code>/jadwal")
@allow(SIGNED_IN)
def show(code: str) -> str:
    """The slots and the limit of a unit, to be chosen."""
    unit = _unit(code)
    form, found = TimetableForm(), timetable.timetable_of(db(), unit)
    for weekday, field in enumerate(form.days):
        field.data = slots.times_of(found.slots, weekday)
    form.late_after.data = found.late_after
    return _page(unit, form)


@pages.post("/unit/<code>/jadwal")
@allow(SIGNED_IN)
def save(code: str) -> str | tuple[str, int] | Response:
    """Choose them from now on."""
    unit = _unit(code)
    form = TimetableForm()
    if form.validate_on_submit():
        chosen = _read(form)
        try:
            if not form.errors:
                timetable.choose(db(), unit, chosen, form.late_after.data, by=actor())
        except Invalid as refusal:
            form.late_after.errors = list(by_field(refusal).values())
        if not form.errors:
            db().commit()
            flash(_("Jam terbit tersimpan. Unggahan yang sudah terjadwal tidak berubah."), "ok")
            return redirect(url_for("timetable.show", code=unit.code), 303)
        db().rollback()
    return _page(_unit(code), form), 422


@pages.post("/unit/<code>/jadwal/hapus")
@allow(SIGNED_IN)
def drop(code: str) -> Response:
    """Follow the unit above again."""
    unit = _unit(code)
    timetable.drop(db(), unit, by=actor())
    db().commit()
    flash(_("Jam terbit sendiri dihapus. Unit ini mengikuti unit di atas."), "ok")
    return redirect(url_for("timetable.show", code=unit.code), 303)


def _unit(code: str) -> Unit:
    unit = units.unit(db(), code)
    timetable.may_choose(unit, actor())
    return unit


def _read(form: TimetableForm) -> list[slots.Slot]:
    chosen = []
    for weekday, field in enumerate(form.days):
        try:
            chosen += slots.read_times(weekday, field.data or "")
        except ValueError:
            field.errors = [_(WRONG_TIME)]
    return chosen


def _page(unit: Unit, form: TimetableForm) -> str:
    found = timetable.timetable_of(db(), unit)
    free = timetable.next_slot(db(), unit, None, clock.now())
    return render_template(
        "publish/timetable.html",
        unit={"title": unit.title, "code": unit.code},
        form=form,
        from_unit=units.unit(db(), found.of).title if found.of and found.of != unit.code else "",
        free=f"{reader.long_date(free)}, {reader.time_text(free)}" if free else "",
        drop_url=url_for("timetable.drop", code=unit.code) if found.of == unit.code else "",
        back_url=url_for("calendar.index", unit=unit.code),
    )
