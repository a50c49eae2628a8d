"""What each site takes that a person shares to by hand."""

import pytest

from evidence.adapters.networks import ByHand, Kind, outlets
from evidence.adapters.networks.base import Network
from evidence.adapters.networks.sites import SITES
from evidence.adapters.networks.x import LIMITS as OF_X
from evidence.adapters.networks.x import X

SINGLE, CAROUSEL, STORY = Kind
NETWORKS: dict[str, Network] = {"x": X(), "by_hand": ByHand()}
KINDS = {
    "instagram": (SINGLE, CAROUSEL, STORY),
    "facebook": (SINGLE, CAROUSEL),
    "threads": (SINGLE, CAROUSEL),
    "x": (SINGLE, CAROUSEL),
    "tiktok": (SINGLE, CAROUSEL),
    "youtube": (SINGLE,),
    "whatsapp": (SINGLE, STORY),
    "telegram": (SINGLE, CAROUSEL),
    "bluesky": (SINGLE, CAROUSEL),
    "other": (SINGLE,),
}


def test_every_site_has_its_kinds_and_its_own_name() -> None:
    assert set(KINDS) == set(SITES)
    for site, kinds in KINDS.items():
        found = outlets.outlet(NETWORKS, f"by_hand.{site}")

        assert found is not None
        assert (found.name, found.label, found.by_hand) == (f"by_hand.{site}", SITES[site].label, True)
        assert found.limits.kinds == kinds
        assert (found.limits.carousel > 1) == (CAROUSEL in kinds)


def test_a_site_counts_as_its_own_network_does_and_lets_the_app_make_a_picture_lighter() -> None:
    found = outlets.outlet(NETWORKS, "by_hand.x")

    assert found is not None
    assert (found.limits.texts, found.limits.carousel) == (OF_X.texts, OF_X.carousel)
    assert found.limits.image_bytes == ByHand().limits.image_bytes


@pytest.mark.parametrize("name", ["", "y", "by_hand.nowhere", "x.x", "by_hand.x.y"])
def test_there_is_no_outlet_that_nobody_knows(name: str) -> None:
    assert outlets.outlet(NETWORKS, name) is None


def test_outlets_stand_in_the_order_of_the_networks_each_once() -> None:
    wanted = ["by_hand.x", "by_hand", "y", "by_hand.facebook", "x", "x"]

    found = outlets.outlets(NETWORKS, wanted)

    assert [each.name for each in found] == ["x", "by_hand", "by_hand.facebook", "by_hand.x"]
