"""Saying that a look was wrong from the start. The look stays, marked; it counts for no day. The edges commit."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts.registry import noticing, queries
from evidence.accounts.registry.looks import MOST_NOTE
from evidence.accounts.registry.models import Mistake, Observation, Source
from evidence.accounts.registry.standing import gone_with
from evidence.core import audit
from evidence.core.errors import Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Membership

NOT_YOURS = N_("Pengamatan dinyatakan keliru oleh yang mencatatnya, unit yang mencatatnya, atau balai kota.")


def of_office(session: Session, unit_code: str, by: Actor) -> Collection[uuid.UUID]:
    """The looks at that unit which those entered who held its office then, if ``by`` holds a part in it now."""
    if all(each.unit_code != unit_code for each in by.grants):
        return ()
    held = and_(
        Membership.user_id == Observation.user_id,
        Membership.unit_code == Observation.unit_code,
        Membership.valid_from <= Observation.created_at,
        or_(Membership.valid_until.is_(None), Membership.valid_until > Observation.created_at),
    )
    query = select(Observation.id).join(Membership, held).where(Observation.unit_code == unit_code)
    return set(session.scalars(query))


def may_say(look: Observation, office: Collection[uuid.UUID], by: Actor) -> bool:
    """Whether ``by`` may say that it was a mistake: who entered it, those of the same ``office``, and balai kota.

    A network's own word is none.
    """
    if look.source is Source.API or look.mistake is not None:
        return False
    return look.user_id == by.id or look.id in office or by.over_the_city(Role.ADMIN, Role.REVIEWER)


def say(session: Session, look: Observation, why: str, *, by: Actor, now: datetime) -> bool:
    """Say so, of what it said of a changed handle too; whether that is new. Raises NotAllowed, Invalid."""
    if look.mistake is not None:
        return False
    if not may_say(look, of_office(session, look.unit_code, by), by):
        raise NotAllowed(NOT_YOURS)
    why = why.strip()
    if len(why) > MOST_NOTE or not is_text(why):
        raise Invalid("Periksa kembali isian ini.", {"why": N_("Catatan paling panjang 500 huruf.")})
    made = False
    told = select(Observation).where(Observation.id.in_((look.id, gone_with(look.id))))
    for each in session.scalars(told.order_by(Observation.created_at)).all():
        made |= _keep(session, each, why, by, now)
    if made:
        _mend_notices(session, look, now)
    return made


def _keep(session: Session, look: Observation, why: str, by: Actor, now: datetime) -> bool:
    made = session.scalar(
        insert(Mistake)
        .values(look_id=look.id, why=why, user_id=by.id, said_by=by.name, said_at=now)
        .on_conflict_do_nothing(index_elements=["look_id"])
        .returning(Mistake.look_id)
    )
    if made is None:
        return False
    session.expire(look, ["mistake"])
    audit.record(
        session, "accounts.look_mistaken", look.id, actor_id=by.id, actor_name=by.name, unit=look.unit_code,
        network=look.network, handle=look.handle, presence=look.presence.value,
    )  # fmt: skip
    return True


def _mend_notices(session: Session, look: Observation, now: datetime) -> None:
    """Take back what was told because of it, and say again what stands without it."""
    noticing.settle(session, look, now=now)
    units = select(Observation.unit_code).where(Observation.id == look.id)
    slots = queries.standing(session, units=units, network=look.network, until=now)
    for slot in slots.values():
        for account in slot.lost:
            noticing.after(session, account.last, now=now)
