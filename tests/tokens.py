"""Programs' keys to the API."""

from collections.abc import Sequence

from sqlalchemy import select

from evidence.core import clock
from evidence.units import services as people
from evidence.units.models import User
from tests.house import House


def bearer(
    house: House, username: str, scopes: Sequence[str] = ("upload", "read"), days: int = 1
) -> dict[str, str]:
    """The header with a new token of ``username``; one that is over already for negative ``days``."""
    with house.sessions.begin() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
        _, token = people.issue_token(session, user, scopes, days, clock.now())
    return {"Authorization": f"Bearer {token}"}
