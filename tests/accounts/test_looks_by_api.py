"""What a connected account's network says of it comes into the registry by itself."""

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.accounts.registry.models import Observation, Presence, Source
from tests.accounts.city import City
from tests.forms import told as page_of
from tests.house import MOJO
from tests.open_notices import open_for


@pytest.fixture
def connected(city: City, admin: FlaskClient) -> City:
    """A city with one connected account."""
    city.connected(admin, city.network.add("kelmojo"))
    return city


def looked(city: City, hours: int = 0) -> Sequence[Observation]:
    """Let the worker look so many hours later; everything that is kept by then, the oldest first."""
    for _ in range(hours):
        city.network.ground.clock.pass_(hours=1)
        city.keeping.renew(str(city.row().id))
    city.change(seen_at=None)
    city.keeping.look(str(city.row().id))
    with city.house.sessions() as session:
        return session.scalars(select(Observation).order_by(Observation.looked_at)).all()


def test_a_network_tells_figures_once_a_day(connected: City) -> None:
    signed_in, first = looked(connected)

    # Whoever signed in there proved that it is there; its figures come with the first look.
    assert (signed_in.source, signed_in.presence, signed_in.posts) == (Source.API, Presence.PRESENT, None)
    assert (first.source, first.looked_by, first.user_id) == (Source.API, "Polos", None)
    assert (first.handle, first.followers, first.posts, first.following) == ("kelmojo", 125, 18, None)
    assert (first.official, first.account_id) == (None, connected.row().id)
    assert len(looked(connected)) == 2
    connected.network.accounts[connected.row().remote_id or ""].followers = 130
    assert [each.followers for each in looked(connected, hours=25)] == [None, 125, 130]


def test_another_handle_is_kept_on_the_same_day_and_listed_nowhere_until_it_is_confirmed(
    connected: City, admin: FlaskClient
) -> None:
    looked(connected)
    assert "kelmojo" in official(connected)

    connected.network.accounts[connected.row().remote_id or ""].handle = "dibajak"
    found = looked(connected)

    assert [each.handle for each in found[1:]] == ["kelmojo", "dibajak"]
    assert "kelmojo" not in official(connected)
    assert "dibajak" not in official(connected)


def test_a_deleted_account_is_told_as_vanished(connected: City, admin: FlaskClient) -> None:
    looked(connected)
    connected.network.deleted.add(connected.row().remote_id or "")

    found = looked(connected)

    assert [each.presence for each in found[1:]] == [Presence.PRESENT, Presence.GONE]
    (notice,) = open_for(connected.house, "admin")
    assert (notice.kind, notice.url) == ("registry.gone", f"/daftar-akun/unit/{MOJO}")
    assert "kelmojo" not in official(connected)
    page = page_of(admin.get(notice.url), 200)
    assert "Tidak ditemukan lagi" in page
    connected.network.deleted.clear()
    looked(connected)
    assert connected.kinds() == []


def official(city: City) -> str:
    """The public list."""
    return city.house.app.test_client().get("/akun-resmi.json").get_data(as_text=True)
