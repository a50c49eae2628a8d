"""The pages of accounts."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts import by_hand, handing, listing, queries, services
from evidence.accounts.connecting import box, forget, label, labels
from evidence.accounts.credentials import access_of
from evidence.accounts.forms import AccountForm, DisconnectForm
from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.accounts.opening import connect
from evidence.accounts.services import check_handle
from evidence.accounts.showing import facts, ordered, reconnect_url, shown
from evidence.accounts.watch import look_at
from evidence.adapters.networks.base import Access
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.fields import SelectChoice
from evidence.core.web import NO_PAGE, by_field, db, read_uuid, sentence
from evidence.units import queries as units
from evidence.units.access import MANAGERS, PUBLISHERS, SIGNED_IN, Role, allow
from evidence.units.current import actor, house
from evidence.units.offering import offered

pages = Blueprint("accounts", __name__)


@pages.get("/akun")
@allow(SIGNED_IN)
def index() -> str:
    """The accounts this person may see, by unit, what needs them first."""
    return _page(_form())


@pages.post("/akun")
@allow(MANAGERS)
def add() -> tuple[str, int] | Response:
    """Connect an account to a unit, or go on to where that is done."""
    form = _form()
    if form.validate_on_submit():
        if form.network.data in house().connectors:
            there = url_for("connecting.start", network=form.network.data, unit=form.unit.data)
            return redirect(there, 303)
        try:
            unit = units.unit(db(), form.unit.data)
            handle, site, profile = check_handle(form.handle.data or ""), "", ""
            if form.network.data == by_hand.BY_HAND:
                site, profile = by_hand.place(form.site.data, form.profile.data or "", handle)
            # An account that lost its connection is connected again under the number that it has.
            known = queries.named(db(), unit.code, form.network.data, handle, site)
            ident = known.id if known else read_uuid(form.uuid.data)
            standing = known is not None and known.state in USABLE
            connect(db(), ident, unit, form.network.data, handle, by=actor(), site=site, profile=profile)
            db().commit()
            if standing:
                flash(_("Akun itu sudah tersambung pada unit ini. Tidak ada yang berubah."), "info")
            else:
                flash(_("Akun tersambung."), "ok")
            return redirect(url_for("accounts.index"), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            told = by_field(refusal) or {"handle": sentence(refusal)}
            for name, text in told.items():
                form[name if name in form else "handle"].errors = [text]
    return _page(form), 422


@pages.get("/akun/<account_id>")
@allow(SIGNED_IN)
def show(account_id: str) -> str:
    """One account, and what can be done with it."""
    account = queries.account(db(), read_uuid(account_id), actor())
    manages = services.may_manage(actor(), account.unit)
    hold = queries.hold_of(db(), account)
    return render_template(
        "accounts/account.html",
        account=_shown(account),
        acts=_acts(account) if manages else {},
        facts=facts(account),
        password=_password(account),
        hold={"who": hold.actor_name, "when": hold.at, "reason": hold.facts.get("reason", "")}
        if hold
        else None,
        form=DisconnectForm(),
    )


ACTS = ("tahan", "lanjutkan", "sambungkan", "nama-kami", "bukan-kami")


@pages.post("/akun/<account_id>/<act>")
@allow(MANAGERS)
def act(account_id: str, act: str) -> Response:
    """Hold back, let go on, connect again by one button, or say whose new handle it is."""
    account = queries.account(db(), read_uuid(account_id), actor())
    if act not in ACTS:
        raise NotFound(NO_PAGE)
    by = actor()
    if act == "sambungkan":
        account = _again(account)
        told = _("Akun tersambung.")
    elif act == "tahan":
        form = DisconnectForm()
        if account.state in USABLE and not form.validate():
            flash(_("Tulis alasan penerbitan ke akun ini ditahan, paling panjang 200 huruf."), "warn")
            return redirect(url_for("accounts.show", account_id=account.id), 303)
        services.pause(db(), account, by=by, reason=(form.reason.data or "").strip())
        told = _("Penerbitan ke akun ini ditahan.")
    elif act == "lanjutkan":
        services.resume(db(), account, by=by)
        told = _("Penerbitan ke akun ini dilanjutkan.")
    elif act == "nama-kami":
        services.accept_handle(db(), account, by=by)
        told = _("Nama akun dicatat sebagai @%(handle)s.", handle=account.handle)
    else:
        services.deny_handle(db(), account, by=by)
        told = _(
            "Penerbitan ke akun ini ditahan. Ganti kata sandi akun itu, lalu sambungkan ulang atau putuskan."
        )
    look_at(db(), account, labels(), now=clock.now())
    db().commit()
    flash(told, "ok")
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@pages.post("/akun/<account_id>/kata-sandi")
@allow(PUBLISHERS)
def say_changed(account_id: str) -> Response:
    """Somebody changed the account's password at its network."""
    account = queries.account(db(), read_uuid(account_id), actor())
    handing.say_changed(db(), account, by=actor(), now=clock.now())
    db().commit()
    flash(_("Tercatat: kata sandi akun ini sudah diganti."), "ok")
    return redirect(url_for("accounts.show", account_id=account.id), 303)


def _password(account: SocialAccount) -> dict[str, Any]:
    last = handing.last_change(db(), account)
    return {
        "asked": handing.is_asked(db(), account),
        "at": last.at if last else None,
        "who": last.actor_name if last else "",
        "url": url_for("accounts.say_changed", account_id=account.id)
        if handing.may_say(actor(), account.unit)
        else "",
    }


