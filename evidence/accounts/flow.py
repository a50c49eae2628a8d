"""The pages on which an account is connected: prepare, sign in over there, come back."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from config import NETWORKS
from evidence.accounts import credentials, guidance, pending, queries
from evidence.accounts.by_hand import BY_HAND
from evidence.accounts.connecting import (
    NOT_READY,
    admit,
    arrive,
    box,
    connector,
    depart,
    label,
    typed,
)
from evidence.accounts.forms import ChoiceForm, ConnectForm, connect_form
from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.services import check_may_manage
from evidence.adapters.networks.connecting import Candidate, Way
from evidence.core import clock
from evidence.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units import queries as units
from evidence.units import sessions
from evidence.units.access import MANAGERS, Role, allow
from evidence.units.current import actor, house
from evidence.units.models import Unit

pages = Blueprint("connecting", __name__, url_prefix="/akun/sambung")

# What networks say when the person themselves turned back.
TURNED_BACK = frozenset({"access_denied", "user_cancelled", "user_denied"})


@pages.get("/<network>")
@allow(MANAGERS)
def start(network: str) -> str:
    """Step 1: what will be asked over there, and what we need to know first."""
    part = connector(network)
    unit, again = _target(network, request.args.get("unit"), request.args.get("akun"))
    form = connect_form(part)
    form.unit.data, form.akun.data = unit.code, str(again.id) if again else ""
    if again is not None and "server" in form:
        form.server.data = again.base_url
    return _start_page(network, form, unit, again)


@pages.post("/<network>")
@allow(MANAGERS)
def begin(network: str) -> tuple[str, int] | Response:
    """Go on to the network's own page, or connect with what was typed."""
    part = connector(network)
    form = connect_form(part)
    unit, again = _target(network, form.unit.data, form.akun.data)
    if not form.validate_on_submit():
        return _start_page(network, form, unit, again), 422
    try:
        if part.way is Way.TYPED:
            return _connect_typed(network, form, unit, again)
        row = depart(
            db(), network, unit, again.id if again else None,
            redirect_uri=house().settings.base_url + url_for("connecting.back", network=network),
            server=form.server.data.strip() if part.way is Way.SERVER else "", device_id=_device(),
        )  # fmt: skip
        db().commit()
        return redirect(url_for("connecting.leave", network=network, pending_id=row.id), 303)
    except DomainError as refusal:
        db().rollback()
        _blame(form, refusal)
        return _start_page(network, form, *_target(network, form.unit.data, form.akun.data)), 422


def _connect_typed(
    network: str, form: ConnectForm, unit: Unit, again: SocialAccount | None
) -> tuple[str, int] | Response:
    told = {each.name: (each.data or "").strip() for each in form.asked()}
    code, ident = unit.code, again.id if again else None
    db().rollback()
    candidate = typed(network, told)
    return _connect(network, code, ident, candidate)


@pages.get("/<network>/lanjut/<pending_id>")
@allow(MANAGERS)
def leave(network: str, pending_id: str) -> str:
    """Step 2: the way to the network's own page.

    It is a link: browsers do not let a form of ours end on somebody else's page, and they should not.
    """
    row = pending.pending(db(), read_uuid(pending_id), _device(), network, now=clock.now())
    check_may_manage(actor(), row.unit)
    return render_template(
        "accounts/leave.html",
        network=_(label(network)),
        unit=row.unit.title,
        away_url=pending.remembered(row, box())["url"],
        until=row.expires_at,
        cancel_url=url_for("accounts.index"),
        **_rights(network),
    )


@pages.get("/<network>/kembali")
@allow(MANAGERS)
def back(network: str) -> Response:
    """The person is back from the network; what they bring is good once, and in this sign-in only."""
    connector(network)
    try:
        row = pending.returned(db(), request.args.get("state", ""), _device(), network, now=clock.now())
        memory = pending.remembered(row, box())
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "error")
        return redirect(url_for("accounts.index"), 303)
    unit_code, again = row.unit_code, row.account_id
    db().commit()
    code = request.args.get("code", "")
    if not code:
        flash(_not_granted(network, request.args.get("error", "")), "error")
        return _anew(network, unit_code, again)
    try:
        found = arrive(network, memory, code)
        return _take(network, unit_code, again, found)
    except DomainError as refusal:
        db().rollback()
        flash(sentence(refusal), "error")
        return _anew(network, unit_code, again)


@pages.get("/<network>/pilih/<pending_id>")
@allow(MANAGERS)
def choose(network: str, pending_id: str) -> str:
    """Which of the accounts that the sign-in opened."""
    unit, _again, found = _offered(network, pending_id)
    return _choice_page(network, pending_id, unit, _choice_form(found))


@pages.post("/<network>/pilih/<pending_id>")
@allow(MANAGERS)
def chosen(network: str, pending_id: str) -> tuple[str, int] | Response:
    """Connect the chosen one, and forget the others."""
    unit, again, found = _offered(network, pending_id)
    form = _choice_form(found)
    if form.validate_on_submit():
        (candidate,) = (each for each in found if each.remote_id == form.account.data)
        try:
            row = pending.pending(db(), read_uuid(pending_id), _device(), network, now=clock.now())
            db().delete(row)
            return _connect(network, unit.code, again, candidate)
        except (Conflict, Invalid) as refusal:
            db().rollback()
            form.account.errors = [sentence(refusal)]
    return _choice_page(network, pending_id, units.unit(db(), unit.code), form), 422


