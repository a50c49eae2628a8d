"""Looking at accounts in tests: by a program, by whoever is named, and what is kept and told of it."""

import uuid
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.accounts.registry import services
from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Observation
from evidence.units.models import Unit
from tests.house import MOJO, ORIGIN, House
from tests.open_notices import open_for

NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def put(client: FlaskClient, ident: uuid.UUID, **told: object) -> TestResponse:
    body = {"unit": MOJO, "network": "threads", "presence": "present", "handle": "kelmojo", **told}
    return client.put(f"/api/v1/observations/{ident}", json=body, headers={"Origin": ORIGIN})


def look(house: House, unit: str, told: Look, who: str = "staf.balaikota", now: datetime = NOW) -> uuid.UUID:
    ident = uuid.uuid4()
    with house.sessions.begin() as session:
        services.observe(session, ident, session.get_one(Unit, unit), told, by=house.actor(who), now=now)
    return ident


def rows(house: House, unit: str, network: str) -> list[Observation]:
    with house.sessions() as session:
        query = select(Observation).where(Observation.unit_code == unit, Observation.network == network)
        return list(session.scalars(query.order_by(Observation.looked_at, Observation.created_at)))


def told_of(house: House, unit: str, who: str = "staf.balaikota") -> list[str]:
    return [each.kind for each in open_for(house, who) if each.unit_code == unit]
