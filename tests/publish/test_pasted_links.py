"""A link pasted as proof is of the publication's own network, and of its account where that shows."""

import pytest
from flask.testing import FlaskClient

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks import ByHand, Practice
from evidence.adapters.networks.base import Network
from evidence.adapters.networks.bluesky import Bluesky
from evidence.adapters.networks.facebook import Facebook
from evidence.adapters.networks.instagram import Instagram
from evidence.adapters.networks.mastodon import Mastodon
from evidence.adapters.networks.telegram import Telegram
from evidence.adapters.networks.threads import Threads
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.x import X
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.publish import links
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests.house import House, csrf
from tests.publish.desk import desk

HANDLE = "kel_mojo"
PLACES: tuple[tuple[type, str, str], ...] = (
    (Instagram, "", "https://www.instagram.com/kel_mojo/p/C1ab"),
    (Facebook, "", "https://www.facebook.com/kel_mojo/posts/12"),
    (Threads, "", "https://www.threads.com/@kel_mojo/post/Cx1"),
    (X, "", "https://x.com/kel_mojo/status/1"),
    (TikTok, "", "https://www.tiktok.com/@kel_mojo/photo/73"),
    (Telegram, "", "https://t.me/kel_mojo/17"),
    (Bluesky, "", "https://bsky.app/profile/kel_mojo/post/3k"),
    (Mastodon, "https://social.example", "https://social.example/@kel_mojo/11"),
    (Practice, "http://127.0.0.1:7000", "http://127.0.0.1:7000/p/11"),
)


def proof(kind: type, server: str, link: str) -> str:
    """The link taken for a publication of that network, or the sentence of its refusal."""
    network: Network = kind.__new__(kind)
    account = SocialAccount(handle=HANDLE, remote_id="did:plc:ours", base_url=server, profile_url="")
    row = Publication(network=network.name, account=account)
    try:
        return links.proof(row, link, {network.name: network})
    except Invalid as refusal:
        return refusal.fields["link"]


def test_each_network_takes_its_own_links_and_nobody_elses() -> None:
    for kind, server, own in PLACES:
        for other, _server, link in PLACES:
            assert (proof(kind, server, link) == link) is (other is kind), (kind, link)
        assert proof(ByHand, "", own) == own or not kind.__new__(kind).hosts
        assert proof(kind, server, own) == own


@pytest.mark.parametrize(
    ("kind", "server", "link"),
    [
        (X, "", "https://x.com/orang_lain/status/1"),
        (Bluesky, "", "https://bsky.app/profile/kel_mojo.orang.lain/post/3k"),
        (Bluesky, "", "https://bsky.app/profile/did:plc:theirs/post/3k"),
        (Telegram, "", "https://t.me/c/99/17"),
        (Mastodon, "https://social.example", "https://social.example/@orang_lain/11"),
    ],
)
def test_where_the_address_names_another_account_it_is_refused(kind: type, server: str, link: str) -> None:
    assert proof(kind, server, link) == links.ANOTHERS


@pytest.mark.parametrize(
    "link",
    [
        "https://social.example/@kel_mojo", "https://social.example", "http://social.example/@kel_mojo/11",
        "https://social.example:99/@kel_mojo/11", "https://kel@social.example/@kel_mojo/11", "https://[", "",
        "https://social.example/@kel_mojo/" + "1" * 500,
    ],
)  # fmt: skip
def test_what_is_no_post_on_the_accounts_own_server_is_refused(link: str) -> None:
    assert not proof(Mastodon, "https://social.example", link).startswith("https")


def test_an_instagram_link_proves_nothing_of_another_network(house: House, lurah: FlaskClient) -> None:
    found = desk(house, now=clock.now())
    found.put(P.UNCONFIRMED, intent_at=clock.now(), called_at=clock.now())
    address = f"/penerbitan/{found.row().id}/posted"
    token = csrf(lurah.get("/lainnya").get_data(as_text=True))

    answer = lurah.post(address, data={"csrf_token": token, "link": "https://www.instagram.com/p/Cabc123"})
    page = lurah.get(answer.headers["Location"]).get_data(as_text=True)

    assert found.row().state is P.UNCONFIRMED
    assert "Tautan itu dari www.instagram.com." in page


@pytest.fixture
def house(shared: House) -> House:
    return shared
