"""Telling those who manage a unit that an account vanished or goes by another handle. The edges commit."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation, Presence
from evidence.accounts.registry.places import PLACES
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.units.models import Unit

GONE, MOVED = "registry.gone", "registry.renamed"
_GONE = N_("Akun %(network_word)s @%(handle)s tidak ditemukan lagi, dilihat %(seen_at)s. Periksa akun itu.")
_MOVED = N_("Akun %(network_word)s @%(handle)s sekarang bernama @%(seen)s, dilihat %(seen_at)s.")


def _subject(row: Observation) -> uuid.UUID:
    """What stays the same of an account without a number of ours: where it is, and its handle."""
    told = f"{row.unit_code} {row.network} {row.site} {row.handle.casefold()}"
    return row.account_id or uuid.uuid5(uuid.NAMESPACE_URL, told)


def after(session: Session, row: Observation, unit: Unit, *, now: datetime) -> None:
    """Say that the account vanished, or take that back now that it is there."""
    if row.presence is Presence.GONE:
        notices.tell(
            session, GONE, _subject(row), unit.code, _GONE, url=f"/daftar-akun/unit/{unit.code}", now=now,
            network_word=PLACES.get(row.network, row.network), handle=row.handle, seen_at=row.looked_at,
        )  # fmt: skip
    elif row.presence is Presence.PRESENT:
        notices.settle(session, _subject(row), (GONE, MOVED), now=now)


def renamed(session: Session, gone: Observation, found: Observation, *, now: datetime) -> None:
    """Say that the account of ``gone`` is the one that was ``found`` under another handle."""
    notices.tell(
        session, MOVED, _subject(gone), gone.unit_code, _MOVED, url=f"/daftar-akun/unit/{gone.unit_code}", now=now,
        network_word=PLACES.get(gone.network, gone.network), handle=gone.handle, seen=found.handle,
        seen_at=found.looked_at,
    )  # fmt: skip
