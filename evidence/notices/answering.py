"""The pages behind a letter's links, for whoever reads it, without a sign-in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.web import db
from evidence.notices import choosing
from evidence.notices.links import Links
from evidence.notices.topics import BY_CODE
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("letters", __name__)


def _links() -> Links:
    settings = house().settings
    return Links(settings.secret_key, settings.base_url)


def _token() -> str:
    # In the query, which no log keeps.
    return request.values.get("t", "")


@pages.get("/pemberitahuan/berhenti")
@allow(PUBLIC)
def stop() -> str:
    """Ask once more, since machines open links too."""
    _user_id, topic = _links().read_stop(_token())
    words = _(BY_CODE[topic].words) if topic in BY_CODE else ""
    return render_template("notices/stop.html", words=words, token=_token())


@pages.post("/pemberitahuan/berhenti")
@allow(PUBLIC)
def stopped() -> Response:
    """No letter like that one any more, or none at all."""
    user_id, topic = _links().read_stop(_token())
    choosing.stop_letters(db(), user_id, "" if request.form.get("semua") else topic)
    db().commit()
    flash(_("Surat itu tidak dikirim lagi. Anda tetap melihatnya di aplikasi."), "ok")
    return redirect(url_for("letters.stop", t=_token()), 303)


@pages.get("/pemberitahuan/alamat")
@allow(PUBLIC)
def confirm() -> str:
    """Ask whoever reads the letters there."""
    _links().read_confirm(_token())
    return render_template("notices/confirm.html", token=_token())


@pages.post("/pemberitahuan/alamat")
@allow(PUBLIC)
def confirmed() -> Response:
    """Letters go there from now on."""
    user_id, told = _links().read_confirm(_token())
    choosing.confirm_address(db(), user_id, told, now=clock.now())
    db().commit()
    flash(_("Alamat ini dipakai mulai sekarang."), "ok")
    return redirect(url_for("letters.confirm", t=_token()), 303)
