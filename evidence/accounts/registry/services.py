"""Looking at accounts. The edges commit.

A handle must be one that the network can have, and is asked about where it is another unit's.

Who may look: everybody with a part in a unit at its own, and whoever has one over the city at all of them. A look says
who looked, so nobody's word passes for another's, and it is never changed: who sees it differently looks again, or
says that it was a mistake (`mistakes`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts.handles import same
from evidence.accounts.models import SocialAccount
from evidence.accounts.registry import noticing, queries
from evidence.accounts.registry.looks import Look, checked
from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.accounts.registry.others import known_before, owner, tied_as
from evidence.accounts.registry.standing import Account, gone_with
from evidence.accounts.registry.vouching import stands_above
from evidence.adapters.networks.handle_shapes import unfit
from evidence.core import again, audit
from evidence.core.errors import Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

UNKNOWN = N_("Akun itu belum pernah tercatat. Pilih tidak ada akun.")
TAKEN = N_("Nomor pengamatan itu sudah dipakai.")
OTHERS = N_(
    "@%(handle)s tercatat milik %(unit)s. Periksa ejaannya; centang hanya jika memang dipakai bersama."
)


def observe(
    session: Session, look_id: uuid.UUID, unit: Unit, look: Look, *, by: Actor, now: datetime
) -> tuple[Observation, bool]:
    """Keep a look, and say whether this call did. The same look sent twice is kept once; another one is a Conflict.

    Where the account was known by another handle, the look says too that nothing is found under that any more.
    """
    if not by.sees(unit.path):
        # A foreign unit answers like a missing one.
        raise NotFound("Unit itu tidak ada.")
    look = checked(_signed(look, by), now)
    columns = look.columns() | {"unit_code": unit.code, "user_id": by.id, "looked_by": look.looked_by}
    above = look.source is Source.PERSON and stands_above(by, unit)
    at = look.looked_at or now
    account = tied_as(session, unit, look.network, look.handle)
    _check_handle(session, unit, look, now)
    before = _there(session, unit, look.network, now) if look.presence is Presence.ABSENT else ()
    row, made = _keep(session, look_id, columns, at, account, from_above=above)
    if not made:
        return _again(row, columns, look.looked_at), False
    _note(session, row, by)
    noticing.after(session, row, now=now)
    if before and not _there(session, unit, look.network, now):
        for each in before:
            noticing.missed(session, each.last, row, now=now)
    moved = look.presence is Presence.PRESENT and look.was and not same(look.was, look.handle)
    if moved and known_before(session, unit, look.network, look.was):
        _moved(session, row, unit, look.was, by, now)
    return row, True


def _check_handle(session: Session, unit: Unit, look: Look, now: datetime) -> None:
    """Raise Invalid for a handle that cannot be, or is another unit's. One known as the unit's is taken as it is."""
    if look.presence is Presence.ABSENT or known_before(session, unit, look.network, look.handle):
        return
    if look.presence is Presence.GONE:
        raise Invalid("Periksa kembali isian ini.", {"presence": UNKNOWN})
    if said := unfit(look.network, look.handle):
        raise Invalid("Periksa kembali isian ini.", {"handle": said})
    other = None if look.shared else owner(session, unit, look.network, look.handle, now)
    if other is not None:
        raise Invalid("Periksa kembali isian ini.", {"shared": OTHERS}, handle=look.handle, unit=other.title)


def _there(session: Session, unit: Unit, network: str, now: datetime) -> Sequence[Account]:
    """The unit's accounts that were there when somebody looked last."""
    slots = queries.standing(session, units=queries.code_of(unit), network=network, until=now)
    return [account for slot in slots.values() for account in slot.present]


def _signed(look: Look, by: Actor) -> Look:
    """The look under the name of who looked: a person's own, or the paper's that somebody at balai kota read."""
    if look.source is Source.PERSON:
        return replace(look, looked_by=by.name)
    if look.source is Source.API:
        raise Invalid(
            "Periksa kembali isian ini.", {"source": N_("Hanya Bukti sendiri yang melihat lewat API.")}
        )
    if not by.over_the_city(Role.ADMIN, Role.REVIEWER):
        raise NotAllowed("Pengamatan dari berita dicatat oleh balai kota.")
    if not look.looked_by.strip() or look.looked_at is None:
        text = N_("Tulis media yang memberitakan dan tanggalnya.")
        raise Invalid("Periksa kembali isian ini.", {"looked_by": text})
    return look


def _keep(
    session: Session,
    look_id: uuid.UUID,
    columns: dict[str, Any],
    at: datetime,
    account: SocialAccount | None,
    *,
    from_above: bool,
) -> tuple[Observation, bool]:
    tie = {"account_id": account.id, "remote_id": account.remote_id} if account else {}
    made = session.scalar(
        insert(Observation)
        .values(id=look_id, looked_at=at, from_above=from_above, **(tie | columns))
        .on_conflict_do_nothing()
        .returning(Observation.id)
    )
    return session.get_one(Observation, look_id), made is not None


def _again(row: Observation, columns: dict[str, Any], at: datetime | None) -> Observation:
    """The row, if it is the same look; nothing of it is told to somebody whose it is not."""
    again.same(row, columns if at is None else {**columns, "looked_at": at}, TAKEN)
    return row


def _moved(session: Session, row: Observation, unit: Unit, was: str, by: Actor, now: datetime) -> None:
    """The account is found under another handle, so that there is none under the old one any more."""
    columns = {
        "unit_code": unit.code, "user_id": by.id, "looked_by": row.looked_by, "network": row.network,
        "presence": Presence.GONE, "handle": was, "source": row.source,
    }  # fmt: skip
    account = tied_as(session, unit, row.network, was)
    gone, made = _keep(session, gone_with(row.id), columns, row.looked_at, account, from_above=row.from_above)
    if made:
        _note(session, gone, by)
        noticing.renamed(session, gone, row, now=now)


def _note(session: Session, row: Observation, by: Actor) -> None:
    audit.record(
        session, "accounts.observed", row.id, actor_id=by.id, actor_name=by.name, unit=row.unit_code,
        network=row.network, handle=row.handle, presence=row.presence.value, source=row.source.value,
    )  # fmt: skip
