"""What networks say by themselves of accounts that are connected to them. The edge commits."""

import uuid
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from evidence.accounts.handles import plain, same
from evidence.accounts.models import SocialAccount
from evidence.accounts.registry import noticing
from evidence.accounts.registry.looks import FIGURES, MOST_COUNT
from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.accounts.registry.places import address, place_of
from evidence.adapters.networks.base import Identity
from evidence.core import audit, clock


def heard(
    session: Session, account: SocialAccount, identity: Identity | None, label: str, *, now: datetime
) -> Observation | None:
    """Keep what a network says of an account that is connected to it; None for an account that there is none any more.

    Kept once a day, and whenever it is another account's state or handle than before, or the first to tell figures.
    ``label`` is the network's name.
    """
    place = place_of(account)
    if not place:
        return None
    handle = (plain(identity.handle) if identity else "") or account.handle
    presence = Presence.PRESENT if identity else Presence.GONE
    figures = {
        name: min(value, MOST_COUNT)
        for name in FIGURES
        if identity and (value := getattr(identity, name)) is not None
    }
    if _heard_today(session, account, handle, presence, now, more=bool(figures)):
        return None
    link = account.profile_url if same(handle, account.handle) else ""
    row = Observation(
        id=uuid.uuid4(), unit_code=account.unit_code, network=place, account_id=account.id, looked_at=now,
        looked_by=label, source=Source.API, presence=presence, handle=handle,
        profile_url=link or address(place, handle), remote_id=account.remote_id,
        last_post_on=identity.last_post_on if identity else None, **figures,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if row.presence is Presence.GONE:
        audit.record(session, "accounts.vanished", account.id, network=place, handle=handle)
    noticing.after(session, row, now=now)
    return row


def _heard_today(
    session: Session, account: SocialAccount, handle: str, presence: Presence, now: datetime, *, more: bool
) -> bool:
    morning = now.astimezone(clock.WIB).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (
        select(Observation.handle, Observation.presence, *(getattr(Observation, name) for name in FIGURES))
        .where(
            Observation.account_id == account.id,
            Observation.source == Source.API,
            Observation.looked_at >= morning,
        )
        .order_by(Observation.looked_at.desc(), Observation.created_at.desc())
        .limit(1)
        .subquery()
    )
    same_as_before = exists().where(last.c.handle == handle, last.c.presence == presence)
    if more:
        # The sign-in of the same day said that it is there, and no figures.
        same_as_before = same_as_before.where(or_(*(last.c[name].is_not(None) for name in FIGURES)))
    return bool(session.scalar(select(same_as_before)))
