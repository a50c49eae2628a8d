"""The acts of publishing. Each names the state it leaves; the edges commit."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.compose.models import PostVersion, VersionState
from evidence.core import audit, jobs
from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import queries, retry
from evidence.publish.models import BEFORE_INTENT, GONE, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from evidence.units.access import Actor, Role

DELIVER = "publish.deliver"
# A call that was under way when we lost sight of it may still arrive; nobody repeats it before this is over.
CALL_MAY_ARRIVE = timedelta(minutes=2)


@dataclass(frozen=True)
class Claim:
    """What a worker needs for the step it has claimed; ``attempt`` fences everything it writes."""

    id: uuid.UUID
    attempt: int
    state: P
    network: str
    account_id: uuid.UUID
    container: str
    remote_id: str | None
    intent_at: datetime | None


def schedule(
    session: Session, version: PostVersion, decision_id: uuid.UUID, *, now: datetime
) -> list[Publication]:
    """One publication for each account of an approved version, in the decision's own commit.

    Accounts that already carry this post are skipped: published ones stay, and one that nobody can be sure of blocks
    its account until a person settles it.
    """
    taken = set(
        session.scalars(
            select(Publication.account_id).where(
                Publication.post_id == version.post_id, Publication.state.not_in(GONE)
            )
        )
    )
    accounts = session.scalars(
        select(SocialAccount).where(SocialAccount.id.in_([uuid.UUID(each) for each in version.accounts]))
    )
    rows = [
        Publication(
            id=uuid.uuid4(),
            post_id=version.post_id,
            version_id=version.id,
            decision_id=decision_id,
            account_id=account.id,
            network=account.network,
            approved_hash=version.content_hash,
            due_at=max(version.due_at or now, now),
            updated_at=now,
        )
        for account in accounts
        if account.id not in taken
    ]
    session.add_all(rows)
    session.flush()
    return rows


def enqueue_due(session: Session, *, now: datetime) -> int:
    """Make a job for every publication that needs one and has none; returns how many were made."""
    live = jobs.live_queueing_locks(session, f"{DELIVER}:")
    made = 0
    for publication_id, account_id in queries.to_enqueue(session, now):
        if f"{DELIVER}:{publication_id}" in live:
            continue
        made += jobs.enqueue(
            session,
            DELIVER,
            queue=jobs.PUBLISH,
            lock=f"account:{account_id}",
            queueing_lock=f"{DELIVER}:{publication_id}",
            key=str(publication_id),
        )
    return made


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
        move(session, row.id, row.state, row.state, now=now, raise_to=number, reason="diambil alih")
    elif row.look_at is not None and row.look_at <= now and row.state in (P.UNCONFIRMED, P.PUBLISHED):
        row.looks += 1
        row.look_at = retry.next_look(now=now, looks=row.looks)
        number = row.attempt
    else:
        return None
    session.flush()
    session.refresh(row)
    return Claim(
        row.id, number, row.state, row.network, row.account_id, row.container, row.remote_id, row.intent_at
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
        sent_sha256=sent_sha256,
    )


def hand_over(session: Session, claimed: Claim, *, now: datetime) -> bool:
    """Leave a publication that is shared by hand to a person."""
    return move(
        session, claimed.id, P.PREPARING, P.READY, now=now, attempt=claimed.attempt, reason="bagikan sendiri"
    )


def intend(session: Session, claimed: Claim, *, now: datetime) -> bool:
    """Commit the intent to make the one irreversible call, if everything approved is still so.

    One statement compares the attempt, the approved hash with the frozen version, and the bytes that were handed over
    with the picture of that version. False means that the call must not be made.
    """
    still_approved = (
        select(PostVersion.id)
        .where(
            PostVersion.id == Publication.version_id,
            PostVersion.state == VersionState.APPROVED,
            PostVersion.content_hash == Publication.approved_hash,
            PostVersion.image_sha256 == Publication.sent_sha256,
        )
        .exists()
    )
    return move(
        session,
        claimed.id,
        P.READY,
        P.PUBLISHING,
        now=now,
        attempt=claimed.attempt,
        only_if=and_(still_approved, Publication.hold_reason.is_(None), Publication.intent_at.is_(None)),
        intent_at=now,
    )


def published(
    session: Session, publication_id: uuid.UUID, remote_id: str, *, now: datetime, how: str = ""
) -> bool:
    """Record the proof that a post exists. It is no matter who brings it: proof outlives a lost claim."""
    found: dict[str, Any] = {
        "remote_id": remote_id,
        "posted_at": now,
        "look_at": now,
        "looks": 0,
        "last_error": "",
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
        for old in (P.PUBLISHING, P.UNCONFIRMED)
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
) -> bool:
    """The network proved that nothing was posted: wait and try again, or end it."""
    refusals = session.get_one(Publication, claimed.id).refusals + 1
    again = retry.next_try(now=now, refusals=refusals, permanent=permanent, retry_after=retry_after)
    told: dict[str, Any] = {
        "refusals": refusals,
        "last_error": reason[:500],
        "intent_at": None,
        "container": "",
        "sent_sha256": "",
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


def token_refused(session: Session, claimed: Claim, old: P, *, now: datetime) -> bool:
    """The network does not take our token: hold the account's publications until it is connected again."""
    held = move(
        session,
        claimed.id,
        old,
        P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        reason="sambungan ditolak jejaring",
        hold_reason=Hold.TOKEN,
        intent_at=None,
        container="",
        sent_sha256="",
        last_error="sambungan ditolak jejaring",
    )
    if held:
        session.execute(
            update(SocialAccount)
            .where(SocialAccount.id == claimed.account_id, SocialAccount.state.in_(USABLE))
            .values(state=AccountState.NEEDS_RECONNECT)
        )
        audit.record(session, "accounts.needs_reconnect", claimed.account_id)
    return held


