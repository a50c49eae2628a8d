"""What every page and every call of the API shares: the request's session, problems as JSON, and plain questions."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, g, json, request
from flask_babel import gettext
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.orm import Session, scoped_session
from wtforms.form import BaseForm

from evidence.core.errors import DomainError, Invalid, NotFound, TooLarge, TooMany, UnsupportedType, filled
from evidence.core.reader import time_text
from evidence.core.text import is_json
from evidence.core.words import N_

# Bytes. The longest captions of every network together are a small part of it.
MOST_JSON = 256 * 1024
NOT_A_UUID = N_("Nomor itu bukan uuid.")
NO_KEY = N_("Kunci halaman itu tidak dikenal. Pakai after dari jawaban sebelumnya.")
FAST = N_("Terlalu banyak permintaan. Tunggu satu menit.")
NO_PAGE = N_("Halaman itu tidak ada, atau tidak untuk Anda.")


def db() -> Session:
    """The session of this request; closed, and rolled back when nobody committed, at its end."""
    sessions: scoped_session[Session] = current_app.extensions["sessions"]
    return sessions()


def for_everybody(pages: Blueprint) -> None:
    """Answer everybody alike on these ``pages``: nobody is asked who they are, so that any proxy may keep an answer.

    A page that looked at the session would have its cookie renewed or ended beside it, and kept for the next one too.
    """

    @pages.before_request
    def ask_nobody() -> None:
        g.for_everybody = True


def is_api() -> bool:
    """Whether a program is asking: answers are JSON then, errors too."""
    return request.path.startswith("/api/")


def keep_pace(rate: str, kind: str, *, of: str | None = None, words: str = FAST, cost: int = 1) -> None:
    """Count ``cost`` calls of a kind, from this address or ``of`` somebody, towards a rate such as ``60 per minute``.

    Raises TooMany beyond it. The count lives in this process.
    """
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    limit = parse(rate)
    if not limiter.hit(limit, kind, (request.remote_addr or "") if of is None else of, cost=cost):
        raise TooMany(words, retry_after=limit.get_expiry())


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer that nobody may keep."""
    response = Response(json.dumps(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers)
    return response


def problem(status: int, detail: str, fields: dict[str, str] | None = None, **more: Any) -> Response:
    """An error as RFC 9457 describes it; ``fields`` says what is wrong with which part."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if fields:
        body["fields"] = fields
    body.update(more)
    response = Response(json.dumps(body), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def sentence(refusal: DomainError) -> str:
    """What a refusal says, in the reader's language."""
    return filled(gettext(refusal.text), refusal.params, time_text, gettext)


def by_field(refusal: DomainError) -> dict[str, str]:
    """What a refusal says of each field, in the reader's language; empty when it is about none."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    return {name: filled(gettext(text), refusal.params, time_text, gettext) for name, text in fields.items()}


def mark(form: BaseForm, refusal: DomainError) -> None:
    """Write what a refusal says of each field at that field."""
    for name, words in by_field(refusal).items():
        form[name].errors = [words]


def body_of_request() -> dict[str, Any]:
    """The request's JSON object. Raises Invalid, TooLarge, or UnsupportedType when it does not call itself JSON."""
    if not request.is_json:
        raise UnsupportedType("Isi permintaan harus objek JSON.")
    if (request.content_length or 0) > MOST_JSON:
        raise TooLarge("Isi permintaan paling besar 256 KB.")
    try:
        told = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not is_json(told):
        raise Invalid("Isi permintaan harus objek JSON.")
    return told


def parameter(name: str) -> str:
    """What the address says of ``name``; Invalid, which names it, where it says nothing."""
    value = request.args.get(name, "").strip()
    if not value:
        raise Invalid("Periksa kembali isian ini.", {name: N_("Wajib diisi.")})
    return value


def page_key(read: Callable[[str], object | None], name: str = "after") -> str | None:
    """The key of the page that a program asks for, None of the first; Invalid where ``read`` makes nothing of it.

    A person whose address was cut off begins anew; a program would go round for ever.
    """
    value = request.args.get(name)
    if value and read(value) is None:
        raise Invalid("Periksa kembali isian ini.", {name: NO_KEY})
    return value or None


def is_seeking() -> bool:
    """Whether a form was sent only to find more of what it offers, and nothing of it is to be kept."""
    return request.form.get("act") == "cari"


def read_uuid(value: str | None) -> uuid.UUID:
    """The uuid in a path or query; NotFound when it is none, since nothing can be there."""
    try:
        return uuid.UUID(value or "")
    except (ValueError, AttributeError):
        raise NotFound(NOT_A_UUID if is_api() else NO_PAGE) from None
