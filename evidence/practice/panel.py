"""The trainer's page: one button orders one misbehaviour for the next post, to be met once safely."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import PasswordField, SubmitField
from wtforms.validators import InputRequired, Length

from evidence.core.fields import Form
from evidence.practice.context import practice
from evidence.practice.faults import Fault

blueprint = Blueprint("panel", __name__, url_prefix="/latihan")

# What each button orders; every one of them for the next call only, whichever account makes it.
ORDERS = {
    "fail": Fault("publish", "reject", times=1),
    "lose": Fault("publish", "lose_answer", times=1),
    "slow": Fault("publish", "slow", times=1, seconds=10.0),
}


class SignInForm(Form):
    """The practice key, asked once per browser."""

    key = PasswordField(lazy_gettext("Kunci latihan"), [InputRequired(), Length(max=200)])
    enter = SubmitField(lazy_gettext("Masuk"))


class OrderForm(Form):
    """One button, one order."""

    fail = SubmitField(lazy_gettext("Coba gagal"))
    lose = SubmitField(lazy_gettext("Coba hilang jawaban"))
    slow = SubmitField(lazy_gettext("Lambat 10 detik"))
    clear = SubmitField(lazy_gettext("Hapus gangguan"))


def _back() -> ResponseReturnValue:
    # 303, so that reloading the page does not order a second time.
    return redirect(url_for("panel.show"), 303)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The panel, or the question for the key."""
    if not session.get("trainer"):
        return render_template("practice/sign_in.html", form=SignInForm())
    faults = practice().faults
    return render_template(
        "practice/panel.html", form=OrderForm(), orders=faults.orders(), held=faults.held()
    )


@blueprint.post("/masuk")
def sign_in() -> ResponseReturnValue:
    """Check the key and remember in a signed cookie that it was right."""
    form, tries = SignInForm(), practice().tries
    if tries.too_many():
        flash(_("Terlalu banyak percobaan. Tunggu satu menit, lalu coba lagi."))
        return render_template("practice/sign_in.html", form=form), 429
    if not form.validate_on_submit():
        flash(_("Isi kunci latihan. Bila halaman ini sudah lama terbuka, kirim sekali lagi."))
        return render_template("practice/sign_in.html", form=form), 400
    if not practice().knows(form.key.data or ""):
        tries.failed()
        flash(_("Kunci latihan itu salah."))
        return render_template("practice/sign_in.html", form=form), 403
    session.clear()
    session["trainer"] = True
    session.permanent = True
    return _back()


@blueprint.post("/gangguan")
def order() -> ResponseReturnValue:
    """Order what the pressed button says."""
    if not session.get("trainer"):
        return _back()
    form = OrderForm()
    if not form.validate_on_submit():
        flash(_("Halaman ini sudah lama terbuka. Tekan tombolnya sekali lagi."))
        return _back()
    if form.clear.data:
        practice().faults.clear()
        flash(_("Semua gangguan dihapus. Jejaring latihan berjalan biasa."))
        return _back()
    for name, fault in ORDERS.items():
        if form[name].data:
            practice().faults.order(fault)
            flash(_("Gangguan dipesan untuk penerbitan berikutnya."))
    return _back()


@blueprint.post("/keluar")
def sign_out() -> ResponseReturnValue:
    """Forget this browser."""
    if OrderForm().validate_on_submit():
        session.clear()
    return _back()
