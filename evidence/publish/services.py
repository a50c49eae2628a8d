"""The acts of publishing. Each names the state it leaves; the edges commit."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidence.accounts import queries as accounts
from evidence.accounts.models import SocialAccount
from evidence.compose.models import PostVersion, VersionState
from evidence.core import jobs
from evidence.core.errors import Conflict, NotAllowed
from evidence.core.words import N_
from evidence.publish import ledger, queries, retry
from evidence.publish.models import BEFORE_INTENT, GONE, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import JOINT, move
from evidence.units.access import Actor, Role

DELIVER = "publish.deliver"
# A call that was under way when we lost sight of it may still arrive; nobody repeats it before this is over.
CALL_MAY_ARRIVE = timedelta(minutes=2)
ACCOUNT_TAKEN = N_("Akun ini sudah punya penerbitan lain dari unggahan yang sama.")
# Longer than any call and any look-up after it can take by their own limits.
CALL_ENDS = timedelta(minutes=3)
NO_END = N_("panggilan ke jejaring tidak kunjung selesai")


def schedule(
    session: Session, version: PostVersion, *, now: datetime, account_id: uuid.UUID | None = None
) -> list[Publication]:
    """One publication for each account of an approved version, or for that account of it, in the decision's own commit.

    Accounts that already carry this post are skipped: published ones stay, and one that nobody can be sure of blocks
    its account until a person settles it.
    """
    wanted = {uuid.UUID(each) for each in version.accounts}
    if account_id is not None:
        wanted &= {account_id}
    taken = set(
        session.scalars(
            select(Publication.account_id).where(
                Publication.post_id == version.post_id, Publication.state.not_in(GONE)
            )
        )
    )
    accounts = session.scalars(select(SocialAccount).where(SocialAccount.id.in_(wanted)))
    rows = [
        Publication(
            id=uuid.uuid4(),
            post_id=version.post_id,
            version_id=version.id,
            decision_id=version.decision_id,
            account_id=account.id,
            network=account.network,
            approved_hash=version.content_hash,
            planned_at=version.due_at or now,
            due_at=max(version.due_at or now, now),
            updated_at=now,
        )
        for account in accounts
        if account.id not in taken
    ]
    session.add_all(rows)
    session.flush()
    return rows


def enqueue_due(session: Session, *, now: datetime, account_id: uuid.UUID | None = None) -> int:
    """Make a job for every publication that needs one and has none, of one account or of all; returns how many."""
    live = jobs.live_queueing_locks(session, f"{DELIVER}:")
    under_way = [uuid.UUID(lock.removeprefix(f"{DELIVER}:")) for lock in live]
    made = 0
    for publication_id, account in queries.to_enqueue(session, now, under_way, account_id):
        made += jobs.enqueue(
            session,
            DELIVER,
            queue=jobs.PUBLISH,
            lock=f"account:{account}",
            queueing_lock=f"{DELIVER}:{publication_id}",
            key=str(publication_id),
        )
    return made


def release_holds(session: Session) -> None:
    """Let held publications go on whose account was connected again or is no longer paused.

    Each dispatch looks, so that the room of accounts, which stands below this one, need not know of it.
    """
    session.execute(
        update(Publication)
        .where(
            Publication.state == P.QUEUED,
            Publication.hold_reason.in_((Hold.TOKEN, Hold.PAUSED, Hold.DISCONNECTED)),
            Publication.account_id == SocialAccount.id,
            accounts.fresh(func.now()),
        )
        .values(hold_reason=None)
        .execution_options(synchronize_session=False)
    )


def stop_waiting(session: Session, *, now: datetime, pace: float = 1.0) -> None:
    """Tell a person of every call that has not ended in all this time, whatever its worker does; proof may come yet."""
    waiting = select(Publication.id).where(
        Publication.state == P.PUBLISHING, Publication.intent_at < now - CALL_ENDS
    )
    for publication_id in session.scalars(waiting).all():
        move(
            session,
            publication_id,
            P.PUBLISHING,
            P.UNCONFIRMED,
            now=now,
            reason=NO_END,
            look_at=retry.next_look(now=now, looks=0, pace=pace),
            looks=0,
            last_error=NO_END,
        )


def cancel(session: Session, publication: Publication, *, by: Actor, now: datetime, note: str = "") -> None:
    """Stop a publication before its intent, or give one up that failed: of neither was anything posted.

    ``note`` is why, in the person's own words.
    """
    _may_act(by, publication)
    state, left = session.execute(
        select(Publication.state, Publication.remote_id)
        .where(Publication.id == publication.id)
        .with_for_update()
    ).one()
    if state is P.CANCELLED:
        return
    # What lies in a network's inbox has left our hands, though it is not published yet.
    if state not in (*BEFORE_INTENT, P.FAILED) or left is not None:
        raise Conflict("Penerbitan ini sudah berjalan dan tidak dapat dibatalkan.")
    reason = noted(N_("dibatalkan"), note)
    move(session, publication.id, state, P.CANCELLED, now=now, by_name=by.name, reason=reason)


def cancel_open(session: Session, post_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """Cancel what has not been sent of a post; Conflict while something is being sent at this moment."""
    rows = session.execute(
        select(Publication.id, Publication.state)
        .where(
            Publication.post_id == post_id,
            Publication.state.in_((*BEFORE_INTENT, P.PUBLISHING)),
            # What lies in a network's inbox has left our hands; it keeps its account from being sent to again.
            Publication.remote_id.is_(None),
        )
        .with_for_update()
    ).all()
    for publication_id, state in rows:
        if state is P.PUBLISHING:
            raise Conflict("Unggahan ini sedang diterbitkan. Coba lagi sebentar lagi.")
        move(
            session, publication_id, state, P.CANCELLED, now=now, by_name=by.name, reason=N_("dibuka kembali")
        )


def retry_failed(
    session: Session, publication: Publication, *, by: Actor, now: datetime, note: str = ""
) -> None:
    """Queue a failed publication again; ``note`` is why, in the person's own words."""
    _may_act(by, publication)
    if not _approved(session, publication):
        raise Conflict("Unggahan ini tidak lagi disetujui.")
    taken = session.scalar(
        select(Publication.id).where(
            Publication.post_id == publication.post_id,
            Publication.account_id == publication.account_id,
            Publication.id != publication.id,
            Publication.state.not_in(GONE),
        )
    )
    if taken is not None:
        raise Conflict(ACCOUNT_TAKEN)
    try:
        with session.begin_nested():
            moved = move(
                session,
                publication.id,
                P.FAILED,
                P.QUEUED,
                now=now,
                by_name=by.name,
                reason=noted(N_("dicoba lagi"), note),
                # A person wants it now, so that it is not held for being late.
                planned_at=now,
                due_at=now,
                refusals=0,
                hold_reason=None,
                look_at=None,
            )
            ledger.wake(session, publication.account_id)
    except IntegrityError:
        # Another one took the account at the same moment.
        raise Conflict(ACCOUNT_TAKEN) from None
    if not moved:
        raise Conflict("Penerbitan ini tidak sedang gagal.")


