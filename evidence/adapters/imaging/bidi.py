"""Which way each letter of a line runs: the bidirectional algorithm of Unicode (UAX #9), for lines without controls.

Words for a picture carry no embedding marks (`text.drawable` leaves them out), so the rules for those are not here.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from evidence.adapters.imaging.text import ELLIPSIS

Item = TypeVar("Item")
# Parts of a line stand in the line's own order, whatever is written in each, as if a tab stood between them.
_BETWEEN_PARTS = "·"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_NEUTRAL = ("S", "WS", "ON")
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def reads_leftwards(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left; without any, a text does not."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def levels(text: str, rtl: bool) -> list[int]:
    """The level of each letter in a line of that direction: even runs to the right, odd to the left."""
    own = "R" if rtl else "L"
    kinds = _numbers(_kinds(text), own)
    _brackets(text, kinds, own)
    _neutrals(kinds, own)
    base = int(rtl)
    found = [_level(kind, base) for kind in kinds]
    trailing = True
    for at in range(len(text) - 1, -1, -1):
        kind = _own_kind(text, at)
        if kind == "S" or (trailing and kind == "WS"):
            found[at], trailing = base, True
        else:
            trailing = False
    return found


def as_seen(items: Sequence[tuple[int, Item]]) -> list[Item]:
    """Items with their levels, in the order in which they stand from left to right (rule L2)."""
    order = list(items)
    lowest = min((level for level, _ in order if level % 2), default=0)
    for level in range(max((level for level, _ in order), default=0), lowest - 1, -1):
        if not level:
            break
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and order[end][0] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return [item for _, item in order]


def _own_kind(text: str, at: int) -> str:
    near = text[at - 1 : at + 2] if at else text[:2]
    if text[at] == _BETWEEN_PARTS or (text[at] == " " and _BETWEEN_PARTS in near):
        return "S"
    return unicodedata.bidirectional(text[at])


def _kinds(text: str) -> list[str]:
    kinds = [_own_kind(text, at) for at in range(len(text))]
    for at in range(len(text)):
        if kinds[at] in ("NSM", "BN"):
            kinds[at] = kinds[at - 1] if at else "ON"
    if text.endswith(ELLIPSIS):
        # What is cut off would go on in the direction of the letter before.
        kinds[-1] = next((kind for kind in reversed(kinds) if kind in ("L", "R", "AL")), kinds[-1])
    return kinds


def _numbers(kinds: Sequence[str], own: str) -> list[str]:
    """Rules W2 to W7: what digits and the signs beside them are."""
    found, strong = [], own
    for kind in kinds:
        strong = kind if kind in ("L", "R", "AL") else strong
        found.append("AN" if kind == "EN" and strong == "AL" else kind)
    for at in range(1, len(found) - 1):
        one, other = found[at - 1], found[at + 1]
        if one == other and (found[at], one) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            found[at] = one
    found = ["R" if kind == "AL" else kind for kind in found]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for at in order:
            if found[at] == "ET" and found[at + step] == "EN":
                found[at] = "EN"
    strong = own
    for at, kind in enumerate(found):
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            found[at] = "L"
        elif kind in ("ES", "ET", "CS"):
            found[at] = "ON"
    return found


def _brackets(text: str, kinds: list[str], own: str) -> None:
    """Rule N0: both brackets of a pair run with what is between them."""
    for start, end in _pairs(text, kinds):
        inside = {_AS_STRONG[kind] for kind in kinds[start + 1 : end] if kind in _AS_STRONG}
        if own in inside:
            kinds[start] = kinds[end] = own
        elif inside:
            before = next((_AS_STRONG[kind] for kind in reversed(kinds[:start]) if kind in _AS_STRONG), own)
            kinds[start] = kinds[end] = before


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    found = []
    for at, letter in enumerate(text):
        if kinds[at] != "ON":
            continue
        if letter in _BRACKETS:
            waiting.append((_BRACKETS[letter], at))
        elif letter in _BRACKETS.values():
            nearest = next((n for n in range(len(waiting) - 1, -1, -1) if waiting[n][0] == letter), None)
            if nearest is not None:
                found.append((waiting[nearest][1], at))
                del waiting[nearest:]
    return sorted(found)


def _neutrals(kinds: list[str], own: str) -> None:
    """Rules N1 and N2: between letters of one direction what has none goes along, else it goes with the line."""
    strong = [at for at, kind in enumerate(kinds) if kind not in _NEUTRAL]
    for one, other in pairwise([-1, *strong, len(kinds)]):
        before = own if one < 0 else _AS_STRONG[kinds[one]]
        after = own if other == len(kinds) else _AS_STRONG[kinds[other]]
        for at in range(one + 1, other):
            kinds[at] = before if before == after else own


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)
