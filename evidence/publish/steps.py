"""The steps of a delivery, as a worker takes them. Each names the state it leaves; the edge commits."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from evidence.accounts.models import AccountState, SocialAccount
from evidence.compose.models import PostVersion, VersionState
from evidence.core.words import N_
from evidence.publish import gates, ledger, retry, services, strays
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move

NOTHING_HANDED_OVER: dict[str, Any] = {"container": "", "progress": "", "sent_sha256": ""}
# States in which a publication takes the proof of its post as it comes; in others `proofs` says what it means.
NOT_GIVEN_UP = (P.PUBLISHING, P.UNCONFIRMED, P.READY, P.PREPARING, P.QUEUED)
IN_INBOX = N_("ada di kotak masuk aplikasi, selesaikan di sana")


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
    # When a person connected the account that this is the token of.
    connected_at: datetime | None
    container: str
    progress: str
    sent_sha256: str
    remote_id: str | None
    intent_at: datetime | None


def claim(session: Session, publication_id: uuid.UUID, *, now: datetime, pace: float = 1.0) -> Claim | None:
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
        if not gates.opens(session, row, account, now):
            return None
        move(session, row.id, P.QUEUED, P.PREPARING, now=now, raise_to=number)
    elif row.state in (P.PREPARING, P.READY, P.PUBLISHING):
        if row.state is P.READY and (row.remote_id or not row.container):
            return _look_at(session, row, account, now, pace) if row.remote_id else None
        if row.state is not P.PUBLISHING and not gates.stays_open(session, row, account, now):
            return None
        move(session, row.id, row.state, row.state, now=now, raise_to=number, reason=N_("diambil alih"))
    elif row.state in (P.UNCONFIRMED, P.PUBLISHED):
        return _look_at(session, row, account, now, pace)
    else:
        return None
    session.flush()
    session.refresh(row)
    return _claimed(row, account, number)


def _look_at(
    session: Session, row: Publication, account: SocialAccount, now: datetime, pace: float
) -> Claim | None:
    """Claim a look at what was sent, when one is due; the next one is planned by it."""
    if row.look_at is None or row.look_at > now:
        return None
    row.looks += 1
    plan = retry.INBOX_LOOKS if row.state is P.READY else retry.LOOKS
    row.look_at = retry.next_look(now=now, looks=row.looks, pace=pace, plan=plan)
    session.flush()
    return _claimed(row, account, row.attempt)


def _claimed(row: Publication, account: SocialAccount, number: int) -> Claim:
    return Claim(
        row.id, number, row.state, row.network, row.account_id, account.token, account.connected_at,
        row.container, row.progress, row.sent_sha256, row.remote_id, row.intent_at,
    )  # fmt: skip


def waits(
    session: Session, claimed: Claim, progress: str, sent_sha256: str, *, now: datetime, at: datetime
) -> bool:
    """The network is still making what it will publish; go on at that time with what there is."""
    return move(
        session,
        claimed.id,
        P.PREPARING,
        P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        reason=N_("menunggu jejaring menyiapkan gambar"),
        progress=progress,
        sent_sha256=sent_sha256,
        due_at=at,
    )


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
        progress="",
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
    # What was made for one network only stands there; else it is the main picture.
    frozen = func.coalesce(
        PostVersion.pictures[Publication.network]["digest"].astext, PostVersion.image_sha256
    )
    return _approved().where(frozen == Publication.sent_sha256).exists()


def repeat(session: Session, claimed: Claim, since: datetime, *, now: datetime) -> bool:
    """Commit that the call of the intent of ``since`` is made once more, if all that let it be made holds to this day.

    False where a person has settled it, its approval does not stand, or somebody holds it.
    """
    repeated = session.execute(
        update(Publication)
        .where(
            Publication.id == claimed.id,
            Publication.state.in_((P.PUBLISHING, P.UNCONFIRMED)),
            Publication.attempt == claimed.attempt,
            Publication.intent_at == since,
            Publication.remote_id.is_(None),
            _still_approved(),
            gates.lets_through(),
        )
        .values(called_at=now)
        .returning(Publication.id)
        .execution_options(synchronize_session=False)
    )
    return repeated.scalar() is not None


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
        only_if=and_(_still_approved(), Publication.intent_at.is_(None), gates.lets_through()),
        intent_at=now,
        called_at=now,
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
    its proof already, or ended (`proofs.late`), or when the post is another publication's, which said the same words.
    """
    return any(
        move(
            session,
            publication_id,
            old,
            P.PUBLISHED,
            now=now,
            only_if=and_(Publication.remote_id.is_(None), ~anothers(remote_id)),
            reason=how,
            **found_out(remote_id, now),
        )
        for old in NOT_GIVEN_UP
    )


