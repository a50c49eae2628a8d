"""What a phone says about a photo: the ``X-Meta`` header, read strictly and pure.

ASCII JSON of at most 4 KB. Unknown names are ignored so that newer phones can speak to older servers; a known name with
a wrong value is refused, since a claim half understood is worse than none.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from evidence.capture.models import Stage
from evidence.core.clock import WIB
from evidence.core.errors import Invalid
from evidence.core.text import is_json

LIMIT = 4096
SOURCES = ("camera", "native", "gallery")
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Meta:
    """A photo's circumstances as the phone tells them; times are aware, ``position`` as in the API."""

    activity: uuid.UUID
    stage: Stage
    percent: int | None = None
    taken_at: datetime | None = None
    device_time: datetime | None = None
    position: dict[str, Any] | None = None
    source: str = ""
    original_sha256: str = ""
    claims: dict[str, Any] = field(default_factory=dict)


def parse(header: str) -> Meta:
    """Read the header; Invalid names the first thing that is wrong with it."""
    if not header:
        raise Invalid("X-Meta wajib ada.")
    if len(header) > LIMIT or not header.isascii():
        raise Invalid("X-Meta harus JSON ASCII, paling banyak 4 KB.")
    try:
        told = json.loads(header, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Invalid("X-Meta bukan JSON yang benar.") from None
    if not isinstance(told, dict):
        raise Invalid("X-Meta harus berupa objek JSON.")
    return from_mapping(told)


def from_mapping(told: Mapping[str, Any]) -> Meta:
    """The same rules for a mapping that is already read."""
    stage = _stage(told)
    return Meta(
        activity=_uuid(told, "activity"),
        stage=stage,
        percent=_percent(told, stage),
        taken_at=_moment(told, "taken_at"),
        device_time=_moment(told, "device_time"),
        position=_position(told),
        source=_source(told),
        original_sha256=_digest(told, "original_sha256"),
        claims=_claims(told),
    )


def is_digest(value: object) -> bool:
    """Whether ``value`` is a sha-256 in lower-case hexadecimal."""
    return isinstance(value, str) and len(value) == 64 and HEX.issuperset(value)


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _uuid(told: Mapping[str, Any], name: str) -> uuid.UUID:
    value = told.get(name)
    try:
        return uuid.UUID(value) if isinstance(value, str) else uuid.UUID("")
    except ValueError:
        raise Invalid("X-Meta: %(name)s harus uuid.", name=name) from None


def _stage(told: Mapping[str, Any]) -> Stage:
    try:
        return Stage(told.get("stage", ""))
    except ValueError:
        raise Invalid("X-Meta: stage harus before, progress, after, atau plain.") from None


def _percent(told: Mapping[str, Any], stage: Stage) -> int | None:
    value = told.get("percent")
    if stage is not Stage.PROGRESS:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise Invalid("X-Meta: percent harus bilangan 0 sampai 100.")
    return value


def _moment(told: Mapping[str, Any], name: str) -> datetime | None:
    value = told.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        moment = None
    if moment is None or not 1 < moment.year < 9999:
        raise Invalid("X-Meta: %(name)s harus waktu ISO 8601.", name=name)
    # A phone that names no zone means its own wall clock, which in Surakarta is WIB.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=WIB)
    offset = moment.utcoffset() or timedelta()
    if abs(offset) > timedelta(hours=15):
        raise Invalid("X-Meta: %(name)s harus waktu ISO 8601.", name=name)
    return moment


RANGES = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "accuracy_m": (0.0, 1_000_000.0),
    "age_s": (0.0, 10_000_000.0),
    "heading": (0.0, 360.0),
}


def _position(told: Mapping[str, Any]) -> dict[str, Any] | None:
    value = told.get("position")
    if value is None:
        return None
    if not isinstance(value, dict) or "lat" not in value or "lon" not in value:
        raise Invalid("X-Meta: position harus berisi lat dan lon.")
    position = {}
    for name, (least, most) in RANGES.items():
        number = value.get(name)
        if number is None:
            continue
        # Neither an infinite number nor one that is none at all lies between two limits.
        good = isinstance(number, (int, float)) and not isinstance(number, bool) and least <= number <= most
        if not good:
            raise Invalid("X-Meta: position.%(name)s di luar batas.", name=name)
        position[name] = number
    if "lat" not in position or "lon" not in position:
        raise Invalid("X-Meta: position harus berisi lat dan lon.")
    return position


def _source(told: Mapping[str, Any]) -> str:
    value = _word(told, "source")
    if value and value not in SOURCES:
        raise Invalid("X-Meta: source harus camera, native, atau gallery.")
    return value


def _digest(told: Mapping[str, Any], name: str) -> str:
    value = _word(told, name)
    if value and not is_digest(value):
        raise Invalid("X-Meta: %(name)s harus sha-256 heksadesimal.", name=name)
    return value


def _word(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if value is not None and not isinstance(value, str):
        raise Invalid("X-Meta: %(name)s harus berupa teks.", name=name)
    return value or ""


def _claims(told: Mapping[str, Any]) -> dict[str, Any]:
    value = told.get("claims")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid("X-Meta: claims harus objek JSON.")
    if not is_json(value):
        raise Invalid("X-Meta: claims memuat sesuatu yang tidak dapat disimpan.")
    return value
