"""What a proof means that comes when a publication was given up, or has another post: no post stands untold.

The edge commits.
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from evidence.compose.models import PostVersion, VersionState
from evidence.core.words import N_
from evidence.publish import queries, services, steps, strays
from evidence.publish.models import GONE, OUT, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from evidence.publish.steps import Claim

NAMED = N_("unggahannya dikenali")


class Taken(enum.Enum):
    """What the proof came to: it is the publication's post, one that should not stand, or known already."""

    POST = enum.auto()
    STRAY = enum.auto()
    KNOWN = enum.auto()


def take(
    session: Session,
    claimed: Claim,
    remote_id: str,
    *,
    inbox: bool,
    now: datetime,
    how: str = "",
    pace: float = 1.0,
) -> Taken:
    """Record the proof that a post exists, or that an ``inbox`` holds it, whatever became of the publication."""
    if _as_it_should(session, claimed, remote_id, inbox=inbox, now=now, how=how, pace=pace):
        return Taken.POST
    return late(session, claimed, remote_id, inbox=inbox, now=now, how=how, pace=pace)


def _as_it_should(
    session: Session, claimed: Claim, remote_id: str, *, inbox: bool, now: datetime, how: str, pace: float
) -> bool:
    if inbox:
        return steps.in_inbox(session, claimed, remote_id, now=now, pace=pace)
    return steps.published(session, claimed.id, remote_id, now=now, how=how)


def late(
    session: Session,
    claimed: Claim,
    remote_id: str,
    *,
    inbox: bool,
    now: datetime,
    how: str = "",
    pace: float = 1.0,
) -> Taken:
    """The proof of a post that the publication's state knows nothing of.

    The version is locked before the publication, and by one alone: nobody gives its account away meanwhile.
    """
    post_id = session.get_one(Publication, claimed.id).post_id
    services.newest_version(session, post_id, alone=True)
    row = queries.locked(session, claimed.id)
    if (
        row.remote_id == remote_id
        or strays.known(session, row, remote_id)
        or _anothers(session, row, remote_id)
    ):
        return Taken.KNOWN
    # It may have been taken up again since.
    if row.state in steps.NOT_GIVEN_UP and row.remote_id is None:
        _as_it_should(session, claimed, remote_id, inbox=inbox, now=now, how=how, pace=pace)
        return Taken.POST
    if not inbox and row.remote_id is None and row.state in (*OUT, P.WITHDRAWING):
        _named(session, row, remote_id, how=how, now=now)
        return Taken.POST
    if row.state in (P.FAILED, P.CANCELLED) and not _replaced(session, row):
        why = _why_not(session, row)
        if inbox and not why:
            told = steps.found_in_inbox(remote_id, now, pace)
            move(session, row.id, row.state, P.READY, now=now, reason=steps.IN_INBOX, **told)
            return Taken.POST
        if not inbox:
            _stands(session, row, remote_id, why, how=how, now=now)
            return Taken.POST
    strays.found(session, row, remote_id, strays.IN_INBOX if inbox else strays.BESIDE, how=how, now=now)
    return Taken.STRAY


def _named(session: Session, row: Publication, remote_id: str, *, how: str, now: datetime) -> None:
    """What a person said to be out has got its number: a call of ours can ask for it, or take it down."""
    told: dict[str, Any] = {"remote_id": remote_id}
    if row.state is P.PUBLISHED:
        told |= {"look_at": None if row.permalink else now, "figures_at": now}
    move(session, row.id, row.state, row.state, now=now, reason=how or NAMED, **told)


def _stands(session: Session, row: Publication, remote_id: str, why: str, *, how: str, now: datetime) -> None:
    """It was given up and stands all the same; where it should not, a person is told."""
    stray = [strays.Stray(remote_id, why, now).stored] if why else []
    move(
        session, row.id, row.state, P.PUBLISHED, now=now, reason=strays.ending(how, why),
        strays=[*row.strays, *stray], **steps.found_out(remote_id, now),
    )  # fmt: skip


def _why_not(session: Session, row: Publication) -> str:
    """Why the post should not stand, or "" where it should: it failed, and is approved to this day."""
    if row.state is P.CANCELLED:
        return strays.CANCELLED
    state = session.scalar(select(PostVersion.state).where(PostVersion.id == row.version_id))
    return "" if state is VersionState.APPROVED else strays.DISAPPROVED


def _replaced(session: Session, row: Publication) -> bool:
    """Whether another publication of the same post has the account now."""
    other = exists().where(
        Publication.post_id == row.post_id,
        Publication.account_id == row.account_id,
        Publication.id != row.id,
        Publication.state.not_in(GONE),
    )
    return session.scalar(select(other)) is True


def _anothers(session: Session, row: Publication, remote_id: str) -> bool:
    return session.scalar(select(steps.anothers(remote_id)).where(Publication.id == row.id)) is True
