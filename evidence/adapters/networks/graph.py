"""The ground that Instagram, Facebook Pages and Threads share: one graph of objects, one form of errors."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from re import compile as pattern
from typing import Any

from evidence.adapters.networks.base import (
    Access,
    NetworkError,
    OutcomeUnknown,
    Refused,
    Remedy,
)
from evidence.adapters.networks.graph_errors import row, row_of_words
from evidence.adapters.networks.http import (
    ANSWERED,
    UNREADABLE,
    WORDS_MOST,
    WRONG_ADDRESS,
    Answer,
    Caller,
    retry_after,
)
from evidence.core.words import N_

GONE = "100/33"
# A list of long texts must fit into one answer.
PAGE = 25
PAGES = 8
# Usage is counted over an hour that moves; at its limit a quarter of it makes room again.
USED_UP_SECONDS = 900.0
WAIT_MINUTES_MOST = 24 * 60

_IDENT = pattern(r"[0-9A-Za-z_]{1,120}")


@dataclass(frozen=True)
class Trouble:
    """Meta's error of an answer; a subcode it does not give is 0."""

    code: int
    subcode: int
    words: str
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
    told = error.get("error_user_msg") or error.get("message") or ""
    words = _printable(told)[:WORDS_MOST] if isinstance(told, str) else ""
    return Trouble(code, subcode or 0, words, error.get("is_transient") is True)


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
    known = row(found.code, found.subcode) or row_of_words(found.words)
    told = (known.reason if known else "") or found.words or ANSWERED % {"status": answer.status}
    if repeatable:
        passes = found.transient or answer.status >= 500
        remedy = known.step if known else Remedy.WAIT if passes else Remedy.FAIL
    elif known is None or known.publish is None or not 400 <= answer.status < 500:
        return OutcomeUnknown(told, code=found.text, pauses=known.pauses if known else False)
    else:
        remedy = known.publish
    wait = None
    if remedy in (Remedy.WAIT, Remedy.KEEP):
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


@dataclass(frozen=True)
class Graph:
    """Calls to one of Meta's graphs, at ``url`` in its ``version``."""

    url: str
    version: str
    caller: Caller = field(default_factory=Caller)

    def call(
        self, method: str, access: Access, *path: str, repeatable: bool = True, **content: Any
    ) -> dict[str, Any]:
        """The fields of a success; ``content`` as in `Caller.call`.

        Raises Refused, and OutcomeUnknown where the call is not ``repeatable``.
        """
        if not all(_IDENT.fullmatch(part) for part in path):
            raise Refused(WRONG_ADDRESS, Remedy.FAIL)
        url = "/".join([(access.base_url or self.url).rstrip("/"), self.version, *path])
        answer = self.caller.call(method, url, access.token, repeatable=repeatable, **content)
        if 200 <= answer.status < 300 and answer.fields is not None and "error" not in answer.fields:
            return answer.fields
        raise verdict(answer, repeatable=repeatable)

    def read(self, access: Access, *path: str, **params: str) -> dict[str, Any]:
        """GET an object or what hangs on it. Raises Refused."""
        return self.call("GET", access, *path, params=params)

    def listed(
        self, access: Access, *path: str, moment: str = "", since: datetime | None = None, **params: str
    ) -> Iterator[dict[str, Any]]:
        """What a list holds, newest first, until it is older than ``since`` by the field ``moment``. Raises Refused.

        A list that is very long is not read to its end.
        """
        after: dict[str, str] = {}
        for _ in range(PAGES):
            found = self.read(access, *path, limit=str(PAGE), **params, **after)
            rows = found.get("data")
            if not isinstance(rows, list):
                raise Refused(UNREADABLE, Remedy.WAIT)
            yield from (each for each in rows if isinstance(each, dict))
            told = found.get("paging")
            paging = told if isinstance(told, dict) else {}
            cursor = inner(paging, "cursors").get("after")
            if "next" not in paging or not isinstance(cursor, str):
                return
            oldest = when(rows[-1].get(moment)) if rows and isinstance(rows[-1], dict) else None
            if since is not None and (oldest is None or oldest < since):
                return
            after = {"after": cursor}

    def among(self, access: Access, remote_id: str, *path: str, fields: str = "") -> dict[str, Any] | None:
        """The object as the list of the newest shows it, None when it is not there. Raises Refused.

        For what cannot be read by itself, which has been an outage of theirs and no proof that it is gone.
        """
        rows = self.listed(access, *path, fields=f"id,{fields}".strip(","))
        return next((each for each in rows if each.get("id") == remote_id), None)

    def take_down(self, access: Access, remote_id: str, *path: str) -> None:
        """DELETE a post, which is done when it is gone already; ``path`` is the list it stood in. Raises Refused."""
        try:
            done = self.call("DELETE", access, remote_id).get("success") is True
        except Refused as refused:
            if refused.code != GONE:
                raise
            done = self.among(access, remote_id, *path) is None
        if not done:
            raise Refused(N_("jejaring belum menghapus unggahan"), Remedy.WAIT)

    def insights(self, access: Access, remote_id: str, **names: str) -> dict[str, int]:
        """Figures under our names, each with its metric's own. What is missing, or not for us to see, is absent.

        Raises Refused.
        """
        try:
            found = self.read(access, remote_id, "insights", metric=",".join(names.values())).get("data")
        except Refused as refused:
            # Too few viewers, a metric of another kind of post, a permission that was not given.
            if refused.code.split("/")[0] in ("10", "100", *map(str, range(200, 300))):
                return {}
            raise
        told = (
            {each.get("name"): each for each in found if isinstance(each, dict)}
            if isinstance(found, list)
            else {}
        )
        values = {name: count(_value(told.get(metric, {}))) for name, metric in names.items()}
        return {name: value for name, value in values.items() if value is not None}


def inner(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object within an object, empty when there is none."""
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def first(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The first object of a list called ``data``, empty when there is none."""
    rows = fields.get("data")
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def count(value: object) -> int | None:
    """A number that counts something, None when it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def when(value: object) -> datetime | None:
    """A moment as Meta writes it, ``2026-11-28T09:00:00+0000``; None when it is none."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def same(one: str, other: object) -> bool:
    """Whether two texts say the same; a network may trim them."""
    return isinstance(other, str) and one.split() == other.split()


def matching(rows: list[dict[str, Any]], text: str, said: str, moment: str, since: datetime) -> str | None:
    """The id of what was made with exactly this text since then; the earliest of several.

    ``said`` and ``moment`` are the fields of text and time. Without a text only a single post can be told.
    """
    # Their moments have no fractions of a second.
    since = since.replace(microsecond=0)
    found = [
        str(each["id"])
        for each in rows
        if isinstance(each.get("id"), str)
        and same(text, each.get(said) or "")
        and (at := when(each.get(moment))) is not None
        and at >= since
    ]
    if not text.strip() and len(found) != 1:
        return None
    return found[-1] if found else None


def _value(insight: Mapping[str, Any]) -> object:
    values = insight.get("values")
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return values[0].get("value")
    return inner(insight, "total_value").get("value")


def _printable(words: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()


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
