"""Telling those who manage a unit that an account vanished or goes by another handle. The edges commit."""

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation, Presence
from evidence.accounts.registry.places import PLACES
from evidence.core.words import N_
from evidence.notices import services as notices

GONE, MOVED = "registry.gone", "registry.renamed"
_GONE = N_("Akun %(network_word)s @%(handle)s tidak ditemukan lagi, dilihat %(seen_at)s. Periksa akun itu.")
_MOVED = N_("Akun %(network_word)s @%(handle)s sekarang bernama @%(seen)s, dilihat %(seen_at)s.")


def _subjects(session: Session, row: Observation) -> set[uuid.UUID]:
    """What notices about the account of ``row`` speak of; where it found none, about every one of the unit there."""
    asked = select(Observation.handle, Observation.account_id).where(
        Observation.unit_code == row.unit_code,
        Observation.network == row.network,
        Observation.site == row.site,
    )
    if row.presence is not Presence.ABSENT:
        asked = asked.where(func.lower(Observation.handle) == row.handle.lower())
    found = session.execute(asked.distinct()).all()
    return {_by_handle(row, handle) for handle, _ in found} | {number for _, number in found if number}


def _by_handle(row: Observation, handle: str) -> uuid.UUID:
    """What stays the same of an account that has no number of ours: where it is, and its handle."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{row.unit_code} {row.network} {row.site} {handle.casefold()}")


def after(session: Session, row: Observation, *, now: datetime) -> None:
    """Say that the account vanished; take that back once it is there, or once the unit is said to have none."""
    if row.presence is Presence.GONE:
        _tell(session, GONE, row, row, _GONE, row.looked_at, now=now)
        return
    settle(session, row, now=now)


def settle(session: Session, row: Observation, *, now: datetime) -> None:
    """Take back what was told of the account of ``row``; where it found none, of every one of the unit there."""
    for subject in _subjects(session, row):
        notices.settle(session, subject, (GONE, MOVED), now=now)


def renamed(session: Session, gone: Observation, found: Observation, *, now: datetime) -> None:
    """Say that the account of ``gone`` is the one that was ``found`` under another handle, until that is seen again."""
    _tell(session, MOVED, gone, found, _MOVED, gone.looked_at, now=now, seen=found.handle)


def missed(session: Session, last: Observation, row: Observation, *, now: datetime) -> None:
    """Say that the account which ``last`` saw is not there any more, since ``row`` found none."""
    _tell(session, GONE, last, last, _GONE, row.looked_at, now=now)


def _tell(
    session: Session,
    kind: str,
    gone: Observation,
    about: Observation,
    text: str,
    seen_at: datetime,
    *,
    now: datetime,
    **params: str,
) -> None:
    notices.tell(
        session, kind, about.account_id or _by_handle(about, about.handle), gone.unit_code, text,
        url=f"/daftar-akun/unit/{gone.unit_code}", now=now, network_word=PLACES.get(gone.network, gone.network),
        handle=gone.handle, seen_at=seen_at, **params,
    )  # fmt: skip
