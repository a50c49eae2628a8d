"""What belongs to a unit and so goes with it from one holder of its office to the next. Told by a room above."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Work:
    """An activity on which something is still to be done; ``family`` and ``state`` name its chip."""

    id: uuid.UUID
    title: str
    family: str
    state: str
    began: datetime


@dataclass(frozen=True)
class OwnAccount:
    """One of the unit's accounts; ``network`` in words, ``connected_by`` who gave Bukti the right to publish there."""

    id: uuid.UUID
    network: str
    handle: str
    state: str
    connected_by: str


@dataclass(frozen=True)
class Belongings:
    """What goes along: how much there is of each, with the first of the ``work`` that waits.

    ``activities`` are those whose work goes on, ``posts`` those not decided yet, ``publications`` those that are
    approved and not sent; ``to_decide`` waits for the unit's own decision about the units below it. ``account_ids``
    are all accounts, of which ``accounts`` has the first. ``signer`` is the name under the unit's papers, "" where none
    is told.
    """

    activities: int = 0
    posts: int = 0
    publications: int = 0
    to_decide: int = 0
    work: Sequence[Work] = ()
    accounts: Sequence[OwnAccount] = ()
    account_ids: Sequence[uuid.UUID] = ()
    signer: str = ""
