"""What an answer of one of Meta's graphs proves, read from its error and its headers."""

import json
from dataclasses import dataclass
from typing import Any

from evidence.adapters.networks.base import NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.graph_errors import proof, row, row_of_words
from evidence.adapters.networks.http import ANSWERED, UNREADABLE, WORDS_MOST, Answer, plain, retry_after

# Usage is counted over an hour that moves; at its limit a quarter of it makes room again.
USED_UP_SECONDS = 900.0
WAIT_MINUTES_MOST = 24 * 60


@dataclass(frozen=True)
class Trouble:
    """Meta's error of an answer; a subcode it does not give is 0, ``words`` are for people, ``said`` for programs."""

    code: int
    subcode: int
    words: str
    said: str
    transient: bool

    @property
    def text(self) -> str:
        """As we write it: ``9/2207042``, or ``190`` without a subcode."""
        return f"{self.code}/{self.subcode}" if self.subcode else str(self.code)


def trouble(answer: Answer) -> Trouble | None:
    """The error that an answer tells in Meta's form, None when it does not."""
    error = (answer.fields or {}).get("error")
    if not isinstance(error, dict):
        return None
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if code is None:
        return None
    said, words = (plain(error.get(name), WORDS_MOST) for name in ("message", "error_user_msg"))
    return Trouble(code, subcode or 0, words or said, said, error.get("is_transient") is True)


def verdict(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success proves, to be raised."""
    found = trouble(answer)
    if found is None:
        # Not Meta's own words: something between us answered, which proves nothing, of a token least of all.
        told = ANSWERED % {"status": answer.status} if answer.status >= 300 else UNREADABLE
        return (
            Refused(told, Remedy.WAIT, retry_after=retry_after(answer))
            if repeatable
            else OutcomeUnknown(told)
        )
    known = row(found.code, found.subcode) or row_of_words(found.said)
    told = (known.reason if known else "") or found.words or ANSWERED % {"status": answer.status}
    if repeatable:
        passes = found.transient or answer.status >= 500
        remedy = known.step if known else Remedy.WAIT if passes else Remedy.FAIL
    else:
        proved = proof(found.code, found.subcode) if 400 <= answer.status < 500 else None
        if proved is None:
            return OutcomeUnknown(told, code=found.text, pauses=known.pauses if known else False)
        remedy = proved
    wait = retry_after(answer) or regained_after(answer) or (known.wait if known else None)
    return Refused(told, remedy, retry_after=wait, code=found.text)


def regained_after(answer: Answer) -> float | None:
    """Seconds until Meta takes calls again, by its own count of them; None when it says nothing of the kind."""
    minutes = 0.0
    for uses in _usage(answer, "X-Business-Use-Case-Usage").values():
        for use in uses if isinstance(uses, list) else []:
            told = _number(use.get("estimated_time_to_regain_access")) if isinstance(use, dict) else None
            minutes = max(minutes, float(told or 0))
    if minutes:
        return min(minutes, WAIT_MINUTES_MOST) * 60
    shares = [_number(share) or 0 for share in _usage(answer, "X-App-Usage").values()]
    return USED_UP_SECONDS if max(shares, default=0) >= 100 else None


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 2**53 else None
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 12:
        return int(value)
    return None


def _usage(answer: Answer, header: str) -> dict[str, Any]:
    try:
        found = json.loads(answer.headers.get(header, "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
