"""One approved post on one account, and a clock that stands still."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import RECONNECT, Refused, Remedy
from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.publish import steps
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.packing import Packing
from evidence.publish.steps import Claim
from evidence.publish.tasks import Delivery
from tests import factories
from tests.factories import Work
from tests.house import House
from tests.practice.serving import Account

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SENT = "f" * 64
REVOKED = Refused(RECONNECT, Remedy.RECONNECT)
Told = ParamSpec("Told")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Desk:
    """The post, its account and what a test does to them; every act has a transaction of its own."""

    house: House
    work: Work
    account: uuid.UUID

    def row(self) -> Publication:
        """The newest publication as it stands."""
        return factories.publications(self.house, self.work)[-1]

    def put(self, state: P, **columns: Any) -> Publication:
        """Put the publication into a state, however it came there."""
        with self.house.sessions.begin() as session:
            session.execute(
                update(Publication).where(Publication.id == self.row().id).values(state=state, **columns)
            )
        return self.row()

    def change(self, model: type[PostVersion | SocialAccount], **columns: Any) -> None:
        """Change the post's version or its account behind everybody's back."""
        ident = self.row().version_id if model is PostVersion else self.account
        with self.house.sessions.begin() as session:
            session.execute(update(model).where(model.id == ident).values(**columns))

    def do(
        self, act: Callable[Concatenate[Session, Told], Answer], *told: Told.args, **more: Told.kwargs
    ) -> Answer:
        """One act in one transaction."""
        with self.house.sessions.begin() as session:
            return act(session, *told, **more)

    def claim(self, now: datetime = NOW) -> Claim:
        """Claim the next step as a worker does; there must be one."""
        found = self.do(steps.claim, self.row().id, now=now)
        assert found is not None
        return found

    def ready(self, now: datetime = NOW) -> Claim:
        """Claim it and hand the approved picture over."""
        claimed = self.claim(now)
        sent = self.row().version.image_sha256
        assert self.do(steps.prepared, claimed, "c1", sent, now=now)
        return claimed

    def publishing(self, now: datetime = NOW) -> Claim:
        """The call is about to be made."""
        claimed = self.ready(now)
        assert self.do(steps.intend, claimed, now=now)
        return claimed


def desk(house: House, network: str = "practice", *, now: datetime = NOW) -> Desk:
    """A post approved at ``now`` for one connected account."""
    handle = f"latihan.{secrets.token_hex(5)}"
    account = factories.account(house, network=network, handle=handle, remote_id="17", token="kunci")
    return Desk(house, factories.approved(house, accounts=[account], now=now), account)


def desk_on(house: House, remote: Account) -> Desk:
    """A post approved just now for that account of the practice network."""
    account = factories.account(
        house, network="practice", handle=remote.handle, remote_id=remote.id, token=remote.token
    )
    return Desk(house, factories.approved(house, accounts=[account], now=clock.now()), account)


def delivery(house: House, **replaced: Any) -> Delivery:
    """What a worker delivers with; ``replaced`` are parts of it that are not as they should be."""
    parts = house.app.extensions["house"]
    storage = replaced.pop("storage", parts.storage)
    told = {
        "sessions": house.sessions,
        "packing": Packing(house.sessions, storage, parts.settings.base_url),
        "networks": parts.networks,
        "box": house.app.extensions["token_box"],
    }
    return Delivery(**{**told, **replaced})
