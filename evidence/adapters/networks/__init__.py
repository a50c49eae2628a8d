"""The networks Bukti can publish to.

base        what a network offers and how it may fail
connecting  how its accounts are connected and kept alive
http        one call, and what its failure proves
practice    the practice network
by_hand     a person posts and pastes the link back
"""

from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Gone,
    Identity,
    Kind,
    Limits,
    Measure,
    Network,
    NetworkError,
    OutcomeUnknown,
    Picture,
    Prepared,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.by_hand import ByHand, check_link
from evidence.adapters.networks.http import Caller
from evidence.adapters.networks.practice import OpenedAccount, Practice

__all__ = [
    "RECONNECT",
    "Access",
    "ByHand",
    "Caller",
    "Gone",
    "Identity",
    "Kind",
    "Limits",
    "Measure",
    "Network",
    "NetworkError",
    "OpenedAccount",
    "OutcomeUnknown",
    "Picture",
    "Practice",
    "Prepared",
    "Quota",
    "Refused",
    "Remedy",
    "Submission",
    "check_link",
    "networks",
]


def networks(
    practice_url: str, *, connect_seconds: float = 5.0, read_seconds: float = 20.0
) -> dict[str, Network]:
    """Every network by its name, the practice one only with a ``practice_url``; time limits in seconds."""
    found: list[Network] = [ByHand()]
    if practice_url:
        found.insert(0, Practice(practice_url.rstrip("/"), Caller(connect_seconds, read_seconds)))
    return {network.name: network for network in found}
