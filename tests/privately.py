"""Consents and requests that were made before a test begins."""

import uuid
from datetime import date

from evidence.capture import consents
from evidence.capture.consents import Given
from evidence.core import clock
from evidence.privacy import requests
from tests.factories import LURAH
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
