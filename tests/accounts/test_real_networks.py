"""Real networks' halves through our pages: connected, looked at, renewed and ended, each against its own server."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from config import Application
from evidence.accounts.credentials import access_of
from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.base import Identity
from evidence.adapters.networks.bluesky import Bluesky
from evidence.adapters.networks.bluesky_login import BlueskyLogin
from evidence.adapters.networks.facebook import Facebook
from evidence.adapters.networks.facebook_login import FacebookLogin
from evidence.adapters.networks.mastodon import Mastodon
from evidence.adapters.networks.mastodon_login import MastodonLogin
from evidence.adapters.networks.x import X
from evidence.adapters.networks.x_login import XLogin
from tests import factories
from tests.accounts.city import Registry, forget_looks, hidden, parsed
from tests.forms import told as page_of
from tests.house import MOJO, House
from tests.networks import bluesky_server, facebook_server, mastodon_server, x_server
from tests.networks.plain_server import answered


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """The module's house without an account."""
    forget_looks(shared)
    with shared.sessions.begin() as session:
        session.execute(delete(SocialAccount))
    parts = shared.app.extensions["house"]
    yield shared
    shared.app.extensions["house"] = parts


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def identity_of(registry: Registry) -> Identity:
    """Whose the only account's credentials are, as its network says."""
    parts, box = (registry.house.app.extensions[each] for each in ("house", "token_box"))
    found: Identity = parts.networks[registry.name].identity(access_of(registry.row(), box))
    return found


def looked_at(registry: Registry) -> str:
    """The handle that is seen now, "" while it is the one we know."""
    registry.change(seen_at=None)
    registry.keeping.look(str(registry.row().id))
    return registry.row().handle_seen


def ended(registry: Registry, admin: FlaskClient) -> SocialAccount:
    """Disconnect the only account."""
    address = f"/akun/{registry.row().id}/putuskan"
    page = page_of(admin.get(address), 200)
    admin.post(address, data={**hidden(page), "reason": "Ganti pengelola"})
    assert "tetapi" not in page_of(admin.get("/akun"), 200)
    return registry.row()


def test_a_mastodon_account_is_connected_on_the_server_that_was_named(
    house: House, admin: FlaskClient
) -> None:
    with mastodon_server.running() as server:
        registry = Registry(house, "mastodon", server.ground.clock)
        registry.use(Mastodon(), MastodonLogin(loopback=True))
        server.sign_in.at_the_browser = server.sign_in.person("kel_mojo")

        refused = registry.started(admin, server="10.0.0.8")
        came = answered(registry.away(admin, server=server.ground.url)).headers["Location"]
        answer = admin.get(registry.at_home(came))

        assert "Alamat server" in page_of(refused, 422)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
        row = registry.row()
        assert (row.state, row.base_url, row.handle) == (
            AccountState.CONNECTED, server.ground.url, f"kel_mojo@{server.netloc}",
        )  # fmt: skip
        assert identity_of(registry).remote_id == row.remote_id
        assert "Tidak ada batas waktu." in page_of(admin.get("/akun"), 200)
        server.sign_in.people[server.sign_in.at_the_browser] = "solo_mojo"
        assert looked_at(registry) == f"solo_mojo@{server.netloc}"
        assert ended(registry, admin).token is None
        assert server.sign_in.tokens == {}


def test_an_x_account_is_connected_renewed_and_ended(house: House, admin: FlaskClient) -> None:
    with x_server.x() as server:
        registry = Registry(house, "x", server.clock)
        desk, url = server.desk, server.url
        ours = Application(url, url, client_id=desk.client_id, client_secret=desk.client_secret)
        registry.use(X(url), XLogin(ours))
        server.desk.redirect_uris.add("http://127.0.0.1:8000/akun/sambung/x/kembali")
        user = server.user("kelmojo")

        came = answered(registry.away(admin)).headers["Location"]
        admin.get(registry.at_home(came))
        first = registry.credentials()
        server.clock.pass_(minutes=95)
        registry.keeping.renew(str(registry.row().id))

        assert (registry.row().state, registry.row().remote_id) == (AccountState.CONNECTED, user.id)
        assert registry.credentials().refresh != first.refresh
        assert identity_of(registry) == Identity(user.id, "kelmojo")
        server.desk.forget_user(user.id)
        server.clock.pass_(minutes=95)
        registry.keeping.renew(str(registry.row().id))
        assert registry.row().state is AccountState.NEEDS_RECONNECT
        assert ended(registry, admin).state is AccountState.LISTED


