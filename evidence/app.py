"""The web application: settings and parts in, a Flask application out."""

import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import structlog
from flask import Flask, Response, abort, g, request
from flask_security import RoleMixin, Security, SQLAlchemySessionUserDatastore
from flask_wtf import CSRFProtect
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.orm import scoped_session
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from evidence import assets, blueprints, error_pages, pages
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import connectors, networks
from evidence.adapters.storage import storage_of
from evidence.core.db import make_engine, make_sessions
from evidence.core.text import is_text
from evidence.notices import personal
from evidence.publish.queries import waiting
from evidence.publish.timetable import next_slot
from evidence.repair.queries import held
from evidence.reports.coverage.queries import look_days
from evidence.reports.papers import handing
from evidence.units import devices, guard, sign_in
from evidence.units import sessions as sign_ins
from evidence.units.current import House
from evidence.units.forms import MISMATCH, SignInForm
from evidence.units.models import User

# A form's photo travels with its fields; the photo's own limit is checked by the service.
MOST_BODY = 15 * 1024 * 1024 + 64 * 1024
SIGN_IN_FAILURES = ("USER_DOES_NOT_EXIST", "INVALID_PASSWORD", "DISABLED_ACCOUNT")
log = logging.getLogger("evidence.web")


def create_app(settings: Settings) -> Flask:
    """The application with its extensions, parts, routes and error pages; touches no database until asked."""
    app = Flask("evidence", template_folder=str(pages.TEMPLATES), static_folder=str(assets.STATIC))
    app.config.update(_config(settings))
    engine = make_engine(settings.database_url, statement_timeout=10)
    sessions = scoped_session(make_sessions(engine))
    parts = networks(settings.applications, settings.practice_url, read_seconds=settings.network_timeout)
    app.extensions.update(
        sessions=sessions,
        engine=engine,
        limiter=FixedWindowRateLimiter(MemoryStorage()),
        token_box=TokenBox(settings.token_keys),
        house=House(
            settings,
            storage_of(settings),
            parts,
            held,
            connectors(
                settings.applications,
                loopback=settings.practice_mode,
                read_seconds=settings.network_timeout,
            ),
            waiting,
            look_days=look_days,
            next_slot=next_slot,
            belongings=handing.belongings,
            alert=partial(personal.alert, settings),
            handed_over=handing.tell,
        ),
    )
    app.teardown_appcontext(lambda _error: sessions.remove())
    _identify_requests(app)
    app.before_request(_refuse_unreadable)
    csrf = CSRFProtect(app)
    pages.prepare(app, settings)
    app.before_request(guard.stand)
    sign_in.slow_down(app, settings.sign_in_rate)
    datastore = SQLAlchemySessionUserDatastore(sessions, User, RoleMixin)
    security = Security(app, datastore, login_form=SignInForm)
    sign_ins.watch(app)
    # The sign-in is a page for people. Programs bring our own tokens, so the library's kind opens nothing here.
    security.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    for page in blueprints.PAGES:
        app.register_blueprint(page)
    for api in blueprints.APIS:
        # Programs have no form token: the guard asks where a cookie's write comes from instead.
        csrf.exempt(api)
        app.register_blueprint(api)
    error_pages.register(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> Mapping[str, object]:
    secure = settings.base_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": MOST_BODY,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SESSION_COOKIE_NAME": "bukti",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The cookie outlives every sign-in, whose own end stands on its row, and is not sent anew with each answer.
        "PERMANENT_SESSION_LIFETIME": devices.OWN,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_LOGIN_URL": "/masuk",
        "SECURITY_LOGOUT_URL": "/keluar",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        # Below zero the library has no page that asks for the password again: whoever must, signs in anew.
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/masuk",
        "SECURITY_LOGIN_USER_TEMPLATE": "units/login.html",
        "SECURITY_JOIN_USER_ROLES": False,
        # Argon2 salts by itself; a hash that also hung on the session key would lock everybody out with a new key.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        # Every way to fail reads the same. The library's own generic answer needs an address field, which we lack.
        **{f"SECURITY_MSG_{failure}": (MISMATCH, "error") for failure in SIGN_IN_FAILURES},
        "SECURITY_MSG_LOGIN": ("Silakan masuk.", "info"),
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": None,
        "BABEL_DEFAULT_LOCALE": "id",
    }


def _refuse_unreadable() -> None:
    """An address with characters that no database takes asks for nothing that could be there."""
    if not is_text(request.path):
        abort(404)
    if not all(is_text(value) for value in request.args.values()):
        abort(400)


def _identify_requests(app: Flask) -> None:
    """Give every request an id, log how it ended, and tell the id to whoever asked."""

    @app.before_request
    def begin() -> None:
        g.request_id = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint not in ("static", "health.healthz", "metrics.metrics"):
            # The path only: a query may hold a person's words.
            log.info(
                "request",
                extra={"method": request.method, "path": request.path, "status": response.status_code},
            )
        return response
