"""Where a unit can have an account: the networks, by the names under which looks are kept. Pure.

An account that a person shares to by hand is looked at where it is: one on Instagram counts as Instagram's, whoever
posts to it.
"""

import re
from collections.abc import Mapping

from evidence.accounts.by_hand import BY_HAND
from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.models import Observation
from evidence.adapters.networks.sites import OTHER, SITES

# The place and what people call it, as a message id; in the order in which they are looked at.
PLACES: Mapping[str, str] = {
    **{name: site.label for name, site in SITES.items() if name != OTHER},
    "mastodon": "Mastodon",
}
# Nobody outside ever sees what is there.
PRACTICE = "practice"
_SIMPLE = re.compile(r"[A-Za-z0-9._-]{1,80}")
_ELSEWHERE = re.compile(r"([A-Za-z0-9._-]{1,80})@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,20})")


def place_of(account: SocialAccount) -> str:
    """Where the account is; "" where looking at it tells nobody anything: on the practice network, or nobody knows."""
    if account.network == BY_HAND:
        return account.site if account.site in PLACES else ""
    return "" if account.network == PRACTICE else account.network


def address(place: str, handle: str) -> str:
    """The web address of a profile, where it follows from the handle; "" otherwise."""
    if place == "mastodon":
        parts = _ELSEWHERE.fullmatch(handle)
        return f"https://{parts[2]}/@{parts[1]}" if parts else ""
    before = SITES[place].profile if place in SITES else ""
    return before + handle if before and _SIMPLE.fullmatch(handle) else ""


def link_of(look: Observation) -> str:
    """The profile's address: what was noted, or what follows from the handle."""
    return look.profile_url or address(look.network, look.handle)
