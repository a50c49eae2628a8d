"""What a database and a page can hold of what strangers send."""

import math
import re

# NUL is refused by PostgreSQL, half a surrogate pair by every encoding, and the other control characters by pages.
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")
DEEPEST = 16


def is_text(value: str) -> bool:
    """Whether ``value`` can be stored and shown."""
    return _UNHOLDABLE.search(value) is None


def holdable(value: str) -> str:
    """The same text with a mark in place of each character that cannot be stored or shown."""
    # Word processors write a line break within a paragraph so.
    return _UNHOLDABLE.sub("\ufffd", value.replace("\v", "\n"))


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
