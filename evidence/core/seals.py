"""The seals of the trail, which the sealer's process alone adds."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from evidence.core.db import Base


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
