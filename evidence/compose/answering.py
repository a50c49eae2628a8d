"""The answers about privacy as a version keeps them: those that are given now, or before for the same picture."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from evidence.capture import consents
from evidence.compose import privacy
from evidence.compose.models import EDITABLE, PostVersion, Rendition
from evidence.compose.renditions import recipe_of


def answered(
    session: Session,
    version: PostVersion,
    rendition: Rendition,
    answers: Mapping[str, Any] | None,
    *,
    by_name: str,
    now: datetime,
) -> privacy.Answered:
    """The answers about the picture that is sent. Raises Invalid where one is missing or cannot be so."""
    recipe = recipe_of(rendition)
    told = privacy.still_held(version.privacy, recipe) if answers is None else answers
    return privacy.answered(told, recipe, _standing(session, version.post.activity_id), by_name, now)


def given_before(version: PostVersion, rendition: Rendition | None) -> Mapping[str, str]:
    """What was answered for this very picture, by question; nothing where it was another."""
    return privacy.still_held(version.privacy, recipe_of(rendition)) if rendition else {}


def forget(session: Session, post_id: uuid.UUID) -> None:
    """Ask anew for whatever of the post is not frozen."""
    session.execute(
        update(PostVersion)
        .where(PostVersion.post_id == post_id, PostVersion.state.in_(EDITABLE))
        .values(privacy=None)
        .execution_options(synchronize_session=False)
    )


def _standing(session: Session, activity_id: uuid.UUID) -> tuple[str, ...]:
    return tuple(str(each.id) for each in consents.standing(session, activity_id))
