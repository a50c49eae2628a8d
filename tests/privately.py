"""Consents and requests that were made before a test begins."""

import uuid
from datetime import date

from sqlalchemy import update

from evidence.capture import consents
from evidence.capture.consents import Given
from evidence.core import clock
from evidence.privacy import queries, requests
from evidence.publish.models import Publication, PublicationState
from tests import factories
from tests.factories import CITY, LURAH, Work
from tests.house import House


def consent(
    house: House, activity: uuid.UUID, who: str = "pemilik rumah", *, by: str = LURAH, paper: bytes = b""
) -> uuid.UUID:
    """A consent of that role for the home on the photos; written where there is a paper."""
    ident = uuid.uuid4()
    given = Given("home", who, "written" if paper else "spoken", date(2026, 1, 5), paper)
    storage = house.app.extensions["house"].storage
    with house.sessions.begin() as session:
        consents.record(session, storage, ident, activity, given, by=house.actor(by), now=clock.now())
    return ident


def takedown(house: House, said: str = "AAAA-BBBB", contact: str = "warga@contoh.id") -> uuid.UUID:
    """A request that nobody decided about yet."""
    ident = uuid.uuid4()
    asked = requests.Asked(said, "home", "Rumah saya.", contact)
    with house.sessions.begin() as session:
        box = house.app.extensions["token_box"]
        requests.receive(session, ident, asked, box=box, days=3, now=clock.now())
    return ident


def taken_down(house: House, work: Work, outcome: str = "withdraw") -> uuid.UUID:
    """A request for that work to go, which the city followed; what was out is gone from its accounts by now."""
    ident = takedown(house, f"http://localhost/unggahan/{work.post}")
    with house.sessions.begin() as session:
        by = house.actor(CITY)
        requests.decide(
            session, queries.request(session, ident, by), outcome, "", factories.post_of(session, work), by=by,
            networks=house.app.extensions["house"].networks, now=clock.now(),
        )  # fmt: skip
        of_it = (Publication.post_id == work.post, Publication.state == PublicationState.WITHDRAWING)
        gone = {"state": PublicationState.WITHDRAWN, "withdrawn_at": clock.now()}
        session.execute(update(Publication).where(*of_it).values(**gone))
    return ident
