"""What the connectors of one way have in common: what they are built from, and the calls that nobody makes there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from config import Application
from evidence.adapters.networks.base import Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Departure, Way
from evidence.adapters.networks.http import Caller
from evidence.core.words import N_

_SIGNED_IN = N_("akun ini disambungkan dengan masuk di jejaringnya")
_TYPED = N_("akun ini disambungkan dengan mengisi formulir di sini")


class SigningIn:
    """A person signs in on a page of the network, and types nothing here."""

    fields: ClassVar[Mapping[str, str]] = {}

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """Always Refused: nothing is typed."""
        raise Refused(_SIGNED_IN, Remedy.FAIL)


@dataclass(frozen=True)
class ByApplication(SigningIn):
    """The same, at a network that knows the city's own program."""

    application: Application
    caller: Caller = field(default_factory=Caller)
    way: ClassVar[Way] = Way.OAUTH

    @property
    def ready(self) -> bool:
        """Whether the city has an application there."""
        return bool(self.application.client_id and self.application.client_secret)


class Typing:
    """A person types here what the network gave them, and is sent nowhere."""

    way: ClassVar[Way] = Way.TYPED
    ready: ClassVar[bool] = True

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Always Refused: nobody is sent anywhere."""
        raise Refused(_TYPED, Remedy.FAIL)

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """Always Refused: nobody comes back."""
        raise Refused(_TYPED, Remedy.FAIL)
