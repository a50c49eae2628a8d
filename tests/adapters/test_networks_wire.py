"""Answers no decent network gives: what they prove about a publish, and about calls that may be repeated."""

import json
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from evidence.adapters.networks import (
    RECONNECT,
    Access,
    Caller,
    NetworkError,
    OutcomeUnknown,
    Practice,
    Refused,
    Remedy,
)
from tests.adapters.answering import answering, http
from tests.networks.submissions import shown, submission

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
SUBMISSION = submission("a", shown(b"\xff\xd8\xff"))
PATIENT = Caller(connect_seconds=5.0, read_seconds=10.0)
HURRIED = Caller(connect_seconds=5.0, read_seconds=0.3)
DEAF = Caller(connect_seconds=0.3, read_seconds=0.3)


def _access(url: str) -> Access:
    return Access("1", "kel.mojo", "token", url)


def _publish(url: str, caller: Caller = PATIENT) -> NetworkError | str:
    try:
        return Practice("", caller).publish(_access(url), SUBMISSION, "c1")
    except NetworkError as error:
        return error


def _repeatable(url: str, caller: Caller = PATIENT) -> list[NetworkError | str | None]:
    network, access = Practice("", caller), _access(url)
    found: list[NetworkError | str | None] = []
    calls: list[Callable[[], str | None]] = [
        lambda: network.prepare(access, SUBMISSION).container,
        lambda: network.find(access, "a", "c1", SINCE),
        lambda: network.permalink(access, "p1"),
    ]
    for call in calls:
        try:
            found.append(call())
        except NetworkError as error:
            found.append(error)
    return found


def _error(code: str, message: object = "kata jejaring") -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()


