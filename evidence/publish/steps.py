"""The steps of a delivery, as a worker takes them. Each names the state it leaves; the edge commits."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.compose.models import PostVersion, VersionState
from evidence.core import audit
from evidence.core.words import N_
from evidence.publish import retry
from evidence.publish.models import Attempt, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move

NOTHING_HANDED_OVER: dict[str, Any] = {"container": "", "sent_sha256": ""}


@dataclass(frozen=True)
class Claim:
    """What a worker needs for the step it has claimed; ``attempt`` fences everything it writes."""

    id: uuid.UUID
    attempt: int
    state: P
    network: str
    account_id: uuid.UUID
    # As it is kept, closed.
    token: bytes | None = field(repr=False)
    container: str
    sent_sha256: str
    remote_id: str | None
    intent_at: datetime | None


def claim(session: Session, publication_id: uuid.UUID, *, now: datetime) -> Claim | None:
    """Claim the next step of a publication, or None when there is none to do now.

    A row that somebody else had claimed is taken over: the attempt rises, and the other one's writes come to nothing.
    An open intent is never repeated, only looked into.
    """
    row = session.scalar(select(Publication).where(Publication.id == publication_id).with_for_update())
    if row is None:
        return None
    account = session.get_one(SocialAccount, row.account_id)
    number = row.attempt + 1
    if row.state is P.QUEUED:
        if row.hold_reason is not None or row.due_at > now:
            return None
        if account.state not in USABLE:
            row.hold_reason = Hold.PAUSED if account.state is AccountState.PAUSED else Hold.TOKEN
            return None
        move(session, row.id, P.QUEUED, P.PREPARING, now=now, raise_to=number)
    elif row.state in (P.PREPARING, P.READY, P.PUBLISHING):
        if row.state is P.READY and not row.container:
            return None
        move(session, row.id, row.state, row.state, now=now, raise_to=number, reason=N_("diambil alih"))
    elif row.look_at is not None and row.look_at <= now and row.state in (P.UNCONFIRMED, P.PUBLISHED):
        row.looks += 1
        row.look_at = retry.next_look(now=now, looks=row.looks)
        number = row.attempt
    else:
        return None
    session.flush()
    session.refresh(row)
    return Claim(
        row.id, number, row.state, row.network, row.account_id, account.token,
        row.container, row.sent_sha256, row.remote_id, row.intent_at,
    )  # fmt: skip


def prepared(session: Session, claimed: Claim, container: str, sent_sha256: str, *, now: datetime) -> bool:
    """The network holds our picture in ``container``; nothing is public yet."""
    return move(
        session,
        claimed.id,
        P.PREPARING,
        P.READY,
        now=now,
        attempt=claimed.attempt,
        container=container,
        sent_sha256=sent_sha256,
    )


def hand_over(session: Session, claimed: Claim, *, now: datetime) -> bool:
    """Leave a publication that is shared by hand to a person."""
    return move(
        session,
        claimed.id,
        P.PREPARING,
        P.READY,
        now=now,
        attempt=claimed.attempt,
        only_if=_approved().exists(),
        reason=N_("bagikan sendiri"),
    )


def _approved() -> Select[uuid.UUID]:
    """The frozen version of a publication, as long as it is what was approved."""
    return select(PostVersion.id).where(
        PostVersion.id == Publication.version_id,
        PostVersion.state == VersionState.APPROVED,
        PostVersion.content_hash == Publication.approved_hash,
    )


def _still_approved() -> ColumnElement[bool]:
    """The approved hash is that of the frozen version, and the bytes handed over are its picture."""
    return _approved().where(PostVersion.image_sha256 == Publication.sent_sha256).exists()


def intend(session: Session, claimed: Claim, *, now: datetime) -> bool:
    """Commit the intent to make the one irreversible call, if everything approved is still so.

    One statement compares the attempt, the approved hash with the frozen version, and the bytes that were handed over
    with the picture of that version. False means that the call must not be made.
    """
    return move(
        session,
        claimed.id,
        P.READY,
        P.PUBLISHING,
        now=now,
        attempt=claimed.attempt,
        only_if=and_(_still_approved(), Publication.hold_reason.is_(None), Publication.intent_at.is_(None)),
        intent_at=now,
    )


def disapproved(session: Session, claimed: Claim, *, now: datetime) -> bool:
    """Cancel what may not be sent because its approval does not stand any more; it would wait for ever."""
    return move(
        session,
        claimed.id,
        P.READY,
        P.CANCELLED,
        now=now,
        attempt=claimed.attempt,
        only_if=not_(_still_approved()),
        reason=N_("persetujuannya tidak berlaku lagi"),
    )


def published(
    session: Session, publication_id: uuid.UUID, remote_id: str, *, now: datetime, how: str = ""
) -> bool:
    """Record the proof that a post exists. It is no matter who brings it: proof outlives a lost claim.

    It may come from a call that a person had given up, while the next one is being prepared. False when the row has
    its proof already, or ended.
    """
    found: dict[str, Any] = {
        "remote_id": remote_id,
        "posted_at": now,
        "look_at": now,
        "looks": 0,
        "last_error": "",
        "hold_reason": None,
    }
    return any(
        move(
            session,
            publication_id,
            old,
            P.PUBLISHED,
            now=now,
            only_if=Publication.remote_id.is_(None),
            reason=how,
            **found,
        )
        for old in (P.PUBLISHING, P.UNCONFIRMED, P.READY, P.PREPARING, P.QUEUED)
    )


def unconfirmed(session: Session, claimed: Claim, reason: str, *, now: datetime) -> bool:
    """Nobody can know now whether it was posted: tell a person, and look a few times more."""
    return move(
        session,
        claimed.id,
        P.PUBLISHING,
        P.UNCONFIRMED,
        now=now,
        attempt=claimed.attempt,
        look_at=retry.next_look(now=now, looks=0),
        looks=0,
        last_error=reason[:500],
        reason=reason,
    )


def refused(
    session: Session,
    claimed: Claim,
    old: P,
    reason: str,
    *,
    permanent: bool,
    retry_after: float | None,
    now: datetime,
    container_gone: bool = False,
) -> bool:
    """The network proved that nothing was posted by this call: wait and try again, or end it.

    ``container_gone`` says that the network makes no post of the container any more.
    """
    refusals = session.get_one(Publication, claimed.id).refusals + 1
    again = retry.next_try(now=now, refusals=refusals, permanent=permanent, retry_after=retry_after)
    told: dict[str, Any] = {
        "refusals": refusals,
        "last_error": reason[:500],
        "intent_at": None,
        **({} if may_arrive(session, claimed) and not container_gone else NOTHING_HANDED_OVER),
    }
    if again is None:
        return move(
            session, claimed.id, old, P.FAILED, now=now, attempt=claimed.attempt, reason=reason, **told
        )
    return move(
        session,
        claimed.id,
        old,
        P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        reason=reason,
        due_at=again,
        **told,
    )


def may_arrive(session: Session, claimed: Claim) -> bool:
    """Whether the outcome of an earlier call is unknown to this day, so that it may arrive yet.

    The next call then uses the same container, of which the network makes one post, whichever comes first.
    """
    unknown = select(Attempt.id).where(
        Attempt.publication_id == claimed.id, Attempt.new == P.UNCONFIRMED.value
    )
    return session.scalar(unknown.limit(1)) is not None


def token_refused(session: Session, claimed: Claim, old: P, *, now: datetime) -> bool:
    """The network does not take our token: hold the account's publications until it is connected again."""
    held = move(
        session,
        claimed.id,
        old,
        P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        reason=N_("sambungan ditolak jejaring"),
        hold_reason=Hold.TOKEN,
        intent_at=None,
        last_error=N_("sambungan ditolak jejaring"),
        **({} if may_arrive(session, claimed) else NOTHING_HANDED_OVER),
    )
    if held:
        session.execute(
            update(SocialAccount)
            .where(
                SocialAccount.id == claimed.account_id,
                SocialAccount.state.in_(USABLE),
                # Whoever connected it again meanwhile gave it another token, which nobody has refused.
                SocialAccount.token.is_not_distinct_from(claimed.token),
            )
            .values(state=AccountState.NEEDS_RECONNECT)
        )
        audit.record(session, "accounts.needs_reconnect", claimed.account_id)
    return held


def linked(session: Session, publication_id: uuid.UUID, remote_id: str, permalink: str) -> None:
    """Keep the public address of the post with that id."""
    session.execute(
        update(Publication)
        .where(Publication.id == publication_id, Publication.remote_id == remote_id)
        .values(permalink=permalink, look_at=None)
    )
