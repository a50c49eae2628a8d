"""One way to write a thing down for hashing: the same values give the same bytes on every machine and in every year.

JSON with sorted keys, without spaces, in ASCII; a moment in UTC with all its microseconds, a uuid in its usual letters.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes of ``value``. Raises TypeError for what is neither JSON nor a moment nor a uuid."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_plain
    ).encode("ascii")


def digest(value: Mapping[str, Any]) -> str:
    """The sha-256 of ``value`` in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def moment(value: datetime) -> str:
    """``2026-11-28T05:00:00.000000Z``. Raises ValueError for a moment without a zone, which may be any."""
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"not for hashing: {type(value).__name__}")
