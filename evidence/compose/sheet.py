"""What is taken away of an activity: its pictures by name, a description of each, and the words to post with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.compose import caption, recipes, renditions
from evidence.compose.caption import Told
from evidence.compose.carousel import FILE_WORDS, file_name
from evidence.compose.models import PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.outputs import Outputs
from evidence.core.clock import day_of


@dataclass(frozen=True)
class Item:
    """One picture: a format's, or a slide of the carousel with the label of its photo ("" on the cover)."""

    name: str
    label: str
    rendition: Rendition
    file_name: str
    alt: str


@dataclass(frozen=True)
class Sheet:
    """All that can be taken away; ``archive`` is what all of it in one file is called."""

    main: Rendition
    formats: Sequence[Item]
    carousel: Sequence[Item]
    caption: str
    archive: str

    @property
    def items(self) -> Sequence[Item]:
        """The pictures as files: the cover is one of the carousel's too, so that its numbers begin with 1."""
        return [*self.formats, *self.carousel]

    @property
    def ready(self) -> Sequence[Item]:
        """Those that are there."""
        return [each for each in self.items if each.rendition.state is RenditionState.READY]

    @property
    def waiting(self) -> bool:
        """Whether some are on their way still."""
        return any(each.rendition.state is RenditionState.WAITING for each in self.items)


def sheet(session: Session, activity: Activity, found: Outputs, version: PostVersion | None) -> Sheet:
    """What is there to take away; ``version`` is the post's latest, whose words go first."""
    recipe = renditions.recipe_of(found.main)
    facts = recipes.told(session, activity, recipes.chosen(activity))
    # The words on the picture, which do not change once it was sent.
    told = recipes.as_drawn(facts, recipe)
    written = version.alt_text if version else ""
    days = [day_of(each) for each in facts.dates if each]
    # In the order of the work the last day is that of the result.
    called = partial(file_name, recipe.unit, days[-1] if days else None, recipe.title)
    marks = _marks(found, practice=recipe.practice)
    return Sheet(
        main=found.main,
        formats=[
            Item(name, "", each, called(FILE_WORDS[name], *marks), alt_of(each, told, written))
            for name, each in found.formats.items()
        ],
        carousel=[
            Item(
                f"slide-{number}",
                "" if number == 1 else _label(each),
                each,
                called(f"korsel-{number}", *marks),
                alt_of(each, told, written, alone=number > 1),
            )
            for number, each in enumerate(found.carousel, 1)
        ],
        caption=(version.caption if version else "") or recipes.caption_for(session, activity, told),
        archive=called(*marks, kind="zip"),
    )


def _marks(found: Outputs, *, practice: bool) -> list[str]:
    """What a file's own name must say, wherever it goes."""
    approved = found.frozen is not None and found.frozen.state is VersionState.APPROVED
    return [*([] if approved else ["draf"]), *(["latihan"] if practice else [])]


def _label(rendition: Rendition) -> str:
    return next(iter(renditions.recipe_of(rendition).labels), "")


def alt_of(rendition: Rendition, told: Told, written: str, *, alone: bool = False) -> str:
    """A description of one picture; ``written`` is the main picture's, ``alone`` says that it shows one photo."""
    if alone:
        return caption.propose_alt_of_one(told, _label(rendition))
    # What a person wrote tells where the photos stand on the main picture, so it holds for that layout only.
    layout = renditions.recipe_of(rendition).layout
    return written if written and layout == told.layout else caption.propose_alt(replace(told, layout=layout))
