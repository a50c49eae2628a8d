"""One HTTP call to a network, and what its failure proves.

The class of a failure depends on one question only: can the request have reached the other side?
"""

import json
import logging
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from math import inf
from time import monotonic
from typing import Any

import httpx

from evidence.adapters.networks.base import RECONNECT, NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.core.words import N_

# Answers here are small objects, the longest a list of posts; a server that sends more is not the one we mean.
ANSWER_BYTES_MOST = 512 * 1024
WAIT_SECONDS_MOST = 86_400.0
WORDS_MOST = 300
IDENT_MOST = 300
ADDRESS_MOST = 500
COUNT_MOST = 2**53

ANSWERED = N_("jejaring menjawab %(status)s")
UNREACHABLE = N_("jejaring tidak dapat dihubungi")
UNREADABLE = N_("jawaban jejaring tidak dapat dibaca")
ASKED_TO_WAIT = N_("jejaring meminta menunggu")
WRONG_ADDRESS = N_("alamat jejaring salah")

# A call that may not be repeated leaves so many seconds after it was asked for, or not at all: a process that stood
# still in between does not know what others did meanwhile.
LEAVES_WITHIN = 5.0
LATE = N_("terlambat, tidak jadi dikirim")
_LEAVES_BY: ContextVar[float] = ContextVar("leaves_by", default=inf)

# Control characters, and halves of characters, which no database keeps.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_WEB_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?(?:/[!-~]*)?")
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")

# The library writes the address of every call at INFO, and one network wants its token in there.
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)


@dataclass(frozen=True)
class Answer:
    """A whole answer: ``fields`` is its JSON object, ``items`` its JSON list; None when the body is something else."""

    status: int
    headers: Mapping[str, str]
    fields: dict[str, Any] | None
    items: list[Any] | None = None

    def text(self, name: str) -> str | None:
        """The field of that name when it is a text with content."""
        value = (self.fields or {}).get(name)
        return value if isinstance(value, str) and value else None

    @property
    def error(self) -> tuple[str, str]:
        """The network's own code and words, both empty when the body is not in its error form."""
        error = (self.fields or {}).get("error")
        if not isinstance(error, dict) or not isinstance(error.get("code"), str):
            return "", ""
        return plain(error["code"], 80), plain(error.get("message"))


