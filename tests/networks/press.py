"""Every network on its test server at once, alike: accounts to open, faults to order, posts to count."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.networks import bluesky_server, mastodon_server
from tests.networks.facebook_server import facebook
from tests.networks.instagram_server import instagram
from tests.networks.kit import Ground, Posted
from tests.networks.meta_server import Meta
from tests.networks.telegram_server import telegram
from tests.networks.threads_server import threads
from tests.networks.tiktok_server import tiktok
from tests.networks.x_server import x


@dataclass(frozen=True)
class Opened:
    """An account of a network, as a connection keeps it; ``posted_as`` is what the network counts its posts under."""

    network: str
    remote_id: str
    handle: str
    token: str
    base_url: str
    posted_as: str


@dataclass(frozen=True)
class Station:
    """One network: its ground, and how an account is opened there."""

    name: str
    ground: Ground
    open: Callable[[], Opened]
    revoke: Callable[[Opened], None]


@dataclass(frozen=True)
class Press:
    """All of them; ``settings`` lead Bukti to them. ``servers`` are those whose windows a test may shrink."""

    stations: Mapping[str, Station]
    settings: Mapping[str, str]
    servers: Mapping[str, Any]

    def posts_of(self, account: Opened) -> list[Posted]:
        """What the network made public of ours on that account; an inbox shows what it was sent."""
        return self.stations[account.network].ground.posts_of(account.posted_as)

    def fault(self, kind: str, times: int, **more: Any) -> None:
        """Let so many publish calls of each network go wrong."""
        for station in self.stations.values():
            station.ground.fault("publish", kind, times, **more)


def _named(prefix: str = "kel") -> str:
    return f"{prefix}_{secrets.token_hex(5)}"


def _meta(server: Meta, name: str) -> Station:
    def open_() -> Opened:
        found = server.open(_named())
        return Opened(name, found.id, found.handle, found.token, "", found.id)

    return Station(name, server.ground, open_, lambda account: server.revoke(account.remote_id))


@contextmanager
def running_press() -> Iterator[Press]:
    """Serve every network until the block ends, without limits on how fast one may go."""
    with ExitStack() as stack:
        enter = stack.enter_context
        insta, face, thread = enter(instagram()), enter(facebook()), enter(threads())
        bird, gram, tok = enter(x()), enter(telegram()), enter(tiktok())
        masto, sky = enter(mastodon_server.running()), enter(bluesky_server.running())
        for each in (insta, thread):
            each.quota = 10_000
        bird.most = dict.fromkeys(bird.most, 10**6)
        gram.per_minute = 0
        tok.per_minute = dict.fromkeys(tok.per_minute, 10**6)
        tok.pending_most = tok.per_day = 10**6
        tok.owner_takes = timedelta()
        masto.unlimited = sky.unlimited = True
        bot = gram.bot()

        def at_x() -> Opened:
            user = bird.user(_named())
            return Opened("x", user.id, user.username, bird.sign_in(user).access, "", user.id)

        def at_telegram() -> Opened:
            channel = gram.channel(_named(), bot)
            return Opened("telegram", str(channel.id), channel.username, bot.token, "", str(channel.id))

        def at_tiktok() -> Opened:
            user = tok.user(_named())
            return Opened("tiktok", user.open_id, user.username, tok.sign_in(user).access, "", user.open_id)

        def at_mastodon() -> Opened:
            access = masto.open()
            ident = access.account_remote_id
            return Opened("mastodon", ident, access.handle, access.token, access.base_url, ident)

        def at_bluesky() -> Opened:
            access = sky.open()
            did = access.account_remote_id
            return Opened("bluesky", did, access.handle, access.token, access.base_url, did)

        def never(_account: Opened) -> None:
            raise NotImplementedError

        stations = [
            _meta(insta, "instagram"),
            _meta(face, "facebook"),
            _meta(thread, "threads"),
            Station("x", bird, at_x, never),
            Station("telegram", gram, at_telegram, lambda _account: gram.revoke(bot)),
            Station("tiktok", tok, at_tiktok, never),
            Station("mastodon", masto.ground, at_mastodon, never),
            Station("bluesky", sky.ground, at_bluesky, never),
        ]
        yield Press(
            {each.name: each for each in stations},
            {
                "EVIDENCE_INSTAGRAM_URL": insta.url,
                "EVIDENCE_FACEBOOK_URL": face.url,
                "EVIDENCE_THREADS_URL": thread.url,
                "EVIDENCE_X_URL": bird.url,
                "EVIDENCE_TELEGRAM_URL": gram.url,
                "EVIDENCE_TIKTOK_URL": tok.url,
            },
            {"instagram": insta, "threads": thread},
        )
