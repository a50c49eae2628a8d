"""What else comes out of one comparison: the same in other formats, a carousel of its photos, and what the files are
called. Pure: recipes in, recipes and names out.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from evidence.adapters.imaging import (
    ALIGNED,
    COVERED,
    FORMATS,
    Frame,
    Recipe,
    best_layout,
    offered,
    too_near,
    whole_alone,
)

Size = tuple[int, int]
T = TypeVar("T")

# What every slide says and shows as the cover does.
_SHARED = (
    "title", "unit", "place", "district", "city", "category", "practice", "theme", "handle", "crest", "code", "link",
)  # fmt: skip
# What is said of photos that were laid over each other.
_OF_THE_PAIR = (ALIGNED,)

# Instagram and Telegram take ten pictures in one post, Threads twenty; X and Mastodon take four.
MOST_SLIDES = 10
# How files of each format are called.
FILE_WORDS = {"portrait": "potret", "square": "persegi", "story": "cerita", "landscape": "lebar"}
# As much of a title is part of a file's name.
MOST_OF_TITLE = 40
# Width to height that every feed takes: Instagram refuses a carousel beyond these, so a story is none.
FEED = (0.8, 1.91)


def in_format(recipe: Recipe, format_: str, sizes: Sequence[Size]) -> Recipe:
    """The same picture in another format; ``sizes`` are those of its upright photos in pixels.

    A layout that a person chose stays where the format has it, else the one that loses least is taken.
    """
    if format_ == recipe.format:
        return recipe
    best = best_layout(sizes, format_)
    chosen = recipe.layout != best_layout(sizes, recipe.format) and offered(format_, recipe.layout)
    other = replace(recipe, format=format_, layout=recipe.layout if chosen else best)
    if not too_near(other, sizes):
        return other
    # In that shape too little would be left of photos that are laid over each other.
    frames = (_framed(other, 0),) * len(other.photos) if other.frames else ()
    notes = tuple(note for note in other.notes if note not in _OF_THE_PAIR)
    return replace(other, aligned=None, frames=frames, notes=notes)


def format_for(ratio: tuple[float, float], wanted: str = "portrait") -> str:
    """The format for a network that takes pictures of that ratio: ``wanted`` where it may be, else the nearest to it.

    ``ratio`` is width to height, least and most, as a network's limits have it. Raises ValueError if none fits.
    """
    fitting = [name for name in FORMATS if ratio[0] <= _ratio(name) <= ratio[1]]
    if not fitting:
        raise ValueError(f"no format is between {ratio[0]} and {ratio[1]}")
    return min(fitting, key=lambda name: abs(_ratio(name) - _ratio(wanted)))


def carousel(recipe: Recipe, sizes: Sequence[Size], most: int = MOST_SLIDES) -> tuple[Recipe, ...]:
    """The comparison as the cover, then each of its photos alone, all in one ratio; at most so many pictures.

    A slide keeps the words, the theme and the photo's own label, date and frame, and says its place ("2/3"). Of more
    photos than fit, the first, the last and those evenly between them are shown. A picture of one photo has no slides,
    so its carousel is empty.
    """
    count = len(recipe.photos)
    if count < 2 or most < 2:
        return ()
    cover = in_format(recipe, format_for(FEED, recipe.format), sizes)
    shown = spread(_in_order(cover), most - 1)
    whole = cover.whole if cover.whole is not None else whole_alone([sizes[at] for at in shown], cover.format)
    slides = [
        _slide(cover, at, f"{number}/{len(shown) + 1}", whole=whole) for number, at in enumerate(shown, 2)
    ]
    return cover, *slides


def spread(things: Sequence[T], most: int) -> Sequence[T]:
    """At most so many of them, evenly from the first to the last; of one alone, the last."""
    if len(things) <= most:
        return things
    if most == 1:
        return things[-1:]
    return [things[round(at * (len(things) - 1) / (most - 1))] for at in range(most)]


def _in_order(cover: Recipe) -> list[int]:
    """The places of the photos in the order of the work."""
    places = list(range(len(cover.photos)))
    # Without labels the last place, the largest, is that of the photo that stands for the work: it comes first.
    return [places[-1], *places[:-1]] if cover.layout == "stages" and not cover.labels else places


def _slide(cover: Recipe, at: int, mark: str, *, whole: bool) -> Recipe:
    """One photo of the cover alone. What is said here of its photos goes with it, what is said of the two does not."""
    count, hidden = len(cover.photos), cover.covers_at(at)
    untold = _OF_THE_PAIR if hidden else (*_OF_THE_PAIR, COVERED)
    return Recipe(
        photos=cover.photos[at : at + 1],
        labels=cover.labels[at : at + 1],
        # A documentation has one day for all of its photos.
        dates=cover.dates[at : at + 1] if len(cover.dates) == count else cover.dates[:1],
        frames=tuple(frame for frame in (_framed(cover, at),) if frame != Frame()),
        tone="accent" if at == count - 1 else "dark" if at == 0 else "white",
        format=cover.format,
        layout="single",
        whole=whole,
        notes=(*(note for note in cover.notes if note not in untold), mark),
        covers=(hidden,) if hidden else (),
        **{name: getattr(cover, name) for name in _SHARED},
    )


def _framed(recipe: Recipe, at: int) -> Frame:
    """The frame in which a photo stands; of photos that are laid over each other, the before's holds for both."""
    return recipe.frames[0 if recipe.aligned else at] if recipe.frames else Frame()


def _ratio(format_: str) -> float:
    width, height = FORMATS[format_]
    return width / height


def file_name(unit: str, day: date | None, title: str, *parts: str, kind: str = "jpg") -> str:
    """``kelurahan-mojo-2026-11-26-kuras-saluran-potret.jpg``: whose, of which day if one is known, of what, and which.

    Of the title as many whole words as `MOST_OF_TITLE` letters hold.
    """
    words = (_plain(unit) or "bukti", day.isoformat() if day else "", _short(title), *map(_plain, parts))
    return f"{'-'.join(filter(None, words))}.{kind}"


def _short(title: str) -> str:
    plain = _plain(title)
    if len(plain) <= MOST_OF_TITLE:
        return plain
    # The end of a word, or of a word without end.
    return plain[: MOST_OF_TITLE + 1].rpartition("-")[0] or plain[:MOST_OF_TITLE]


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
