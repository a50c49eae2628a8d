"""Holding what is approved when something was noticed since, until somebody looks. The edges commit."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from evidence.compose.models import PostVersion, VersionState
from evidence.core.words import N_
from evidence.publish.models import BEFORE_INTENT, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move

NOTICED = N_("ada temuan baru setelah disetujui")
LOOKED = N_("temuan baru sudah dilihat")


def doubted() -> ColumnElement[bool]:
    """Whether somebody has to look at the version of a Publication in the statement around it first."""
    return exists().where(PostVersion.id == Publication.version_id, PostVersion.doubted_at.is_not(None))


def is_doubted(session: Session, publication: Publication) -> bool:
    """Whether somebody has to look at its version first."""
    return session.scalar(select(doubted()).where(Publication.id == publication.id)) is True


def withhold(session: Session, version: PostVersion, *, now: datetime) -> bool:
    """Keep what is approved from being sent until somebody looks; False when it is not approved any more.

    What has its intent goes on, since nobody can take it back. Whatever is queued again later is held as well, as the
    version itself says so.
    """
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.APPROVED)
        .values(doubted_at=func.coalesce(PostVersion.doubted_at, now))
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        return False
    session.refresh(version)
    for row in _rows(session, version, Publication.remote_id.is_(None)):
        hold(session, row, now=now)
    return True


def hold(session: Session, row: Publication, *, now: datetime) -> bool:
    """Put one publication, locked by the caller, back into the queue until somebody looks; whoever has it loses it."""
    return move(
        session, row.id, row.state, P.QUEUED, now=now, raise_to=row.attempt + 1, reason=NOTICED,
        hold_reason=Hold.FINDING,
    )  # fmt: skip


def let_go(session: Session, version: PostVersion, *, by_name: str, now: datetime) -> bool:
    """Let what was held go on, in the order of its times; False when nothing was held."""
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.doubted_at.is_not(None))
        .values(doubted_at=None)
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        return False
    session.refresh(version)
    for row in _rows(session, version, Publication.hold_reason == Hold.FINDING):
        move(
            session, row.id, P.QUEUED, P.QUEUED, now=now, by_name=by_name, reason=LOOKED,
            only_if=Publication.hold_reason == Hold.FINDING, hold_reason=None,
        )  # fmt: skip
    return True


def _rows(session: Session, version: PostVersion, which: ColumnElement[bool]) -> list[Publication]:
    return list(
        session.scalars(
            select(Publication)
            .where(Publication.version_id == version.id, Publication.state.in_(BEFORE_INTENT), which)
            .order_by(Publication.id)
            .with_for_update(of=Publication)
            .execution_options(populate_existing=True)
        )
    )
