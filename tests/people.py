"""What belongs to people rather than to their work, made before a test begins."""

import uuid
from datetime import timedelta

from evidence.accounts.registry import services as looks
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Presence
from evidence.core import clock
from evidence.gallery import services as gallery
from evidence.notices.models import PushSubscription
from evidence.units import correcting, delegations, devices, invitations, neighbourhoods, services
from evidence.units import queries as units
from evidence.units.invitations import Newcomer
from evidence.units.models import Passkey, Unit
from tests.house import PASAR_KLIWON, House, hashed


def device(house: House, username: str) -> uuid.UUID:
    """A device on which that person is signed in."""
    with house.sessions.begin() as session:
        row, _secret = devices.sign_in(session, house.actor(username), "", own=True, now=clock.now())
        return row.id


def browser(house: House, username: str) -> uuid.UUID:
    """A browser of that person that pushes come to, which nobody could open."""
    sign_in = device(house, username)
    told = {
        "endpoint": f"https://push.example/{sign_in}",
        "browser_key": "kunci",
        "browser_secret": "rahasia",
    }
    with house.sessions.begin() as session:
        row = PushSubscription(user_id=house.actor(username).id, device_id=sign_in, **told)
        session.add(row)
        session.flush()
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


def passkey(house: House, username: str, number: bytes = b"nomor") -> uuid.UUID:
    """A passkey of that person, with which nobody could sign in."""
    facts = {"credential_id": number, "public_key": b"kunci", "sign_count": 0, "browser": "", "system": ""}
    with house.sessions.begin() as session:
        row = Passkey(user_id=house.actor(username).id, created_at=clock.now(), **facts)
        session.add(row)
        session.flush()
        return row.id


def saved_view(house: House, username: str) -> uuid.UUID:
    """A gallery that person kept."""
    ident = uuid.uuid4()
    with house.sessions.begin() as session:
        gallery.save(session, ident, "Saluran", {"q": "saluran"}, by=house.actor(username), now=clock.now())
    return ident


def neighbourhood(house: House, kelurahan: str, rw: int = 21) -> str:
    """An RW that the kelurahan's lurah has entered; its code."""
    with house.sessions.begin() as session:
        above = session.get_one(Unit, kelurahan)
        found, _made = neighbourhoods.enter(session, above, rw, None, by=house.actor("lurah.mojo"))
        return found.code


def look(house: House, kelurahan: str) -> uuid.UUID:
    """A look that the kelurahan's lurah has entered; its number."""
    ident, told = uuid.uuid4(), Look("youtube", Presence.PRESENT, "kelmojo")
    with house.sessions.begin() as session:
        unit = session.get_one(Unit, kelurahan)
        looks.observe(session, ident, unit, told, by=house.actor("lurah.mojo"), now=clock.now())
    return ident


def newcomer(house: House, username: str = "orang.baru") -> tuple[uuid.UUID, str]:
    """Somebody who was brought in and has no password yet, and the secret of their link."""
    with house.sessions.begin() as session:
        told = Newcomer("Orang Baru", username)
        person, secret = invitations.add(
            session, told, hashed(uuid.uuid4().hex), by=house.actor("admin"), now=clock.now()
        )
        return person.id, secret


def forgetful(house: House, username: str = "orang.lupa") -> uuid.UUID:
    """Somebody who is in and holds nothing."""
    with house.sessions.begin() as session:
        return services.add_person(session, username, "Orang Lupa", hashed(uuid.uuid4().hex)).id


def withdrawn(house: House) -> uuid.UUID:
    """Somebody whose invitation was taken back."""
    person, _secret = newcomer(house, f"orang.{uuid.uuid4().hex[:8]}")
    with house.sessions.begin() as session:
        correcting.withdraw(session, person, by=house.actor("admin"), now=clock.now())
    return person
