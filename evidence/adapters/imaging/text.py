"""Which words go on which line, given something that measures them; no fonts needed."""

import unicodedata
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import regex

# Width in pixels of a text at a letter size.
Measure = Callable[[str, int], float]

ELLIPSIS = "…"

# What the faces can draw. Anything else would come out as an empty box.
GLYPHS = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0xA1, 0x100))).replace("\u00ad", "")
    + "ĂıŒœ–—‘’‚“”„•…′″‹›€™−"
)


def _letters(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


# The signs that enclose the digits after them are left out, since a line may be cut between the two.
ARABIC = _letters(
    (0x606, 0x61B), (0x61D, 0x6DC), (0x6DE, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8E1), (0x8E3, 0x8FF)
)
JAVANESE = _letters((0xA980, 0xA9CD), (0xA9CF, 0xA9D9), (0xA9DE, 0xA9DF))
# They join letters or keep them apart, and are nothing on their own.
_JOINERS = "\u200c\u200d"
# More marks on one letter than any spelling has would only grow into the lines above and below.
_MOST_MARKS = 4

_DAY = regex.compile(r"^[A-Za-z]+, ")
# What a reader takes for one letter; a Javanese consonant written under another is part of it.
_CLUSTER = regex.compile(r"\X(?:(?<=\uA9C0)(?=[\uA984-\uA9B2])\X)*")
# A letter that is drawn as an emoji, or a sign that makes one of a letter.
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\uFE0F\u20E3]")


def clusters(text: str) -> list[str]:
    """The text in pieces that must not be cut: what a reader takes for one letter, with all its marks."""
    return _CLUSTER.findall(text)


def drawable(text: str) -> str:
    """The text in letters some face has: emoji and other scripts are left out, each with all that belongs to it."""
    kept = "".join(map(_kept, clusters(unicodedata.normalize("NFC", text))))
    return " ".join(kept.split())


def _kept(cluster: str) -> str:
    cluster = cluster.replace("\ufe0e", "")
    if cluster in GLYPHS:
        return cluster
    if _EMOJI.search(cluster):
        return ""
    if cluster[:1].isspace():
        return " "
    parts = [
        part
        for letter in cluster
        for part in ([letter] if _known(letter) else unicodedata.normalize("NFKD", letter))
        if _known(part)
    ]
    # A mark whose letter is left out has nothing to stand on.
    while parts and (parts[0] in _JOINERS or unicodedata.category(parts[0]).startswith("M")):
        del parts[0]
    if not parts:
        return ""
    script = next(each for each in (GLYPHS, ARABIC, JAVANESE) if parts[0] in each)
    parts = [part for part in parts if part in script or (part in _JOINERS and script is not GLYPHS)]
    return parts[0] + "".join(parts[1:] if script is JAVANESE else _few_marks(parts[1:]))


def _known(letter: str) -> bool:
    return letter in GLYPHS or letter in ARABIC or letter in JAVANESE or letter in _JOINERS


def _few_marks(parts: Sequence[str]) -> list[str]:
    kept, marks = [], 0
    for part in parts:
        marks = marks + 1 if unicodedata.category(part).startswith("M") else 0
        if marks <= _MOST_MARKS:
            kept.append(part)
    return kept


def shortened(text: str, width: float, size: int, measure: Measure) -> str:
    """The text, or as much of it as fits in ``width`` with an ellipsis."""
    if measure(text, size) <= width:
        return text
    ends = [0, *accumulate(map(len, clusters(text)))]
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(_cut(text, ends[middle]), size) <= width:
            low = middle
        else:
            high = middle - 1
    return _cut(text, ends[low])


def title_lines(
    text: str, width: float, sizes: Sequence[int], measure: Measure, most: int = 2
) -> tuple[int, list[str]]:
    """Letter size and at most ``most`` (one or two) lines, as large as fits, else cut at the smallest size.

    Two lines are balanced. Never hyphenated. An empty text has no lines.
    """
    if not text:
        return sizes[0], []
    if most == 1:
        size = next((each for each in sizes if measure(text, each) <= width), sizes[-1])
        return size, [shortened(text, width, size, measure)]
    for size in sizes:
        # One line at a smaller size is no gain over two at the full one.
        if size == sizes[0] and measure(text, size) <= width:
            return size, [text]
        if (pair := _balanced(text, width, size, measure)) is not None:
            return size, pair
    return sizes[-1], _filled(text, width, sizes[-1], measure)


def joined(parts: Sequence[str], width: float, size: int, measure: Measure) -> str:
    """The parts with dots between them, the most important first; what is too wide is cut at the end.

    A part of which hardly anything would be left is dropped instead.
    """
    line = ""
    for part in filter(None, parts):
        longer = f"{line} · {part}" if line else part
        if measure(longer, size) <= width:
            line = longer
            continue
        cut = shortened(longer, width, size, measure)
        return cut if len(cut) > len(line) + 10 else line
    return line


def span(dates: Sequence[str]) -> str:
    """Several dates as one: without weekdays, what they share said once ("12 – 14 November 2026")."""
    short = list(dict.fromkeys(_DAY.sub("", date) for date in dates if date))
    if len(short) > 1 and len({date.partition(" ")[2] for date in short}) == 1:
        short = [date.partition(" ")[0] for date in short[:-1]] + short[-1:]
    return " – ".join(short)


def _breaks(text: str) -> list[tuple[str, str]]:
    """Each way to break the text in two: at a space, or between two Javanese letters, which are written without."""
    ways, at = [], 0
    for one, other in pairwise(clusters(text)):
        at += len(one)
        if other == " " or (one != " " and one[0] in JAVANESE and other[0] in JAVANESE):
            ways.append((text[:at], text[at:].lstrip(" ")))
    return ways


def _balanced(text: str, width: float, size: int, measure: Measure) -> list[str] | None:
    """The two lines whose wider one is narrowest, or None when no break fits."""
    widths = [
        (max(measure(first, size), measure(second, size)), (first, second)) for first, second in _breaks(text)
    ]
    fitting = [pair for pair in widths if pair[0] <= width]
    return list(min(fitting)[1]) if fitting else None


def _filled(text: str, width: float, size: int, measure: Measure) -> list[str]:
    """A full first line and a cut second one; a first word wider than the line is cut and stands alone."""
    fitting = [pair for pair in _breaks(text) if measure(pair[0], size) <= width]
    if not fitting:
        return [shortened(text, width, size, measure)]
    first, second = fitting[-1]
    return [first, shortened(second, width, size, measure)]


def _cut(text: str, length: int) -> str:
    # Between words if that costs little, so that no line ends in half a word.
    if text[length : length + 1].strip() and (space := text.rfind(" ", 0, length)) > length * 0.7:
        length = space
    return text[:length].rstrip(" ,.;:·–—-(&،؛") + ELLIPSIS
