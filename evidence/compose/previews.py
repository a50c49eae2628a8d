"""How networks show a post, as far as it is known: what stands above what, and where a text is cut. Pure.

It is an estimate, and says so wherever it is shown: apps differ by version, screen and letter size.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.adapters.networks.base import Kind

# The parts of a post: whose it is, its pictures, its words.
HEAD, PICTURES, CAPTION = "head", "pictures", "caption"
# How several pictures stand: one at a time with a dot for each, in a row that is pushed aside, or all in a grid.
SLIDES, ROW, GRID = "slides", "row", "grid"
# About as many letters stand on one line of a phone.
LINE = 42
# Of a story's 1920 lines of pixels, what the app's own signs cover above and below; in percent of its height.
STORY_TOP, STORY_BOTTOM = 14.1, 19.8


@dataclass(frozen=True)
class Way:
    """One network's way; after ``most`` characters, or ``rows`` lines, a text goes on only when it is tapped.

    ``named`` says that the words begin with whose they are.
    """

    order: tuple[str, ...]
    several: str = GRID
    most: int | None = None
    rows: int | None = None
    named: bool = False


@dataclass(frozen=True)
class Preview:
    """What is seen of a post at first; ``cut`` says that its text goes on, ``story`` that it fills a screen."""

    order: tuple[str, ...]
    several: str
    caption: str
    cut: bool
    named: bool = False
    story: bool = False


# Instagram itself names three lines or 125 characters; those of Facebook, Threads and TikTok were seen by others.
WAYS: Mapping[str, Way] = {
    "instagram": Way((HEAD, PICTURES, CAPTION), SLIDES, most=125, rows=3, named=True),
    "facebook": Way((HEAD, CAPTION, PICTURES), GRID, most=125, rows=3),
    "threads": Way((HEAD, CAPTION, PICTURES), ROW, most=250),
    "x": Way((HEAD, CAPTION, PICTURES), GRID),
    "telegram": Way((HEAD, PICTURES, CAPTION), GRID),
    "mastodon": Way((HEAD, CAPTION, PICTURES), GRID),
    "bluesky": Way((HEAD, CAPTION, PICTURES), GRID),
    "tiktok": Way((PICTURES, HEAD, CAPTION), SLIDES, most=150, rows=3),
}
# The practice network and whatever a person shares by hand.
PLAIN = Way((HEAD, PICTURES, CAPTION))


def preview(network: str, kind: Kind, caption: str) -> Preview:
    """How the network of that name shows a post of these words."""
    way = WAYS.get(network, PLAIN)
    if kind is Kind.STORY:
        return Preview((HEAD, PICTURES), way.several, "", cut=False, story=True)
    shown = shortened(caption, way.most, way.rows)
    return Preview(way.order, way.several, shown, cut=shown != caption, named=way.named)


def shortened(text: str, most: int | None = None, rows: int | None = None) -> str:
    """As much of ``text`` as is seen at first, to the end of a word; all of it where nothing cuts."""
    end = len(text) if rows is None else _end_of_rows(text, rows)
    end = end if most is None else min(end, most)
    if end >= len(text):
        return text
    shown = text[:end]
    if not text[end].isspace() and any(each.isspace() for each in shown):
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
