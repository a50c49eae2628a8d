"""A house that reaches people by push and by mail, each on a real socket."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update

from evidence.core import clock
from evidence.core.clock import WIB
from evidence.embedded import Store
from evidence.notices import services
from evidence.notices.choices import Usual
from evidence.notices.links import Links
from evidence.notices.models import Delivery, Notice, NoticeSettings, PushSubscription
from evidence.notices.tasks import Reaching
from evidence.notices.topics import Way
from tests import people
from tests.clusters import Cluster
from tests.house import MOJO, House, furnished
from tests.notices.browsers import PUSH_KEY, Browser, PushServer, running_push
from tests.notices.mailbox import Mailbox, running_mailbox

BASE = "https://bukti.latihan.example"


def at(hour: int, minute: int = 0, days: int = 1) -> datetime:
    """A moment of tomorrow, or so many days from now, in WIB: the people of the house are in office since yesterday."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour, minute), WIB)


@dataclass
class Post:
    """The house, its mailbox and its push service, and a clock that a test sets."""

    house: House
    box: Mailbox
    push: PushServer
    now: datetime

    @property
    def reaching(self) -> Reaching:
        """What the worker does, at the test's time."""
        found = self.house.app.extensions["house"].settings
        links = Links(found.secret_key, found.base_url)
        usual = Usual(found.quiet_hours, found.digest_at)
        return Reaching(self.house.sessions, found.mail, found.push, usual, links, now=lambda: self.now)

    def tell(self, kind: str = "publish.failed", unit: str = MOJO, title: str = "Kuras saluran") -> uuid.UUID:
        """A notice of that kind, as a room tells it; its number."""
        subject = uuid.uuid4()
        with self.house.sessions.begin() as session:
            services.tell(
                session, kind, subject, unit, "“%(title)s” gagal terbit. Lihat alasannya.",
                url=f"/unggahan/{subject}", now=self.now - timedelta(minutes=5), title=title,
            )  # fmt: skip
            return session.scalars(select(Notice.id).where(Notice.subject == subject)).one()

    def settle(self, notice: uuid.UUID) -> None:
        """Its cause is gone."""
        with self.house.sessions.begin() as session:
            session.execute(update(Notice).where(Notice.id == notice).values(done_at=self.now))

    def address(self, who: str, **columns: object) -> str:
        """A confirmed address for that person; ``columns`` say more of their settings."""
        to = f"{who}@latihan.example"
        told = {"mail_to": to, "mail_confirmed_at": clock.now(), "choices": {}, **columns}
        with self.house.sessions.begin() as session:
            session.merge(NoticeSettings(user_id=self.house.actor(who).id, **told))
        return to

    def browser(self, who: str, device: uuid.UUID | None = None) -> Browser:
        """A browser of that person that takes pushes."""
        made, sign_in = Browser(self.push.url), device or people.device(self.house, who)
        told = columns_of(made)
        with self.house.sessions.begin() as session:
            session.add(PushSubscription(user_id=self.house.actor(who).id, device_id=sign_in, **told))
        return made

    def deliver(self, who: str, way: Way) -> None:
        """Do the job for that person and way."""
        self.reaching.deliver(f"{self.house.actor(who).id}:{way}")

    def states(self, who: str, way: Way) -> list[str]:
        """What became of each delivery to that person in that way, the oldest first."""
        with self.house.sessions() as session:
            rows = session.scalars(
                select(Delivery)
                .where(Delivery.user_id == self.house.actor(who).id, Delivery.way == way.value)
                .order_by(Delivery.made_at, Delivery.id)
            )
            return [row.state.value for row in rows]

    def later(self, **step: int) -> None:
        """Let time pass."""
        self.now += timedelta(**step)


def columns_of(browser: Browser) -> Mapping[str, str]:
    """The columns of a browser's subscription."""
    told = json.loads(browser.told())
    return {
        "endpoint": told["endpoint"],
        "browser_key": told["keys"]["p256dh"],
        "browser_secret": told["keys"]["auth"],
    }


@pytest.fixture(scope="module")
def open_post(cluster: Cluster, store: Store) -> Iterator[Post]:
    with (
        running_mailbox() as box,
        running_push() as push,
        furnished(
            cluster, store,
            EVIDENCE_BASE_URL=BASE, EVIDENCE_SMTP_HOST="127.0.0.1", EVIDENCE_SMTP_PORT=str(box.port),
            EVIDENCE_SMTP_SECURITY="none", EVIDENCE_SMTP_FROM="Bukti <bukti@latihan.example>",
            EVIDENCE_PUSH_PRIVATE_KEY=PUSH_KEY, EVIDENCE_PUSH_LOOPBACK="1",
        ) as house,
    ):  # fmt: skip
        yield Post(house, box, push, at(10))


@pytest.fixture
def post(open_post: Post) -> Post:
    """It at ten o'clock, with nothing on its way and nobody's wishes known."""
    with open_post.house.sessions.begin() as session:
        for table in (Delivery, Notice, NoticeSettings, PushSubscription):
            session.execute(delete(table))
    open_post.box.behave()
    open_post.push.behave()
    return replace(open_post, now=at(10))
