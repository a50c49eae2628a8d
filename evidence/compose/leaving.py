"""A version that its unit leaves as it is: nobody is asked to mend it, until somebody takes it up again."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence.compose.models import EDITABLE, Post, PostVersion
from evidence.core import audit
from evidence.units.access import Actor, Role


def leave(session: Session, post: Post, *, by: Actor, now: datetime) -> bool:
    """Leave the latest version; whether it could be written on and nobody had left it before.

    The post is locked first, as by whoever begins its next version, and then the version, as by whoever approves.
    """
    session.execute(select(Post.id).where(Post.id == post.id).with_for_update())
    session.refresh(post, ["versions"])
    moved = session.execute(
        update(PostVersion)
        .where(
            PostVersion.id == post.latest.id, PostVersion.state.in_(EDITABLE), PostVersion.left_at.is_(None)
        )
        .values(left_at=now, left_by=f"{_acting_as(post, by)} {by.name}".strip())
        .returning(PostVersion.id)
    ).scalar()
    session.refresh(post.latest)
    if moved is None:
        return False
    _record(session, "compose.left", post, by)
    return True


def take_up(session: Session, post: Post, *, by: Actor) -> bool:
    """Somebody goes on with the latest version; whether it had been left. The words in it stay as they were."""
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == post.latest.id, PostVersion.left_at.is_not(None))
        .values(left_at=None, left_by="")
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        return False
    session.refresh(post.latest, ["left_at", "left_by"])
    _record(session, "compose.taken_up", post, by)
    return True


def _record(session: Session, act: str, post: Post, by: Actor) -> None:
    audit.record(
        session, act, post.activity_id, actor_id=by.id, actor_name=by.name, acting_as=_acting_as(post, by),
        version=post.latest.number,
    )  # fmt: skip


def _acting_as(post: Post, by: Actor) -> str:
    path = post.activity.unit.path
    roles = [each for each in (Role.UPLOADER, Role.APPROVER, Role.ADMIN) if by.may(each, path)]
    return by.acting_as(roles[0], path) if roles else ""