@dataclass(frozen=True)
class Caller:
    """Makes calls with time limits in seconds: to connect, and between two parts of an answer.

    The whole call ends after three times the latter, since whoever answers in drips would keep it for ever.
    """

    connect_seconds: float = 5.0
    read_seconds: float = 20.0

    def call(
        self,
        method: str,
        url: str,
        token: str | None,
        *,
        repeatable: bool,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Answer:
        """Make the call; ``content`` is httpx's ``params``, ``json``, ``data``, ``files`` or ``content``.

        ``token`` None is for calls that are known otherwise: by the address itself, or by the client's secret.

        Raises Refused where the request cannot have arrived, or where a repeat does no harm. Raises
        OutcomeUnknown where a request that may not be repeated may have arrived. An answer with any status
        is returned.
        """
        told = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if token is not None:
            if not _TOKEN.fullmatch(token):
                raise Refused(RECONNECT, Remedy.RECONNECT)
            told["Authorization"] = f"Bearer {token}"
        limits = httpx.Timeout(self.read_seconds, connect=self.connect_seconds)
        # A client of its own for every call: a kept connection may die under a request that then seems sent.
        with httpx.Client(
            timeout=limits, verify=_trusted(), follow_redirects=False, trust_env=False
        ) as client:
            try:
                request = client.build_request(method, url, headers=told, **content)
            except (httpx.InvalidURL, UnicodeError) as error:
                raise Refused(WRONG_ADDRESS, Remedy.FAIL) from error
            end = threading.Timer(self.connect_seconds + 3 * self.read_seconds, client.close)
            end.daemon = True
            end.start()
            if not repeatable:
                deadline = min(_LEAVES_BY.get(), monotonic() + LEAVES_WITHIN) + self.connect_seconds
                request.extensions["trace"] = _punctual(deadline)
            try:
                response = client.send(request, stream=True)
                body = self._read(response)
            except httpx.UnsupportedProtocol as error:
                raise Refused(WRONG_ADDRESS, Remedy.FAIL) from error
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise Refused(UNREACHABLE, Remedy.WAIT) from error
            except httpx.TimeoutException as error:
                raise _lost(N_("jejaring tidak menjawab pada waktunya"), repeatable) from error
            except httpx.HTTPError as error:
                raise _lost(N_("sambungan terputus sebelum jawaban lengkap"), repeatable) from error
            except (httpx.InvalidURL, ValueError) as error:
                # The library reads where an answer redirects to, although nobody follows it.
                raise _lost(UNREADABLE, repeatable) from error
            finally:
                end.cancel()
            found = _json(body)
            return Answer(
                response.status_code,
                response.headers,
                found if isinstance(found, dict) else None,
                found if isinstance(found, list) else None,
            )

    def _read(self, response: httpx.Response) -> bytes:
        # The read limit starts anew with every part, so a server that drips needs a limit for the whole.
        deadline = monotonic() + 2 * self.read_seconds
        body = b""
        for part in response.iter_raw():
            body += part
            if len(body) > ANSWER_BYTES_MOST:
                raise httpx.ReadError("the answer is too long")
            if monotonic() > deadline:
                raise httpx.ReadTimeout("the answer takes too long")
        return body


@contextmanager
def leaving_by(deadline: float) -> Iterator[None]:
    """Calls of this block that may not be repeated begin by that moment (of ``time.monotonic``), or not at all."""
    token = _LEAVES_BY.set(deadline)
    try:
        yield
    finally:
        _LEAVES_BY.reset(token)


def _punctual(deadline: float) -> Callable[[str, object], None]:
    """What the library tells of each step of a call; raises Refused where its first byte would leave too late."""

    def watch(step: str, _told: object) -> None:
        if step.endswith("send_request_headers.started") and monotonic() > deadline:
            raise Refused(LATE, Remedy.WAIT)

    return watch


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates we trust, read once: reading them costs more than a call on loopback."""
    return httpx.create_ssl_context(trust_env=False)


def reads_as(url: str, body: bytes) -> bool:
    """Whether that address answers with exactly these bytes as a JPEG, without a redirect, as networks ask for it."""
    try:
        with httpx.Client(verify=_trusted(), follow_redirects=False, trust_env=False, timeout=10.0) as client:
            answer = client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code == 200 and kind == "image/jpeg" and answer.content == body


def failure(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success means by its status alone, to be raised; a network's own codes say more."""
    code, words = answer.error
    status = answer.status
    told = words or ANSWERED % {"status": status}
    wait = retry_after(answer)
    if status == 401:
        return Refused(RECONNECT, Remedy.RECONNECT, code=code)
    if status == 429:
        return Refused(words or ASKED_TO_WAIT, Remedy.WAIT, retry_after=wait, code=code)
    # An error page without the network's own code was written by something between us, which may have
    # passed the request on; 408 says that the other side gave up waiting, not that it saw nothing.
    if 400 <= status < 500 and status != 408 and (code or repeatable):
        return Refused(told, Remedy.FAIL, code=code)
    if repeatable:
        return Refused(told, Remedy.WAIT, retry_after=wait, code=code)
    return OutcomeUnknown(told, code=code)


def ident(value: object, *, repeatable: bool) -> str:
    """An id from an answer. Without one the call may have worked nevertheless; only a look-up can tell.

    Raises Refused where a repeat does no harm, else OutcomeUnknown.
    """
    told = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(told, str) and 0 < len(told) <= IDENT_MOST and told.isascii() and told.isprintable():
        return told
    raise _lost(UNREADABLE, repeatable)


def web_address(value: object) -> str | None:
    """The value when it is an address that people may be sent to; a script, say, is none."""
    good = isinstance(value, str) and len(value) <= ADDRESS_MOST and _WEB_ADDRESS.fullmatch(value)
    return str(value) if good else None


def counted(value: object) -> int | None:
    """The value when it is a count: a whole number that is not negative and that anything can keep."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= COUNT_MOST:
        return value
    return None


def plain(value: object, most: int = WORDS_MOST) -> str:
    """The value as one line that every page and database can hold; "" when it is no text."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())[:most] if isinstance(value, str) else ""


def _lost(reason: str, repeatable: bool) -> NetworkError:
    return Refused(reason, Remedy.WAIT) if repeatable else OutcomeUnknown(reason)


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def retry_after(answer: Answer) -> float | None:
    """Seconds to wait, from a number or a date; None when the header says neither. At most a day."""
    given = answer.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return min(float(given[:9]), WAIT_SECONDS_MOST)
    at = _date(given)
    return None if at is None else min(max((at - datetime.now(UTC)).total_seconds(), 0.0), WAIT_SECONDS_MOST)


def seconds_until(answer: Answer, moment: datetime) -> float:
    """Seconds from the answer to a moment it names, by its server's own clock where it says its time. At most a day."""
    now = _date(answer.headers.get("Date", "")) or datetime.now(UTC)
    return min(max((moment - now).total_seconds(), 0.0), WAIT_SECONDS_MOST)


def _date(given: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
