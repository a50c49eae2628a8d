"""What tests of mending share: an officer beside the lurah, the acts over HTTP, and what stands afterwards."""

import uuid
from datetime import timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.capture import queries
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.core import clock
from evidence.units import services as people
from evidence.units.access import Role
from tests.house import MOJO, ORIGIN, PASSWORD, House, hashed


def officer(
    house: House, unit: str = MOJO, role: Role = Role.UPLOADER, username: str = "petugas.mojo"
) -> FlaskClient:
    """Another person with that role over the unit, signed in."""
    with house.sessions.begin() as session:
        person = people.add_person(session, username, "Petugas Kedua", hashed(PASSWORD))
        people.add_membership(session, person, role, unit, valid_from=clock.now() - timedelta(days=1))
    return house.client(username)


def call(client: FlaskClient, path: str, **told: object) -> TestResponse:
    """Ask the API for an act."""
    body = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in told.items()}
    return client.post(f"/api/v1/{path}", json=body, headers={"Origin": ORIGIN})


def swap(client: FlaskClient, of: uuid.UUID, before: uuid.UUID, after: uuid.UUID) -> TestResponse:
    return call(client, f"activities/{of}/swap", before=before, after=after)


def move(
    client: FlaskClient, photo: uuid.UUID, source: uuid.UUID, target: uuid.UUID, stage: str, **told: object
) -> TestResponse:
    return call(client, f"photos/{photo}/move", source=source, activity=target, stage=stage, **told)


def activity(house: House, ident: uuid.UUID) -> Activity:
    """The activity as it stands."""
    with house.sessions() as session:
        return session.get_one(Activity, ident)


def photo(house: House, ident: uuid.UUID) -> Photo:
    """The photo as it stands."""
    with house.sessions() as session:
        return session.get_one(Photo, ident)


def stored(house: House, ident: uuid.UUID) -> dict[str, uuid.UUID]:
    """The stored photos of an activity by stage."""
    with house.sessions() as session:
        found = session.get_one(Activity, ident)
        return {each.stage.value: each.id for each in found.photos if each.state is PhotoState.STORED}


def acts(house: House, ident: uuid.UUID) -> list[tuple[str, str]]:
    """What the trail says of an activity: who did what, in order."""
    with house.sessions() as session:
        return [(event.actor_name, event.act) for event in queries.history(session, [ident])]