def linked(session: Session, publication_id: uuid.UUID, permalink: str) -> None:
    """Keep the public address of a post."""
    session.execute(
        update(Publication).where(Publication.id == publication_id).values(permalink=permalink, look_at=None)
    )


def release_holds(session: Session, account_id: uuid.UUID) -> None:
    """Let the account's held publications go on, after it was connected again or is no longer paused."""
    session.execute(
        update(Publication)
        .where(
            Publication.account_id == account_id,
            Publication.state == P.QUEUED,
            Publication.hold_reason.in_((Hold.TOKEN, Hold.PAUSED)),
        )
        .values(hold_reason=None)
    )


def cancel(session: Session, publication: Publication, *, by: Actor, now: datetime) -> None:
    """Stop a publication before its intent."""
    _may_act(by, publication)
    if publication.state is P.CANCELLED:
        return
    if not any(
        move(session, publication.id, old, P.CANCELLED, now=now, by_name=by.name, reason="dibatalkan")
        for old in BEFORE_INTENT
    ):
        raise Conflict("Penerbitan ini sudah berjalan dan tidak dapat dibatalkan.")


def cancel_open(session: Session, post_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """Cancel what has not been sent of a post; Conflict while something is being sent at this moment."""
    for row in session.scalars(
        select(Publication).where(Publication.post_id == post_id, Publication.state.in_(BEFORE_INTENT))
    ):
        if not any(
            move(session, row.id, old, P.CANCELLED, now=now, by_name=by.name, reason="dibuka kembali")
            for old in BEFORE_INTENT
        ):
            raise Conflict("Unggahan ini sedang diterbitkan. Coba lagi sebentar lagi.")


def retry_failed(session: Session, publication: Publication, *, by: Actor, now: datetime) -> None:
    """Queue a failed publication again."""
    _may_act(by, publication)
    if publication.version.state is not VersionState.APPROVED:
        raise Conflict("Unggahan ini tidak lagi disetujui.")
    taken = session.scalar(
        select(Publication.id).where(
            Publication.post_id == publication.post_id,
            Publication.account_id == publication.account_id,
            Publication.state.not_in(GONE),
        )
    )
    if taken is not None:
        raise Conflict("Akun ini sudah punya penerbitan lain dari unggahan yang sama.")
    if not move(
        session,
        publication.id,
        P.FAILED,
        P.QUEUED,
        now=now,
        by_name=by.name,
        reason="dicoba lagi",
        due_at=now,
        refusals=0,
        hold_reason=None,
        look_at=None,
    ):
        raise Conflict("Penerbitan ini tidak sedang gagal.")


def settle(
    session: Session, publication: Publication, *, by: Actor, posted: bool, link: str, now: datetime
) -> None:
    """A person looked at the account and says whether the post is there."""
    _may_act(by, publication)
    if posted:
        if not move(
            session,
            publication.id,
            P.UNCONFIRMED,
            P.PUBLISHED,
            now=now,
            by_name=by.name,
            reason="dilihat sudah terbit",
            permalink=link,
            posted_at=publication.intent_at or now,
            look_at=None,
            last_error="",
        ):
            raise Conflict("Penerbitan ini tidak sedang menunggu pemeriksaan.")
        return
    if publication.intent_at and now - publication.intent_at < CALL_MAY_ARRIVE:
        raise Conflict("Tunggu dua menit sejak dikirim: panggilan yang tertunda masih dapat sampai.")
    if not move(
        session,
        publication.id,
        P.UNCONFIRMED,
        P.QUEUED,
        now=now,
        by_name=by.name,
        reason="dilihat belum terbit",
        raise_to=publication.attempt + 1,
        due_at=now,
        intent_at=None,
        container="",
        sent_sha256="",
        look_at=None,
        refusals=0,
    ):
        raise Conflict("Penerbitan ini tidak sedang menunggu pemeriksaan.")


def shared_by_hand(
    session: Session, publication: Publication, *, by: Actor, link: str, now: datetime
) -> None:
    """A person shared it and says so, with the link when the network gives one."""
    _may_act(by, publication)
    if publication.state is P.PUBLISHED and publication.remote_id is None:
        session.execute(update(Publication).where(Publication.id == publication.id).values(permalink=link))
        return
    if not move(
        session,
        publication.id,
        P.READY,
        P.PUBLISHED,
        now=now,
        by_name=by.name,
        reason="dibagikan sendiri",
        only_if=Publication.container == "",
        permalink=link,
        posted_at=now,
    ):
        raise Conflict("Unggahan ini tidak sedang menunggu dibagikan.")


def _may_act(by: Actor, publication: Publication) -> None:
    path = publication.post.activity.unit.path
    if not (by.may(Role.UPLOADER, path) or by.may(Role.APPROVER, path)):
        raise NotAllowed("Penerbitan diatur oleh petugas unitnya.")
