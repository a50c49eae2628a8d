"""What a database and a page can hold of what strangers send."""

import math
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

Value = TypeVar("Value")

# NUL is refused by PostgreSQL, half a surrogate pair by every encoding, the other control characters by pages, and
# U+FFFE and U+FFFF by XML, of which feeds and the papers of offices are made.
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DEEPEST = 16


def is_text(value: str) -> bool:
    """Whether ``value`` can be stored and shown."""
    return _UNHOLDABLE.search(value) is None


def holdable(value: str) -> str:
    """The same text with a mark in place of each character that cannot be stored or shown."""
    # Word processors write a line break within a paragraph so.
    return _UNHOLDABLE.sub("\ufffd", value.replace("\v", "\n"))


def all_holdable(value: Value) -> Value:
    """The same ``value`` with each text in it `holdable`, through dataclasses, lists and tuples.

    For what is written into files: a row may be older than the rule that refuses such a text.
    """
    return cast("Value", _through(value))


def _through(value: Any) -> Any:
    if isinstance(value, str):
        return value if is_text(value) else holdable(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_through(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        inside = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        changed = {name: new for name, old in inside.items() if (new := _through(old)) != old}
        return replace(value, **changed) if changed else value
    return value


def is_json(value: object, room: int = DEEPEST) -> bool:
    """Whether a parsed JSON ``value`` can be stored: text, numbers with an end, at most ``room`` levels deep."""
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, (dict, list)):
        inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        return room > 0 and all(is_json(each, room - 1) for each in inside)
    return True
