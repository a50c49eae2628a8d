"""Laying the after over the before: offered where it can be trusted, done by marks elsewhere, named, and undone."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.adapters.imaging import ALIGNED, Frame, Similarity, by_marks, too_near
from evidence.capture.models import Activity
from evidence.compose import carousel, recipes
from evidence.compose.models import Alignment, Rendition, RenditionState
from tests import factories
from tests.adapters import warps
from tests.adapters.pictures import opened as opened_picture
from tests.forms import opened, sent, told
from tests.house import House, put_activity, put_photo

OFFER = "Selaraskan otomatis"
# Two places that are drawn fast.
OF_TEXTURE = 1
# The same two spots on either photo, in percent; those of the after a little up, left and askew.
MARKS = {
    "frames-0-ax": "20", "frames-0-ay": "50", "frames-0-bx": "80", "frames-0-by": "52",
    "frames-1-ax": "18", "frames-1-ay": "47", "frames-1-bx": "79", "frames-1-by": "50.5",
}  # fmt: skip


@pytest.fixture
def house(shared: House) -> House:
    """One house for all: each test has work of its own."""
    return shared


def moved(**marks: str) -> dict[str, str]:
    return {
        "align": "marked",
        **MARKS,
        **{f"frames-{name.replace('_', '-')}": at for name, at in marks.items()},
    }


# A place for every mark, and little that both photos show.
FAR_UP = moved(
    **{
        "0_ax": "26",
        "0_ay": "46",
        "0_bx": "74.3",
        "0_by": "46",
        "1_ax": "20",
        "1_ay": "20",
        "1_bx": "80",
        "1_by": "25",
    }
)


def recipe_of(house: House, activity: uuid.UUID) -> recipes.Recipe:
    with house.sessions() as session:
        found = session.get_one(Activity, activity)
        return recipes.recipe(session, found, recipes.chosen(found), practice=False)


def photographed(house: House, before: bytes, after: bytes) -> uuid.UUID:
    """A piece of work with these photos, checked and with all their copies."""
    lurah = house.client("lurah.mojo")
    activity = put_activity(lurah)
    for stage, body in (("before", before), ("after", after)):
        assert put_photo(lurah, activity, stage, body).status_code == 201
    house.run_jobs()
    return activity


def page_of(activity: uuid.UUID) -> str:
    return f"/kegiatan/{activity}/gambar"


def test_what_can_be_trusted_is_offered_looked_for_once_drawn_and_undone_with_one_tap(
    lurah: FlaskClient, house: House
) -> None:
    pair = warps.pair(8)
    activity = photographed(house, pair.before, pair.after)
    before = recipe_of(house, activity)

    assert OFFER in told(lurah.get(page_of(activity)), 200)
    answer = sent(lurah, opened(lurah, page_of(activity)), align="found")

    after = recipe_of(house, activity)
    assert answer.status_code == 303
    assert after.aligned is not None
    assert pair.error(after.aligned) < warps.WRONG
    assert (after.notes, before.aligned, before.notes) == (("diselaraskan",), None, ())
    assert after.digest() != before.digest()
    house.run_jobs()
    with house.sessions() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.recipe_digest == after.digest())).one()
        assert drawn.state is RenditionState.READY
    draft = told(lurah.get(f"/kegiatan/{activity}/susun"), 200)
    assert "diselaraskan dengan foto sebelum" in draft
    assert opened(lurah, page_of(activity))["align"] == "found"

    undone = lurah.post(f"{page_of(activity)}/tanpa-selaras", data={"csrf_token": token(draft)})

    assert undone.status_code == 303
    assert recipe_of(house, activity) == before
    assert "diselaraskan dengan foto sebelum" not in told(lurah.get(f"/kegiatan/{activity}/susun"), 200)
    with house.sessions.begin() as session:
        session.get_one(Alignment, before.photos).similarity = {}
    # What was found once is not looked for again.
    assert OFFER not in told(lurah.get(page_of(activity)), 200)


def token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.mark.prove
def test_photos_of_two_places_are_offered_marks_only(lurah: FlaskClient, house: House) -> None:
    activity = photographed(house, *warps.strangers(OF_TEXTURE))

    page = told(lurah.get(page_of(activity)), 200)
    refused = sent(lurah, opened(lurah, page_of(activity)), align="found")

    assert OFFER not in page
    assert "Tandai dua titik yang sama" in page
    assert "Pilihan itu tidak ada." in told(refused, 422)


def test_two_marks_on_each_photo_are_plain_arithmetic_and_are_shown_again(
    lurah: FlaskClient, house: House
) -> None:
    activity = factories.complete(house)

    answer = sent(lurah, opened(lurah, page_of(activity)), **moved())

    size = (64, 80)
    exact = by_marks(size, [(0.2, 0.5), (0.8, 0.52)], size, [(0.18, 0.47), (0.79, 0.505)])
    assert answer.status_code == 303
    assert recipe_of(house, activity).aligned == exact != Similarity()
    form = opened(lurah, page_of(activity))
    assert (form["align"], {name: float(form[name]) for name in MARKS}) == (
        "marked",
        {name: float(at) for name, at in MARKS.items()},
    )


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"align": "marked"}, "Tandai kedua titik pada kedua foto."),
    (moved(**{"1_by": ""}), "Tandai kedua titik pada kedua foto."),
    (moved(**{"1_by": "101"}), "Tulis angka dari 0 sampai 100."),
    (moved(**{"1_by": "NaN"}), "Tulis angka dari 0 sampai 100."),
    (moved(**{"1_by": "tinggi"}), "Tulis dengan angka."),
    (moved(**{"0_bx": "25", "1_bx": "23"}), "terlalu berdekatan"),
    (moved(**{"1_ax": "79", "1_bx": "18"}), "ditandai pada benda yang sama"),
    (moved(**{"1_by": "90"}), "ditandai pada benda yang sama"),
    (FAR_UP, "terlalu banyak yang terpotong"),
    ({"align": "by magic"}, "Pilihan itu tidak ada."),
)


def test_what_cannot_be_aligned_is_said_and_changes_nothing(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    sent(lurah, opened(lurah, page_of(activity)), **moved())
    before = recipe_of(house, activity)
    assert before.aligned is not None
    blank = {"align": "none", **dict.fromkeys(MARKS, "")}

    for fields, words in REFUSED:
        answer = sent(lurah, opened(lurah, page_of(activity)), **{**blank, **fields})

        assert words in told(answer, 422), fields
        assert recipe_of(house, activity) == before, fields


@pytest.mark.prove
def test_a_try_out_is_aligned_too_or_says_why_not(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    form = opened(lurah, page_of(activity))
    form["action"] += "/coba"

    drawn, refused = sent(lurah, form, **moved()), sent(lurah, form, **moved(**{"1_by": "90"}))

    assert opened_picture(drawn.data).size == (1080, 1350)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert "benda yang sama" in refused.get_json()["fields"]["align"]
    assert recipe_of(house, activity).aligned is None


def test_an_alignment_holds_for_its_two_photos_in_their_order_only(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    sent(lurah, opened(lurah, page_of(activity)), **moved())
    straight = recipe_of(house, activity)
    assert (straight.aligned is None, straight.notes) == (False, (ALIGNED,))

    with house.sessions() as session:
        found = session.get_one(Activity, activity)
        swapped = recipes.recipe(session, found, list(reversed(recipes.chosen(found))), practice=False)

    assert (swapped.aligned, swapped.notes) == (None, ())


def test_other_formats_stay_aligned_where_that_leaves_enough_and_single_photos_never_are() -> None:
    gentle, far = (
        Similarity(turn=2_000, scale=10_200, x=150, y=-120),
        Similarity(turn=-2_000, scale=9_000, x=1_900),
    )
    sizes = [(3000, 4000)] * 2

    for aligned, kept in ((gentle, [True, True]), (far, [True, False])):
        main = recipes.Recipe(
            ("a", "b"),
            "Judul",
            "Kelurahan Mojo",
            labels=("SEBELUM", "SESUDAH"),
            notes=(ALIGNED,),
            aligned=aligned,
        )
        others = [carousel.in_format(main, name, sizes) for name in ("story", "landscape")]
        cover, *slides = carousel.carousel(main, sizes)

        assert not too_near(main, sizes)
        assert [other.aligned == aligned for other in others] == kept
        assert [ALIGNED in other.notes for other in others] == kept
        assert (cover.aligned, [slide.aligned for slide in slides]) == (aligned, [None, None])


def test_an_aligned_after_has_no_frame_of_its_own(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    assert "data-led>" in told(lurah.get(page_of(activity)), 200)

    sent(lurah, opened(lurah, page_of(activity)), **moved(), **{"frames-0-x": "30", "frames-1-zoom": "180"})

    page = told(lurah.get(page_of(activity)), 200)
    assert "data-led hidden>" in page
    assert "data-follows>Selama diselaraskan" in page
    refused = sent(lurah, opened(lurah, page_of(activity)), **{"frames-1-zoom": "9"})
    assert "data-led>" in told(refused, 422)
    sizes, main = [(3000, 4000)] * 2, recipe_of(house, activity)
    assert [each.frames for each in carousel.carousel(main, sizes)[1:]] == [(Frame(300),)] * 2


def test_photos_that_are_no_longer_aligned_in_another_format_keep_one_frame() -> None:
    far, frames = Similarity(turn=-2_000, scale=9_000, x=1_900), (Frame(450), Frame(200, 200, 300))
    main = recipes.Recipe(
        ("a", "b"), "Judul", "Kelurahan Mojo",
        labels=("SEBELUM", "SESUDAH"), notes=(ALIGNED,), aligned=far, frames=frames,
    )  # fmt: skip

    other = carousel.in_format(main, "landscape", [(3000, 4000)] * 2)

    assert (other.aligned, other.frames) == (None, (Frame(450), Frame(450)))


def test_photos_that_only_document_are_not_aligned(lurah: FlaskClient, house: House) -> None:
    activity = factories.activity(house, mode="C", category="PELAYANAN")
    for _ in range(2):
        factories.photo(house, activity, "plain")

    page = told(lurah.get(page_of(activity)), 200)
    refused = sent(lurah, opened(lurah, page_of(activity)), **moved())

    assert "Penyelarasan" not in page
    assert "Pilihan itu tidak ada." in told(refused, 422)


def test_what_was_sent_stays_as_it_was_sent(lurah: FlaskClient, camat: FlaskClient, house: House) -> None:
    draft = factories.drafted(house)
    sent(lurah, opened(lurah, page_of(draft.activity)), **moved())
    page = told(lurah.get(f"/kegiatan/{draft.activity}/susun"), 200)
    factories.drawn(house, draft.activity)
    factories.submit(house, draft)
    assert "Gambar diselaraskan:" in told(camat.get(f"/periksa/{draft.post}"), 200)
    assert "Gambar diselaraskan:" not in told(camat.get(f"/periksa/{factories.submitted(house).post}"), 200)

    answer = lurah.post(f"{page_of(draft.activity)}/tanpa-selaras", data={"csrf_token": token(page)})

    assert "sedang menunggu persetujuan" in told(answer, 409)
    with house.sessions() as session:
        assert factories.post_of(session, draft).latest.rendition.recipe["notes"] == ["diselaraskan"]
    assert "Lepas penyelarasan" not in told(lurah.get(f"/kegiatan/{draft.activity}/susun"), 200)
