"""The pictures of activities: asked for by a recipe, drawn once, and asked for again where that failed."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters.imaging import Recipe
from evidence.capture.models import Activity
from evidence.compose import codes, recipes
from evidence.compose.models import Rendition, RenditionState
from evidence.core import jobs
from evidence.core.errors import Conflict

RENDER = "compose.render"


def request_rendition(session: Session, activity: Activity, *, practice: bool) -> Rendition | None:
    """The picture of the activity as it stands now, asked for when it is not made yet; None while a stage is missing.

    The recipe's digest is the key, so asking again for the same picture renders nothing.
    """
    photos = recipes.chosen(activity)
    if not photos:
        return None
    # Before the picture is drawn, so that what is decided on carries its code.
    codes.mint(session, activity.id)
    recipe = recipes.recipe(session, activity, photos, practice=practice)
    return ask_for(session, activity.id, recipe, [str(photo.id) for photo in photos])


def ask_for(
    session: Session, activity_id: uuid.UUID, recipe: Recipe, photo_ids: Sequence[str], *, priority: int = 0
) -> Rendition:
    """The picture of that recipe, asked for when it is not made yet; ``photo_ids`` in the order of its photos."""
    digest = recipe.digest()
    added = session.execute(
        insert(Rendition)
        .values(
            id=uuid.uuid4(),
            activity_id=activity_id,
            recipe_digest=digest,
            recipe=recipe.plain(),
            photo_ids=list(photo_ids),
            state=RenditionState.WAITING,
            reason="",
            object_key="",
            sha256="",
        )
        .on_conflict_do_nothing(index_elements=[Rendition.activity_id, Rendition.recipe_digest])
        .returning(Rendition.id)
    ).scalar()
    rendition = session.query(Rendition).filter_by(activity_id=activity_id, recipe_digest=digest).one()
    if rendition.state is RenditionState.REDACTED:
        # The same picture of a photo that was sent again: what was erased is not there to be shown.
        rendition.state, rendition.photo_ids, rendition.created_at = (
            RenditionState.WAITING,
            list(photo_ids),
            func.now(),
        )
        added = rendition.id
    if added:
        _ask_to_render(session, rendition, priority)
    return rendition


def render_again(session: Session, rendition: Rendition) -> None:
    """Try a failed rendition once more."""
    if rendition.state is not RenditionState.FAILED:
        raise Conflict("Gambar ini tidak sedang gagal.")
    rendition.state, rendition.reason = RenditionState.WAITING, ""
    _ask_to_render(session, rendition)


def _ask_to_render(session: Session, rendition: Rendition, priority: int = 0) -> None:
    jobs.enqueue(
        session, RENDER, queue=jobs.RENDER, queueing_lock=f"{RENDER}:{rendition.id}", priority=priority,
        key=str(rendition.id),
    )  # fmt: skip


def recipe_of(rendition: Rendition) -> Recipe:
    """The recipe as a value again."""
    return Recipe.from_plain(rendition.recipe)
