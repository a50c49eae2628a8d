"""The steps of a withdrawal, as a worker takes them. Each names the state it leaves; the edge commits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import RECONNECT, Refused, Remedy
from evidence.core.words import N_
from evidence.notices.models import Notice
from evidence.publish import retry, services, strays
from evidence.publish.models import MAY_BE_OUT, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from evidence.publish.refusals import REJECTED
from evidence.units.access import Actor

# How the notice is called that asks the unit to take a post down; it closes when nothing of the post is out any more.
# Outside the names that `telling` closes once nothing waits in a state of its own.
ASKED = "withdraw.asked"
# That the city had one taken down. Nobody else tells the unit, so it stands for a week, and as long as anything is out.
DECIDED = "withdraw.decided"
STANDS = timedelta(days=7)
NO_END = N_("penarikan tidak kunjung selesai")


@dataclass(frozen=True)
class Withdrawal:
    """What a worker needs to take one post down; ``attempt`` fences what it writes of a refusal."""

    id: uuid.UUID
    attempt: int
    network: str
    remote_id: str = field(repr=False)
    account: SocialAccount = field(repr=False)


def due(session: Session, now: datetime, limit: int = 100) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(publication, account) of what a worker can take down now, the longest due first."""
    rows = session.execute(
        select(Publication.id, Publication.account_id)
        .where(
            Publication.state == P.WITHDRAWING,
            ~Publication.withdraws_by_hand,
            Publication.due_at <= now,
        )
        .order_by(Publication.due_at)
        .limit(limit)
    )
    return [(row.id, row.account_id) for row in rows]


def claim(
    session: Session, publication_id: uuid.UUID, *, now: datetime, pace: float = 1.0
) -> Withdrawal | None:
    """Claim the next try of a withdrawal, or None when there is none to make now.

    The try is counted and the next one planned before the call, so that whatever ends a worker in the middle, somebody
    goes on, and not for ever.
    """
    row = session.scalar(select(Publication).where(Publication.id == publication_id).with_for_update())
    if row is None or row.state is not P.WITHDRAWING or row.withdraws_by_hand or row.due_at > now:
        return None
    account = session.get_one(SocialAccount, row.account_id)
    if row.refusals >= retry.MOST_WITHDRAWALS or not row.remote_id or not account.token:
        reason = row.last_error or (REJECTED if not account.token else NO_END)
        _fail(session, row.id, reason, now=now)
        return None
    row.attempt += 1
    row.refusals += 1
    row.updated_at = now
    row.due_at = retry.after(now, retry.wait(row.refusals), pace)
    session.flush()
    return Withdrawal(row.id, row.attempt, row.network, row.remote_id, account)


def withdrawn(session: Session, publication_id: uuid.UUID, *, now: datetime) -> bool:
    """The network has taken it down. It is no matter who brings the proof: it outlives a lost claim."""
    return any(gone(session, publication_id, old, now=now) for old in (P.WITHDRAWING, P.WITHDRAW_FAILED))


def refused(
    session: Session, claimed: Withdrawal, refusal: Refused, *, now: datetime, pace: float = 1.0
) -> None:
    """It is still there: try again later if that can help, else tell a person.

    The account's state is left alone, since deleting may need a right of its own that posting does not.
    """
    reason = REJECTED if refusal.reason == RECONNECT else refusal.reason
    tries = session.scalars(select(Publication.refusals).where(Publication.id == claimed.id)).one()
    later = retry.next_try(
        now=now, refusals=tries, retry_after=refusal.retry_after, pace=pace, most=retry.MOST_WITHDRAWALS,
        permanent=refusal.remedy in (Remedy.FAIL, Remedy.RECONNECT, Remedy.PAUSE),
    )  # fmt: skip
    if later is None:
        _fail(session, claimed.id, reason, now=now, attempt=claimed.attempt)
        return
    move(
        session, claimed.id, P.WITHDRAWING, P.WITHDRAWING, now=now, attempt=claimed.attempt,
        only_if=~Publication.withdraws_by_hand, reason=reason, due_at=later, last_error=reason[:500],
    )  # fmt: skip


def _fail(
    session: Session, publication_id: uuid.UUID, reason: str, *, now: datetime, attempt: int | None = None
) -> None:
    move(
        session, publication_id, P.WITHDRAWING, P.WITHDRAW_FAILED, now=now, attempt=attempt,
        only_if=~Publication.withdraws_by_hand, reason=reason, last_error=reason[:500],
    )  # fmt: skip


def gone(
    session: Session, publication_id: uuid.UUID, old: P, *, now: datetime, by: Actor | None = None
) -> bool:
    """Record that the post is gone, and let a corrected version that was approved meanwhile take its place.

    The version is locked before the publication, as by whoever approves: one of the two sees what the other did.
    """
    row = session.get_one(Publication, publication_id)
    newest = services.newest_version(session, row.post_id)
    who = (
        {"by_name": by.name, "reason": N_("dihapus oleh orang")} if by else {"reason": N_("dihapus jejaring")}
    )
    moved = move(
        session, publication_id, old, P.WITHDRAWN, now=now,
        only_if=Publication.withdraws_by_hand.is_(True) if by and old is P.WITHDRAWING else None,
        withdrawn_at=now, last_error="", figures_at=None, **who,
    )  # fmt: skip
    if moved:
        # What should never have stood there held the place from when that was known.
        since = strays.came_at(session, row) or row.withdraw_asked_at or now
        services.take_place(session, newest, row, now=now, since=since)
        close_asked(session, Notice.subject == row.post_id, now=now)
    return moved


def close_asked(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    """Close the notices about taking a post down of which nothing is out any more, nor may be."""
    left = select(Publication.id).where(
        Publication.post_id == Notice.subject, Publication.state.in_(MAY_BE_OUT)
    )
    told = (Notice.kind == DECIDED) & (Notice.created_at <= now - STANDS)
    session.execute(
        update(Notice)
        .where(*which, or_(Notice.kind == ASKED, told), Notice.done_at.is_(None), ~left.exists())
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )
