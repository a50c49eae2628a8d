"""Short codes: how they are given, how they are read, and that a picture carries the way to its proof."""

import hashlib
import io
import uuid

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from evidence.adapters import imaging
from evidence.capture.models import Activity
from evidence.compose import codes, recipes
from evidence.compose.carousel import carousel, in_format
from evidence.compose.models import Rendition, ShortCode
from evidence.core import jobs
from evidence.points.services import LETTERS
from tests import factories
from tests.forms import opened, sent
from tests.house import MOJO, House
from tests.practice.serving import picture

CODE = "7Q4M2KXD9ABCD"


def test_a_code_has_sixty_five_random_bits_and_is_read_however_it_is_written() -> None:
    drawn = {codes.drawn() for _ in range(2000)}

    assert len(drawn) == 2000
    assert codes.BITS >= 64
    for at in range(codes.LENGTH):
        # Each letter of 32 is missing at a place once in 10^27 times.
        assert {each[at] for each in drawn} == set(LETTERS)
    assert codes.printed(CODE) == "7Q4M-2KXD9-ABCD"
    for told in (CODE, codes.printed(CODE), "7q4m 2kxd9 abcd", " 7q4m2kxd9abcd "):
        assert codes.tidy(told) == CODE
    assert codes.tidy("oOlLiI2222222") == "0011112222222"
    for told in ("", "7Q4M", CODE + "0", CODE[:-1] + "U", "'" * 13, "9" * 5000, "７Q4M2KXD9ABCD"):
        assert codes.tidy(told) == ""


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("https://bukti.surakarta.go.id", f"HTTPS://BUKTI.SURAKARTA.GO.ID/B/{CODE}"),
        ("http://192.168.100.200:8000", f"HTTP://192.168.100.200:8000/B/{CODE}"),
        ("https://solo.id/bukti", f"https://solo.id/bukti/b/{CODE}"),
        ("https://sebuah-alamat-yang-jauh-terlalu-panjang.surakarta.go.id", ""),
    ],
)
def test_the_address_behind_a_qr_code_leads_there_and_can_be_scanned(base: str, link: str) -> None:
    assert codes.link(base, CODE) == link


def recipe_of(house: House, activity: uuid.UUID) -> imaging.Recipe:
    with house.sessions() as session:
        found = session.get_one(Activity, activity)
        return recipes.recipe(session, found, recipes.chosen(found), practice=False)


def test_what_is_sent_carries_its_code_where_the_unit_chose_so_and_keeps_it(
    house: House, lurah: FlaskClient
) -> None:
    plain = factories.submitted(house)
    theme = opened(lurah, f"/unit/{MOJO}/tema")
    sent(lurah, theme, proof="y")
    work = factories.drafted(house)
    activity = work.activity
    house.run_jobs(jobs.RENDER)
    factories.submit(house, work)

    with house.sessions() as session:
        kept = {each.activity_id: each.code for each in session.scalars(select(ShortCode))}
        frozen = factories.post_of(session, work).latest.rendition
    recipe = recipe_of(house, activity)
    assert frozen is not None
    assert set(kept) == {plain.activity, activity}
    assert recipe_of(house, plain.activity).code == codes.printed(kept[plain.activity])
    assert recipe.code == codes.printed(kept[activity])
    assert recipe.link == f"HTTP://LOCALHOST/B/{kept[activity]}"
    assert frozen.recipe["link"] == recipe.link
    for other in (in_format(recipe, "story", [(3, 4)] * 2), *carousel(recipe, [(3, 4)] * 2)):
        assert (other.code, other.link) == (recipe.code, recipe.link)
    with house.sessions() as session:
        before = session.scalars(select(Rendition).where(Rendition.activity_id == plain.activity)).first()
    assert before is not None
    assert before.recipe["code"] == ""
    assert opened(lurah, f"/unit/{MOJO}/tema")["proof"] == "y"


def test_a_code_is_given_once_whatever_happens(house: House) -> None:
    ident = factories.activity(house)
    with house.sessions() as one, house.sessions() as other:
        first = codes.mint(one, ident)
        one.commit()
        assert codes.mint(other, ident) == first
        assert codes.mint(one, ident) == first
    with house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(ShortCode)) == 1


@pytest.mark.parametrize(
    ("format_", "layout"),
    [("portrait", "side"), ("portrait", "stack"), ("square", "side"), ("landscape", "side")],
)
def test_a_phone_reads_the_qr_code_of_a_picture_that_a_network_made_smaller(
    format_: str, layout: str
) -> None:
    photos = [picture(800, 600, colour) for colour in ("teal", "olive")]
    link = codes.link("https://bukti.surakarta.go.id", CODE)
    recipe = imaging.Recipe(
        photos=tuple(hashlib.sha256(each).hexdigest() for each in photos), title="Kuras saluran depan balai",
        unit="Kelurahan Kedung Lumbu", district="Kecamatan Pasar Kliwon", city="Kota Surakarta",
        labels=("SEBELUM", "SESUDAH"), dates=("3 November 2026", "9 November 2026"), place="RT 05 RW 03",
        format=format_, layout=layout,
        code=codes.printed(CODE), link=link,
    )  # fmt: skip

    drawn = Image.open(io.BytesIO(imaging.compose(recipe, photos)))
    out = io.BytesIO()
    drawn.resize((drawn.width * 2 // 3, drawn.height * 2 // 3)).save(out, "JPEG", quality=70)

    assert [each.text for each in zxingcpp.read_barcodes(Image.open(out))] == [link]
