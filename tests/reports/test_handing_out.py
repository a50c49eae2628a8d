"""Archives that many fetch at once: a few go out, the next person is told to come back, and a turn is never lost."""

import gc
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from evidence.core.errors import Unavailable
from evidence.reports.papers.handing_out import AT_ONCE, HandingOut
from evidence.reports.papers.models import Kind, Shape
from tests.forms import told
from tests.house import House
from tests.pages import check_page
from tests.reports.october import made, october


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    return shared


def test_few_archives_go_out_at_once_and_the_next_is_told_to_come_back(
    house: House, lurah: FlaskClient
) -> None:
    october(house)
    archive = made(house, Shape.ZIP, kind=Kind.ANNEX)[Shape.ZIP]
    table = made(house, Shape.CSV)[Shape.CSV]
    address = f"/laporan/{archive.id}/unduh"

    reading = [lurah.get(address) for _each in range(AT_ONCE)]
    full = lurah.get(address)
    other = lurah.get(f"/laporan/{table.id}/unduh")
    reading[0].close()
    again = lurah.get(address, buffered=True)

    assert [each.status_code for each in reading] == [200] * AT_ONCE
    page = told(full, 503)
    check_page(page)
    assert "Beberapa arsip sedang diunduh. Coba lagi satu menit lagi." in page
    assert full.headers["Retry-After"] == "60"
    assert other.status_code == 200
    assert (again.status_code, len(again.data)) == (200, archive.size)
    for each in reading:
        each.close()
    assert lurah.head(address).status_code == 200
    assert lurah.get(address, buffered=True).status_code == 200


def test_an_archive_that_nobody_came_to_serve_gives_its_turn_back() -> None:
    def body() -> Iterator[bytes]:
        yield b"PK"

    turns = HandingOut(at_once=1)
    lost = turns.begin(body())
    with pytest.raises(Unavailable):
        turns.begin(body())
    del lost
    gc.collect()

    kept = turns.begin(body())

    assert list(kept) == [b"PK"]
    # Twice closed is closed once.
    kept.close()
    kept.close()
    turns.begin(body())
