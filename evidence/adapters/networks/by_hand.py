"""Sharing by hand: a person posts and pastes the link back. No call is made; links are checked by `links`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.adapters.networks.base import (
    Access,
    Identity,
    Limits,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
    characters,
)
from evidence.core.words import N_

LIMITS = Limits(texts=characters(2200), image_bytes=8 * 1024 * 1024)


@dataclass(frozen=True)
class ByHand:
    """A way out that always exists. Each site has limits of its own (`outlets`); these hold where none is known."""

    name: str = "by_hand"
    label: str = N_("Bagikan sendiri")
    by_hand: bool = True
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = False
    counts: bool = False
    hosts: tuple[str, ...] = ()
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Always Refused: a person posts."""
        raise _by_a_person()

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Always Refused: a person posts."""
        raise _by_a_person()

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """None: there is nothing to look at."""
        return None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """None: the person pastes it."""
        return None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Always Refused: a person takes it down."""
        raise _by_a_person()

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Nothing that we could ask."""
        return {}

    def quota(self, access: Access) -> Quota | None:
        """None: nobody counts."""
        return None

    def identity(self, access: Access) -> Identity:
        """As the person said."""
        return Identity(access.account_remote_id, access.handle)


def _by_a_person() -> Refused:
    return Refused(N_("dibagikan oleh orang"), Remedy.FAIL)
