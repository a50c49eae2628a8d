"""Who asks the routes of the house, how one row of the table is asked, and all that can be seen of the answer."""

import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house import ORIGIN, House, csrf

# The things asked for are Mojo's: own to its lurah and camat, foreign to those of Jebres.
ROLES = {
    "nobody": "",
    "lurah": "lurah.mojo",
    "lurah of another unit": "lurah.jebres",
    "camat": "camat.pasarkliwon",
    "camat of another kecamatan": "camat.jebres",
    "approver for the city": "sekda.balaikota",
    "reviewer": "staf.balaikota",
    "admin": "admin",
}
FOREIGN = ("lurah of another unit", "camat of another kecamatan")


class Row(NamedTuple):
    """One route and what each role is answered."""

    method: str
    rule: str
    answers: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"


def new() -> str:
    return str(uuid.uuid4())


def ask(client: FlaskClient, row: Row, told: Mapping[str, Any]) -> TestResponse:
    """The answer to one row's question."""
    address = re.sub(r"<([^>]+)>", lambda part: told["at"][part.group(1)], row.rule)
    headers = {"Origin": ORIGIN, **told.get("headers", {})}
    sent = {name: value for name, value in told.items() if name not in ("at", "headers")}
    return client.open(address, method=row.method, headers=headers, buffered=True, **sent)


def code(answer: TestResponse) -> str:
    """The status, and "in" for the way to the sign-in."""
    return "in" if answer.headers.get("Location", "").startswith("/masuk") else str(answer.status_code)


def visitor(house: House, role: str) -> tuple[FlaskClient, str]:
    """A browser of that role, and the token its forms carry."""
    client = house.client(ROLES[role]) if ROLES[role] else house.app.test_client()
    page = client.get("/lainnya" if ROLES[role] else "/masuk")
    return client, csrf(page.get_data(as_text=True))


def seen(answer: TestResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that a caller can see of an answer but the number that every request has of its own."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers
