"""The networks Bukti can publish to.

base        what a network offers and how it may fail
connecting  how its accounts are connected and kept alive
ways        what the connectors of one way share
registry    all of them by name
http        one call, and what its failure proves
counting    a text as each of them counts it
practice    the practice network
by_hand     a person posts and pastes the link back
sites       where that may be
outlets     what each of these takes
links       what they paste

The rest are outside networks, NAME and NAME_login each, with what some of them share: graph, graph_errors, containers
and meta_login of Meta, grants of those with OAuth, servers of those where each account has its own.
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
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.by_hand import ByHand
from evidence.adapters.networks.http import Caller
from evidence.adapters.networks.links import check_link
from evidence.adapters.networks.practice import OpenedAccount, Practice
from evidence.adapters.networks.registry import connectors, networks

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
    "Pull",
    "Quota",
    "Refused",
    "Remedy",
    "Submission",
    "check_link",
    "connectors",
    "networks",
]
