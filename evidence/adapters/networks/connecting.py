"""How an account is connected, and how its connection is kept alive; each network has its own rules for both."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from evidence.adapters.networks.base import Access


class Way(enum.StrEnum):
    """How a person shows that an account is theirs."""

    # They sign in on the network's own page, which sends them back with a code.
    OAUTH = "oauth"
    # The same, on a server that they name.
    SERVER = "server"
    # They type what the network gave them: fields named in ``fields``.
    TYPED = "typed"


@dataclass(frozen=True)
class Credentials:
    """All that is kept of a connection, always encrypted. Times are aware; None where the network names no end.

    ``client`` is what a server gave to us as a program (id and secret, as JSON), where each server gives its own.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    client: str = field(default="", repr=False)
    base_url: str = ""
    obtained_at: datetime | None = None
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True)
class Candidate:
    """One account that a sign-in opened; some networks open several at once, of which a person chooses."""

    remote_id: str
    handle: str
    name: str
    profile_url: str
    credentials: Credentials


@dataclass(frozen=True)
class Departure:
    """Where to send the person, and what to remember until they are back. ``client`` as in `Credentials`."""

    url: str
    client: str = field(default="", repr=False)
    base_url: str = ""


@dataclass(frozen=True)
class Arrival:
    """What came back, with what was remembered; ``verifier`` is PKCE's."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    client: str = field(default="", repr=False)
    base_url: str = ""


class Connector(Protocol):
    """The connecting half of a network. All calls raise Refused; its remedy RECONNECT means that a person must act."""

    @property
    def name(self) -> str:
        """The network's word."""

    @property
    def way(self) -> Way:
        """How an account is connected."""

    @property
    def ready(self) -> bool:
        """Whether the city has given what it takes (the client's id and secret)."""

    @property
    def fields(self) -> Mapping[str, str]:
        """What a person types where the way is TYPED, each with its label (a message id); secrets end in "password"
        or "token".
        """

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Where the person signs in; ``challenge`` is PKCE's S256, ``server`` the address they named.

        Also raises Invalid (core.errors) naming the field ``server`` when what they named is none.
        """

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The accounts that the code opens."""

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """The account that the typed fields open. Raises Invalid (core.errors) naming the field that is wrong."""

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """When to renew by the network's own rules; None where nothing is ever renewed."""

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Fresh credentials; the old ones may be dead from here on. WAIT: try again later with the old ones."""

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Tell the network to forget the connection, where it can be told."""
