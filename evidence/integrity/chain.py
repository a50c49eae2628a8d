"""The chain: each link is the hash of the link before and of one act. Pure.

    link(n) = sha-256 of link(n - 1), a line end, and the canonical JSON of
              {"number": n, "sealed_at": ..., "event": {id, at, actor_id, actor_name, act, subject, facts}}

The head is the last link; whoever knows a head knows whether anything before it was changed, removed or added since.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from evidence.core.audit import AuditEvent
from evidence.core.canonical import canonical, moment

# What the first link stands on.
NOTHING = "0" * 64
KIND = "bukti-head-1"
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def event_of(event: AuditEvent | Row[Any]) -> dict[str, Any]:
    """The act as it is sealed, with every column of its row."""
    return {
        "id": event.id,
        "at": event.at,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "act": event.act,
        "subject": event.subject,
        "facts": event.facts,
    }


def link(before: str, number: int, sealed_at: datetime, event: Mapping[str, Any]) -> str:
    """The link of act ``event`` on the link ``before`` it; ``event`` as `event_of` has it."""
    told = {"number": number, "sealed_at": sealed_at, "event": event}
    return hashlib.sha256(before.encode("ascii") + b"\n" + canonical(told)).hexdigest()


@dataclass(frozen=True)
class Head:
    """A signed head: what seal ``number`` was when ``key`` signed it. ``signature`` is base64."""

    number: int
    link: str
    sealed_at: datetime
    key: str
    signature: str = ""

    def payload(self) -> bytes:
        """What is signed."""
        return canonical(
            {
                "kind": KIND,
                "number": self.number,
                "link": self.link,
                "sealed_at": self.sealed_at,
                "key": self.key,
            }
        )

    def to_json(self) -> str:
        """The head as a file outside holds it."""
        told = {**asdict(self), "sealed_at": moment(self.sealed_at)}
        return json.dumps({"kind": KIND, **told}, indent=1) + "\n"

    def signature_bytes(self) -> bytes:
        """The signature; empty where what is written is none."""
        try:
            return base64.b64decode(self.signature, validate=True)
        except (binascii.Error, ValueError):
            return b""


def read_head(text: str | bytes) -> Head:
    """A head from the text of a file. Raises ValueError for anything else."""
    try:
        told = json.loads(text)
        if told["kind"] != KIND or not isinstance(told["number"], int) or told["number"] < 1:
            raise ValueError("no head")
        texts = {name: told[name] for name in ("link", "key", "signature")}
        if not all(isinstance(each, str) for each in texts.values()):
            raise ValueError("no head")
        at = datetime.strptime(told["sealed_at"], _FORMAT).replace(tzinfo=UTC)
    except (KeyError, TypeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("no head") from error
    return Head(told["number"], texts["link"], at, texts["key"], texts["signature"])
