"""Parts of a photo are hidden by numbers where there is no script, kept beside it and drawn into its pictures."""

import json

from flask.testing import FlaskClient

from evidence.adapters.imaging import COVERED
from evidence.compose.models import Arrangement, PhotoCovers, Rendition
from evidence.compose.renditions import recipe_of
from tests import factories
from tests.forms import opened, sent, told
from tests.house import House

RECTANGLE = {"left": "10", "top": "20", "width": "30", "height": "12.5"}
KEPT = {"points": [[1000, 2000], [4000, 3250]], "radius": 0}
STROKE = {"points": [[5000, 5000], [6000, 5000]], "radius": 400}


def kept(house: House, photo: object) -> list[dict[str, object]]:
    with house.sessions() as session:
        row = session.get(PhotoCovers, photo)
        return row.shapes if row else []


def test_rectangles_are_added_looked_at_undone_and_kept_by_numbers_alone(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    photo = factories.photo_of(house, work.activity, "before")
    page = f"/foto/{photo}/samarkan"

    looked = told(sent(lurah, opened(lurah, page), act="add", **RECTANGLE), 200)
    assert "belum disimpan" in looked
    assert "10% dari kiri, 20% dari atas, lebar 30%, tinggi 12,5%" in looked
    assert "data:image/jpeg;base64," in looked
    assert kept(house, photo) == []

    both = opened(lurah, page) | {"shapes": json.dumps([KEPT, STROKE])}
    assert "2 titik" in told(sent(lurah, both, act="look"), 200)
    assert "2 titik" not in told(sent(lurah, both, act="undo"), 200)
    assert "2 titik" not in told(sent(lurah, both, act="look", remove="1"), 200)
    assert sent(lurah, both, act="save", remove="1").status_code == 303
    assert kept(house, photo) == [KEPT]

    with house.sessions() as session:
        rendition = factories.post_of(session, work).latest.rendition
        assert rendition is not None
        recipe = recipe_of(rendition)
        assert COVERED in recipe.notes
        assert [len(each) for each in recipe.covers] == [1, 0]
    # Another tab that still shows nothing hidden writes over nobody.
    assert sent(lurah, both | {"shapes": "[]"}, act="save").status_code == 303
    assert kept(house, photo) == [KEPT]
    assert sent(lurah, opened(lurah, page) | {"shapes": "[]"}, act="save").status_code == 303
    assert kept(house, photo) == []


def test_nonsense_is_refused_and_nothing_of_it_is_kept(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    photo = factories.photo_of(house, work.activity, "before")
    form = opened(lurah, f"/foto/{photo}/samarkan")

    for shapes in ("{", "5", "[1]", '[{"points": [[0, 0]]}]', json.dumps([KEPT] * 41), "[" * 5000):
        assert sent(lurah, form | {"shapes": shapes}, act="save").status_code == 422, shapes
    for fields in ({"left": "10"}, {**RECTANGLE, "width": "0.1"}, {**RECTANGLE, "top": "101"}, {"left": "x"}):
        assert sent(lurah, form, act="save", **fields).status_code == 422, fields
    assert kept(house, photo) == []


def test_what_is_sent_is_not_changed(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    photo = factories.photo_of(house, work.activity, "before")
    form = opened(lurah, f"/foto/{photo}/samarkan")
    factories.submit(house, work)

    assert sent(lurah, form | {"shapes": json.dumps([KEPT])}, act="save").status_code == 303
    assert kept(house, photo) == []
    assert "Tarik kembali untuk mengubahnya" in told(lurah.get(f"/foto/{photo}/samarkan"), 200)


def test_covers_belong_to_their_photo_and_are_told_beside_the_questions(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    photo = factories.photo_of(house, work.activity, "after")
    form = opened(lurah, f"/foto/{photo}/samarkan?ke=periksa")

    answer = sent(lurah, form | {"shapes": json.dumps([KEPT])}, act="save")

    assert answer.location.endswith("/susun/periksa")
    page = told(lurah.get(answer.location), 200)
    assert "1 bagian disamarkan" in page
    assert "Belum ada yang disamarkan" in page
    with house.sessions() as session:
        assert session.get(Arrangement, work.activity) is None
        assert session.query(Rendition).filter_by(activity_id=work.activity).count() == 2