def _target(network: str, unit_code: str | None, account_id: str | None) -> tuple[Unit, SocialAccount | None]:
    """The unit for which an account is connected, and which account of it again."""
    again = queries.account(db(), read_uuid(account_id), actor()) if account_id else None
    if again is not None and again.network != network:
        raise NotFound("Akun itu tidak ada.")
    unit = again.unit if again else units.unit(db(), unit_code or "")
    if not actor().sees(unit.path):
        raise NotFound("Unit itu tidak ada.")
    check_may_manage(actor(), unit)
    return unit, again


def _device() -> uuid.UUID:
    device = sessions.present()
    if device is None:
        raise NotAllowed("Akun disambungkan lewat halaman, dalam satu sesi.")
    return device.id


def _blame(form: ConnectForm, refusal: DomainError) -> None:
    """Say the refusal at its field, or at the only place there is."""
    named = by_field(refusal)
    for field in form.asked():
        if field.name in named:
            field.errors = [named[field.name]]
    if not any(field.errors for field in form.asked()):
        form.form_errors = [*form.form_errors, sentence(refusal)]


def _take(network: str, unit_code: str, again: uuid.UUID | None, found: Sequence[Candidate]) -> Response:
    """Connect the account, or let the person choose."""
    if again is not None and len(found) > 1:
        wanted = queries.account(db(), again, actor()).remote_id
        found = [each for each in found if each.remote_id == wanted] or found
    if len(found) == 1:
        return _connect(network, unit_code, again, found[0])
    memory = {"candidates": [_told(each) for each in found]}
    row = pending.remember(
        db(), pending.secret(), _device(), units.unit(db(), unit_code), network, again, memory,
        box=box(), now=clock.now(),
    )  # fmt: skip
    db().commit()
    return redirect(url_for("connecting.choose", network=network, pending_id=row.id), 303)


def _connect(network: str, unit_code: str, again: uuid.UUID | None, candidate: Candidate) -> Response:
    account = admit(db(), units.unit(db(), unit_code), network, candidate, again, by=actor())
    db().commit()
    if account.state is AccountState.PAUSED:
        flash(_("Akun @%(handle)s tersambung, dan penerbitannya masih ditahan.", handle=account.handle), "ok")
    else:
        flash(_("Akun @%(handle)s tersambung.", handle=account.handle), "ok")
    return redirect(url_for("accounts.index"), 303)


def _anew(network: str, unit_code: str, again: uuid.UUID | None) -> Response:
    return redirect(
        url_for("connecting.start", network=network, unit=unit_code, akun=again) if again is None
        else url_for("connecting.start", network=network, akun=again),
        303,
    )  # fmt: skip


def _not_granted(network: str, error: str) -> str:
    name = _(label(network))
    if error in TURNED_BACK:
        return str(
            _("Anda membatalkan di %(network)s. Tidak ada yang berubah; ulangi bila siap.", network=name)
        )
    return str(
        _("%(network)s tidak menyelesaikan langkahnya. Tidak ada yang berubah; coba lagi.", network=name)
    )


def _told(candidate: Candidate) -> dict[str, object]:
    return {**vars(candidate), "credentials": credentials.told(candidate.credentials)}


def _offered(network: str, pending_id: str) -> tuple[Unit, uuid.UUID | None, list[Candidate]]:
    row = pending.pending(db(), read_uuid(pending_id), _device(), network, now=clock.now())
    check_may_manage(actor(), row.unit)
    found = [
        Candidate(**{**each, "credentials": credentials.read(each["credentials"])})
        for each in pending.remembered(row, box()).get("candidates", ())
    ]
    return row.unit, row.account_id, found


def _choice_form(found: Sequence[Candidate]) -> ChoiceForm:
    form = ChoiceForm()
    form.account.choices = [
        SelectChoice(each.remote_id, f"{each.name} (@{each.handle})" if each.name else f"@{each.handle}")
        for each in found
    ]
    return form


def _choice_page(network: str, pending_id: str, unit: Unit, form: ChoiceForm) -> str:
    return render_template(
        "accounts/choose.html",
        network=_(label(network)),
        unit=unit.title,
        form=form,
        action=url_for("connecting.chosen", network=network, pending_id=pending_id),
        cancel_url=url_for("accounts.index"),
    )


def _rights(network: str) -> dict[str, list[str]]:
    may, may_not = guidance.rights(house().networks[network])
    return {"may": [_(each) for each in may], "may_not": [_(each) for each in may_not]}


def _not_ready(name: str) -> str:
    if actor().over_the_city(Role.ADMIN):
        return str(
            _("Kota belum mendaftarkan program di %(network)s. Anda dapat mendaftarkannya.", network=name)
        )
    return str(_(NOT_READY, network=name))


def _register(network: str) -> dict[str, object] | None:
    """What the city's admin needs to make the city's program known there; None for everybody else."""
    fields = NETWORKS.get(network, {})
    names = [fields[each][0] for each in ("client_id", "client_secret") if each in fields]
    if not names or not actor().over_the_city(Role.ADMIN):
        return None
    back_url = house().settings.base_url + url_for("connecting.back", network=network)
    return {"back_url": back_url, "settings": names}


def _start_page(network: str, form: ConnectForm, unit: Unit, again: SocialAccount | None) -> str:
    part, name = connector(network), _(label(network))
    return render_template(
        "accounts/start.html",
        network=name,
        unit=unit.title,
        handle=again.handle if again else "",
        way=part.way.value,
        not_ready="" if part.ready else _not_ready(name),
        register=None if part.ready else _register(network),
        by_hand_url=url_for("accounts.index", unit=unit.code, network=BY_HAND, _anchor="tambah"),
        needed=[_(each) for each in guidance.NEEDED.get(network, ())],
        screen=_(guidance.SCREEN[part.way], network=name),
        **_rights(network),
        form=form,
        fields=form.asked(),
        action=url_for("connecting.begin", network=network),
        cancel_url=url_for("accounts.index"),
    )
