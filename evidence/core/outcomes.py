"""What became of a message to the outside that must not be sent twice."""

import enum
from dataclasses import dataclass


class Outcome(enum.StrEnum):
    """``unknown``: it may have arrived, and nobody can tell. ``gone``: there is nobody at that address any more."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """An outcome with its reason for the log, which never holds an address; ``wait`` is in seconds."""

    outcome: Outcome
    reason: str = ""
    wait: float | None = None
