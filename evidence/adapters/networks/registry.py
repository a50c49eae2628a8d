"""Every network, and the connecting half of those whose accounts are connected, by name."""

from collections.abc import Mapping

from config import Application
from evidence.adapters.networks.base import Network
from evidence.adapters.networks.bluesky import Bluesky
from evidence.adapters.networks.bluesky_login import BlueskyLogin
from evidence.adapters.networks.by_hand import ByHand
from evidence.adapters.networks.connecting import Connector
from evidence.adapters.networks.facebook import Facebook
from evidence.adapters.networks.facebook_login import FacebookLogin
from evidence.adapters.networks.http import Caller
from evidence.adapters.networks.instagram import Instagram
from evidence.adapters.networks.instagram_login import InstagramLogin
from evidence.adapters.networks.mastodon import Mastodon
from evidence.adapters.networks.mastodon_login import MastodonLogin
from evidence.adapters.networks.practice import Practice
from evidence.adapters.networks.telegram import Telegram
from evidence.adapters.networks.telegram_login import TelegramLogin
from evidence.adapters.networks.threads import Threads
from evidence.adapters.networks.threads_login import ThreadsLogin
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.tiktok_login import TikTokLogin
from evidence.adapters.networks.x import X
from evidence.adapters.networks.x_login import XLogin

# What each is called, which the process of a worker knows without having any of them.
LABELS: Mapping[str, str] = {
    each.name: each.label
    for each in (Practice, Instagram, Facebook, Threads, X, TikTok, Telegram, Mastodon, Bluesky, ByHand)
}


def networks(
    applications: Mapping[str, Application],
    practice_url: str = "",
    *,
    connect_seconds: float = 5.0,
    read_seconds: float = 20.0,
) -> dict[str, Network]:
    """Every network by its name, the practice one first and only with its address; time limits in seconds."""
    caller, at = Caller(connect_seconds, read_seconds), applications
    found: list[Network] = [
        Instagram(at["instagram"].url, at["instagram"].version, caller),
        Facebook(at["facebook"].url, at["facebook"].version, caller),
        Threads(at["threads"].url, at["threads"].version, caller),
        X(at["x"].url, caller),
        TikTok(at["tiktok"].url, caller),
        Telegram(at["telegram"].url, caller),
        Mastodon(caller),
        Bluesky(caller),
        ByHand(),
    ]
    if practice_url:
        found.insert(0, Practice(practice_url.rstrip("/"), caller))
    return {network.name: network for network in found}


def connectors(
    applications: Mapping[str, Application],
    *,
    loopback: bool = False,
    connect_seconds: float = 5.0,
    read_seconds: float = 20.0,
) -> dict[str, Connector]:
    """How accounts are connected, by network; ``loopback`` lets a person name a server on this machine."""
    caller, at = Caller(connect_seconds, read_seconds), applications
    found: list[Connector] = [
        InstagramLogin(at["instagram"], caller),
        FacebookLogin(at["facebook"], caller),
        ThreadsLogin(at["threads"], caller),
        XLogin(at["x"], caller),
        TikTokLogin(at["tiktok"], caller),
        TelegramLogin(at["telegram"], caller),
        MastodonLogin(caller, loopback),
        BlueskyLogin(caller, loopback),
    ]
    return {connector.name: connector for connector in found}
