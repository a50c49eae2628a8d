"""Social accounts of units."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.units.models import Unit


class AccountState(enum.StrEnum):
    """Listed is known of; only a connected account can be published to."""

    LISTED = "listed"
    CONNECTED = "connected"
    EXPIRING = "expiring"
    NEEDS_RECONNECT = "needs_reconnect"
    PAUSED = "paused"
    CLOSED = "closed"


USABLE = (AccountState.CONNECTED, AccountState.EXPIRING)


class SocialAccount(Base):
    """An account a unit has on a network; several per network are allowed, one per handle."""

    __tablename__ = "social_accounts"
    __table_args__ = (
        Index("uq_social_accounts_unit_code_network_handle", "unit_code", "network", "handle", unique=True),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    network: Mapped[str]
    handle: Mapped[str]
    profile_url: Mapped[str] = mapped_column(default="")
    state: Mapped[AccountState] = mapped_column(one_of(AccountState, "state"))
    # The network's own numeric id: a renamed or taken-over handle keeps or changes it.
    remote_id: Mapped[str | None]
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    unit: Mapped[Unit] = relationship()
