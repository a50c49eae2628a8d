"""Which words go on which line, given something that measures them; no fonts needed."""

import re
import unicodedata
from collections.abc import Callable, Sequence

# Width in pixels of a text at a letter size.
Measure = Callable[[str, int], float]

ELLIPSIS = "…"

# What the font can draw. Anything else would come out as an empty box.
GLYPHS = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0xA1, 0x100))).replace("\u00ad", "")
    + "ĂıŒœ–—‘’‚“”„•…′″‹›€™−"
)
_DAY = re.compile(r"^[A-Za-z]+, ")


def drawable(text: str) -> str:
    """The text in letters the font has: unknown marks fall off, emoji and other scripts are left out."""
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in GLYPHS:
            kept.append(letter)
        elif letter.isspace():
            kept.append(" ")
        else:
            kept.extend(part for part in unicodedata.normalize("NFKD", letter) if part in GLYPHS)
    return " ".join("".join(kept).split())


def shortened(text: str, width: float, size: int, measure: Measure) -> str:
    """The text, or as much of it as fits in ``width`` with an ellipsis."""
    if measure(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(_cut(text, middle), size) <= width:
            low = middle
        else:
            high = middle - 1
    return _cut(text, low)


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
        return cut if len(cut) > len(line) + 12 else line
    return line


def span(dates: Sequence[str]) -> str:
    """Several dates as one: without weekdays, what they share said once ("12 – 14 November 2026")."""
    short = list(dict.fromkeys(_DAY.sub("", date) for date in dates if date))
    if len(short) > 1 and len({date.partition(" ")[2] for date in short}) == 1:
        short = [date.partition(" ")[0] for date in short[:-1]] + short[-1:]
    return " – ".join(short)


def _balanced(text: str, width: float, size: int, measure: Measure) -> list[str] | None:
    """The two lines whose wider one is narrowest, or None when no break at a space fits."""
    words = text.split(" ")
    pairs = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    widths = [(max(measure(first, size), measure(second, size)), (first, second)) for first, second in pairs]
    fitting = [pair for pair in widths if pair[0] <= width]
    return list(min(fitting)[1]) if fitting else None


def _filled(text: str, width: float, size: int, measure: Measure) -> list[str]:
    """A full first line and a cut second one; a first word wider than the line is cut and stands alone."""
    words = text.split(" ")
    count = 0
    while count < len(words) and measure(" ".join(words[: count + 1]), size) <= width:
        count += 1
    if count == 0:
        return [shortened(text, width, size, measure)]
    return [" ".join(words[:count]), shortened(" ".join(words[count:]), width, size, measure)]


def _cut(text: str, length: int) -> str:
    # Between words if that costs little, so that no line ends in half a word.
    if text[length : length + 1].strip() and (space := text.rfind(" ", 0, length)) > length * 0.7:
        length = space
    return text[:length].rstrip(" ,.;:·–—-(") + ELLIPSIS
