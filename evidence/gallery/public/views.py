"""The public gallery: what anybody may look at without a sign-in, a script or a cookie."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from evidence.capture.categories import CATEGORIES
from evidence.compose.codes import tidy
from evidence.core import clock, reader
from evidence.core.errors import NotFound
from evidence.core.web import db, for_everybody, keep_pace
from evidence.core.words import N_
from evidence.gallery.proof import outside
from evidence.gallery.proof_views import named
from evidence.gallery.public import forms, queries
from evidence.gallery.public.pictures import SIZES, Kept
from evidence.gallery.public.queries import Asked, Item
from evidence.gallery.public.showing import card, shown
from evidence.points.sign import base_of
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("public", __name__)
for_everybody(pages)
NOTHING = N_("Halaman itu tidak ada, atau sudah tidak tampil.")
# Long enough for a crowd, short enough that what is taken down is soon gone everywhere.
SHORTLY = "public, max-age=60"
# A frame on somebody else's page may show it and do nothing else.
FRAMED = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
FEED = "application/atom+xml; charset=utf-8"


@pages.before_request
def count() -> None:
    """So many requests from one address, and no more."""
    keep_pace(house().settings.gallery_rate, "gallery")


@pages.errorhandler(NotFound)
def nothing(_refusal: NotFound) -> tuple[str, int]:
    """The one answer to all that is not to be seen: closed, withdrawn, erased, unknown."""
    return render_template("gallery/public/nothing.html", refused=_(NOTHING)), 404


@pages.get("/warga")
@allow(PUBLIC)
def index() -> Response:
    """What is published in the open galleries, the newest first, narrowed by unit, category and month."""
    units = queries.open_units(db())
    asked = forms.read(request.args, units)
    found = queries.items(db(), asked, request.args.get("setelah"))
    chosen = _chosen(asked)
    base = _base()
    cards = [card(each) for each in found.rows]
    body = render_template(
        "gallery/public/index.html",
        cards=cards,
        units=[(each.code, each.title) for each in units],
        categories=[(code, _(words)) for code, (words, _mode) in CATEGORIES.items()],
        months=[(f"{each:%Y-%m}", reader.month_text(each)) for each in forms.months(clock.today())],
        chosen=chosen,
        heading=asked.unit.title if asked.unit else "",
        page_url=base + url_for("public.index", **chosen),
        image_absolute=base + cards[0]["preview_url"] if cards else "",
        feed_url=url_for("public.feed", **{name: chosen[name] for name in chosen if name != "bulan"}),
        next_url=f"{url_for('public.index')}?{urlencode({**chosen, 'setelah': found.after})}"
        if found.after
        else "",
    )
    return _shortly(make_response(body))


@pages.get("/warga/<code>")
@allow(PUBLIC)
def item(code: str) -> Response:
    """One comparison with its slider, where it was published, and the way to its proof."""
    found = _found(code)
    standing = [named(outside(each)) for each in queries.outside(db(), found.code)]
    body = render_template("gallery/public/item.html", **shown(found, _base()), outside=standing)
    return _shortly(make_response(body))


@pages.get("/warga/<code>/sematan")
@allow(PUBLIC)
def embed(code: str) -> Response:
    """The slider alone, for a frame on another page: the same for everybody, in Indonesian.

    Where nothing is to be seen it says so in one line, that the page around it shows nothing broken.
    """
    found = queries.item(db(), tidy(code))
    with force_locale("id"):
        if found is None:
            response = make_response(render_template("gallery/public/embed_gone.html"), 404)
        else:
            body = render_template("gallery/public/embed.html", **shown(found, _base()))
            response = _shortly(make_response(body), plain=True)
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@pages.get("/tentang")
@allow(PUBLIC)
def about() -> Response:
    """What Bukti is, whose it is, how a picture is verified, and how anybody asks for one to go."""
    return _shortly(
        make_response(render_template("gallery/public/about.html", days=house().settings.takedown_days))
    )


@pages.get("/warga/<code>/<size>.jpg")
@allow(PUBLIC)
def picture(code: str, size: str) -> Response:
    """The photos of the approved picture as a card, as a page or as a preview shows them."""
    found = _found(code)
    if size not in SIZES:
        raise NotFound
    response = Response(content_type="image/jpeg")
    tag = hashlib.sha256(f"{found.sha256} {size}".encode()).hexdigest()
    response.set_etag(tag)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A search engine's copy would outlive a takedown.
    response.headers["X-Robots-Tag"] = "noindex, noimageindex"
    response.headers["Cache-Control"] = SHORTLY
    if not request.if_none_match.contains(tag):
        response.set_data(_kept().picture(found, size, house().storage))
    response.make_conditional(request)
    return response


@pages.get("/warga/umpan.xml")
@allow(PUBLIC)
def feed() -> Response:
    """The newest as an Atom feed, of one unit or one category where that is asked: the same for everybody."""
    asked = forms.read(request.args, queries.open_units(db()))
    found = queries.items(db(), Asked(asked.unit, asked.category))
    chosen, base = _chosen(Asked(asked.unit, asked.category)), _base()
    with force_locale("id"):
        body = render_template(
            "gallery/public/feed.xml",
            entries=[{**shown(each, base), "at": each.published_at} for each in found.rows],
            heading=asked.unit.title if asked.unit else "",
            updated=found.rows[0].published_at if found.rows else None,
            page_url=base + url_for("public.index", **chosen),
            self_url=base + url_for("public.feed", **chosen),
        )
    return _shortly(Response(body, content_type=FEED), plain=True)


def _found(code: str) -> Item:
    found = queries.item(db(), tidy(code))
    if found is None:
        raise NotFound
    return found


def _kept() -> Kept:
    kept: Kept = current_app.extensions.setdefault("cut pictures", Kept())
    return kept


def _chosen(asked: Asked) -> dict[str, Any]:
    """What was asked as an address has it."""
    told = {
        "unit": asked.unit.code if asked.unit else "",
        "kategori": asked.category,
        "bulan": f"{asked.month:%Y-%m}" if asked.month else "",
    }
    return {name: value for name, value in told.items() if value}


def _base() -> str:
    return base_of(house().settings.base_url, request.host_url)


def _shortly(response: Response, *, plain: bool = False) -> Response:
    """Kept by anybody for a minute; ``plain`` is the same in every language."""
    response.headers["Cache-Control"] = SHORTLY
    response.headers["X-Robots-Tag"] = "noindex"
    if not plain:
        # The reader's language is remembered in one.
        response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response
