"""The page on which a unit writes the template of its captions, with an example."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.capture.categories import Mode, label
from evidence.compose import caption, looks, queries, templates
from evidence.compose.caption import Told
from evidence.compose.forms import TemplateForm
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.web import by_field, db
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("texts", __name__)


@pages.get("/unit/<code>/teks")
@allow(SIGNED_IN)
def template(code: str) -> str:
    """The template as it holds for the unit, to be written anew."""
    unit = _unit(code)
    form = TemplateForm()
    found = queries.template_of(db(), unit)
    form.template.data = found.template if found else caption.TEMPLATE
    return _page(unit, form)


@pages.post("/unit/<code>/teks")
@allow(SIGNED_IN)
def save_template(code: str) -> Response | str | tuple[str, int]:
    """Keep the template, or with the other button only show what it makes."""
    unit = _unit(code)
    form = TemplateForm()
    trying = "try" in request.form
    if form.validate_on_submit():
        try:
            if trying:
                form.template.data = templates.checked(form.template.data or "")
                return _page(unit, form)
            templates.put(db(), unit, form.template.data or "", by=actor())
        except Invalid as refusal:
            db().rollback()
            form.template.errors = list(by_field(refusal).values())
        else:
            db().commit()
            flash(_("Templat tersimpan. Draf yang sudah ditulis tidak berubah."), "ok")
            return redirect(url_for("texts.template", code=unit.code), 303)
    return _page(_unit(code), form), 422


@pages.post("/unit/<code>/teks/hapus")
@allow(SIGNED_IN)
def drop_template(code: str) -> Response:
    """Go back to the template of the unit above."""
    unit = _unit(code)
    templates.drop(db(), unit, by=actor())
    db().commit()
    flash(_("Templat sendiri dihapus. Keterangan berikutnya memakai templat unit di atas."), "ok")
    return redirect(url_for("texts.template", code=unit.code), 303)


def _unit(code: str) -> Unit:
    unit = units.unit(db(), code)
    looks.theme_for(unit, actor())
    return unit


def _page(unit: Unit, form: TemplateForm) -> str:
    found = queries.template_of(db(), unit)
    own = found is not None and found.unit_code == unit.code
    return render_template(
        "compose/template.html",
        unit={"title": unit.title, "code": unit.code},
        form=form,
        example="" if form.errors else caption.propose(_example(unit), form.template.data or ""),
        placeholders=[(f"{{{name}}}", _(words)) for name, words in caption.PLACEHOLDERS.items()],
        from_unit="" if own or not found else units.unit(db(), found.unit_code).title,
        drop_url=url_for("texts.drop_template", code=unit.code) if own else "",
    )


def _example(unit: Unit) -> Told:
    """Work as this unit could have done it. Its words are Indonesian, as those of every caption."""
    above = [each.title for each in units.ancestors(db(), unit) if each.kind == "kecamatan"]
    return Told(
        title="Kuras saluran depan balai",
        category="DRAINASE",
        category_label=label("DRAINASE"),
        mode=Mode.BEFORE_AFTER,
        place="RT 05 RW 03",
        unit=unit.title,
        district=above[0] if above else "",
        dates=[clock.now() - timedelta(days=back) for back in (3, 1)],
    )
