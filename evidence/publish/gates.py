"""What keeps a publication from being taken up, though it is due: who holds it, what comes first, what is too late."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_
from sqlalchemy.orm import Session

from evidence.accounts.lifetime import fresh
from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.adapters.networks.by_hand import ByHand
from evidence.core.words import N_
from evidence.publish import ledger, pauses, queries, timetable, withholding
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move

HOLDS = {
    AccountState.PAUSED: Hold.PAUSED,
    AccountState.LISTED: Hold.DISCONNECTED,
    AccountState.CLOSED: Hold.DISCONNECTED,
}
ACCOUNT_HELD = N_("akun sedang tidak dapat dipakai")
TOO_LATE = N_("lewat jadwal, menunggu keputusan petugas")


def opens(session: Session, row: Publication, account: SocialAccount, now: datetime) -> bool:
    """Whether a queued publication, locked by the caller, may be taken up now.

    What keeps it until a person does something is written down.
    """
    if row.hold_reason is not None or row.due_at > now or pauses.holds(session, [row.id]):
        return False
    if not fresh(account, now):
        row.hold_reason = HOLDS.get(account.state, Hold.TOKEN)
        return False
    if withholding.is_doubted(session, row):
        row.hold_reason = Hold.FINDING
        return False
    if _waits_for_a_word(session, row, now):
        return False
    return not (ledger.rests(session, account.id, now) or queries.comes_later(session, row.id, now))


def stays_open(session: Session, row: Publication, account: SocialAccount, now: datetime) -> bool:
    """Whether one that is on its way, without an intent, and lost its worker may go on now."""
    if account.state not in USABLE:
        move(
            session, row.id, row.state, P.QUEUED, now=now, raise_to=row.attempt + 1,
            reason=ACCOUNT_HELD, hold_reason=HOLDS.get(account.state, Hold.TOKEN),
        )  # fmt: skip
        return False
    if withholding.is_doubted(session, row):
        withholding.hold(session, row, now=now)
        return False
    return not pauses.holds(session, [row.id]) and not _waits_for_a_word(session, row, now)


def lets_through() -> ColumnElement[bool]:
    """Whether nobody holds a Publication of the statement around it, or its account, at the last moment."""
    usable = exists().where(SocialAccount.id == Publication.account_id, SocialAccount.state.in_(USABLE))
    free = and_(not_(pauses.held_back()), not_(withholding.doubted()))
    return and_(Publication.hold_reason.is_(None), usable, free)


def _waits_for_a_word(session: Session, row: Publication, now: datetime) -> bool:
    """Hold what is too late to send without asking.

    What was called for once goes on, and so does what is tried again after refusals, which has an end of its own. By
    hand a person sends anyway.
    """
    if row.network == ByHand.name or row.refusals or not timetable.is_late(session, row, now):
        return False
    if queries.has_been(session, row.id, P.PUBLISHING):
        return False
    return move(
        session, row.id, row.state, P.QUEUED, now=now, raise_to=row.attempt + 1, reason=TOO_LATE,
        hold_reason=Hold.LATE,
    )  # fmt: skip
