"""What people call an account's network; one that is shared to by hand is known by the site it is on."""

from flask_babel import gettext as _

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.outlets import parts
from evidence.adapters.networks.registry import LABELS
from evidence.adapters.networks.sites import OTHER, SITES


def site_name(site: str) -> str:
    """The site's name in the reader's language; "" where nobody has said which it is."""
    return str(_(SITES[site].label)) if site in SITES and site != OTHER else ""


def network_name(network: str, site: str = "") -> str:
    """The name in the reader's language; nobody translates those of others, only our own."""
    if name := site_name(site):
        return str(_("%(site)s · dibagikan sendiri", site=name))
    return str(_(LABELS[network])) if network in LABELS else network


def outlet_name(outlet: str) -> str:
    """The name of an account's outlet, as `network_name`."""
    return network_name(*parts(outlet))


def account_name(account: SocialAccount) -> str:
    """The network's name and the handle, as "X @kelmojo"."""
    return f"{outlet_name(account.outlet)} @{account.handle}"
