"""What becomes of a publication whose network has proved that nothing was posted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState
from evidence.adapters.networks.base import RECONNECT, Refused, Remedy
from evidence.core.words import N_
from evidence.publish import ledger, queries, retry, steps
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import JOINT, move
from evidence.publish.steps import Claim

# What concerns the whole account: its other publications wait too, behind this one.
RESTS = frozenset({Remedy.WAIT, Remedy.KEEP})
STOPS: Mapping[Remedy, tuple[Hold, AccountState]] = {
    Remedy.RECONNECT: (Hold.TOKEN, AccountState.NEEDS_RECONNECT),
    Remedy.PAUSE: (Hold.PAUSED, AccountState.PAUSED),
}
# What lies in an app's inbox was sent, whatever goes wrong with looking at it.
UNSENT = Publication.remote_id.is_(None)
REJECTED = N_("sambungan ditolak jejaring")
MAY_ARRIVE = N_("panggilan sebelumnya masih dapat sampai")


def refused(
    session: Session, claimed: Claim, old: P, refusal: Refused, *, now: datetime, pace: float = 1.0
) -> bool:
    """The network proved that nothing was posted by this call: do what its remedy says."""
    if refusal.remedy in STOPS:
        return _stopped(session, claimed, old, refusal, now=now)
    remedy, reason = refusal.remedy, refusal.reason
    if remedy is Remedy.FAIL and old is P.PUBLISHING and claimed.container:
        # One of an earlier try may only be too old; whether it is the content shows with a new one.
        if may_arrive(session, claimed):
            # Of a new one the network would make a second post, and the same one it refuses each time.
            reason = JOINT.join((reason, MAY_ARRIVE))
        else:
            remedy = Remedy.ANEW
    refusals = session.get_one(Publication, claimed.id).refusals + 1
    again = retry.next_try(
        now=now,
        refusals=refusals,
        permanent=remedy is Remedy.FAIL,
        retry_after=refusal.retry_after,
        pace=pace,
        most=retry.MOST_ANEW if remedy is Remedy.ANEW else retry.MOST,
    )
    told: dict[str, Any] = {
        "refusals": refusals,
        "last_error": reason[:500],
        "intent_at": None,
        **({} if _keeps(session, claimed, remedy) else steps.NOTHING_HANDED_OVER),
    }
    if again is not None:
        told["due_at"] = again
    moved = move(
        session,
        claimed.id,
        old,
        P.FAILED if again is None else P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        only_if=UNSENT,
        reason=reason,
        **told,
    )
    if moved and again is not None and remedy in RESTS:
        ledger.rest(session, claimed.account_id, again, reason)
    return moved


def _keeps(session: Session, claimed: Claim, remedy: Remedy) -> bool:
    """Whether what was handed over is used once more."""
    return remedy is Remedy.KEEP or (remedy is not Remedy.ANEW and may_arrive(session, claimed))


def full(session: Session, claimed: Claim, *, until: datetime, now: datetime) -> bool:
    """The account's quota is used up: go on with the same container when there is room again."""
    reason = N_("kuota jejaring habis untuk saat ini")
    ledger.rest(session, claimed.account_id, until, reason)
    return move(
        session, claimed.id, P.READY, P.QUEUED, now=now, attempt=claimed.attempt, reason=reason, due_at=until
    )


def may_arrive(session: Session, claimed: Claim) -> bool:
    """Whether the outcome of an earlier call is unknown to this day, so that it may arrive yet.

    The next call then uses the same container, of which the network makes one post, whichever comes first.
    """
    return queries.has_been(session, claimed.id, P.UNCONFIRMED)


def _stopped(session: Session, claimed: Claim, old: P, refusal: Refused, *, now: datetime) -> bool:
    """The account cannot go on without a person: hold this publication, and with it all others of the account."""
    hold, state = STOPS[refusal.remedy]
    reason = REJECTED if refusal.reason == RECONNECT else refusal.reason
    held = move(
        session,
        claimed.id,
        old,
        P.QUEUED,
        now=now,
        attempt=claimed.attempt,
        only_if=UNSENT,
        reason=reason,
        hold_reason=hold,
        intent_at=None,
        last_error=reason[:500],
        **({} if may_arrive(session, claimed) else steps.NOTHING_HANDED_OVER),
    )
    if held:
        ledger.stop(
            session, claimed.account_id, state, refusal.reason,
            token=claimed.token, connected_at=claimed.connected_at,
        )  # fmt: skip
    return held
