"""Lainnya: who am I, what may I do, in which language, on which devices, and the way out."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from flask_security import login_user, logout_user
from flask_security.utils import _get_post_login_redirect
from werkzeug.wrappers import Response

from evidence.core import clock, reader
from evidence.core.errors import Invalid, NotAllowed
from evidence.core.web import db, read_uuid, sentence
from evidence.units import ceremony, devices, handing_over, passkeys, queries, sessions
from evidence.units.access import PUBLIC, SIGNED_IN, UPLOADERS, Actor, Role, allow
from evidence.units.current import actor, visitor
from evidence.units.models import Device, Passkey, User
from evidence.units.words import ROLES

pages = Blueprint("units", __name__)
YEAR = 365 * 24 * 3600


@pages.get("/lainnya")
@allow(SIGNED_IN)
def more() -> str:
    """The person, their memberships, the language and the way out."""
    by = actor()
    other = "en" if reader.language() == "id" else "id"
    return render_template(
        "units/more.html",
        person={"name": by.name, "username": by.username},
        memberships=[
            {
                "role": ROLES[grant.role],
                "unit": queries.unit(db(), grant.unit_code).title,
                "acting_as": grant.acting_as,
                "until": grant.until,
            }
            for grant in by.grants
        ],
        # Those that stand in the person's bar are left out by the page.
        links=[
            *(
                [{"url": url_for("gallery.home"), "label": _("Beranda"), "icon": "house"}]
                if by.has(Role.UPLOADER)
                else []
            ),
            *(
                [{"url": url_for("board.index"), "label": _("Papan"), "icon": "layout-dashboard"}]
                if by.has(Role.APPROVER, Role.ADMIN, Role.REVIEWER)
                else []
            ),
            {"url": url_for("gallery.activities"), "label": _("Kegiatan"), "icon": "list"},
            {"url": url_for("gallery.index"), "label": _("Galeri"), "icon": "images"},
            {"url": url_for("calendar.index"), "label": _("Jadwal"), "icon": "calendar-clock"},
            {"url": url_for("publish.posts"), "label": _("Unggahan"), "icon": "send"},
            {"url": url_for("coverage.index"), "label": _("Kepatuhan"), "icon": "shield-check"},
            {"url": url_for("papers.index"), "label": _("Laporan"), "icon": "archive"},
            {"url": url_for("points.index"), "label": _("Titik foto"), "icon": "map-pin"},
            *_theme_links(by),
            *(
                [{"url": url_for("opening.index"), "label": _("Galeri warga"), "icon": "images"}]
                if by.over_the_city(Role.ADMIN)
                else []
            ),
            *(
                [{"url": url_for("privacy.index"), "label": _("Permintaan penurunan"), "icon": "eye-off"}]
                if by.over_the_city(Role.ADMIN, Role.APPROVER, Role.REVIEWER)
                else []
            ),
            {"url": url_for("notices.index"), "label": _("Pemberitahuan"), "icon": "bell"},
            {"url": url_for("accounts.index"), "label": _("Akun media sosial"), "icon": "at-sign"},
            {"url": url_for("registry_lists.index"), "label": _("Daftar akun unit"), "icon": "list"},
            *(
                [{"url": url_for("operating.index"), "label": _("Antrean"), "icon": "list-filter"}]
                if by.over_the_city(Role.ADMIN, Role.REVIEWER)
                else []
            ),
            *(
                [{"url": url_for("sampling.index"), "label": _("Uji petik"), "icon": "shield-check"}]
                if by.over_the_city()
                else []
            ),
            *(
                [{"url": url_for("delegations.index"), "label": _("Pengganti pejabat"), "icon": "stamp"}]
                if by.has(Role.APPROVER, Role.ADMIN)
                else []
            ),
            *(
                [
                    {
                        "url": url_for("handing_over.index"),
                        "label": _("Serah terima jabatan"),
                        "icon": "key-round",
                    }
                ]
                if by.has(Role.ADMIN)
                else []
            ),
            *(
                [{"url": url_for("people.index"), "label": pgettext("halaman", "Orang"), "icon": "key-round"}]
                if by.over_the_city(Role.ADMIN)
                else []
            ),
            {"url": url_for("units.signed_in"), "label": _("Perangkat masuk"), "icon": "smartphone"},
        ],
        # Whoever holds nothing is told so on every page.
        given=handing_over.given(db(), by) if by.grants else [],
        language={
            "label": "English" if other == "en" else "Indonesia",
            "url": url_for("units.language", code=other),
            "lang": other,
        },
        logout_url=url_for("security.logout"),
    )


def _theme_links(by: Actor) -> list[dict[str, str]]:
    """The look and the words of each unit whose posts this person makes, or of the city for who runs it."""
    codes = dict.fromkeys(grant.unit_code for grant in by.grants if grant.role in (Role.UPLOADER, Role.ADMIN))
    return [
        {
            "url": url_for("looks.theme", code=code),
            "label": _("Tema gambar %(unit)s", unit=queries.unit(db(), code).title)
            if len(codes) > 1
            else _("Tema gambar"),
            "icon": "palette",
        }
        for code in codes
    ] + [
        {
            "url": url_for("texts.template", code=code),
            "label": _("Templat teks %(unit)s", unit=queries.unit(db(), code).title)
            if len(codes) > 1
            else _("Templat teks"),
            "icon": "pencil",
        }
        for code in codes
    ]


@pages.get("/bahasa/<code>")
@allow(PUBLIC)
def language(code: str) -> Response:
    """Remember the language and go back to where the person was: ``?kembali=``, a path of this house."""
    told = request.args.get("kembali", "")
    # A second stroke, either way, would begin another host.
    back = told if re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", told) else url_for("units.more")
    response = redirect(back)
    if code in reader.LANGUAGES:
        response.set_cookie(
            reader.COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


@pages.get("/perangkat")
@allow(SIGNED_IN)
def signed_in() -> str:
    """Where this person is signed in, each with a way to end it."""
    present, now = sessions.present(), clock.now()
    found = [each for each in queries.devices(db(), actor().id, now) if devices.holds(each, actor(), now)]
    rows = [_device(each, present) for each in found]
    return render_template(
        "units/devices.html",
        devices=sorted(rows, key=lambda row: not row["present"]),
        others_url=url_for("units.end_other_devices") if len(rows) > 1 else "",
        passkeys=[_passkey(each) for each in queries.passkeys(db(), actor().id)],
        passkey_urls={"ask": url_for("units.ask_new_passkey"), "make": url_for("units.make_passkey")}
        if passkeys.may_use(actor())
        else None,
    )


def _device(device: Device, present: Device | None) -> dict[str, Any]:
    return {
        "label": _made_on(device),
        "since": device.signed_in_at,
        "seen": device.last_seen_at,
        "until": min(device.expires_at, device.signed_in_at + devices.lasts(actor(), device.own)),
        "own": device.own,
        "present": present is not None and device.id == present.id,
        "end_url": url_for("units.end_device", device_id=device.id),
    }


def _passkey(passkey: Passkey) -> dict[str, Any]:
    return {
        "label": _made_on(passkey),
        "since": passkey.created_at,
        "used": passkey.used_at,
        "remove_url": url_for("units.remove_passkey", passkey_id=passkey.id),
    }


def _made_on(row: Device | Passkey) -> str:
    """``Chrome di Android``, as far as the browser told."""
    if row.browser and row.system:
        return str(_("%(browser)s di %(system)s", browser=row.browser, system=row.system))
    return row.browser or row.system or str(_("Perangkat tidak dikenal"))


@pages.post("/perangkat/<device_id>/keluarkan")
@allow(SIGNED_IN)
def end_device(device_id: str) -> Response:
    """Sign one device out; the present one is simply the way out."""
    ident, present = read_uuid(device_id), sessions.present()
    if present is not None and present.id == ident:
        logout_user()
        return redirect(url_for("security.login"), 303)
    devices.end(db(), ident, clock.now(), by=actor())
    db().commit()
    flash(_("Perangkat itu dikeluarkan. Untuk dipakai lagi, ia harus masuk kembali."), "ok")
    return redirect(url_for("units.signed_in"), 303)


@pages.post("/perangkat/keluarkan-lainnya")
@allow(SIGNED_IN)
def end_other_devices() -> Response:
    """Sign out everywhere but here."""
    present = sessions.present()
    if present is not None:
        count = devices.end_others(db(), present.id, clock.now(), by=actor())
        db().commit()
        told = ngettext("%(num)s perangkat lain dikeluarkan.", "%(num)s perangkat lain dikeluarkan.", count)
        flash(told, "ok")
    return redirect(url_for("units.signed_in"), 303)


@pages.post("/kunci-sandi/tantangan-baru")
@allow(UPLOADERS)
def ask_new_passkey() -> Response:
    """The question by which a browser makes a passkey."""
    return ceremony.asked(*passkeys.ask_for_new(db(), actor(), ceremony.site()))


@pages.post("/kunci-sandi")
@allow(UPLOADERS)
def make_passkey() -> Response:
    """Keep the passkey that the browser made."""
    told, (challenge, _asked_at) = request.form.get("credential", ""), ceremony.challenge()
    agent = request.user_agent.string
    try:
        passkeys.make(db(), told, challenge, ceremony.site(), agent, clock.now(), by=actor())
        db().commit()
        flash(_("Kunci sandi dibuat. Lain kali Anda dapat masuk dengannya."), "ok")
    except Invalid as refusal:
        db().rollback()
        flash(sentence(refusal), "error")
    return redirect(url_for("units.signed_in"), 303)


@pages.post("/kunci-sandi/<passkey_id>/hapus")
@allow(SIGNED_IN)
def remove_passkey(passkey_id: str) -> Response:
    """Forget a passkey; where it was used, the person stays signed in."""
    passkeys.remove(db(), read_uuid(passkey_id), by=actor())
    db().commit()
    flash(_("Kunci sandi dihapus."), "ok")
    return redirect(url_for("units.signed_in"), 303)


@pages.post("/kunci-sandi/tantangan")
@allow(PUBLIC)
def ask_passkey() -> Response:
    """The question by which a browser offers its passkeys."""
    return ceremony.asked(*passkeys.ask(ceremony.site()))


@pages.post("/kunci-sandi/masuk")
@allow(PUBLIC)
def sign_in_with_passkey() -> Response:
    """Let in whoever the browser's passkey proves."""
    told, (challenge, asked_at) = request.form.get("credential", ""), ceremony.challenge()
    onward = _get_post_login_redirect()
    if visitor() is not None:
        return redirect(onward, 303)
    try:
        by = passkeys.owner(db(), told, challenge, asked_at, ceremony.site(), clock.now())
    except (Invalid, NotAllowed) as refusal:
        db().rollback()
        flash(sentence(refusal), "error")
        return redirect(url_for("security.login", next=request.form.get("next") or None), 303)
    sessions.say_own("own" in request.form)
    login_user(db().get_one(User, by.id), authn_via=["passkey"])
    db().commit()
    return redirect(onward, 303)
