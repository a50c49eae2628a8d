"""What the tests of the review say and hear over the API."""

import uuid
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.compose.models import PostVersion, VersionState
from evidence.core import clock
from evidence.units import services as people
from evidence.units.access import Role
from tests import factories
from tests.factories import Work
from tests.house import ORIGIN, PASSWORD, House, hashed

DAY = timedelta(days=1)
WORDS = {"caption": "Saluran sudah bersih.", "alt_text": "Dua foto saluran."}


def told(client: FlaskClient, work: Work) -> dict[str, Any]:
    """The post as the API tells it."""
    answer = client.get(f"/api/v1/posts/{work.post}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def write(client: FlaskClient, work: Work, **words: object) -> TestResponse:
    """Write into the draft."""
    body = {"activity": str(work.activity), **WORDS, "accounts": [], **words}
    return client.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})


def send(client: FlaskClient, work: Work, act: str = "submit") -> TestResponse:
    """Submit the draft, or recall it."""
    told = {"privacy": factories.ANSWERS} if act == "submit" else None
    return client.post(f"/api/v1/posts/{work.post}/{act}", json=told, headers={"Origin": ORIGIN})


def person(
    house: House,
    username: str,
    name: str,
    role: Role,
    unit: str,
    acting_as: str = "",
    *,
    begun: int = -1,
    ends: int | None = None,
) -> str:
    """Somebody with one membership; it began and ends so many days from now. Returns the user name."""
    now = clock.now()
    with house.sessions.begin() as session:
        user = people.add_person(session, username, name, hashed(PASSWORD))
        people.add_membership(
            session, user, role, unit, valid_from=now + begun * DAY,
            valid_until=None if ends is None else now + ends * DAY, acting_as=acting_as,
        )  # fmt: skip
    return username


def versions(house: House, work: Work) -> list[VersionState]:
    """The states of the post's versions, the oldest first."""
    with house.sessions() as session:
        return list(
            session.scalars(
                select(PostVersion.state).where(PostVersion.post_id == work.post).order_by(PostVersion.number)
            )
        )


def number() -> str:
    """A number of the caller's own for a decision."""
    return str(uuid.uuid4())