def settle(
    session: Session,
    publication: Publication,
    *,
    by: Actor,
    posted: bool,
    link: str,
    now: datetime,
    note: str = "",
) -> None:
    """A person looked at the account and says whether the post is there, and how they know in ``note``."""
    _may_act(by, publication)
    if posted:
        if not move(
            session,
            publication.id,
            P.UNCONFIRMED,
            P.PUBLISHED,
            now=now,
            by_name=by.name,
            reason=noted(N_("dilihat sudah terbit"), note),
            permalink=link,
            posted_at=publication.intent_at or now,
            look_at=None,
            last_error="",
        ):
            raise Conflict("Penerbitan ini tidak sedang menunggu pemeriksaan.")
        return
    last = publication.called_at or publication.intent_at
    if last and now - last < CALL_MAY_ARRIVE:
        raise Conflict("Tunggu dua menit sejak dikirim: panggilan yang tertunda masih dapat sampai.")
    # The container stays: a call that arrives even later and the next one then make one post between them.
    # What was reopened meanwhile is not sent again; the version that took its place is.
    approved = _approved(session, publication)
    newest = None if approved else newest_version(session, publication.post_id)
    if not move(
        session,
        publication.id,
        P.UNCONFIRMED,
        P.QUEUED if approved else P.CANCELLED,
        now=now,
        by_name=by.name,
        reason=noted(N_("dilihat belum terbit"), note),
        # Whoever makes the call once more at this moment has said so first.
        only_if=Publication.called_at.is_not_distinct_from(publication.called_at),
        raise_to=publication.attempt + 1,
        due_at=now,
        intent_at=None,
        look_at=None,
        refusals=0,
    ):
        raise Conflict("Penerbitan ini tidak sedang menunggu pemeriksaan.")
    if newest is not None:
        take_place(session, newest, publication, now=now)


