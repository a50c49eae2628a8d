"""What X's answers mean: its problems, and its windows of calls."""

import re
from datetime import UTC, datetime
from typing import Any

from evidence.adapters.networks.base import RECONNECT, NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.http import (
    ANSWERED,
    ASKED_TO_WAIT,
    UNREADABLE,
    Answer,
    failure,
    plain,
    retry_after,
    seconds_until,
)
from evidence.core.words import N_

TWICE = N_("X berkata teks ini sudah terbit")
MEDIA_GONE = N_("gambar yang diunggah sudah tidak berlaku di X")
POST_GONE = N_("X berkata unggahan ini tidak ada")

# The last part of a problem's type, or its reason, where they decide more than the status does.
_PROBLEMS = {
    "usage-capped": Remedy.WAIT,
    "client-not-enrolled": Remedy.FAIL,
    "client-forbidden": Remedy.FAIL,
    "unsupported-authentication": Remedy.RECONNECT,
    "oauth1-permissions": Remedy.RECONNECT,
    # The city has used up what it paid for; nothing is posted until somebody pays.
    "credits": Remedy.PAUSE,
}
_PAY = 402
_DUPLICATE = "duplicate content"
# Unverified words for an account under a lock; as a plain refusal they would cost a person one more look.
_LOCKED = ("temporarily locked", "suspended")
_MEDIA = re.compile(r"\bmedia[ _]?ids?\b", re.IGNORECASE)
_WINDOWS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")


def object_of(answer: Answer, *, repeatable: bool) -> dict[str, Any]:
    """The object of a success; raises what the answer proves otherwise."""
    if not 200 <= answer.status < 300:
        raise meaning(answer, repeatable=repeatable)
    data = (answer.fields or {}).get("data")
    if isinstance(data, dict):
        return data
    raise Refused(UNREADABLE, Remedy.WAIT) if repeatable else OutcomeUnknown(UNREADABLE)


def is_problem(answer: Answer) -> bool:
    """Whether the answer is in X's own form, and not a page of something between us."""
    return answer.text("title") is not None and answer.text("type") is not None


def is_missing(answer: Answer) -> bool:
    """Whether a successful answer says that there is no such thing."""
    errors = (answer.fields or {}).get("errors")
    kinds = (
        [plain(each.get("type")) for each in errors if isinstance(each, dict)]
        if isinstance(errors, list)
        else []
    )
    return any(each.endswith("/resource-not-found") for each in kinds)


def meaning(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success proves, to be raised."""
    status, code = answer.status, _code(answer)
    if status == 429 and code != "usage-capped":
        # After the upload a wait keeps what was uploaded.
        later = Remedy.WAIT if repeatable else Remedy.KEEP
        return Refused(ASKED_TO_WAIT, later, retry_after=_reset(answer), code=code)
    if status in (401, 408) or not 400 <= status < 500 or not is_problem(answer):
        return failure(answer, repeatable=repeatable)
    words = _words(answer)
    if _DUPLICATE in words.lower() and not repeatable:
        return OutcomeUnknown(TWICE, code="duplicate")
    if status == 400 and _MEDIA.search(words):
        return Refused(MEDIA_GONE, Remedy.ANEW, code=code)
    remedy = Remedy.PAUSE if status == _PAY or _is_locked(words) else _PROBLEMS.get(code, Remedy.FAIL)
    if remedy is Remedy.RECONNECT:
        return Refused(RECONNECT, remedy, code=code)
    return Refused(words, remedy, retry_after=_reset(answer) if remedy is Remedy.WAIT else None, code=code)


def _is_locked(words: str) -> bool:
    return any(each in words.lower() for each in _LOCKED)


def _code(answer: Answer) -> str:
    fields = answer.fields or {}
    reason, kind = plain(fields.get("reason")), plain(fields.get("type")).rsplit("/", 1)[-1]
    found = reason if reason in _PROBLEMS else kind
    return str(answer.status) if found in ("", "about:blank") else found[:80]


def _words(answer: Answer) -> str:
    fields = answer.fields or {}
    errors = fields.get("errors")
    said = (
        [plain(each.get("message")) for each in errors if isinstance(each, dict)]
        if isinstance(errors, list)
        else []
    )
    told = " ".join(filter(None, said)) or plain(fields.get("detail"))
    return told or ANSWERED % {"status": answer.status}


def _reset(answer: Answer) -> float | None:
    """Seconds until the windows that are used up open, by the network's own clock; None when it does not say."""
    resets = [
        _number(answer, f"{window}-reset")
        for window in _WINDOWS
        if _number(answer, f"{window}-remaining") == 0
    ]
    told = [reset for reset in resets if reset is not None]
    return seconds_until(answer, datetime.fromtimestamp(max(told), UTC)) if told else retry_after(answer)


def _number(answer: Answer, header: str) -> int | None:
    given = answer.headers.get(header, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 12 else None
