"""How a network will show a post: the parts in their order, and as much of the words as is seen at first. Pure.

It is an estimate, and says so wherever it is shown: apps differ by version, screen and letter size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.adapters.networks.base import Kind
from evidence.adapters.networks.counting import Span, start
from evidence.compose.ways import HEAD, PICTURES, PLAIN, WAYS

# About as many letters stand on one line of a phone.
LINE = 42
# Of a story's 1920 lines of pixels, what the app's own signs cover above and below; in percent of its height.
STORY_TOP, STORY_BOTTOM = 14.1, 19.8


@dataclass(frozen=True)
class Preview:
    """What is seen of a post at first; ``cut`` says that its text goes on, ``story`` that it fills a screen.

    ``pieces`` are the caption's parts in order, each with whether it can be tapped.
    """

    order: tuple[str, ...]
    several: str
    caption: str
    cut: bool
    named: bool = False
    called: bool = False
    story: bool = False
    public: bool = False
    title: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()


def preview(network: str, kind: Kind, caption: str) -> Preview:
    """How the network of that name shows a post of these words."""
    way = WAYS.get(network, PLAIN)
    if kind is Kind.STORY:
        return Preview((HEAD, PICTURES), way.several, "", cut=False, story=True)
    shown = shortened(caption, way.most, way.rows)
    return Preview(
        way.order,
        way.several,
        shown,
        cut=shown != caption,
        named=way.named,
        called=way.called,
        public=way.public,
        title=way.titled(caption) if way.titled else "",
        pieces=tuple(_pieces(shown, [span for tapped in way.tapped for span in tapped(caption)])),
    )


def _pieces(text: str, tapped: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """``text`` in parts; of what can be tapped in the whole, that is as much as is seen."""
    at = 0
    for span in sorted(tapped, key=lambda each: each.start):
        if at <= span.start < len(text):
            if span.start > at:
                yield text[at : span.start], False
            yield text[span.start : span.end], True
            at = span.end
    if at < len(text):
        yield text[at:], False


def shortened(text: str, most: int | None = None, rows: int | None = None) -> str:
    """As much of ``text`` as is seen at first, to the end of a word; all of it where nothing cuts."""
    end = len(text) if rows is None else _end_of_rows(text, rows)
    end = end if most is None else min(end, most)
    if end >= len(text):
        return text
    shown = start(text, len, end)
    if not text[len(shown)].isspace() and any(each.isspace() for each in shown):
        shown = shown[: max(at for at, each in enumerate(shown) if each.isspace())]
    return shown.rstrip()


def _end_of_rows(text: str, rows: int) -> int:
    """Where the first so many lines of a phone end."""
    left, at = rows, 0
    for line in text.split("\n"):
        needs = max(1, -(-len(line) // LINE))
        if needs > left:
            return at + left * LINE if left else at - 1
        left, at = left - needs, at + len(line) + 1
    return len(text)
