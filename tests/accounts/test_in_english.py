"""The pages of connecting, of accounts in trouble and of notices, in English and in their states."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.connecting import Way
from evidence.units.models import Unit
from tests.accounts.city import City
from tests.house import MOJO
from tests.languages.reading import in_both, untranslated

NAMES = {
    "Bukti", "Polos", "Kelurahan", "Kecamatan", "Mojo", "Admin", "Nama akun", "Sandi aplikasi", "kelmojo", "kelsewu",
    "Instagram", "Facebook", "Threads", "X", "TikTok", "Telegram", "Mastodon", "Bluesky", "YouTube", "Facebook Page",
    "plain", "solo.mojo", "Kota", "Surakarta", "WIB", "Unit", *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Sep", "Nov"),
}  # fmt: skip


def check(client: FlaskClient, path: str, *names: str) -> None:
    """The page is English where a person reads English."""
    indonesian, english = in_both(client, path)
    assert untranslated(indonesian, english, NAMES | set(names)) == set()
    assert len(english - indonesian) > 3


def test_the_steps_of_connecting(city: City, admin: FlaskClient) -> None:
    kel, other = city.network.add("kelmojo", ""), city.network.add("kelsewu", "")
    choice = city.connected(admin, kel, other).headers["Location"]
    check(admin, choice, "Kelmojo", "Kelsewu")
    leave = city.started(admin).headers["Location"]
    check(admin, leave)
    check(admin, f"/akun/sambung/plain?unit={MOJO}")
    for more in ({"way": Way.SERVER}, {"way": Way.TYPED}, {"client_id": ""}):
        city.ask(**more)
        check(admin, f"/akun/sambung/plain?unit={MOJO}")


def test_accounts_in_every_state_and_what_is_said_of_them(city: City, admin: FlaskClient) -> None:
    city.connected(admin, city.network.add("kelmojo"))
    ident, now = city.row().id, city.now()
    states = [
        {"state": "connected"},
        {"state": "listed", "token": None, "renew_at": None, "expires_at": None},
        {"state": "paused", "trouble": "kunci penyandi sambungan ini tidak ada lagi"},
        {"state": "needs_reconnect", "trouble": "sambungan ini membuka akun lain"},
        {"state": "needs_reconnect", "expires_at": now - timedelta(days=1), "renew_at": None},
        {"state": "expiring", "expires_at": now + timedelta(days=5), "renew_at": None},
        {"state": "expiring", "expires_at": now + timedelta(days=2), "renew_at": None},
        {"state": "expiring", "expires_at": now - timedelta(hours=1), "renew_at": now, "renew_tries": 5},
        {"state": "connected", "handle_seen": "solo.mojo", "seen_at": now},
        {"state": "paused", "handle_seen": "solo.mojo", "seen_at": now},
    ]
    with city.house.sessions() as session:
        units = [each.title for each in session.scalars(select(Unit))]
    before = {column: getattr(city.row(), column) for each in states for column in each}
    for each in states:
        with city.house.sessions.begin() as session:
            session.execute(update(SocialAccount).values({**before, **each}))
        city.keeping.round()

        for path in ("/akun", f"/akun/{ident}", "/pemberitahuan"):
            check(admin, path, "Kelmojo", *units)
    check(admin, f"/akun/{ident}/putuskan", "Kelmojo")
