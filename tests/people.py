"""What belongs to people rather than to their work, made before a test begins."""

import uuid
from datetime import timedelta

from evidence.core import clock
from evidence.units import delegations, devices
from evidence.units import queries as units
from evidence.units.models import Passkey
from tests.house import PASAR_KLIWON, House


def device(house: House, username: str) -> uuid.UUID:
    """A device on which that person is signed in."""
    with house.sessions.begin() as session:
        row, _secret = devices.sign_in(session, house.actor(username), "", own=True, now=clock.now())
        return row.id


def delegation(
    house: House, unit: str = PASAR_KLIWON, by: str = "admin", who: str = "camat.jebres"
) -> uuid.UUID:
    """Somebody named to decide for a unit next month, who may nothing more until then."""
    first = clock.today() + timedelta(days=30)
    with house.sessions.begin() as session:
        made = delegations.appoint(
            session, house.actor(who).id, units.unit(session, unit), "Plh.", first, first + timedelta(days=1),
            by=house.actor(by), now=clock.now(),
        )  # fmt: skip
        return made.id


def office(house: House, username: str) -> uuid.UUID:
    """The membership by which that person holds their office."""
    grant = next(each for each in house.actor(username).grants if not each.acting_as)
    assert grant.membership is not None
    return grant.membership


def passkey(house: House, username: str) -> uuid.UUID:
    """A passkey of that person, with which nobody could sign in."""
    facts = {"credential_id": b"nomor", "public_key": b"kunci", "sign_count": 0, "browser": "", "system": ""}
    with house.sessions.begin() as session:
        row = Passkey(user_id=house.actor(username).id, created_at=clock.now(), **facts)
        session.add(row)
        session.flush()
        return row.id
