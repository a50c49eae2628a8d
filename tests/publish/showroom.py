"""A house on every network's test server, where a post is shown, decided on, sent, and looked at where it arrived."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.adapters.networks.base import Network
from evidence.compose import looks
from evidence.compose.recipes import Arranged
from evidence.embedded import Store, ports
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.clusters import Cluster
from tests.factories import CAMAT, LURAH, Work
from tests.house import ORIGIN, House, furnished
from tests.networks.kit import Posted
from tests.networks.press import Opened, Press, running_press
from tests.publish.delivering import deliver, due_now
from tests.publish.desk import Desk
from tests.publish.pressroom import admitted
from tests.publish.shown import Shown, previews_on
from tests.waiting import until

NETWORKS = ("instagram", "facebook", "threads", "x", "telegram", "mastodon", "bluesky", "tiktok")
# A carousel is handed over picture by picture, and Meta is asked for each of them whether it is done.
STEPS_MOST = 40


@dataclass(frozen=True)
class Plan:
    """What a person asks for: ``captions`` and ``kinds`` by network, so many photos, a format of the picture."""

    captions: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    photos: int = 2
    format: str = "portrait"


@dataclass(frozen=True)
class Arrived:
    """What a network received. ``tapped`` and ``shapes`` are None where it is not told which words and sizes."""

    words: str
    images: tuple[str, ...]
    alt_texts: tuple[str, ...]
    kind: str
    title: str = ""
    tapped: tuple[str, ...] | None = None
    shapes: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True)
class Sent:
    """One post on one network: shown before it was submitted, shown before it was decided on, and arrived."""

    drafted: Shown
    decided: Shown
    arrived: Arrived


class _One(Desk):
    """The one publication of one account, among those of a post."""

    def row(self) -> Publication:
        """As it stands."""
        with self.house.sessions() as session:
            statement = select(Publication).where(Publication.account_id == self.account)
            return session.scalars(statement).one()


@dataclass(frozen=True)
class Writing:
    """A draft for one account on each network of a plan."""

    room: "Showroom"
    work: Work
    accounts: Mapping[str, tuple[uuid.UUID, Opened]]

    @property
    def page(self) -> str:
        """Where it is written."""
        return f"/kegiatan/{self.work.activity}/susun"

    @property
    def decision(self) -> str:
        """Where it is decided on."""
        return f"/periksa/{self.work.post}"

    def put(self, plan: Plan) -> list[dict[str, Any]]:
        """Write it anew; what does not fit."""
        body = {
            "activity": str(self.work.activity), "caption": "Kata utama.", "captions": dict(plan.captions),
            "alt_text": "Dua foto saluran.", "kinds": dict(plan.kinds),
            "accounts": [str(account) for account, _opened in self.accounts.values()],
        }  # fmt: skip
        answer = self.room.lurah.put(f"/api/v1/posts/{self.work.post}", json=body, headers={"Origin": ORIGIN})
        assert answer.status_code == 200, answer.get_json()
        found: list[dict[str, Any]] = answer.get_json()["misfits"]
        return found

    def submit(self) -> TestResponse:
        """Send it for approval."""
        return self.room.lurah.post(
            f"/api/v1/posts/{self.work.post}/submit",
            json={"privacy": factories.ANSWERS},
            headers={"Origin": ORIGIN},
        )

    def decide(self) -> None:
        """Approve it."""
        factories.decide(self.room.house, self.work)

    def shown(self, client: FlaskClient, path: str) -> dict[str, Shown]:
        """Its previews on a page, by network."""
        found = previews_on(client, path)
        return {name: found[opened.handle] for name, (_account, opened) in self.accounts.items()}

    def deliver(self) -> dict[str, Arrived]:
        """Let workers take every publication as far as it goes; what each network received."""
        for account, _opened in self.accounts.values():
            one = _One(self.room.house, self.work, account)
            for _ in range(STEPS_MOST):
                if one.row().state is not P.QUEUED:
                    break
                due_now(one)
                deliver(one)
            row = one.row()
            assert row.remote_id, (row.network, row.state, row.last_error)
        return {name: self.room.arrived(opened) for name, (_account, opened) in self.accounts.items()}


@dataclass
class Showroom:
    """The house and its networks, a lurah who writes, and a camat who decides."""

    house: House
    press: Press
    lurah: FlaskClient
    camat: FlaskClient
    _kept: dict[str, dict[str, Sent]] = field(default_factory=dict)

    def network(self, name: str) -> Network:
        """The house's own adapter."""
        found: Network = self.house.app.extensions["house"].networks[name]
        return found

    def write(self, plan: Plan) -> Writing:
        """A new draft after the plan, whose pictures are all drawn in their true size."""
        work = factories.drafted(self.house, mode="A" if plan.photos == 2 else "B", category="JALAN")
        for at in range(plan.photos - 3):
            factories.photo(self.house, work.activity, "progress", percent=60 + at)
        if plan.format != "portrait":
            with self.house.sessions.begin() as session:
                looks.arrange(
                    session, work.activity, Arranged(plan.format), by=self.house.actor(LURAH), practice=False
                )
        opened = {name: self.press.stations[name].open() for name in plan.captions}
        accounts = {name: (admitted(self.house, each), each) for name, each in opened.items()}
        writing = Writing(self, work, accounts)
        writing.put(plan)
        factories.all_asked_drawn(self.house, work.activity, full=True)
        return writing

    def sent(self, name: str, plan: Plan) -> dict[str, Sent]:
        """A post after the plan, shown, approved and sent, by network; each plan once, under its name."""
        if name not in self._kept:
            writing = self.write(plan)
            drafted = writing.shown(self.lurah, writing.page)
            answer = writing.submit()
            assert answer.status_code == 200, answer.get_json()
            decided = writing.shown(self.camat, writing.decision)
            writing.decide()
            arrived = writing.deliver()
            self._kept[name] = {each: Sent(drafted[each], decided[each], arrived[each]) for each in arrived}
        return self._kept[name]

    def arrived(self, opened: Opened) -> Arrived:
        """The one post that the network has on the account."""
        (post,) = until(lambda: self.press.posts_of(opened))
        more = {"x": self._addresses, "bluesky": self._record, "tiktok": self._item}.get(opened.network)
        told = more(opened, post) if more else {}
        return Arrived(post.caption, post.images, post.alt_texts, post.kind, **told)

    def _addresses(self, opened: Opened, _post: Posted) -> dict[str, Any]:
        """What X made short links of, as it shows them to whoever asks."""
        answer = httpx.get(
            f"{self.press.settings['EVIDENCE_X_URL']}/2/users/{opened.remote_id}/tweets",
            params={"start_time": "2026-01-01T00:00:00Z", "max_results": "5"},
            headers={"Authorization": f"Bearer {opened.token}"},
        )
        urls = [each["expanded_url"] for each in answer.json()["data"][0]["entities"]["urls"]]
        return {"tapped": tuple(each for each in urls if "/photo/" not in each)}

    def _record(self, opened: Opened, post: Posted) -> dict[str, Any]:
        """What Bluesky keeps: the words that work by their places in bytes, and the pictures' shapes."""
        repo, collection, rkey = post.id.removeprefix("at://").split("/")
        asked = {"repo": repo, "collection": collection, "rkey": rkey}
        answer = httpx.get(f"{opened.base_url}/xrpc/com.atproto.repo.getRecord", params=asked)
        value = answer.json()["value"]
        text = value["text"].encode()
        places = [each["index"] for each in value.get("facets", [])]
        shapes = [each["aspectRatio"] for each in value["embed"]["images"]]
        return {
            "tapped": tuple(text[each["byteStart"] : each["byteEnd"]].decode() for each in places),
            "shapes": tuple((each["width"], each["height"]) for each in shapes),
        }

    def _item(self, _opened: Opened, post: Posted) -> dict[str, Any]:
        """The title in TikTok's inbox."""
        ground: Any = self.press.stations["tiktok"].ground
        return {"title": ground.items[post.id].title}


@contextmanager
def showroom(cluster: Cluster, store: Store) -> Iterator[Showroom]:
    """Served until the block ends, at the address under which networks find its pictures."""
    port = ports.free_port()
    with running_press() as press:
        inbox: Any = press.stations["tiktok"].ground
        # What came there is looked at before its owner takes it out.
        inbox.owner_takes = None
        told = {"EVIDENCE_BASE_URL": f"http://127.0.0.1:{port}", **press.settings}
        with furnished(cluster, store, **told) as house, house.on_a_socket(port):
            yield Showroom(house, press, house.client(LURAH), house.client(CAMAT))
