"""Changing the key that tokens are encrypted with, while the house is at work. The edge commits."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.accounts.renewal import TAKEN_OVER_AFTER
from evidence.accounts.tokens import TokenBox
from evidence.core.errors import Conflict

BATCH = 100


@dataclass(frozen=True)
class Batch:
    """What became of some accounts, and the last of them; None when there was none left."""

    last: uuid.UUID | None
    changed: int = 0
    # Being renewed at this moment: to be asked for again.
    busy: int = 0
    # No key opens them: only connecting again helps.
    lost: int = 0


def rotate(session: Session, box: TokenBox, after: uuid.UUID | None, *, now: datetime) -> Batch:
    """Encrypt the credentials of the next accounts with the first key."""
    query = select(SocialAccount.id, SocialAccount.token).where(SocialAccount.token.is_not(None))
    if after is not None:
        query = query.where(SocialAccount.id > after)
    rows = session.execute(query.order_by(SocialAccount.id).limit(BATCH)).all()
    changed = busy = lost = 0
    for account_id, closed in rows:
        assert closed is not None
        try:
            fresh = box.renewed(closed)
        except Conflict:
            lost += 1
            continue
        if fresh == closed:
            continue
        since = SocialAccount.renewing_since
        written = session.execute(
            update(SocialAccount)
            .where(
                SocialAccount.id == account_id,
                SocialAccount.token == closed,
                # Whoever renews it now would not know its own beginning again, and drop what it brings.
                or_(since.is_(None), since < now - TAKEN_OVER_AFTER),
            )
            .values(token=fresh)
            .returning(SocialAccount.id)
            .execution_options(synchronize_session=False)
        ).scalar()
        changed += written is not None
        busy += written is None
    return Batch(rows[-1].id if rows else None, changed, busy, lost)