def take_place(
    session: Session, newest: PostVersion, old: Publication, *, now: datetime, since: datetime | None = None
) -> None:
    """Let the newest version have the account that ``old`` left, which was not free when it was approved.

    Where a person asked ``since`` for the post to go, what was approved before that was not meant to stand there.
    """
    meant = since is None or (newest.decided_at is not None and newest.decided_at > since)
    if meant and newest.state is VersionState.APPROVED and newest.id != old.version_id:
        schedule(session, newest, now=now, account_id=old.account_id)


def newest_version(session: Session, post_id: uuid.UUID, *, alone: bool = False) -> PostVersion:
    """The post's newest version; until the transaction ends nobody decides on it or reopens it.

    Nor does anybody else who asks for it here go on meanwhile if one of the two is to be ``alone``.
    """
    return session.scalars(
        select(PostVersion)
        .where(PostVersion.post_id == post_id)
        .order_by(PostVersion.number.desc())
        .limit(1)
        .with_for_update(read=not alone, key_share=alone)
        .execution_options(populate_existing=True)
    ).one()


def _approved(session: Session, publication: Publication) -> bool:
    """Whether the version stands as approved; until the transaction ends nobody reopens it."""
    return (
        session.scalar(
            select(PostVersion.state)
            .where(PostVersion.id == publication.version_id)
            .with_for_update(read=True)
        )
        is VersionState.APPROVED
    )


def shared_by_hand(
    session: Session, publication: Publication, *, by: Actor, link: str, now: datetime
) -> None:
    """A person shared it and says so, with the link when the network gives one."""
    _may_act(by, publication)
    if publication.state is P.PUBLISHED and publication.remote_id is None:
        # A link that is here stays when the form is sent again without one.
        if link and link != publication.permalink:
            move(
                session,
                publication.id,
                P.PUBLISHED,
                P.PUBLISHED,
                now=now,
                by_name=by.name,
                reason=N_("tautan diganti"),
                only_if=Publication.remote_id.is_(None),
                permalink=link,
                ask_link_at=None,
            )
        elif publication.ask_link_at is not None and publication.ask_link_at <= now:
            # Asked once more, they have none; that is an answer.
            session.execute(
                update(Publication).where(Publication.id == publication.id).values(ask_link_at=None)
            )
        return
    if not move(
        session,
        publication.id,
        P.READY,
        P.PUBLISHED,
        now=now,
        by_name=by.name,
        reason=N_("dibagikan sendiri"),
        only_if=or_(Publication.container == "", Publication.remote_id.is_not(None)),
        permalink=link,
        posted_at=now,
        # What an inbox called it is no post; from here on its link is what counts.
        remote_id=None,
        look_at=None,
        ask_link_at=None if link else retry.next_morning(now),
    ):
        raise Conflict("Unggahan ini tidak sedang menunggu dibagikan.")


def noted(what: str, note: str) -> str:
    """What was done, and why in a person's own words."""
    return JOINT.join(each for each in (what, note) if each)


def may_act(by: Actor, path: str) -> bool:
    """Whether ``by`` may cancel, retry, settle and share what the unit at ``path`` publishes."""
    return any(by.may(role, path) for role in (Role.UPLOADER, Role.APPROVER, Role.ADMIN))


def _may_act(by: Actor, publication: Publication) -> None:
    if not may_act(by, publication.post.activity.unit.path):
        raise NotAllowed("Penerbitan diatur oleh petugas unitnya.")
