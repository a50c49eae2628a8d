"""An account that is shared to by hand: which site it is on, and where it is found there."""

from collections.abc import Collection

from evidence.adapters.networks.links import check_profile, site_of
from evidence.adapters.networks.sites import OTHER, SITES
from evidence.core.errors import Invalid
from evidence.core.words import N_

BY_HAND = "by_hand"
CHOOSE = N_("Pilih situs tempat akun itu berada.")


def place(site: str, profile: str, handle: str) -> tuple[str, str]:
    """The site and the account's address there, "" where nobody knows it. Without a site, the profile's link tells.

    Raises Invalid for the field ``site`` when nothing tells it, and for ``profile`` when that link is on another one.
    """
    site = site.strip() or (site_of(profile) if profile.strip() else "")
    if site not in SITES:
        raise Invalid(CHOOSE, {"site": CHOOSE})
    if profile.strip():
        return site, check_profile(profile, site)
    before = SITES[site].profile
    return site, before + handle if before else ""


def choices() -> Collection[tuple[str, str]]:
    """The sites, each with its name as a message id; any other comes last."""
    return [(name, site.label) for name, site in SITES.items() if name != OTHER] + [
        (OTHER, SITES[OTHER].label)
    ]
