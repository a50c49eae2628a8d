"""What changed between two versions of a text, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# More words than any network takes; beyond it every pair of words would be compared for too long.
MOST_WORDS = 3000


class Piece(NamedTuple):
    """A part of a text: ``same`` in both, only in the old one (``gone``), or only in the new one (``new``)."""

    kind: str
    text: str


def pieces(old: str, new: str) -> Sequence[Piece]:
    """``old`` and ``new`` in one row of pieces: without what is new it reads as the old text, and the reverse."""
    if old == new:
        return [Piece("same", old)] if old else []
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [each for each in (Piece("gone", old), Piece("new", new)) if each.text]
    return list(_joined(before, after))


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _joined(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    # Space that many words share would otherwise be taken for the part that stayed.
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    for _kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if _kind == "equal":
            yield Piece("same", "".join(before[old_start:old_end]))
            continue
        if gone := "".join(before[old_start:old_end]):
            yield Piece("gone", gone)
        if new := "".join(after[new_start:new_end]):
            yield Piece("new", new)
