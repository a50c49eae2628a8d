"""A crowd of strangers before pictures that nobody cut yet: each is cut once, and nobody waits for long."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from PIL import Image
from sqlalchemy import select, update

from evidence.compose.models import PostVersion, Rendition
from evidence.core.errors import Unavailable
from evidence.gallery.public import queries
from evidence.gallery.public.pictures import BUSY, Kept
from evidence.gallery.public.queries import Item
from tests import factories, standing
from tests.house import MOJO, House
from tests.pages import check_page


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    standing.opened(shared)
    return shared


@pytest.fixture(scope="module")
def item(house: House) -> Item:
    """A published comparison whose picture is really there."""
    account = factories.account(house, MOJO, handle="akun.potong")
    work = factories.approved(house, MOJO, factories.LURAH, [account], decider=factories.CAMAT)
    standing.published(house, work)
    factories.all_asked_drawn(house, work.activity, full=True)
    with house.sessions.begin() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.activity_id == work.activity)).one()
        session.execute(
            update(PostVersion).where(PostVersion.post_id == work.post).values(image_sha256=drawn.sha256)
        )
    with house.sessions() as session:
        found = queries.item(session, standing.code(house, work))
    assert found
    return found


def test_a_picture_that_many_ask_for_at_once_is_cut_once(house: House, item: Item) -> None:
    many, kept = 6, Kept(at_once=6, patience=60)
    begin, storage = Barrier(many), house.app.extensions["house"].storage

    def ask(_number: int) -> bytes:
        begin.wait()
        return kept.picture(item, "kartu", storage)

    with ThreadPoolExecutor(many) as threads:
        found = list(threads.map(ask, range(many)))

    # Not only alike: what is cut twice is another value.
    assert len({id(each) for each in found}) == 1
    assert Image.open(BytesIO(found[0])).width == 640


@pytest.mark.parametrize("full", [Kept(room=0), Kept(at_once=0, patience=0.01)], ids=["room", "turn"])
def test_who_is_one_too_many_is_asked_to_try_again(house: House, item: Item, full: Kept) -> None:
    storage = house.app.extensions["house"].storage

    with pytest.raises(Unavailable) as refused:
        full.picture(item, "kartu", storage)

    assert refused.value.text == BUSY


def test_where_no_more_pictures_are_cut_pages_still_answer(house: House, item: Item) -> None:
    stranger = house.app.test_client()
    before = house.app.extensions.pop("cut pictures", None)
    house.app.extensions["cut pictures"] = Kept(room=0)

    answer, page = stranger.get(f"/warga/{item.code}/kartu.jpg"), stranger.get("/warga")

    house.app.extensions["cut pictures"] = before or Kept()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert page.status_code == 200
    check_page(page.get_data(as_text=True))
