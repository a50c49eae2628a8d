"""The city's list of requests, and what each names."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from evidence.compose import codes
from evidence.compose.models import Post
from evidence.core.errors import NotAllowed, NotFound
from evidence.core.words import N_
from evidence.privacy.models import Takedown
from evidence.publish.models import Publication, PublicationState
from evidence.units.access import Actor, Role

NO_REQUEST = N_("Permintaan itu tidak ada.")


def may_see(by: Actor) -> bool:
    """Whether ``by`` sees the city's list."""
    return by.over_the_city(Role.ADMIN, Role.APPROVER, Role.REVIEWER)


def may_decide(by: Actor) -> bool:
    """Whether ``by`` decides about requests."""
    return by.over_the_city(Role.ADMIN, Role.APPROVER)


def listed(session: Session, by: Actor, *, decided: bool = False, most: int = 100) -> Sequence[Takedown]:
    """Those that are open, what is due first; or those that were decided, the newest first."""
    _check_sees(by)
    order = (
        [Takedown.decided_at.desc(), Takedown.id]
        if decided
        else [Takedown.due_at, Takedown.received_at, Takedown.id]
    )
    which = Takedown.decided_at.is_not(None) if decided else Takedown.decided_at.is_(None)
    return session.scalars(select(Takedown).where(which).order_by(*order).limit(most)).all()


def count_open(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count(Takedown.id)).where(Takedown.decided_at.is_(None))) or 0


def first_due(session: Session) -> datetime | None:
    """By when the first of them is to be decided."""
    return session.scalar(select(func.min(Takedown.due_at)).where(Takedown.decided_at.is_(None)))


def request(session: Session, request_id: uuid.UUID, by: Actor) -> Takedown:
    """One request, for the city's people."""
    _check_sees(by)
    found = session.get(Takedown, request_id)
    if found is None:
        raise NotFound(NO_REQUEST)
    return found


def _check_sees(by: Actor) -> None:
    if not may_see(by):
        raise NotAllowed("Permintaan penghapusan diperiksa balai kota.")


def is_out(session: Session, said: str) -> bool:
    """Whether a link or a code names a post that is out. Anybody may ask: of all that is not out it says the same."""
    named = find(session, said)
    out = exists().where(Publication.post_id == named, Publication.state == PublicationState.PUBLISHED)
    return named is not None and bool(session.scalar(select(out)))


def find(session: Session, said: str) -> uuid.UUID | None:
    """The post that a link or the code on a picture names, out or not: the city's people alone may be told."""
    said = said.strip().rstrip("/")
    if not said:
        return None
    # The page of one version has its number behind the code.
    *_rest, before, last = "", *said.partition("?")[0].split("/")
    for code in filter(None, map(codes.tidy, (last, before))):
        found = session.scalar(select(Post.id).where(Post.activity_id == codes.activity_of(session, code)))
        if found is not None:
            return found
    try:
        named = uuid.UUID(last)
    except ValueError:
        named = None
    if named and session.get(Post, named) is not None:
        return named
    return session.scalar(
        select(Publication.post_id)
        .where(Publication.permalink != "", func.rtrim(Publication.permalink, "/") == said)
        .limit(1)
    )
