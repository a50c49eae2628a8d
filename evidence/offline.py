"""What a phone keeps of Bukti so that it works without a network: the field page, the service worker, the manifest."""

import json
from functools import lru_cache
from hashlib import sha256

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from evidence.assets import STATIC, asset, built, packed
from evidence.units.access import PUBLIC, allow

pages = Blueprint("offline", __name__)
# The plain names of what the field's page needs.
FILES = ("main.css", "main.js", "shared.js", "field.js", "shrink.js", "icons.svg")
ICONS = {"192": "any", "512": "any", "512-penuh": "maskable"}


@pages.get("/lapangan")
@allow(PUBLIC)
def field() -> Response:
    """Camera, lists and a new activity. It says nothing of anybody: each phone keeps one for all who use it."""
    return packed(Response(render_template("field.html", nav=[], actor=None, unit_name="")))


@pages.get("/sw.js")
@allow(PUBLIC)
def service_worker() -> Response:
    """The service worker with the names of the files of this version. Browsers ask for it anew by themselves."""
    told = {
        "version": _version(),
        "shell": url_for("offline.field"),
        "assets": [address for address in map(asset, FILES) if address],
    }
    response = Response(f"self.BUKTI = {json.dumps(told)};\n{_program()}", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return packed(response)


@lru_cache(maxsize=1)
def _program() -> str:
    name = built().get("sw.js")
    return (STATIC / "dist" / name).read_text(encoding="utf-8") if name else ""


@lru_cache(maxsize=1)
def _version() -> str:
    return sha256(json.dumps(dict(built()), sort_keys=True).encode()).hexdigest()[:12]


@pages.get("/manifest.webmanifest")
@allow(PUBLIC)
def manifest() -> Response:
    """What a phone needs to put Bukti beside its other programs."""
    camera = url_for("offline.field")
    told = {
        "id": "/",
        "name": "Bukti",
        "short_name": "Bukti",
        "description": _("Foto sebelum dan sesudah, tersimpan sebagai bukti."),
        "lang": "id",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f4",
        "theme_color": "#faf8f4",
        "icons": [
            {
                "src": url_for("static", filename=f"icon-{name}.png"),
                "sizes": f"{name.split('-')[0]}x{name.split('-')[0]}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in ICONS.items()
        ],
        "shortcuts": [
            {"name": _("Foto sebelum"), "url": f"{camera}#/baru"},
            {"name": _("Foto di HP"), "url": f"{camera}#/kiriman"},
        ],
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")
