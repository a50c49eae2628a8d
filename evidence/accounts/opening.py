"""Accounts that nobody signs in to: the practice network opens them, and those that are shared to by hand are noted.

Nothing here commits. No transaction stays open while the practice network is asked.
"""

import uuid

from sqlalchemy.orm import Session

from evidence.accounts import by_hand, services
from evidence.accounts.connecting import box, labels
from evidence.accounts.models import SocialAccount
from evidence.accounts.watch import look_at
from evidence.adapters.networks import NetworkError, Practice
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound, Unavailable
from evidence.core.words import N_
from evidence.units.access import Actor
from evidence.units.current import house
from evidence.units.models import Unit


def connect(
    session: Session,
    account_id: uuid.UUID,
    unit: Unit,
    network: str,
    handle: str,
    *,
    by: Actor,
    site: str = "",
    profile: str = "",
) -> SocialAccount:
    """Connect ``handle`` on ``network`` to ``unit``, or note it where only a sign-in connects.

    ``site`` and ``profile``, where it is and its address, tell of an account that is shared to by hand.
    """
    if not by.sees(unit.path):
        raise NotFound("Unit itu tidak ada.")
    part = house().networks.get(network)
    if part is None:
        raise Invalid("Jejaring itu tidak tersedia.", {"network": N_("Pilih jejaring yang tersedia.")})
    if network in house().connectors:
        return services.register(session, account_id, unit, network, handle, by=by)
    handle = services.check_handle(handle)
    remote_id, token = None, None
    site, profile = by_hand.place(site, profile, handle) if network == by_hand.BY_HAND else ("", "")
    if isinstance(part, Practice) and services.may_manage(by, unit):
        settings = house().settings
        title, kind = unit.title, unit.kind
        session.rollback()
        try:
            opened = part.open_account(settings.practice_key, handle, title, kind)
        except NetworkError as error:
            raise Unavailable("Jejaring latihan tidak menjawab. Coba lagi sebentar lagi.") from error
        remote_id, token, profile = opened.id, opened.token, f"{settings.practice_url}/{opened.handle}"
    account = services.connect(
        session, account_id, session.merge(unit), network, handle,
        by=by, box=box(), remote_id=remote_id, token=token, profile_url=profile, site=site, now=clock.now(),
    )  # fmt: skip
    look_at(session, account, labels(), now=clock.now())
    return account