LOST = {
    "silence": None,
    "closed": b"",
    "half a status": b"HTTP/1.",
    "not http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "half a body": b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"id": "p',
    "half a refusal": b'HTTP/1.1 400 No\r\nContent-Length: 90\r\n\r\n{"error": {"code": "x"}',
    "too long a body": http("200 OK", b'{"id": "' + b"a" * 70_000 + b'"}'),
    "redirect": http("302 Found", b"", "Location: http://127.0.0.1:1/"),
    "repeat elsewhere": http("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/"),
    "redirect to no address": http("303 See Other", b"", "Location: https:posts/1"),
    "redirect to another scheme": http("303 See Other", b"", "Location: javascript:x"),
    "redirect to a name that cannot be": http("302 Found", b"", "Location: http://xn--a.xn--b/"),
    "half a character": http("500 No", b'{"error": {"code": "x", "message": "\\ud800"}}'),
    "500": http("500 Internal Server Error", _error("internal")),
    "502 page": http("502 Bad Gateway", b"<html>"),
    "503": http("503 Unavailable", b"", "Retry-After: 5"),
    "504": http("504 Gateway Timeout"),
    "408": http("408 Request Timeout", _error("timeout")),
    "no body": http("204 No Content"),
    "empty": http("200 OK"),
    "page": http("200 OK", b"<html>masuk</html>"),
    "list": http("200 OK", b"[]"),
    "no id": http("200 OK", b"{}"),
    "number": http("200 OK", b'{"id": 5, "status": 5, "permalink": 5, "post": 5}'),
    "strange id": http("200 OK", b'{"id": "a\\nb", "status": "PUBLISHED", "post": "a\\nb"}'),
    "deep": http("200 OK", b"[" * 60_000),
    "not utf-8": http("200 OK", b'{"id": "\xff\xfe"}'),
    "packed": http("200 OK", b"\x1f\x8b\x08garbage", "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("case", LOST)
def test_after_a_publish_call_these_prove_nothing(case: str) -> None:
    with answering(LOST[case]) as server:
        found = _publish(server.url, PATIENT if LOST[case] is not None else HURRIED)

    assert isinstance(found, OutcomeUnknown)
    assert len(server.requests) == 1


@pytest.mark.parametrize("case", LOST)
def test_after_a_repeatable_call_the_same_may_be_tried_again(case: str) -> None:
    with answering(LOST[case]) as server:
        prepared, seen, link = _repeatable(server.url, PATIENT if LOST[case] is not None else HURRIED)

    assert isinstance(prepared, Refused)
    assert isinstance(seen, Refused)
    assert prepared.remedy is Remedy.WAIT
    assert seen.remedy is Remedy.WAIT
    # A success without an address is no reason to ask again.
    assert link is None or (isinstance(link, Refused) and link.remedy is Remedy.WAIT)


@pytest.mark.parametrize(
    ("answer", "permanent", "reason"),
    [
        (http("400 Bad Request", _error("rejected")), True, "kata jejaring"),
        (http("403 Forbidden", _error("rejected")), True, "kata jejaring"),
        (http("404 Not Found", _error("no_account")), True, "kata jejaring"),
        (http("400 Bad Request", _error("odd", "a\nb\x00c" + "d" * 900)), True, "a b c" + "d" * 295),
        (http("400 Bad Request", b'{"error": {"code": "odd", "message": "a\\ud800b"}}'), True, "a b"),
        (http("400 Bad Request", _error("odd", None)), True, "jejaring menjawab 400"),
        (http("401 Unauthorized"), True, RECONNECT),
        (http("429 Too Many Requests", b"<html>"), False, "jejaring meminta menunggu"),
    ],
)
def test_these_prove_that_nothing_was_posted(answer: bytes, permanent: bool, reason: str) -> None:
    with answering(answer) as server:
        found = _publish(server.url)

    assert isinstance(found, Refused)
    assert (found.remedy is not Remedy.WAIT, found.reason) == (permanent, reason)


@pytest.mark.parametrize(
    "answer", [http("400 Bad Request", b"<html>"), http("404 Not Found"), http("413 Too Large")]
)
def test_a_refusal_that_is_not_the_networks_own_proves_nothing_about_a_publish(answer: bytes) -> None:
    with answering(answer) as server:
        published, repeatable = _publish(server.url), _repeatable(server.url)

    assert isinstance(published, OutcomeUnknown)
    assert all(isinstance(error, Refused) and error.remedy is Remedy.FAIL for error in repeatable)


def in_seconds(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        (lambda: "30", 30, 30),
        (lambda: "0", 0, 0),
        (lambda: in_seconds(90), 60, 90),
        (lambda: in_seconds(-86_400), 0, 0),
        (lambda: "99999999999999999999", 86_400, 86_400),
    ],
    ids=["seconds", "none", "a date to come", "a date gone by", "for ever"],
)
def test_waiting_times_are_read_as_seconds_or_dates(
    header: Callable[[], str], least: float, most: float
) -> None:
    with answering(http("429 Too Many Requests", b"", f"Retry-After: {header()}")) as server:
        found = _publish(server.url)

    assert isinstance(found, Refused)
    assert found.retry_after is not None
    assert least <= found.retry_after <= most


NO_TIME = (
    "", "soon", "-5", "1.5", "Thu, 99 Xxx 2026 00:00:00 GMT", "\u00b2",
    "Mon, 01 Jan 2026 00:00:00 +9999999999999", "1 Jan 99999999999999999999 00:00:00 +0000",
)  # fmt: skip


@pytest.mark.parametrize("header", NO_TIME)
def test_a_waiting_time_that_makes_no_sense_is_none(header: str) -> None:
    with answering(http("429 Too Many Requests", b"", f"Retry-After: {header}")) as server:
        found = _publish(server.url)

    assert isinstance(found, Refused)
    assert found.retry_after is None


def test_a_refused_connection_proves_that_nothing_was_sent() -> None:
    with closing(socket.socket()) as deaf:
        # Taken, so that nobody else listens there meanwhile, and listened to by nobody.
        deaf.bind(("127.0.0.1", 0))

        found = _publish(f"http://127.0.0.1:{deaf.getsockname()[1]}")

    assert isinstance(found, Refused)
    assert found.remedy is Remedy.WAIT


def test_a_connection_that_is_never_taken_up_proves_that_nothing_was_sent() -> None:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full:
        # Fill the queue of connections nobody accepts; the next one waits in vain.
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.settimeout(0.1)
            with suppress(TimeoutError):
                filler.connect(full.getsockname())

        found = _publish(f"http://127.0.0.1:{full.getsockname()[1]}", DEAF)
        for filler in fillers:
            filler.close()

    assert isinstance(found, Refused)
    assert found.remedy is Remedy.WAIT


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://", "127.0.0.1:1", "http://[::1", "http://a\x00b"])
def test_an_address_that_is_none_is_refused_for_good(url: str) -> None:
    found = _publish(url)

    assert isinstance(found, Refused)
    assert found.remedy in (Remedy.FAIL, Remedy.RECONNECT)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(http("200 OK", b'{"id": "p1"}')) as server, answering(http("502 Bad Gateway")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        found = _publish(server.url)

    assert found == "p1"
    assert proxy.requests == []


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", "http://a b", "http://[", "https://x/" + "a" * 500, ""]
)
def test_only_a_web_address_is_a_permalink(link: str) -> None:
    body = b'{"id": "p1", "permalink": "' + link.encode() + b'"}'
    with answering(http("200 OK", body)) as server:
        found = Practice("", PATIENT).permalink(_access(server.url), "p1")

    assert found is None


def test_a_status_nobody_knows_is_not_taken_for_unposted() -> None:
    with answering(http("200 OK", b'{"id": "c1", "status": "SOMETHING"}')) as server, pytest.raises(Refused):
        Practice("", PATIENT).find(_access(server.url), "a", "c1", SINCE)


DRIPS = {
    "a head that never ends": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "only promises": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body that never ends": (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
}


@pytest.mark.parametrize("case", DRIPS)
def test_an_answer_in_drips_ends_and_proves_nothing(case: str) -> None:
    with answering(*DRIPS[case]) as server:
        found = _publish(server.url, HURRIED)

    assert isinstance(found, OutcomeUnknown)
