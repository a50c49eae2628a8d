"""Connecting an account for the web: what the network has to say is asked first, then the row is written."""

import uuid

from flask import current_app
from sqlalchemy.orm import Session

from evidence.accounts import services
from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import NetworkError, Practice
from evidence.core.errors import Invalid, NotFound, Unavailable
from evidence.core.words import N_
from evidence.units.access import Actor
from evidence.units.current import house
from evidence.units.models import Unit


def connect(
    session: Session, account_id: uuid.UUID, unit: Unit, network: str, handle: str, *, by: Actor
) -> SocialAccount:
    """Connect ``handle`` on ``network`` to ``unit``; the edge commits."""
    if not by.sees(unit.path):
        raise NotFound("Unit itu tidak ada.")
    part = house().networks.get(network)
    if part is None:
        raise Invalid("Jejaring itu tidak tersedia.", {"network": N_("Pilih jejaring yang tersedia.")})
    handle = services.check_handle(handle)
    remote_id, token, profile = None, None, ""
    if isinstance(part, Practice) and services.may_manage(by, unit):
        settings = house().settings
        title, kind = unit.title, unit.kind
        # No transaction stays open while another server is asked.
        session.rollback()
        try:
            opened = part.open_account(settings.practice_key, handle, title, kind)
        except NetworkError as error:
            raise Unavailable("Jejaring latihan tidak menjawab. Coba lagi sebentar lagi.") from error
        remote_id, token, profile = opened.id, opened.token, f"{settings.practice_url}/{opened.handle}"
    box: TokenBox = current_app.extensions["token_box"]
    return services.connect(
        session, account_id, session.merge(unit), network, handle,
        by=by, box=box, remote_id=remote_id, token=token, profile_url=profile,
    )  # fmt: skip
