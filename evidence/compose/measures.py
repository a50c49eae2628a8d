"""The measures of a text as pages show them, and which of them a browser counts by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evidence.adapters.networks import counting
from evidence.adapters.networks.base import Measure, Network

# The names under which `frontend/counting.ts` counts the same.
WAYS: Mapping[Callable[[str], int], str] = {
    len: "points",
    counting.utf16: "utf16",
    counting.utf8: "utf8",
    counting.graphemes: "graphemes",
    counting.mastodon: "mastodon",
    counting.weighted: "weighted",
    counting.threads: "threads",
}
# What is found in a text is told by its unit, since each network makes such a measure of its own.
FOUND: Mapping[str, str] = {"tagar": "hashtags", "sebutan": "mentions", "tautan": "links"}


@dataclass(frozen=True)
class Counted:
    """One measure of a text on one network; ``way`` is how a browser counts it, ``first`` that it is always shown."""

    network: str
    label: str
    unit: str
    count: int
    most: int
    way: str
    first: bool


def counted(networks: Sequence[Network], text: str) -> Sequence[Counted]:
    """Every measure of every network, in order."""
    return [
        Counted(
            network.name,
            network.label,
            measure.unit,
            measure.count(text),
            measure.most,
            way_of(measure),
            at == 0,
        )
        for network in networks
        for at, measure in enumerate(network.limits.texts)
    ]


def way_of(measure: Measure) -> str:
    """How a browser counts the same, "" when it does not."""
    return WAYS.get(measure.count, "") or FOUND.get(measure.unit, "")
