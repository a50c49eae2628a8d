"""Lainnya: who am I, what may I do, in which language, and the way out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from evidence.core import reader
from evidence.core.web import db
from evidence.units import queries
from evidence.units.access import PUBLIC, SIGNED_IN, Role, allow
from evidence.units.current import actor

pages = Blueprint("units", __name__)
ROLES = {
    Role.UPLOADER: lazy_gettext("Pengunggah"),
    Role.APPROVER: lazy_gettext("Pemberi persetujuan"),
    Role.REVIEWER: lazy_gettext("Peninjau"),
    Role.ADMIN: lazy_gettext("Admin"),
}
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
            {"url": url_for("gallery.activities"), "label": _("Kegiatan"), "icon": "list"},
            {"url": url_for("gallery.index"), "label": _("Galeri"), "icon": "images"},
            {"url": url_for("accounts.index"), "label": _("Akun media sosial"), "icon": "at-sign"},
        ],
        language={
            "label": "English" if other == "en" else "Indonesia",
            "url": url_for("units.language", code=other),
            "lang": other,
        },
        logout_url=url_for("security.logout"),
    )


@pages.get("/bahasa/<code>")
@allow(PUBLIC)
def language(code: str) -> Response:
    """Remember the language and go back to where the person was."""
    response = redirect(url_for("units.more"))
    if code in reader.LANGUAGES:
        response.set_cookie(
            reader.COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response
