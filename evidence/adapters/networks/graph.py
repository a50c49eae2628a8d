"""The ground that Instagram, Facebook Pages and Threads share: one graph of objects, one form of errors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from re import compile as pattern
from typing import Any

from evidence.adapters.networks.base import (
    Access,
    Identity,
    Refused,
    Remedy,
)
from evidence.adapters.networks.graph_verdicts import verdict
from evidence.adapters.networks.http import (
    UNREADABLE,
    WRONG_ADDRESS,
    Caller,
    ident,
    web_address,
)
from evidence.core.words import N_

GONE = "100/33"
# A list of long texts must fit into one answer.
PAGE = 25
PAGES = 8

_IDENT = pattern(r"[0-9A-Za-z_]{1,120}")


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

    def permalink(self, access: Access, remote_id: str, name: str, *path: str) -> str | None:
        """The address of a post, the field ``name`` of it; ``path`` is the list it stands in. Raises Refused.

        None when it cannot be read now, which says nothing of the post.
        """
        try:
            found = self.read(access, remote_id, fields=name)
        except Refused as refused:
            if refused.code != GONE:
                raise
            found = self.among(access, remote_id, *path, fields=name) or {}
        return web_address(found.get(name))

    def whose(self, access: Access, name: str, *handles: str, **figures: str) -> Identity:
        """Whose token it is: ``name`` is the field of the id, ``handles`` those that may name it. Raises Refused.

        ``figures`` are the fields of what is counted of an account, under the names of `Identity`.
        """
        found = self.read(access, "me", fields=",".join([name, *handles, *figures.values()]))
        handle = next((found[each] for each in handles if found.get(each)), None)
        if not isinstance(handle, str):
            raise Refused(UNREADABLE, Remedy.WAIT)
        told = {ours: count(found.get(theirs)) for ours, theirs in figures.items()}
        return Identity(
            ident(found.get(name), repeatable=True),
            handle,
            followers=told.get("followers"),
            following=told.get("following"),
            posts=told.get("posts"),
        )

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
            {str(each.get("name")): each for each in found if isinstance(each, dict)}
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
