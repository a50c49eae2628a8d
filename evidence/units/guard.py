"""The door: one access rule a route, checked before every view."""

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import NotAllowed
from evidence.core.web import db, is_api, problem
from evidence.units import handing_over, queries
from evidence.units.access import PUBLIC, SIGNED_IN, Actor, Rule
from evidence.units.current import visitor

LOGIN = "security.login"
START = "gallery.start"
# Views of libraries, on which no rule can be written.
RULES_OF_OTHERS = {
    "static": PUBLIC,
    LOGIN: PUBLIC,
    "security.logout": SIGNED_IN,
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def rule_of(endpoint: str) -> Rule | None:
    """The rule of a route, or None when nobody wrote one: then nobody may call it."""
    return RULES_OF_OTHERS.get(endpoint) or getattr(current_app.view_functions[endpoint], "access_rule", None)


def stand() -> Response | None:
    """Let the request in, send it to the sign-in, or refuse it."""
    if request.endpoint is None:
        return None
    rule = rule_of(request.endpoint)
    if rule is None:
        raise NotAllowed("Halaman ini belum dibuka.")
    if rule.anyone:
        if request.endpoint == LOGIN:
            # Whoever comes with a session that is over may sign in here, and is not sent on as one who is in.
            visitor()
        return None
    if is_api():
        refusal = _check_caller(request.endpoint)
        if refusal is not None:
            return refusal
    actor = visitor()
    if actor is None:
        if is_api():
            return problem(401, _("Sesi Anda berakhir. Silakan masuk kembali; foto tetap tersimpan di HP."))
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for(LOGIN, next=back))
    if is_api() and request.headers.get("X-User", str(actor.id)) != str(actor.id):
        # A phone's outbox says whose photo it sends; by now somebody else has signed in on it.
        return problem(401, _("Sesi Anda berakhir. Silakan masuk kembali; foto tetap tersimpan di HP."))
    if not actor.grants and is_api() and _scope(request.endpoint) == "upload":
        _tell_former(actor)
    if not actor.grants and rule.roles and not is_api() and request.method in SAFE:
        # The first page says what became of their office and whom to ask; an old link or ``next`` would only refuse.
        return redirect(url_for(START))
    rule.check(actor)
    return None


def _scope(endpoint: str) -> str:
    """What a token must cover to call it."""
    return str(getattr(current_app.view_functions[endpoint], "access_scope", "read"))


def _tell_former(actor: Actor) -> None:
    """A phone that still sends for somebody whose office was handed over hears what becomes of its photos."""
    if gone := handing_over.given(db(), actor):
        raise NotAllowed(handing_over.KEPT, unit=gone[0].unit)


def _check_caller(endpoint: str) -> Response | None:
    """A program brings a token with the right scope; a page's script brings its cookie, from our own pages only."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        row = queries.token_owner(db(), token.strip(), clock.now()) if kind.lower() == "bearer" else None
        owner = queries.actor(db(), row.user_id, clock.now()) if row else None
        if row is None or owner is None:
            return problem(401, _("Token tidak berlaku. Buat token baru."))
        if _scope(endpoint) not in row.scopes:
            raise NotAllowed("Token ini tidak mencakup tindakan itu.")
        g.token_actor = owner
        return None
    if request.method not in SAFE and not _same_origin():
        raise NotAllowed("Permintaan ini tidak datang dari halaman Bukti.")
    return None


def _same_origin() -> bool:
    """Whether our own page asks. A browser always says where a write comes from; a missing word is no proof."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin == request.host_url.rstrip("/") if origin else site == "same-origin"