@pages.get("/akun/<account_id>/putuskan")
@allow(MANAGERS)
def ask_disconnect(account_id: str) -> str:
    """What disconnecting means, before it is done."""
    account = queries.account(db(), read_uuid(account_id), actor())
    services.check_may_manage(actor(), account.unit)
    return _disconnect_page(account, DisconnectForm())


@pages.post("/akun/<account_id>/putuskan")
@allow(MANAGERS)
def disconnect(account_id: str) -> tuple[str, int] | Response:
    """Forget the credentials, then tell the network."""
    account = queries.account(db(), read_uuid(account_id), actor())
    services.check_may_manage(actor(), account.unit)
    form = DisconnectForm()
    if not form.validate_on_submit():
        return _disconnect_page(account, form), 422
    access = _access(account)
    closed = services.disconnect(db(), account, (form.reason.data or "").strip(), by=actor())
    look_at(db(), account, labels(), now=clock.now())
    db().commit()
    heard = access is None or forget(account.network, access, closed)
    db().rollback()
    flash(
        _("Akun @%(handle)s diputuskan. Bukti tidak menyimpan izinnya lagi.", handle=account.handle)
        if heard
        else _(
            "Akun @%(handle)s diputuskan. Bukti tidak menyimpan izinnya lagi, tetapi %(network)s belum menjawab;"
            " cabut izin program kota di pengaturan akun itu.",
            handle=account.handle,
            network=_(label(account.network)),
        ),
        "ok" if heard else "warn",
    )
    return redirect(url_for("accounts.show", account_id=account.id), 303)


def _access(account: SocialAccount) -> Access | None:
    """The way into the account while it lasts; None when there is none to take back."""
    try:
        return access_of(account, box()) if account.token else None
    except Conflict:
        return None


def _again(account: SocialAccount) -> SocialAccount:
    """Connect again an account that needs no sign-in."""
    if account.network in house().connectors:
        raise NotFound(NO_PAGE)
    services.check_may_manage(actor(), account.unit)
    return connect(
        db(), account.id, account.unit, account.network, account.handle,
        by=actor(), site=account.site, profile=account.profile_url,
    )  # fmt: skip


def _acts(account: SocialAccount) -> dict[str, str]:
    """Where each act is done that makes sense now, by its name."""
    state, found = account.state, {}
    lost = state in (AccountState.NEEDS_RECONNECT, AccountState.LISTED)
    reconnect = reconnect_url(account)
    if reconnect and state is not AccountState.CLOSED:
        found["reconnect"] = reconnect
    elif lost:
        found["again"] = url_for("accounts.act", account_id=account.id, act="sambungkan")
    if state in USABLE:
        found["pause"] = url_for("accounts.act", account_id=account.id, act="tahan")
    if state is AccountState.PAUSED:
        found["resume"] = url_for("accounts.act", account_id=account.id, act="lanjutkan")
    if state not in (AccountState.LISTED, AccountState.CLOSED):
        found["disconnect"] = url_for("accounts.ask_disconnect", account_id=account.id)
    return found


def _shown(account: SocialAccount) -> dict[str, object]:
    waiting = house().waiting(db(), [account.id]).get(account.id, 0)
    return shown(account, actor(), waiting, clock.now())


def _disconnect_page(account: SocialAccount, form: DisconnectForm) -> str:
    return render_template(
        "accounts/disconnect.html",
        account=_shown(account),
        form=form,
        action=url_for("accounts.disconnect", account_id=account.id),
    )


def _form() -> AccountForm:
    form = AccountForm()
    form.network.choices = [
        SelectChoice(network.name, _(network.label)) for network in house().networks.values()
    ]
    if request.method == "GET":
        # Where a page leads here it has said for which unit, and on which network.
        form.unit.data, form.network.data = request.args.get("unit"), request.args.get("network")
    managed, words = actor().paths(Role.ADMIN, Role.APPROVER), request.values.get("cari_unit", "")
    offer = offered(db(), managed, form.unit.data or "", words)
    form.unit.choices = [SelectChoice(*each) for each in offer.choices]
    form.site.choices = [SelectChoice("", _("Sesuai tautan profil"))]
    form.site.choices += [SelectChoice(name, _(label)) for name, label in by_hand.choices()]
    if not form.uuid.data:
        form.uuid.data = str(uuid.uuid4())
    return form


def _page(form: AccountForm) -> str:
    by, now, told = actor(), clock.now(), request.args
    offer = offered(db(), by.paths(), told.get("unit", ""), told.get("cari_unit", ""))
    following = None
    if offer.many:
        below = next((each for each in offer.units if each.code == told.get("unit")), None)
        of_page = listing.page(db(), by, below, told.get("setelah", ""))
        found, following = of_page.rows, of_page.after
        # The other list of units on this page is the one to choose from.
        form.unit.id = "untuk"
    else:
        found = queries.accounts(db(), by, told.get("unit"))
    waiting = house().waiting(db(), [each.id for each in found])
    groups = [
        (unit, [shown(each, by, waiting.get(each.id, 0), now) for each in accounts])
        for unit, accounts in ordered(found, above=offer.many)
    ]
    return render_template(
        "accounts/index.html",
        groups=groups,
        asking=any(each["reconnect_url"] or each["renamed"] for _unit, group in groups for each in group),
        signs_in=bool(house().connectors),
        form=form if form.unit.choices else None,
        action=url_for("accounts.add"),
        offer=offer,
        unit=told.get("unit", ""),
        next_url=url_for("accounts.index", unit=told.get("unit") or None, setelah=following)
        if following
        else "",
    )
