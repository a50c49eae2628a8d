"""The registry of accounts over HTTP."""

from typing import Any

from flask import Blueprint, Response, request

from evidence.accounts import listing
from evidence.accounts.by_hand import CHOOSE
from evidence.accounts.lifetime import ends_at
from evidence.accounts.models import SocialAccount
from evidence.accounts.opening import connect
from evidence.adapters.networks.sites import OTHER
from evidence.core.errors import Invalid
from evidence.core.tree_keys import read_place
from evidence.core.web import answer, body_of_request, db, page_key, read_uuid
from evidence.units import queries as units
from evidence.units.access import MANAGERS, SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("accounts_api", __name__, url_prefix="/api/v1")


@api.get("/accounts")
@allow(SIGNED_IN)
def get_accounts() -> Response:
    """The accounts the caller may see, of one unit when it is named; ``after`` is the key of the next page."""
    found = listing.in_tree(db(), actor(), request.args.get("unit"), page_key(read_place))
    return answer({"accounts": [describe_account(each) for each in found.rows], "after": found.after})


@api.put("/accounts/<account_id>")
@allow(MANAGERS, scope="upload")
def put_account(account_id: str) -> Response:
    """Tie an account to a unit: ``{"unit", "network", "handle"}``.

    Of one that is shared to by hand also ``site`` and ``profile_url``; without a site the address tells it, and
    without both it is "other".
    """
    told = body_of_request()
    if not all(isinstance(told.get(name), str) for name in ("unit", "network", "handle")):
        raise Invalid("Isi permintaan harus objek JSON dengan unit, network, dan handle.")
    place = {name: told.get(name) or "" for name in ("site", "profile_url")}
    if not all(isinstance(each, str) for each in place.values()):
        raise Invalid("Situs dan alamat profil harus teks.", {"site": CHOOSE})
    unit, ident = units.unit(db(), told["unit"]), read_uuid(account_id)
    account = connect(
        db(), ident, unit, told["network"], told["handle"],
        by=actor(), site=place["site"] or ("" if place["profile_url"] else OTHER), profile=place["profile_url"],
    )  # fmt: skip
    db().commit()
    return answer(describe_account(account))


def describe_account(account: SocialAccount) -> dict[str, Any]:
    """An account as the API tells it; never its token. ``expires_at`` is when it ends unless somebody acts."""
    end = ends_at(account)
    return {
        "id": str(account.id),
        "unit": account.unit_code,
        "network": account.network,
        "site": account.site or None,
        "handle": account.handle,
        "profile_url": account.profile_url or None,
        "remote_id": account.remote_id,
        "state": account.state,
        "expires_at": end.isoformat() if end else None,
    }
