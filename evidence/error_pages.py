"""What a refusal looks like: a problem for programs, a page with a way on for people."""

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from evidence.core.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    TooLarge,
    TooMany,
    Unavailable,
    UnsupportedType,
)
from evidence.core.reader import language
from evidence.core.web import NO_PAGE, by_field, db, is_api, problem, sentence
from evidence.units.current import house

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    UnsupportedType: 415,
    Invalid: 422,
    Unavailable: 503,
    TooMany: 429,
}


def register(app: Flask) -> None:
    """Answer every refusal and every fault of ``app``."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, _refuse(status))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    for fault in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(fault, _database_away)
    app.register_error_handler(500, _fault)


def _refuse(status: int) -> Callable[[DomainError], Response]:
    def refuse(error: DomainError) -> Response:
        response = _answer(status, sentence(error), by_field(error))
        if isinstance(error, Unavailable):
            if error.cause:
                log.warning("part away", extra={"cause": error.cause})
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    return refuse


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    words = {
        400: _("Permintaan ini tidak dapat dibaca."),
        404: _(NO_PAGE),
        405: _("Cara membuka halaman ini tidak benar."),
        413: _("Berkas lebih dari 15 MB. Ambil ulang lewat kamera Bukti."),
        415: _("Jenis isi permintaan ini tidak diterima di sini."),
        429: _("Terlalu banyak permintaan. Tunggu satu menit."),
        500: _("Ada yang salah di pihak kami. Yang sudah tersimpan tetap aman."),
    }
    response = _answer(status, words.get(status, _("Permintaan ini tidak dapat dilayani.")))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _csrf(_error: CSRFError) -> Response:
    return _answer(400, _("Formulir ini sudah tidak berlaku. Muat ulang halaman lalu kirim lagi."))


def _database_away(error: Exception) -> Response:
    """The plain page that needs no database; a lost connection heals by itself with the next request."""
    if isinstance(error, DBAPIError) and not _connection_lost(error):
        log.exception("database fault", exc_info=error)
        return _answer(500, _("Ada yang salah di pihak kami. Yang sudah tersimpan tetap aman."))
    log.warning("database away", extra={"cause": type(error).__name__})
    told = _("Basis data sedang tidak menjawab. Foto di HP tetap aman. Coba lagi sebentar lagi.")
    response = problem(503, told) if is_api() else _plain(503, "errors/down.html")
    response.headers["Retry-After"] = "10"
    return response


def _connection_lost(error: DBAPIError) -> bool:
    # Class 57 is an administrator's stop, 08 and no code at all a connection that failed; the rest is ours.
    code = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or code is None or code.startswith(("08", "57", "53"))


def _fault(error: Exception) -> Response:
    """A fault of ours, already logged with its trace by Flask."""
    return _answer(500, _("Ada yang salah di pihak kami. Yang sudah tersimpan tetap aman."))


def _answer(status: int, told: str, fields: dict[str, str] | None = None) -> Response:
    if is_api():
        return problem(status, told, fields)
    title = {
        403: _("Bukan untuk Anda"),
        404: _("Tidak ditemukan"),
        409: _("Keadaannya sudah berubah"),
        413: _("Berkas terlalu besar"),
        429: _("Terlalu cepat"),
        503: _("Sedang tidak menjawab"),
    }.get(status, _("Tidak dapat dilanjutkan"))
    said = {"code": status, "title": title, "text": told, "fields": list((fields or {}).values())}
    if status >= 500:
        return _plain(status, "errors/error.html", **said)
    # What failed may have left the session in the middle of something; the frame asks who is looking.
    db().rollback()
    return make_response(render_template("errors/error.html", **said), status)


def _plain(status: int, template: str, **told: object) -> Response:
    """A page without a frame, which would ask who is looking, and so a database that may be away."""
    page = current_app.jinja_env.get_template(template)
    practice = house().settings.practice_mode
    return make_response(page.render(lang=language(), practice_mode=practice, **told), status)
