"""The page on which a person says how they are told, beside the list of notices."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters.push import Subscription
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid
from evidence.core.web import by_field, db, read_uuid
from evidence.core.words import N_
from evidence.notices import choices, choosing, queries
from evidence.notices.choices import Chosen, Usual
from evidence.notices.choosing import Wishes
from evidence.notices.forms import WAYS, AddressForm, BrowserForm, SettingsForm
from evidence.notices.hours import read_time, written
from evidence.notices.models import PushSubscription
from evidence.notices.topics import TOPICS, Way
from evidence.units import sessions
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor, house

pages = Blueprint("telling", __name__)
NO_PUSH = N_("Push belum diatur. Minta admin kota mengaturnya.")
UNREADABLE = N_("Peramban ini memberi alamat push yang tidak dapat dipakai.")


def usual() -> Usual:
    """What the city chose for all."""
    found = house().settings
    return Usual(found.quiet_hours, found.digest_at)


@pages.get("/pemberitahuan/pengaturan")
@allow(SIGNED_IN)
def show() -> str:
    """What this person is told, in which ways, and when."""
    found = choices.chosen(db(), actor().id, usual())
    form = SettingsForm()
    for topic in TOPICS:
        form.field_of(topic).data = [way.value for way in topic.ways if found.ticked(way, topic)]
    form.muted.data = found.muted
    begin, end = found.quiet
    form.quiet.data = begin != end
    # Whoever wants none sees the city's hours, to have them again with one tap.
    begin, end = found.quiet if begin != end else usual().quiet
    form.quiet_from.data, form.quiet_until.data = written(begin), written(end)
    form.digest_at.data = written(found.digest_at)
    return _page(form, found)


@pages.post("/pemberitahuan/pengaturan")
@allow(SIGNED_IN)
def save() -> str | tuple[str, int] | Response:
    """Keep what was chosen."""
    form = SettingsForm()
    if not form.validate_on_submit():
        found = choices.chosen(db(), actor().id, usual())
        return _page(form, found), 422
    begin, end = read_time(form.quiet_from.data or ""), read_time(form.quiet_until.data or "")
    wishes = Wishes(
        {each.code: frozenset(Way(way) for way in form.field_of(each).data or ()) for each in TOPICS},
        bool(form.muted.data),
        begin,
        end if form.quiet.data else begin,
        read_time(form.digest_at.data or ""),
        reader.language(),
    )
    choosing.choose(db(), wishes, by=actor())
    db().commit()
    said = _("Pengaturan pemberitahuan tersimpan.")
    if form.muted.data:
        said = f"{said} {_still_told(choices.chosen(db(), actor().id, usual()))}"
    flash(said, "ok")
    return redirect(url_for("telling.show"), 303)


@pages.post("/pemberitahuan/email")
@allow(SIGNED_IN)
def address() -> Response:
    """Say where letters go; whoever reads them there has to agree first."""
    form, now = AddressForm(), clock.now()
    if house().settings.mail is None:
        raise Conflict("Email belum diatur. Minta admin kota mengaturnya.")
    if not form.validate_on_submit():
        flash(_("Tulis satu alamat email, misalnya nama@kantor.go.id."), "error")
        return redirect(url_for("telling.show"), 303)
    try:
        new = choosing.give_address(
            db(), form.mail_to.data or "", by=actor(), language=reader.language(), now=now
        )
    except Invalid as refusal:
        db().rollback()
        flash(by_field(refusal)["mail_to"], "error")
        return redirect(url_for("telling.show"), 303)
    db().commit()
    if new:
        flash(
            _("Kami mengirim surat ke alamat itu. Buka tautannya agar pemberitahuan mulai dikirim."), "info"
        )
    elif (form.mail_to.data or "").strip():
        flash(
            _("Alamat itu sudah dicatat, dan suratnya paling banyak sekali sehari. Periksa juga kotak spam."),
            "info",
        )
    else:
        flash(_("Tidak ada surat yang dikirim lagi."), "ok")
    return redirect(url_for("telling.show"), 303)


@pages.post("/pemberitahuan/perangkat")
@allow(SIGNED_IN)
def add_browser() -> Response:
    """Let pushes come to this browser."""
    form, push, device = BrowserForm(), house().settings.push, sessions.present()
    if push is None or device is None:
        raise Conflict(NO_PUSH)
    if not form.validate_on_submit() or (told := _told(form.subscription.data or "")) is None:
        raise Invalid(UNREADABLE)
    choosing.subscribe(db(), told, device, push, by=actor(), language=reader.language(), now=clock.now())
    db().commit()
    flash(_("Pemberitahuan akan muncul di perangkat ini."), "ok")
    return redirect(url_for("telling.show"), 303)


@pages.post("/pemberitahuan/perangkat/<subscription_id>/hapus")
@allow(SIGNED_IN)
def remove_browser(subscription_id: str) -> Response:
    """No push there any more."""
    choosing.unsubscribe(db(), read_uuid(subscription_id), by=actor())
    db().commit()
    flash(_("Pemberitahuan tidak muncul lagi di perangkat itu."), "ok")
    return redirect(url_for("telling.show"), 303)


def _still_told(found: Chosen) -> str:
    """That all is switched off outside the app, and what comes nevertheless by the ways that reach this person."""
    settings = house().settings
    reach = [Way.PUSH] if settings.push is not None and queries.browsers(db(), actor()) else []
    reach += [Way.MAIL] if settings.mail is not None and found.mail else []
    kept = [
        f"{_(topic.words)} ({', '.join(str(WAYS[way]) for way in ways)})"
        for topic in TOPICS
        if (ways := [way for way in reach if found.wants(way, topic)])
    ]
    off = _("Semua yang tidak mendesak di luar aplikasi sedang dimatikan.")
    rest = (
        _("Masih datang karena mendesak: %(kinds)s.", kinds="; ".join(kept))
        if kept
        else _("Tidak ada lagi yang datang di luar aplikasi.")
    )
    return f"{off} {rest}"


def _told(text: str) -> Subscription | None:
    """The subscription in the browser's words; None where they are others."""
    try:
        told = json.loads(text)
        found = (told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if not all(isinstance(each, str) and each.isascii() and len(each) <= 1000 for each in found):
        return None
    return Subscription(*found)


def _page(form: SettingsForm, found: Chosen) -> str:
    address_form = AddressForm()
    # Whatever another form of the page brought, this one shows what is kept.
    address_form.mail_to.data = found.mail or found.mail_asked
    settings, present = house().settings, sessions.present()
    browsers = [_browser(each, present.id if present else None) for each in queries.browsers(db(), actor())]
    return render_template(
        "notices/settings.html",
        form=form,
        topics=[
            {"field": form.field_of(each), "urgent": each.urgent, "app": Way.APP in each.ways}
            for each in TOPICS
        ],
        ways=list(WAYS.values()),
        urgent=[_(each.words) for each in TOPICS if each.urgent],
        still_told=_still_told(found) if found.muted else "",
        address_form=address_form,
        mail={"set_up": settings.mail is not None, "confirmed": found.mail, "asked": found.mail_asked},
        push_key=settings.push.public_key if settings.push else "",
        browsers=browsers,
        on_here=any(each["present"] for each in browsers),
    )


def _browser(each: PushSubscription, present: Any) -> dict[str, Any]:
    parts = [part for part in (each.device.browser, each.device.system) if part]
    return {
        "label": ", ".join(parts) or _("Peramban"),
        "since": each.created_at,
        "present": each.device_id == present,
        "remove_url": url_for("telling.remove_browser", subscription_id=each.id),
    }