def test_a_bluesky_account_is_connected_by_its_app_password(house: House, admin: FlaskClient) -> None:
    with bluesky_server.running() as server:
        registry = Registry(house, "bluesky", server.ground.clock)
        registry.use(Bluesky(), BlueskyLogin(loopback=True, server=server.ground.url))
        person = server.sessions.person("mojo.bsky.social")
        password = server.sessions.app_password(person)

        main = registry.started(admin, handle="mojo.bsky.social", app_password="kata sandi akun")
        done = registry.started(admin, handle="@mojo.bsky.social", app_password=password)
        server.ground.clock.pass_(minutes=100)
        registry.keeping.renew(str(registry.row().id))

        assert "bukan kata sandi akun" in page_of(main, 422)
        assert done.status_code == 303
        assert identity_of(registry) == Identity(person.did, "mojo.bsky.social")
        assert registry.row().state is AccountState.CONNECTED
        assert password not in registry.dump()
        person.handle = "solo.bsky.social"
        assert looked_at(registry) == "solo.bsky.social"
        assert ended(registry, admin).token is None


def test_one_of_a_persons_facebook_pages_is_chosen(house: House, admin: FlaskClient) -> None:
    with facebook_server.facebook() as server:
        registry = Registry(house, "facebook", server.ground.clock)
        url, version = server.url, "v25.0"
        ours = Application(url, url, "", version, server.client_id, server.client_secret)
        registry.use(Facebook(url, version), FacebookLogin(ours))
        server.redirect_uris.add("http://127.0.0.1:8000/akun/sambung/facebook/kembali")
        mojo, _other = server.open("kelmojo"), server.open("kelsewu")
        server.person(kelmojo=["MANAGE", "CREATE_CONTENT"], kelsewu=["MANAGE"])

        came = answered(registry.away(admin)).headers["Location"].removesuffix("#_")
        choice = admin.get(registry.at_home(came)).headers["Location"]
        page = page_of(admin.get(choice), 200)
        done = admin.post(choice, data={**hidden(page), "account": mojo.id})

        assert ("@kelmojo" in page, "@kelsewu" in page) == (True, True)
        assert done.status_code == 303
        assert identity_of(registry).remote_id == registry.row().remote_id == mojo.id
        # The same way again finds the Page by itself.
        again = answered(registry.away(admin, akun=str(registry.row().id))).headers["Location"]
        assert admin.get(registry.at_home(again.removesuffix("#_"))).headers["Location"] == "/akun"


@pytest.mark.parametrize("network", ["instagram", "facebook", "threads", "x", "tiktok"])
def test_a_city_without_a_program_is_told_to_share_by_hand(
    house: House, admin: FlaskClient, network: str
) -> None:
    address = f"/akun/sambung/{network}"
    camat, page = (
        page_of(each.get(address, query_string={"unit": MOJO}), 200)
        for each in (house.client("camat.pasarkliwon"), admin)
    )

    assert "bagikan sendiri dahulu. Admin kota dapat mendaftarkannya." in camat
    assert "CLIENT_ID" not in camat
    # The admin is told how.
    assert "Anda dapat mendaftarkannya." in page
    assert f"{address}/kembali</code>" in page
    assert f"EVIDENCE_{network.upper()}_CLIENT_SECRET" in page
    assert f'href="/akun?unit={MOJO}&amp;network=by_hand#tambah"' in page
    asked = page_of(admin.get(f"/akun?unit={MOJO}&network=by_hand"), 200)
    assert '<option selected value="by_hand">' in asked
    assert f'<option selected value="{MOJO}">' in asked


def test_a_lurah_is_told_who_connects_accounts(house: House, lurah: FlaskClient) -> None:
    ident = factories.account(house, network="practice", handle="kel.mojo", remote_id="1", token="t")
    with house.sessions.begin() as session:
        account = session.get_one(SocialAccount, ident)
        account.state, account.handle_seen = AccountState.NEEDS_RECONNECT, "orang.lain"

    page = page_of(lurah.get("/akun"), 200)
    refused = page_of(lurah.get("/akun/sambung/x", query_string={"unit": MOJO}), 403)

    assert "Menyambungkan akun dilakukan admin kota atau camat." in page
    assert "Kelurahan Mojo berubah dari @kel.mojo menjadi @orang.lain" in page
    assert "Apakah ini Anda?" not in page
    assert "Halaman ini untuk admin kota atau camat." in refused


def test_what_bluesky_and_telegram_give_is_typed(house: House, admin: FlaskClient) -> None:
    for network, secret in {"bluesky": "app_password", "telegram": "token"}.items():
        page = page_of(admin.get(f"/akun/sambung/{network}", query_string={"unit": MOJO}), 200)

        hidden_as_typed = [
            each.get("name", "") for each in parsed(page).all("input") if each.get("type") == "password"
        ]
        assert [name.endswith(secret) for name in hidden_as_typed] == [True], network
