"""The city's list of requests, and what each names."""

import re
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from evidence.compose import codes
from evidence.compose.models import Post
from evidence.core.errors import NotAllowed, NotFound
from evidence.core.paging import SIZE, Page, oldest_first
from evidence.core.words import N_
from evidence.privacy.models import Outcome, Takedown
from evidence.publish.models import Publication, PublicationState
from evidence.units.access import Actor, Role

NO_REQUEST = N_("Permintaan itu tidak ada.")
# So many requests about one post are decided in one step; what is left is decided in the next one.
MOST_BESIDE = 100
# An address in what was written, without the stop that ends the sentence.
_LINK = re.compile(r"https?://\S*[^\s.,;:!?)\]\"'”]")
_OPEN = Takedown.decided_at.is_(None)


def may_see(by: Actor) -> bool:
    """Whether ``by`` sees the city's list."""
    return by.over_the_city(Role.ADMIN, Role.APPROVER, Role.REVIEWER)


def may_decide(by: Actor) -> bool:
    """Whether ``by`` decides about requests."""
    return by.over_the_city(Role.ADMIN, Role.APPROVER)


def by_reference(session: Session, written: str) -> Takedown | None:
    """The request of that number, as people write it: small letters, spaces, without the beginning."""
    bare = "".join(each for each in written.upper() if each.isalnum() and each.isascii()).removeprefix("HPS")
    if len(bare) != 8:
        return None
    return session.scalar(select(Takedown).where(Takedown.reference == f"HPS-{bare[:4]}-{bare[4:]}"))


def waiting(session: Session, by: Actor, after: str | None, size: int = SIZE) -> Page[Takedown]:
    """One page of those that are open, what is due first; ``after`` is the key of the last one seen."""
    _check_sees(by)
    query = select(Takedown).where(_OPEN)
    columns = (Takedown.due_at, Takedown.id)
    return oldest_first(session, query, columns, lambda row: (row.due_at, row.id), after, size)


def decided(session: Session, by: Actor, most: int = 20) -> Sequence[Takedown]:
    """Those that were decided last, the newest first."""
    _check_sees(by)
    order = (Takedown.decided_at.desc(), Takedown.id)
    return session.scalars(
        select(Takedown).where(Takedown.decided_at.is_not(None)).order_by(*order).limit(most)
    ).all()


def named(session: Session, found: Takedown) -> uuid.UUID | None:
    """The post that a request is about: as it was named or decided on, else as what was written names it by now."""
    return found.post_id or find(session, found.said)


def beside(session: Session, found: Takedown, post_id: uuid.UUID | None) -> Sequence[Takedown]:
    """The other open requests about that post, what is due first."""
    if post_id is None:
        return []
    others = select(Takedown).where(_OPEN, Takedown.post_id == post_id, Takedown.id != found.id)
    stored = session.scalars(others.order_by(Takedown.due_at, Takedown.id).limit(MOST_BESIDE))
    rows = [*stored, *(each for each, about in _named_since(session) if about == post_id)]
    return sorted((each for each in rows if each.id != found.id), key=lambda each: (each.due_at, each.id))


def count_about(session: Session, posts: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many open requests are about each of those posts."""
    rows = session.execute(
        select(Takedown.post_id, func.count())
        .where(_OPEN, Takedown.post_id.in_(posts))
        .group_by(Takedown.post_id)
    )
    counts = Counter({post_id: count for post_id, count in rows if post_id})
    counts.update(about for _each, about in _named_since(session))
    return counts


def _named_since(session: Session) -> Sequence[tuple[Takedown, uuid.UUID]]:
    """Open requests that named no post when they came and do now, since its link was noted meanwhile."""
    rows = session.scalars(
        select(Takedown)
        .where(_OPEN, Takedown.post_id.is_(None))
        .order_by(Takedown.due_at, Takedown.id)
        .limit(MOST_BESIDE)
    )
    found = [(each, find(session, each.said)) for each in rows]
    return [(each, about) for each, about in found if about is not None]


def together(session: Session, found: Takedown) -> Sequence[Takedown]:
    """The requests that were decided in one step with that one."""
    if found.decided_at is None or found.post_id is None:
        return []
    return session.scalars(
        select(Takedown)
        .where(
            Takedown.post_id == found.post_id,
            Takedown.decided_at == found.decided_at,
            Takedown.id != found.id,
        )
        .order_by(Takedown.due_at, Takedown.id)
    ).all()


def granted(session: Session, post_id: uuid.UUID) -> Takedown | None:
    """The last request on which that post was taken down."""
    return session.scalar(
        select(Takedown)
        .where(Takedown.post_id == post_id, Takedown.outcome.in_((Outcome.WITHDRAW, Outcome.REDACT)))
        .order_by(Takedown.decided_at.desc(), Takedown.id)
        .limit(1)
    )


def count_open(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count(Takedown.id)).where(_OPEN)) or 0


def first_due(session: Session) -> datetime | None:
    """By when the first of them is to be decided."""
    return session.scalar(select(func.min(Takedown.due_at)).where(_OPEN))


def request(session: Session, request_id: uuid.UUID, by: Actor) -> Takedown:
    """One request, for the city's people."""
    _check_sees(by)
    found = session.get(Takedown, request_id)
    if found is None:
        raise NotFound(NO_REQUEST)
    return found


def _check_sees(by: Actor) -> None:
    if not may_see(by):
        raise NotAllowed("Permintaan penurunan diperiksa balai kota.")


def is_out(session: Session, said: str) -> bool:
    """Whether a link or a code names a post that is out. Anybody may ask: of all that is not out it says the same."""
    named = find(session, said)
    out = exists().where(Publication.post_id == named, Publication.state == PublicationState.PUBLISHED)
    return named is not None and bool(session.scalar(select(out)))


def find(session: Session, said: str) -> uuid.UUID | None:
    """The post that a link or the code on a picture names, out or not: the city's people alone may be told."""
    # People paste a link within a sentence, and networks hang on to it from where it was shared.
    link = _LINK.search(said)
    said = (link[0] if link else said).strip().rstrip("/")
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
    bare = said.partition("?")[0].rstrip("/")
    exactly = func.rtrim(Publication.permalink, "/")
    return session.scalar(
        select(Publication.post_id)
        .where(Publication.permalink != "", exactly.in_({said, bare}))
        # Where a query names the post, that very address comes first.
        .order_by(exactly == bare)
        .limit(1)
    )
