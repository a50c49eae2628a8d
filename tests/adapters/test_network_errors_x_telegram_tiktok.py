"""The errors of X, Telegram and TikTok as their documentation lists them, each with what it decides.

A row says what the error proves at the one call that cannot be taken back, and at a call that may be repeated.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from evidence.adapters.networks.base import RECONNECT, Access, Network, NetworkError
from evidence.adapters.networks.telegram import Telegram
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.tiktok_items import CONTAINER
from evidence.adapters.networks.x import X
from tests.adapters.answering import answering, http
from tests.adapters.submissions import proved
from tests.networks.proving import PATIENT, picture, submission

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PICTURE = "https://bukti.example/media/1.jpg"
PHRASES = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    408: "Request Timeout", 409: "Conflict", 413: "Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One error of one network: the answer, and what it decides. ``wait`` in seconds where the network says it."""

    network: str
    error: str
    answer: bytes
    publish: str
    repeatable: str
    wait: float | None = None


def _http(status: int, told: object, *headers: str) -> bytes:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return http(f"{status} {PHRASES[status]}", body, *headers)


# ------------------------------------------------------------------------------------------------------ X
def _x(status: int, detail: str, kind: str = "about:blank", *headers: str, **more: object) -> bytes:
    kind = kind if ":" in kind else f"https://api.twitter.com/2/problems/{kind}"
    return _http(status, {"title": "T", "detail": detail, "type": kind, "status": status, **more}, *headers)


def _left(prefix: str, left: int, seconds: int) -> tuple[str, str]:
    return f"{prefix}-remaining: {left}", f"{prefix}-reset: {int(NOW.timestamp()) + seconds}"


DATE = "Date: Fri, 20 Nov 2026 03:00:00 GMT"
MEDIA = [{"message": "Your media IDs are invalid.", "parameters": {"media.media_ids": ["1"]}}]
FIFTEEN = (DATE, *_left("x-rate-limit", 0, 600))
A_DAY = (DATE, *_left("x-rate-limit", 5, 600), *_left("x-app-limit-24hour", 0, 50_000))
FOR_EVER = (DATE, *_left("x-rate-limit", 0, 99_000_000))
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
OF_X = [
    ("duplicate text", _x(403, DUPLICATE), "unknown", "fail"),
    ("401", _x(401, "Unauthorized"), "reconnect", "reconnect"),
    ("403 not permitted", _x(403, "You are not permitted to perform this action."), "fail", "fail"),
    ("403 locked", _x(403, "Your account is temporarily locked."), "pause", "pause"),
    ("client-not-enrolled", _x(403, "x", "client-forbidden", reason="client-not-enrolled"), "fail", "fail"),
    ("client-forbidden", _x(403, "x", "client-forbidden"), "fail", "fail"),
    ("unsupported-authentication", _x(403, "x", "unsupported-authentication"), "reconnect", "reconnect"),
    ("oauth1-permissions", _x(403, "x", "oauth1-permissions"), "reconnect", "reconnect"),
    ("usage-capped", _x(429, "Monthly product cap", "usage-capped"), "wait", "wait"),
    ("usage-capped with its reset", _x(403, "x", "usage-capped", *FIFTEEN), "wait", "wait", 600.0),
    ("credits depleted", _x(402, "No credits", "credits"), "pause", "pause"),
    ("402 of another kind", _x(402, "Pay"), "pause", "pause"),
    ("429", _x(429, "Too Many Requests", "about:blank", *FIFTEEN), "keep", "wait", 600.0),
    ("429 for the day", _x(429, "Too Many Requests", "about:blank", *A_DAY), "keep", "wait", 50_000.0),
    ("429 for ever", _x(429, "Too Many Requests", "about:blank", *FOR_EVER), "keep", "wait", 86_400.0),
    ("429 that says nothing", _x(429, "Too Many Requests"), "keep", "wait"),
    ("429 page", _http(429, b"<html>", "Retry-After: 9"), "keep", "wait", 9.0),
    ("media ids expired", _x(400, "One or more", "invalid-request", errors=MEDIA), "anew", "anew"),
    ("invalid request", _x(400, "One or more", "invalid-request"), "fail", "fail"),
    ("errors of another kind", _x(400, "One or more", "invalid-request", errors=5), "fail", "fail"),
    ("404", _x(404, "x", "resource-not-found"), "fail", "fail"),
    ("408", _x(408, "Timeout"), "unknown", "wait"),
    ("400 page", _http(400, b"<html>"), "unknown", "fail"),
    ("403 page", _http(403, b"<html>"), "unknown", "fail"),
    ("500", _x(500, "Internal error"), "unknown", "wait"),
    ("502 page", _http(502, b"<html>"), "unknown", "wait"),
    ("503", _x(503, "Service Unavailable"), "unknown", "wait"),
]  # fmt: skip


