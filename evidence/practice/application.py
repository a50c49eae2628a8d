"""Puts the practice network together: settings, routes, error answers and headers."""

import hashlib
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_babel import gettext as _
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from evidence.core import reader
from evidence.core.words import N_
from evidence.practice import api, orders, pages, panel
from evidence.practice.context import Practice, practice
from evidence.practice.counts import Counts
from evidence.practice.faults import Dropped, Faults, TooManyWaiting
from evidence.practice.store import Store
from evidence.practice.tables import create_tables
from evidence.practice.wire import IMAGE_BYTES_MOST, Refusal

ROOT = Path(__file__).resolve().parents[2]

# Set in a request's environment when its connection is to be closed without an answer.
DROP = "practice.drop"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


class IdentConverter(BaseConverter):
    """An id of ours; anything else is no address, and never reaches the database."""

    regex = "[a-z0-9]{1,40}"


class HandleConverter(BaseConverter):
    """An account name as it stands in an address."""

    regex = "[a-z0-9][a-z0-9._]{0,39}"


def create_practice(database_url: str, key: str) -> Flask:
    """The practice network on that database, its tables made. ``key`` opens accounts and orders faults.

    Raises ValueError for an empty key and ``sqlalchemy.exc.OperationalError`` when the database does not
    answer.
    """
    if not key:
        raise ValueError("the practice network needs a key")
    engine = create_engine(
        database_url,
        # One for each thread that answers at once (`server.THREADS`; those that are held hold none), and kept: a crowd
        # that opens and closes them all the time waits longer for that than for its answers.
        pool_size=32,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 3, "options": "-cstatement_timeout=15000 -ctimezone=UTC"},
    )
    create_tables(engine)
    app = Flask(
        "evidence.practice",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "templates" / "practice" / "static"),
        static_url_path="/static",
    )
    app.config.update(
        # Derived, so that whoever changes the key also ends every trainer's session.
        SECRET_KEY=hashlib.sha256(b"practice cookies:" + key.encode()).hexdigest(),
        # Cookies do not know ports: a name of its own keeps Bukti's session on the same machine apart.
        SESSION_COOKIE_NAME="latihan_session",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=IMAGE_BYTES_MOST + 256 * 1024,
        MAX_FORM_MEMORY_SIZE=128 * 1024,
        MAX_FORM_PARTS=20,
        BABEL_DEFAULT_LOCALE="id",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    Babel(app, locale_selector=reader.choice)
    app.extensions["practice"] = Practice(Store(engine), Faults(), key, Counts(engine))
    app.url_map.converters.update(ident=IdentConverter, handle=HandleConverter)
    for blueprint in (api.blueprint, orders.blueprint, panel.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/readyz", "readyz", _readyz)
    app.jinja_env.globals.update(stamp=reader.stamp, language=reader.language)
    _answer_errors(app)
    app.after_request(_with_headers)
    return app


def _healthz() -> Response:
    return jsonify(ok=True)


def _readyz() -> Response:
    with practice().store.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify(ok=True)


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """The refusal as JSON for programs, as a page for people."""
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    if request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
        return jsonify(error={"code": refusal.code, "message": refusal.message}), refusal.status, headers
    return (
        render_template("practice/refusal.html", told=_(refusal.message), status=refusal.status),
        refusal.status,
        headers,
    )


def _answer_errors(app: Flask) -> None:
    def http(error: HTTPException) -> ResponseReturnValue:
        known = {
            404: ("not_found", N_("Alamat ini tidak ada, atau unggahannya sudah ditarik.")),
            405: ("method_not_allowed", N_("Cara memanggil alamat ini salah.")),
            413: ("too_large", N_("Kiriman lebih dari 8 MB.")),
            500: ("internal", N_("Jejaring latihan gagal menjawab.")),
        }
        status = error.code or 500
        code, message = known.get(status, ("bad_request", N_("Permintaan tidak dapat dibaca.")))
        # A redirect is an answer of the router, not a refusal.
        return error.get_response() if status < 400 else _refused(Refusal(status, code, message))

    def undecodable(_error: UnicodeError) -> ResponseReturnValue:
        return _refused(Refusal(400, "invalid_text", "Kiriman bukan teks UTF-8 yang dapat dibaca."))

    def away(_error: Exception) -> ResponseReturnValue:
        return _refused(Refusal(503, "unavailable", "Basis data latihan tidak menjawab.", retry_after=5))

    def crowded(_error: TooManyWaiting) -> ResponseReturnValue:
        return _refused(
            Refusal(503, "too_many_held", "Terlalu banyak panggilan sedang ditahan.", retry_after=5)
        )

    def dropped(_error: Dropped) -> ResponseReturnValue:
        request.environ[DROP] = True
        return _refused(Refusal(502, "dropped", "Gangguan latihan: jawaban hilang."))

    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(UnicodeError, undecodable)
    app.register_error_handler(OperationalError, away)
    app.register_error_handler(PoolTimeout, away)
    app.register_error_handler(TooManyWaiting, crowded)
    app.register_error_handler(Dropped, dropped)