def anothers(remote_id: str) -> ColumnElement[bool]:
    """Whether the post with that id is known as another publication's of the same account."""
    other = aliased(Publication)
    mine = and_(other.account_id == Publication.account_id, other.id != Publication.id)
    # Each is read from an index of its own.
    return or_(
        exists().where(mine, other.remote_id == remote_id),
        exists().where(mine, strays.there_are(other), other.strays.contains([{"id": remote_id}])),
    )


def found_out(remote_id: str, now: datetime) -> dict[str, Any]:
    """What a publication is once a post of it is proved: its address and its figures are asked for."""
    return {
        "remote_id": remote_id, "posted_at": now, "look_at": now, "looks": 0, "figures_at": now,
        "last_error": "", "hold_reason": None,
    }  # fmt: skip


def in_inbox(session: Session, claimed: Claim, remote_id: str, *, now: datetime, pace: float = 1.0) -> bool:
    """The network brought it before the account's owner, who finishes it in the app. The machine never repeats it."""
    # Like any proof it counts whoever brings it, also when somebody has asked a person meanwhile.
    return any(
        move(
            session, claimed.id, old, P.READY, now=now, only_if=Publication.remote_id.is_(None),
            reason=IN_INBOX, **found_in_inbox(remote_id, now, pace),
        )
        for old in NOT_GIVEN_UP
    )  # fmt: skip


def found_in_inbox(remote_id: str, now: datetime, pace: float) -> dict[str, Any]:
    """What a publication is once it is proved to lie in an inbox: it is looked at until its owner finishes it."""
    look_at = retry.next_look(now=now, looks=0, pace=pace, plan=retry.INBOX_LOOKS)
    return {"remote_id": remote_id, "look_at": look_at, "looks": 0, "last_error": "", "hold_reason": None}


def finished_there(session: Session, claimed: Claim, permalink: str, *, now: datetime) -> bool:
    """Its owner finished it in the app, as the network says."""
    return move(
        session, claimed.id, P.READY, P.PUBLISHED, now=now, reason=N_("diselesaikan di aplikasi"),
        permalink=permalink, posted_at=now, look_at=None, figures_at=now, last_error="",
    )  # fmt: skip


def dropped_there(session: Session, claimed: Claim, reason: str, *, now: datetime) -> bool:
    """The network says that nothing came of what it had taken: nothing is public, and a person may try again.

    A newer version that was approved meanwhile takes its place; it is locked first, as by whoever approves.
    """
    row = session.get_one(Publication, claimed.id)
    newest = services.newest_version(session, row.post_id)
    moved = move(
        session, claimed.id, P.READY, P.FAILED, now=now, only_if=Publication.remote_id.is_not(None),
        reason=reason, remote_id=None, intent_at=None, look_at=None, last_error=reason[:500],
        **NOTHING_HANDED_OVER,
    )  # fmt: skip
    if moved:
        services.take_place(session, newest, row, now=now)
    return moved


def unconfirmed(
    session: Session, claimed: Claim, reason: str, *, now: datetime, pauses: bool = False, pace: float = 1.0
) -> bool:
    """Nobody can know now whether it was posted: tell a person, and look a few times more.

    ``pauses`` lets the account rest until a person has looked at it.
    """
    if pauses:
        ledger.stop(
            session, claimed.account_id, AccountState.PAUSED, reason,
            token=claimed.token, connected_at=claimed.connected_at,
        )  # fmt: skip
    return move(
        session,
        claimed.id,
        P.PUBLISHING,
        P.UNCONFIRMED,
        now=now,
        attempt=claimed.attempt,
        look_at=retry.next_look(now=now, looks=0, pace=pace),
        looks=0,
        last_error=reason[:500],
        reason=reason,
    )


def linked(session: Session, publication_id: uuid.UUID, remote_id: str, permalink: str) -> None:
    """Keep the public address of the post with that id."""
    session.execute(
        update(Publication)
        .where(Publication.id == publication_id, Publication.remote_id == remote_id)
        .values(permalink=permalink, look_at=None)
    )