# ----------------------------------------------------------------------------------------------- Telegram
def _telegram(number: int, words: str, status: int = 0, **parameters: object) -> bytes:
    told: dict[str, object] = {"ok": False, "error_code": number, "description": words}
    return _http(status or number, told | ({"parameters": parameters} if parameters else {}))


OF_TELEGRAM = [
    ("400", _telegram(400, "Bad Request: IMAGE_PROCESS_FAILED"), "fail", "fail"),
    ("400 chat not found", _telegram(400, "Bad Request: chat not found"), "fail", "fail"),
    ("400 no right", _telegram(400, "Bad Request: need administrator rights in"), "reconnect", "reconnect"),
    ("400 too few rights", _telegram(400, "Bad Request: not enough rights to send"), "reconnect", "reconnect"),
    ("401", _telegram(401, "Unauthorized"), "reconnect", "reconnect"),
    ("403 kicked", _telegram(403, "Forbidden: bot was kicked from the channel chat"), "reconnect", "reconnect"),
    ("403 no member", _telegram(403, "Forbidden: bot is not a member of the channel chat"), "reconnect", "reconnect"),
    ("404", _telegram(404, "Not Found"), "reconnect", "reconnect"),
    ("404 page", _http(404, b"<html>"), "unknown", "fail"),
    ("408", _telegram(408, "Request Timeout"), "unknown", "wait"),
    ("409", _telegram(409, "Conflict: terminated by other getUpdates request"), "wait", "wait"),
    ("413", _telegram(413, "Request Entity Too Large"), "fail", "fail"),
    ("413 page", _http(413, b"<html>"), "unknown", "fail"),
    ("429", _telegram(429, "Too Many Requests: retry after 33", retry_after=33), "keep", "keep", 33.0),
    ("429 for ever", _telegram(429, "Too Many Requests", retry_after=10**12), "keep", "keep", 86_400.0),
    ("429 that says nothing", _telegram(429, "Too Many Requests", retry_after="x"), "keep", "keep"),
    ("migrated", _telegram(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-5), "fail", "fail"),
    ("500", _telegram(500, "Internal Server Error: restart"), "unknown", "wait"),
    ("502", _telegram(502, "Bad Gateway"), "unknown", "wait"),
    ("502 page", _http(502, b"<html>"), "unknown", "wait"),
    ("an error under 200", _telegram(500, "Internal Server Error", 200), "unknown", "wait"),
    ("a refusal under 200", _telegram(403, "Forbidden: bot was kicked", 200), "reconnect", "reconnect"),
    ("a refusal under 500", _telegram(400, "Bad Request", 500), "unknown", "wait"),
]  # fmt: skip


# ------------------------------------------------------------------------------------------------- TikTok
def _tiktok(status: int, code: str, *headers: str) -> bytes:
    return _http(status, {"data": {}, "error": {"code": code, "message": "", "log_id": "1"}}, *headers)


