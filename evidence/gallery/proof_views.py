"""The public proof page: what anybody may see of a published comparison, without a sign-in."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from evidence.accounts.naming import network_name, site_name
from evidence.adapters.imaging import FORMATS
from evidence.adapters.storage import ObjectMissing
from evidence.compose.codes import printed, tidy
from evidence.core import reader
from evidence.core.errors import NotFound
from evidence.core.web import db, for_everybody, keep_pace
from evidence.core.words import N_
from evidence.gallery.proof import Kept, Office, Outside, Proof, proof
from evidence.gallery.sliding import sides
from evidence.points.sign import base_of
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("proof", __name__)
for_everybody(pages)
NOTHING = N_("Tidak ada yang terbit dengan kode ini: kodenya keliru, atau unggahannya sudah ditarik.")
# Long enough for a crowd at one code, short enough that what is taken down is soon gone everywhere.
SHORTLY = "public, max-age=60"
HEADS = {"kecamatan": N_("Camat %(name)s"), "kelurahan": N_("Lurah %(name)s")}


@pages.errorhandler(NotFound)
def nothing(_refusal: NotFound) -> tuple[str, int]:
    """The one answer to all that is not published; the same for whoever is signed in."""
    return render_template("gallery/proof_ask.html", refused=_(NOTHING)), 404


@pages.get("/b")
@allow(PUBLIC)
def ask() -> Answer:
    """A field for the code, where a picture shows no QR code that a phone could read."""
    told = request.args.get("kode", "").strip()
    if told:
        return redirect(url_for("proof.page", code=tidy(told) or "-"))
    return _shortly(make_response(render_template("gallery/proof_ask.html")))


@pages.get("/B/<code>")
@allow(PUBLIC)
def scanned(code: str) -> Answer:
    """Where the QR code of a picture leads, which is written in capitals. No code is looked up here."""
    return redirect(url_for("proof.page", code=tidy(code) or "-"))


@pages.get("/b/<code>")
@allow(PUBLIC)
def page(code: str) -> Response:
    """The proof of the newest version that stands."""
    return _page(_found(code))


@pages.get("/b/<code>/<int:number>")
@allow(PUBLIC)
def version(code: str, number: int) -> Response:
    """The proof of that version, as long as it stands."""
    return _page(_found(code, number))


@pages.get("/b/<code>/<int:number>.jpg")
@allow(PUBLIC)
def picture(code: str, number: int) -> Response:
    """The approved bytes of that version, as long as it stands; nothing else, and never a photo."""
    found = _found(code, number)
    try:
        body = house().storage.get(found.picture)
    except ObjectMissing:
        raise NotFound(NOTHING) from None
    if hashlib.sha256(body).hexdigest() != found.sha256:
        # Bytes that nobody approved are no proof of anything.
        raise NotFound(NOTHING)
    response = Response(body, content_type="image/jpeg")
    response.set_etag(found.sha256)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _shortly(response)


def _found(code: str, number: int | None = None) -> Proof:
    """What stands behind the code. Everything that does not answers alike."""
    keep_pace(house().settings.proof_rate, "proof")
    # Numbers that no version can have are asked for as one that there is not.
    found = proof(db(), tidy(code), number if number is None or number < 2**31 else 0)
    if found is None:
        raise NotFound(NOTHING)
    return found


def _page(found: Proof) -> Response:
    base = base_of(house().settings.base_url, request.host_url)
    newest = found.number == found.standing[0]
    here = (
        url_for("proof.page", code=found.code)
        if newest
        else url_for("proof.version", code=found.code, number=found.number)
    )
    image = url_for("proof.picture", code=found.code, number=found.number)
    width, height = FORMATS[found.recipe.format]
    body = render_template(
        "gallery/proof.html",
        proof=found,
        code=printed(found.code),
        page_url=base + here,
        own_url=here,
        image_url=image,
        image_absolute=base + image,
        width=width,
        height=height,
        pair=sides(found.recipe),
        photos=_photos(found),
        office=_office(found.office),
        outside=[named(each) for each in found.outside],
        versions=_versions(found),
        takedown_url=url_for("privacy.ask", kode=printed(found.code)),
        ask_url=url_for("proof.ask"),
        practice=found.recipe.practice,
    )
    return _shortly(make_response(body))


def _photos(found: Proof) -> list[Mapping[str, Any]]:
    """Each photo's label, date and hash, as the picture has them; the date in the page's own language."""
    recipe = found.recipe
    labels = recipe.labels or tuple(
        _("Foto %(number)s", number=at) for at in range(1, len(recipe.photos) + 1)
    )
    words = {"SEBELUM": _("Foto sebelum"), "SESUDAH": _("Foto sesudah")}
    dates = recipe.dates if len(recipe.dates) == len(recipe.photos) else recipe.dates[:1] * len(recipe.photos)
    return [
        {
            "label": words.get(label, label),
            "date": reader.reworded(date),
            "sha256": sha256,
            "erased": kept is Kept.ERASED,
        }
        for label, date, sha256, kept in zip(
            labels, dates or ("",) * len(labels), recipe.photos, found.originals, strict=False
        )
    ]


def _office(office: Office) -> str:
    if office.kind in HEADS:
        words = str(_(HEADS[office.kind], name=office.name))
    elif office.kind == "kota":
        words = str(_("Pemerintah %(name)s", name=office.title))
    else:
        words = office.title or str(_("Pejabat yang berwenang"))
    return f"{office.acting_as} {words}".strip()


def named(each: Outside) -> Mapping[str, Any]:
    """A post that stands, by its account and its address."""
    return {
        # How it came there is for those who run the house.
        "name": f"{site_name(each.site) or network_name(each.network)} @{each.handle.lstrip('@')}",
        "url": each.url if each.url.startswith(("https://", "http://")) else "",
        "posted_at": each.posted_at,
    }


def _versions(found: Proof) -> Sequence[Mapping[str, Any]]:
    """Every other version that stands or stood, the newest first."""
    standing = [
        {
            "number": number,
            "url": url_for("proof.version", code=found.code, number=number),
            "newer": number > found.number,
            "withdrawn_at": None,
        }
        for number in found.standing
        if number != found.number
    ]
    gone = [
        {"number": each.number, "url": "", "newer": each.number > found.number, "withdrawn_at": each.at}
        for each in found.withdrawn
    ]
    return sorted([*standing, *gone], key=lambda each: -int(str(each["number"])))


def _shortly(response: Response) -> Response:
    response.headers["Cache-Control"] = SHORTLY
    response.headers["X-Robots-Tag"] = "noindex"
    # The reader's language is remembered in one.
    response.vary.add("Cookie")
    return response
