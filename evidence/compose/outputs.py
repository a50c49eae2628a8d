"""All that comes out of one activity: the comparison in every format and its carousel, each drawn once and kept."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.imaging import FORMATS, Recipe
from evidence.capture.models import Activity, Photo
from evidence.compose import queries, recipes, renditions
from evidence.compose.carousel import carousel, in_format
from evidence.compose.models import EDITABLE, Post, PostVersion, Rendition

# Those to take away are many and nobody waits for them, so what is decided on is drawn first.
_LATER = -1


@dataclass(frozen=True)
class Outputs:
    """The pictures of an activity, some of which may still be on their way.

    ``main`` is the one that is decided on; it stands in ``formats`` under its own format, and is most often the
    carousel's cover. ``frozen`` is the version under which it was sent, None while the activity may still change it.
    """

    main: Rendition
    frozen: PostVersion | None
    formats: Mapping[str, Rendition]
    carousel: Sequence[Rendition]

    @property
    def all(self) -> Sequence[Rendition]:
        """Each of them once."""
        return list({each.id: each for each in (*self.formats.values(), *self.carousel)}.values())


def outputs(session: Session, activity: Activity, *, practice: bool) -> Outputs | None:
    """Ask for whatever is not made yet; None while a stage is missing.

    Everything follows from the main picture's recipe. That of a version which was sent is frozen, and so are with it
    the theme, the words and the photos of all the others.
    """
    frozen = frozen_version(queries.post_of(session, activity.id))
    main = (frozen and frozen.rendition) or renditions.request_rendition(session, activity, practice=practice)
    if main is None:
        return None
    recipe, sizes = renditions.recipe_of(main), _sizes(session, main)
    formats = {name: in_format(recipe, name, sizes) for name in FORMATS}
    slides = carousel(recipe, sizes)
    asked = _asked(session, main, recipe, [*formats.values(), *slides], priority=_LATER)
    return Outputs(
        main=main,
        frozen=frozen,
        formats={name: asked[each] for name, each in formats.items()},
        carousel=[asked[each] for each in slides],
    )


def in_that_format(session: Session, main: Rendition, format_: str) -> Rendition:
    """The picture ``main`` as a network wants it (`carousel.format_for`), asked for when it is not made yet."""
    recipe = renditions.recipe_of(main)
    wanted = in_format(recipe, format_, _sizes(session, main))
    return _asked(session, main, recipe, [wanted])[wanted]


def slides(session: Session, main: Rendition, format_: str, most: int) -> Sequence[Rendition]:
    """The carousel of ``main`` in that format, at most so many pictures, asked for; empty where it has one photo."""
    recipe, sizes = renditions.recipe_of(main), _sizes(session, main)
    wanted = carousel(in_format(recipe, format_, sizes), sizes, most)
    asked = _asked(session, main, recipe, wanted)
    return [asked[each] for each in wanted]


def frozen_version(post: Post | None) -> PostVersion | None:
    """The version that is under review or decided on, as long as it counts."""
    if post is None or post.latest.state in EDITABLE or not post.latest.image_sha256:
        return None
    return post.latest


def _sizes(session: Session, main: Rendition) -> list[tuple[int, int]]:
    wanted = [uuid.UUID(each) for each in main.photo_ids]
    found = {photo.id: photo for photo in session.scalars(select(Photo).where(Photo.id.in_(wanted)))}
    return recipes.sizes_of([found[each] for each in wanted])


def _asked(
    session: Session, main: Rendition, recipe: Recipe, wanted: Sequence[Recipe], *, priority: int = 0
) -> Mapping[Recipe, Rendition]:
    """The rendition of each recipe. That of the main picture is ``main`` itself, however long ago it was drawn."""
    digests = {each: each.digest() for each in wanted if each != recipe}
    kept = {
        each.recipe_digest: each
        for each in session.scalars(
            select(Rendition).where(
                Rendition.activity_id == main.activity_id, Rendition.recipe_digest.in_(digests.values())
            )
        )
    }
    ids = dict(zip(recipe.photos, main.photo_ids, strict=True))
    return {
        recipe: main,
        **{
            each: kept.get(digest)
            or renditions.ask_for(
                session, main.activity_id, each, [ids[name] for name in each.photos], priority=priority
            )
            for each, digest in digests.items()
        },
    }
