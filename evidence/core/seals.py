"""The seals of the trail, which the sealer's process alone adds."""

from datetime import datetime

from sqlalchemy import BigInteger, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.core.audit import AuditEvent
from evidence.core.db import Base

# So many ids behind the newest sealed one are enough to see whether anything waits.
NEWEST = 2_000


class Seal(Base):
    """One act's place in the chain. Only the sealer's role adds one, and no role of the house changes or removes it.

    There is no foreign key: a seal outlives an act that somebody removed, and so tells of it.
    """

    __tablename__ = "seals"

    # 1, 2, 3 ... without a gap, in the order in which the sealer found the acts committed.
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    # The hash of the seal before and of the act, as the room of integrity makes it.
    link: Mapped[str]
    # By the sealer's clock.
    sealed_at: Mapped[datetime] = mapped_column(index=True)
    # On the last seal of each round: the key's id, and its signature of the head that this seal is.
    key: Mapped[str | None]
    signature: Mapped[str | None]


def unsealed_since(session: Session) -> datetime | None:
    """When the oldest act was done that waits for its seal; None where none does."""
    newest = session.scalar(select(func.max(Seal.event_id)))
    if newest is None:
        return session.scalar(select(AuditEvent.at).order_by(AuditEvent.id).limit(1))
    beyond = newest - NEWEST
    return session.scalar(
        select(func.min(AuditEvent.at))
        .outerjoin(Seal, and_(Seal.event_id == AuditEvent.id, Seal.event_id > beyond))
        .where(Seal.event_id.is_(None), AuditEvent.id > beyond)
    )
