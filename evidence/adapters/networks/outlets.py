"""What an account takes: that of its network, and where a person shares by hand, that of the site it is on.

An outlet is named by its network, or by network and site as "by_hand.instagram"; versions keep under that name whatever
they have for it alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from evidence.adapters.networks import bluesky, facebook, instagram, telegram, threads, tiktok_items, x
from evidence.adapters.networks.base import Kind, Limits, Network
from evidence.adapters.networks.by_hand import LIMITS, ByHand
from evidence.adapters.networks.sites import SITES

# What each site takes, as its own network's module has it; the others, and a site that nobody named, as `by_hand`.
_TAKEN: Mapping[str, Limits] = {
    "instagram": instagram.LIMITS,
    "facebook": facebook.LIMITS,
    "threads": threads.LIMITS,
    "x": x.LIMITS,
    "tiktok": tiktok_items.LIMITS,
    "telegram": telegram.LIMITS,
    "bluesky": bluesky.LIMITS,
    "whatsapp": replace(LIMITS, kinds=(Kind.SINGLE, Kind.STORY)),
}


def outlet(networks: Mapping[str, Network], name: str) -> Network | None:
    """The network as it is at the outlet of that name, which is its name there; None where there is none."""
    network, site = networks.get(parts(name)[0]), parts(name)[1]
    if network is None or not site:
        return network
    if site not in SITES or not isinstance(network, ByHand):
        return None
    # An app makes a picture lighter by itself, where a program is refused.
    limits = replace(_TAKEN.get(site, LIMITS), image_bytes=LIMITS.image_bytes)
    return replace(network, name=name, label=SITES[site].label, limits=limits)


def outlets(networks: Mapping[str, Network], names: Iterable[str]) -> Sequence[Network]:
    """Those of these names that there are, each once, in the networks' order."""
    order = {name: at for at, name in enumerate(networks)}
    wanted = sorted(set(names), key=lambda name: (order.get(parts(name)[0], 0), name))
    return [found for name in wanted if (found := outlet(networks, name)) is not None]


def parts(name: str) -> tuple[str, str]:
    """The network and the site of an outlet's name; "" for the site where the network is one by itself."""
    network, _dot, site = name.partition(".")
    return network, site
