"""Social accounts of units, and connections that somebody is making right now."""

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
# Kept alive: one that a person holds back is still ours, and should not die of it.
ALIVE = (*USABLE, AccountState.PAUSED)


class SocialAccount(Base):
    """An account a unit has on a network; several per network are allowed, one per handle and site."""

    __tablename__ = "social_accounts"
    __table_args__ = (
        Index(
            "uq_social_accounts_unit_code_network_site_handle",
            "unit_code",
            "network",
            "site",
            "handle",
            unique=True,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    network: Mapped[str]
    # Where an account is that is shared to by hand: a name of `adapters.networks.sites`; "" on every other network.
    site: Mapped[str] = mapped_column(server_default="", default="")
    handle: Mapped[str]
    # What the network calls it for people; "" where it said nothing.
    name: Mapped[str] = mapped_column(server_default="", default="")
    profile_url: Mapped[str] = mapped_column(default="")
    # The server it lives on, where a network has many; "" for the network's only one.
    base_url: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[AccountState] = mapped_column(one_of(AccountState, "state"))
    # The network's own numeric id: a renamed or taken-over handle keeps or changes it.
    remote_id: Mapped[str | None]
    # The whole credentials, encrypted; rows from before there were any hold a bare token.
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Who connected it, and when.
    connected_by: Mapped[str] = mapped_column(server_default="", default="")
    connected_at: Mapped[datetime | None]

    # When the token ends, and when what renews it does; None where the network names no end.
    expires_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    # When it is due for renewal by the network's rules; None where nothing renews it.
    renew_at: Mapped[datetime | None]
    # Failures in a row, and when to try again after the last one.
    renew_tries: Mapped[int] = mapped_column(server_default="0", default=0)
    renew_again_at: Mapped[datetime | None]
    # The claim of the one who renews it now.
    renewing_since: Mapped[datetime | None]
    # Why it must be connected again, or cannot be renewed for now; a phrase of ours, or the network's own words.
    trouble: Mapped[str] = mapped_column(server_default="", default="")

    # The handle that the network says now, while it is another one; and when it was asked last.
    handle_seen: Mapped[str] = mapped_column(server_default="", default="")
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    unit: Mapped[Unit] = relationship()

    @property
    def outlet(self) -> str:
        """What a post is made for: the network, and the site where there are several (`adapters.networks.outlets`)."""
        return f"{self.network}.{self.site}" if self.site else self.network


class PendingConnection(Base):
    """A connection on its way: who makes it, for which unit, and what must be remembered until they are back."""

    __tablename__ = "pending_connections"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    # The hash of the state that travels with the person.
    state_digest: Mapped[str] = mapped_column(unique=True)
    # The sign-in in which it began, and may only end.
    device_id: Mapped[uuid.UUID]
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code", ondelete="CASCADE"))
    network: Mapped[str]
    # The account that is to be connected again; None for a new one.
    account_id: Mapped[uuid.UUID | None]
    # The verifier, the client and where to go; later the accounts to choose from. Encrypted.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
