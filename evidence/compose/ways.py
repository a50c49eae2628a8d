"""What each network does with a post, as far as it is known: its order, where it cuts, what can be tapped. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from evidence.adapters.networks import bluesky, tiktok_items
from evidence.adapters.networks.counting import Span, bare_links, hashtags, links, mentions

# The parts of a post: whose it is, its pictures, its words.
HEAD, PICTURES, CAPTION = "head", "pictures", "caption"
# How several pictures stand: one at a time with a dot for each, in a row that is pushed aside, or all in a grid.
SLIDES, ROW, GRID = "slides", "row", "grid"
# What of a text people can tap.
Tapped = Callable[[str], Iterable[Span]]


@dataclass(frozen=True)
class Way:
    """One network's way; after ``most`` characters, or ``rows`` lines, a text goes on only when it is tapped.

    ``named`` says that the words begin with the handle, ``called`` that the account's name stands above the post,
    ``public`` that the network knows other audiences and is told this one; ``titled`` makes a title of the words.
    """

    order: tuple[str, ...]
    several: str = GRID
    most: int | None = None
    rows: int | None = None
    named: bool = False
    called: bool = False
    public: bool = False
    titled: Callable[[str], str] | None = None
    tapped: tuple[Tapped, ...] = ()


def _topic(text: str) -> Iterable[Span]:
    """Threads takes the first hashtag for what the post is about; the others are words."""
    return hashtags(text)[:1]


def _facets(text: str) -> Iterable[Span]:
    """On Bluesky nothing works but what we say."""
    return [span for span, _feature in bluesky.working(text)]


# Instagram itself names three lines or 125 characters; those of Facebook, Threads and TikTok were seen by others.
WAYS: Mapping[str, Way] = {
    "instagram": Way(
        (HEAD, PICTURES, CAPTION), SLIDES, most=125, rows=3, named=True, tapped=(hashtags, mentions)
    ),
    "facebook": Way((HEAD, CAPTION, PICTURES), GRID, most=125, rows=3, called=True, tapped=(links, hashtags)),
    "threads": Way((HEAD, CAPTION, PICTURES), ROW, most=250, tapped=(links, _topic, mentions)),
    "x": Way((HEAD, CAPTION, PICTURES), GRID, called=True, tapped=(links, bare_links, hashtags, mentions)),
    "telegram": Way(
        (HEAD, PICTURES, CAPTION), GRID, called=True, tapped=(links, bare_links, hashtags, mentions)
    ),
    "mastodon": Way(
        (HEAD, CAPTION, PICTURES), GRID, called=True, public=True, tapped=(links, hashtags, mentions)
    ),
    "bluesky": Way((HEAD, CAPTION, PICTURES), GRID, called=True, tapped=(_facets,)),
    "tiktok": Way(
        (PICTURES, HEAD, CAPTION), SLIDES, most=150, rows=3, titled=tiktok_items.title_of, tapped=(hashtags, mentions)
    ),
}  # fmt: skip
# The practice network and whatever a person shares by hand.
PLAIN = Way((HEAD, PICTURES, CAPTION))