OF_TIKTOK = [
    ("access_token_invalid", _tiktok(401, "access_token_invalid"), "reconnect", "reconnect"),
    ("scope_not_authorized", _tiktok(401, "scope_not_authorized"), "reconnect", "reconnect"),
    ("scope_permission_missed", _tiktok(400, "scope_permission_missed"), "reconnect", "reconnect"),
    ("401 page", _http(401, b"<html>"), "reconnect", "reconnect"),
    ("spam_risk_too_many_posts", _tiktok(403, "spam_risk_too_many_posts"), "wait", "wait", 10_800.0),
    ("spam_risk_too_many_pending_share", _tiktok(403, "spam_risk_too_many_pending_share"), "wait", "wait", 10_800.0),
    ("spam_risk_user_banned_from_posting", _tiktok(403, "spam_risk_user_banned_from_posting"), "pause", "pause"),
    ("spam_risk", _tiktok(403, "spam_risk"), "pause", "pause"),
    ("spam_risk_text", _tiktok(403, "spam_risk_text"), "fail", "fail"),
    ("reached_active_user_cap", _tiktok(403, "reached_active_user_cap"), "wait", "wait", 10_800.0),
    ("unaudited client", _tiktok(403, "unaudited_client_can_only_post_to_private_accounts"), "fail", "fail"),
    ("url_ownership_unverified", _tiktok(403, "url_ownership_unverified"), "fail", "fail"),
    ("privacy_level_option_mismatch", _tiktok(403, "privacy_level_option_mismatch"), "fail", "fail"),
    ("app_version_check_failed", _tiktok(400, "app_version_check_failed"), "fail", "fail"),
    ("invalid_param", _tiktok(400, "invalid_param"), "fail", "fail"),
    ("invalid_params", _tiktok(400, "invalid_params"), "fail", "fail"),
    ("a new 403", _tiktok(403, "something_new"), "fail", "fail"),
    ("403 page", _http(403, b"<html>"), "unknown", "wait"),
    ("408", _tiktok(408, "something_new"), "unknown", "wait"),
    ("rate_limit_exceeded", _tiktok(429, "rate_limit_exceeded"), "keep", "wait"),
    ("rate limit that says how long", _tiktok(429, "rate_limit_exceeded", "Retry-After: 8"), "keep", "wait", 8.0),
    ("429 page", _http(429, b"<html>"), "wait", "wait"),
    ("internal_error", _tiktok(500, "internal_error"), "unknown", "wait"),
    ("internal_error under 200", _tiktok(200, "internal_error"), "unknown", "wait"),
    ("a refusal under 200", _tiktok(200, "url_ownership_unverified"), "fail", "fail"),
    ("502 page", _http(502, b"<html>"), "unknown", "wait"),
]  # fmt: skip


def _rows() -> Iterator[Row]:
    for network, rows in {"x": OF_X, "telegram": OF_TELEGRAM, "tiktok": OF_TIKTOK}.items():
        for row in rows:
            yield Row(network, *row)


@dataclass(frozen=True)
class Asked:
    """A network's adapter with the container that its publish call takes, and a token of the right form."""

    network: Network
    container: str
    token: str = "token"


ASKED = {
    "x": Asked(X("", PATIENT), '{"media": ["1"]}'),
    "telegram": Asked(Telegram("", PATIENT), "langsung", "1234567:" + "a" * 35),
    "tiktok": Asked(TikTok("", PATIENT), CONTAINER),
}


def _waits(call: Callable[[], object]) -> float | None:
    with pytest.raises(NetworkError) as raised:
        call()
    return getattr(raised.value, "retry_after", None)


@pytest.mark.parametrize("row", list(_rows()), ids=lambda row: f"{row.network}: {row.error}")
def test_every_error_decides_what_its_row_says(row: Row) -> None:
    asked = ASKED[row.network]
    with answering(row.answer) as server:
        access = Access("1", "mojo", asked.token, server.url)
        calls = (
            lambda: asked.network.publish(access, submission(picture(url=PICTURE)), asked.container),
            lambda: asked.network.identity(access),
        )
        found = [proved(call) for call in calls]
        waits = _waits(calls[0])
        requests = len(server.requests)

    assert (found, waits) == ([row.publish, row.repeatable], row.wait)
    assert requests == 3


def test_a_dead_token_is_the_one_reason_that_is_a_word_for_programs() -> None:
    for name, answer in (("x", OF_X[1][1]), ("telegram", OF_TELEGRAM[4][1]), ("tiktok", OF_TIKTOK[0][1])):
        asked = ASKED[name]
        with answering(answer) as server, pytest.raises(NetworkError) as raised:
            asked.network.identity(Access("1", "mojo", asked.token, server.url))
        assert raised.value.reason == RECONNECT
