"""A house on every network at once, whose pictures the networks really fetch, and storms of failures over it."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from evidence.accounts import services as accounts
from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.connecting import Candidate, Credentials
from evidence.core import clock
from evidence.embedded import Databases, Store, ports
from evidence.publish.models import Publication
from evidence.units import queries as units
from tests import factories
from tests.clusters import temporary_folder
from tests.house import MOJO, House, build, environment
from tests.networks.kit import Posted
from tests.networks.press import Opened, Press, running_press
from tests.publish.newsroom import Room
from tests.stores import new_bucket, settings_of


@dataclass(frozen=True)
class Pressroom(Room):
    """The house, the networks, and the accounts it has there, by their ids in the house."""

    press: Press
    accounts: dict[uuid.UUID, Opened] = field(default_factory=dict)

    def open(self, network: str) -> uuid.UUID:
        """One more connected account."""
        opened = self.press.stations[network].open()
        account = admitted(self.house, opened)
        self.accounts[account] = opened
        return account

    def approve(self, *wanted: uuid.UUID) -> str:
        """Let a post be approved for these accounts, due now; its caption is like no other."""
        caption = f"Saluran dikuras, laporan {uuid.uuid4().hex}."
        factories.approved(self.house, accounts=wanted, caption=caption)
        return caption

    def rows(self) -> Sequence[Publication]:
        """All publications with their attempts and their words."""
        with self.house.sessions() as session:
            return session.scalars(
                select(Publication)
                .options(selectinload(Publication.attempts), selectinload(Publication.version))
                .order_by(Publication.planned_at, Publication.id)
            ).all()

    def posted(self, row: Publication) -> list[Posted]:
        """What became of it on its network."""
        return [
            each
            for each in self.press.posts_of(self.accounts[row.account_id])
            if each.caption == row.version.caption
        ]

    def resume(self) -> int:
        """A person lets go on what a network had held back; how many accounts."""
        with self.house.sessions.begin() as session:
            found = session.execute(
                update(SocialAccount)
                .where(SocialAccount.state == AccountState.PAUSED)
                .values(state=AccountState.CONNECTED)
                .returning(SocialAccount.id)
            )
            return len(found.all())


def admitted(house: House, opened: Opened) -> uuid.UUID:
    """The account as one of the house, connected with all that its network gave."""
    credentials = Credentials(access=opened.token, base_url=opened.base_url)
    candidate = Candidate(opened.remote_id, opened.handle, opened.handle, "", credentials)
    with house.sessions.begin() as session:
        account = accounts.admit(
            session, units.unit(session, MOJO), opened.network, candidate, None,
            again=None, by=house.actor("admin"), box=house.app.extensions["token_box"], now=clock.now(),
        )  # fmt: skip
        return account.id


@contextmanager
def pressroom(databases: Databases, store: Store, **settings: str) -> Iterator[Pressroom]:
    """A house on this database and on every network's test server; time runs thirty times as fast as in life."""
    port = ports.free_port()
    with temporary_folder() as folder, running_press() as press:
        env = environment(
            databases.app_url, databases.owner_url, settings_of(store, new_bucket()),
            **{
                "EVIDENCE_BASE_URL": f"http://127.0.0.1:{port}", "EVIDENCE_PACE": "30",
                "EVIDENCE_PUBLISH_CONCURRENCY": "8", "EVIDENCE_STALLED_AFTER": "3", "EVIDENCE_NETWORK_TIMEOUT": "5",
                **press.settings, **settings,
            },
        )  # fmt: skip
        house = build(env)
        with house.on_a_socket(port):
            yield Pressroom(house, databases, folder, press)
        house.app.extensions["engine"].dispose()
