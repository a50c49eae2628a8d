"""A house whose units can be connected to the network of no name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text, update
from werkzeug.test import TestResponse

from evidence.accounts.credentials import opened
from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.models import Observation
from evidence.accounts.tasks import Keeping
from evidence.adapters.networks.base import Network
from evidence.adapters.networks.connecting import Connector, Credentials
from evidence.core.db import make_engine
from tests.house import MOJO, House
from tests.networks.kit import Clock
from tests.networks.plain import PlainConnector, PlainNetwork
from tests.networks.plain_server import Account, Plain, plain_network
from tests.open_notices import open_for
from tests.pages import Page, check_page


@dataclass
class Registry:
    """The accounts of a house whose units can be connected to one network, called ``name``, with its own clock."""

    house: House
    name: str
    clock: Clock

    def use(self, network: Network, connector: Connector) -> None:
        """Connect to this network, and no other."""
        parts = self.house.app.extensions["house"]
        self.house.app.extensions["house"] = replace(
            parts, networks={**parts.networks, self.name: network}, connectors={self.name: connector}
        )

    @property
    def keeping(self) -> Keeping:
        """The worker's part."""
        parts = self.house.app.extensions["house"]
        box = self.house.app.extensions["token_box"]
        return Keeping(self.house.sessions, parts.networks, parts.connectors, box, self.clock.now)

    def now(self) -> datetime:
        """The time it is there."""
        return self.clock.now()

    def started(self, client: FlaskClient, *, unit: str = MOJO, akun: str = "", **told: str) -> TestResponse:
        """Fill in step 1; the answer to that."""
        address = f"/akun/sambung/{self.name}"
        page = client.get(address, query_string={"unit": unit, "akun": akun} if akun else {"unit": unit})
        return client.post(address, data={**hidden(page.get_data(as_text=True)), **told})

    def away(self, client: FlaskClient, *, unit: str = MOJO, akun: str = "", **told: str) -> str:
        """Go as far as step 2; the address of the network's page."""
        answer = self.started(client, unit=unit, akun=akun, **told)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        step = client.get(answer.headers["Location"])
        body = step.get_data(as_text=True)
        check_page(body)
        (found,) = [each for each in links(body) if each.startswith("http")]
        return found

    def at_home(self, address: str) -> str:
        """An address of ours without what stands before its path."""
        ours: str = self.house.app.extensions["house"].settings.base_url
        assert address.startswith(f"{ours}/")
        return address.removeprefix(ours)

    def rows(self) -> list[SocialAccount]:
        """The accounts, the oldest first."""
        with self.house.sessions() as session:
            return list(session.scalars(select(SocialAccount).order_by(SocialAccount.created_at)))

    def row(self) -> SocialAccount:
        """The only account."""
        (found,) = self.rows()
        return found

    def credentials(self) -> Credentials:
        """What is kept of the only account."""
        token = self.row().token
        assert token is not None
        return opened(token, self.house.app.extensions["token_box"])

    def change(self, **columns: object) -> None:
        """Change every account."""
        with self.house.sessions.begin() as session:
            session.execute(update(SocialAccount).values(columns))

    def kinds(self, who: str = "admin") -> list[str]:
        """The notices that stand open for somebody."""
        return [each.kind for each in open_for(self.house, who)]

    def dump(self) -> str:
        """Every row of every table of ours, as text."""
        with self.house.sessions() as session:
            tables = session.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            rows = [session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars() for table in tables]
            return "\n".join(row for each in rows for row in each)


@dataclass
class City(Registry):
    """The same with the network of no name."""

    network: Plain

    def ask(self, **connector: Any) -> None:
        """Connect in another way, or by other rules."""
        self.use(PlainNetwork(base_url=self.network.url), PlainConnector(self.network.url, **connector))

    def connected(self, client: FlaskClient, *as_whom: Account, unit: str = MOJO) -> TestResponse:
        """Go all the way and say yes as these accounts; the answer to coming back."""
        return client.get(self.back(client, *as_whom, unit=unit))

    def back(
        self, client: FlaskClient, *as_whom: Account, unit: str = MOJO, akun: str = "", **told: str
    ) -> str:
        """Go as far as the network's page and say yes as these accounts, or no as none; where that leads."""
        away = self.away(client, unit=unit, akun=akun, **told)
        return self.at_home(self.network.sign_in(away, *as_whom))


@contextmanager
def city_on(house: House) -> Iterator[City]:
    """The house with the network beside it."""
    with plain_network() as network:
        found = City(house, "plain", network.ground.clock, network)
        found.ask()
        yield found


def forget_looks(house: House) -> None:
    """Take every look back, which the application itself may not."""
    owner = make_engine(house.env["EVIDENCE_DATABASE_OWNER_URL"], pool_size=1)
    with owner.begin() as connection:
        connection.execute(delete(Observation))
    owner.dispose()


def parsed(body: str) -> Page:
    """The parsed page."""
    return Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(body))


def hidden(body: str) -> Mapping[str, str]:
    """The hidden fields of the page's forms."""
    return {
        each.attrib["name"]: each.get("value", "")
        for each in parsed(body).all("input")
        if each.get("type") == "hidden"
    }


def links(body: str) -> list[str]:
    """Where the page's links lead."""
    return [each.get("href", "") for each in parsed(body).all("a")]
