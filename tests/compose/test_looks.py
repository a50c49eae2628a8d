"""Arranging a picture and choosing a unit's look: what is kept, what is refused, and what never changes."""

import io
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from evidence.adapters.imaging import Frame, contrast
from evidence.capture.models import Activity
from evidence.compose import recipes
from evidence.compose.models import Arrangement, PostVersion, Rendition, RenditionState, UnitTheme
from evidence.core.audit import AuditEvent
from tests import factories
from tests.adapters.pictures import opened as opened_picture
from tests.adapters.pictures import png
from tests.forms import opened, sent, told
from tests.house import MOJO, PASAR_KLIWON, House, put_activity, put_photo
from tests.practice.serving import picture

BLUE, SOGAN = "#163A66", "#4E2A10"


def recipe_of(house: House, activity: uuid.UUID) -> recipes.Recipe:
    with house.sessions() as session:
        found = session.get_one(Activity, activity)
        return recipes.recipe(session, found, recipes.chosen(found), practice=False)


def arrange(client: FlaskClient, activity: uuid.UUID, **fields: object) -> object:
    return sent(client, opened(client, f"/kegiatan/{activity}/gambar"), **fields)


def crest(body: bytes, kind: str = "image/png") -> FileStorage:
    return FileStorage(io.BytesIO(body), "lambang.png", content_type=kind)


def acts(house: House, act: str) -> list[AuditEvent]:
    with house.sessions() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.act == act)))


# ------------------------------------------------------------------------------------ arranging
def test_an_arrangement_is_kept_and_draws_another_picture(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    before = recipe_of(house, work.activity)

    moved = {"frames-0-x": "25", "frames-0-y": "62.5", "frames-1-zoom": "150"}
    form = opened(lurah, f"/kegiatan/{work.activity}/gambar")
    answer = sent(lurah, form, format="square", layout="inset", fit="fill", **moved)

    after = recipe_of(house, work.activity)
    assert answer.status_code == 303
    assert (after.format, after.layout, after.whole) == ("square", "inset", False)
    assert after.frames == (Frame(250, 625, 100), Frame(500, 500, 150))
    assert after.digest() != before.digest()
    with house.sessions() as session:
        drawn = session.scalars(select(Rendition).where(Rendition.recipe_digest == after.digest())).one()
        (draft,) = session.scalars(select(PostVersion)).all()
        assert draft.rendition_id == drawn.id
        assert drawn.pixels == (1080, 1080)
    (event,) = acts(house, "compose.arranged")
    assert (event.actor_name, event.facts["layout"]) == ("Lurah Mojo", "inset")


def lying(house: House) -> uuid.UUID:
    """A complete activity whose photos are 4:3."""
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage, width=4000, height=3000)
    return activity


def test_the_description_says_where_the_photos_stand_until_a_person_writes_one(
    lurah: FlaskClient, house: House
) -> None:
    activity = lying(house)
    page, beside, above = f"/kegiatan/{activity}/susun", "sebelum di kiri", "sebelum di atas"

    arrange(lurah, activity, format="landscape")
    proposed = opened(lurah, page)
    sent(lurah, proposed)
    arrange(lurah, activity, format="portrait")
    renewed = opened(lurah, page)
    with house.sessions() as session:
        stored = session.scalars(select(PostVersion.alt_text)).one()
    sent(lurah, renewed, alt_text="Saluran di depan balai.")
    arrange(lurah, activity, format="landscape")

    assert beside in proposed["alt_text"]
    assert above in stored == renewed["alt_text"]
    assert opened(lurah, page)["alt_text"] == "Saluran di depan balai."


def test_a_description_proposed_before_the_after_came_follows_the_picture(
    lurah: FlaskClient, house: House
) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before", width=4000, height=3000)
    proposed = opened(lurah, f"/kegiatan/{activity}/susun")
    sent(lurah, proposed)
    factories.photo(house, activity, "after", width=4000, height=3000)

    arrange(lurah, activity, format="landscape")

    assert "Dua foto, sebelum dan sesudah:" in proposed["alt_text"]
    assert "sebelum di kiri" in opened(lurah, f"/kegiatan/{activity}/susun")["alt_text"]


def test_the_page_says_when_photos_are_shown_whole_and_frames_change_nothing(
    lurah: FlaskClient, house: House
) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before")
    factories.photo(house, activity, "after", width=4000, height=1500)
    page = f"/kegiatan/{activity}/gambar"

    assert "data-whole>Foto sekarang tampil utuh" in told(lurah.get(page), 200)
    arrange(lurah, activity, fit="fill")
    assert "data-whole hidden>" in told(lurah.get(page), 200)
    arrange(lurah, activity, fit="whole")
    assert "data-whole>" in told(lurah.get(page), 200)


def test_the_same_arrangement_again_draws_nothing(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)

    for _ in range(2):
        assert sent(lurah, opened(lurah, f"/kegiatan/{activity}/gambar"), format="story").status_code == 303

    with house.sessions() as session:
        digests = [each.recipe_digest for each in session.scalars(select(Rendition))]
    assert len(digests) == len(set(digests)) == 2


def test_the_form_shows_what_was_kept(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    sent(lurah, opened(lurah, f"/kegiatan/{activity}/gambar"), format="landscape", **{"frames-1-x": "12.5"})

    form = opened(lurah, f"/kegiatan/{activity}/gambar")

    assert (form["format"], form["layout"], form["fit"]) == ("landscape", "", "")
    assert (form["frames-0-x"], form["frames-1-x"], form["frames-1-zoom"]) == ("50", "12.5", "100")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": "poster"}, "Pilihan itu tidak ada."),
        ({"layout": "heap"}, "Pilihan itu tidak ada."),
        ({"format": "landscape", "layout": "stack"}, "tidak tersedia untuk bentuk dan jumlah foto ini"),
        ({"frames-0-x": "101"}, "Tulis angka dari 0 sampai 100."),
        ({"frames-0-zoom": "99"}, "Tulis angka dari 100 sampai 400."),
        ({"frames-0-zoom": "NaN"}, "Tulis angka dari 100 sampai 400."),
        ({"frames-0-y": "tinggi"}, "Tulis dengan angka."),
        ({"frames-0-y": ""}, "Wajib diisi."),
    ],
)
def test_what_cannot_be_arranged_is_said_and_changes_nothing(
    lurah: FlaskClient, house: House, fields: dict[str, str], words: str
) -> None:
    activity = factories.complete(house)

    answer = sent(lurah, opened(lurah, f"/kegiatan/{activity}/gambar"), **fields)

    assert words in told(answer, 422)
    with house.sessions() as session:
        assert session.get(Arrangement, activity) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"frames-0-photo": str(uuid.uuid4())},
        {"frames-0-photo": None},
        {"frames-9-photo": "x"},
        {"frames-0-photo": "'"},
    ],
)
def test_frames_of_other_photos_are_refused(
    lurah: FlaskClient, house: House, fields: dict[str, str | None]
) -> None:
    activity = factories.complete(house)

    answer = sent(lurah, opened(lurah, f"/kegiatan/{activity}/gambar"), **fields)

    assert "baru saja berubah" in told(answer, 409)


def test_what_was_sent_keeps_its_picture_until_it_is_taken_back(lurah: FlaskClient, house: House) -> None:
    draft = factories.drafted(house)
    form = opened(lurah, f"/kegiatan/{draft.activity}/gambar")
    factories.submit(house, draft)

    refused = sent(lurah, form, format="story")

    assert "sedang menunggu persetujuan" in told(refused, 422)
    assert "sedang menunggu persetujuan" in told(lurah.get(f"/kegiatan/{draft.activity}/gambar"), 200)


def test_an_activity_without_its_after_cannot_be_arranged_yet(lurah: FlaskClient, house: House) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before")

    assert "setelah semua foto sampai" in told(lurah.get(f"/kegiatan/{activity}/gambar"), 200)


def test_a_try_out_is_the_picture_and_keeps_nothing(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/gambar")
    form["action"] += "/coba"

    answers = [sent(lurah, form, format=each) for each in ("story", "landscape")]

    assert [opened_picture(answer.data).size for answer in answers] == [(1080, 1920), (1600, 900)]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    with house.sessions() as session:
        assert session.get(Arrangement, activity) is None


@pytest.mark.prove
def test_nobody_may_try_for_ever(lurah: FlaskClient, house: House) -> None:
    form = opened(lurah, f"/unit/{MOJO}/tema")
    form["action"] += "/coba"

    states = [sent(lurah, form, theme="own", band="#12345").status_code for _ in range(3)]
    drawn = [sent(lurah, form).status_code for _ in range(61)]

    # What is refused at once costs nobody anything.
    assert states == [422, 422, 422]
    assert drawn == [200] * 60 + [429]


# ------------------------------------------------------------------------------------ the theme
def test_a_unit_chooses_its_look_and_its_pictures_follow(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)

    answer = sent(
        lurah, opened(lurah, f"/unit/{MOJO}/tema"), theme="sogan", handle=" @kelurahan.mojo ",
        crest=crest(png(opened_picture(picture(60, 90, "gold")))),
    )  # fmt: skip

    made = recipe_of(house, activity)
    assert answer.status_code == 303
    assert (made.theme.band, made.handle) == (SOGAN, "@kelurahan.mojo")
    stored = house.app.extensions["house"].storage.get(f"crests/{made.crest}.png")
    assert lurah.get(f"/unit/{MOJO}/lambang.png").data == stored
    assert opened_picture(stored).size == (60, 90)


def test_the_units_below_follow_until_they_choose_for_themselves(house: House) -> None:
    camat, activity = house.client("camat.pasarkliwon"), factories.complete(house)

    sent(camat, opened(camat, f"/unit/{PASAR_KLIWON}/tema"), theme="daun")
    followed = recipe_of(house, activity).theme.band
    factories.theme(house)
    own = recipe_of(house, activity).theme.band
    lurah = house.client("lurah.mojo")
    page = told(lurah.get(f"/unit/{MOJO}/tema"), 200)
    assert lurah.post(f"/unit/{MOJO}/tema/hapus", data={"csrf_token": token(page)}).status_code == 303

    assert (followed, own, recipe_of(house, activity).theme.band) == ("#0F4A33", SOGAN, "#0F4A33")
    assert "memakai tema Kecamatan Pasar Kliwon" in told(lurah.get(f"/unit/{MOJO}/tema"), 200)


def token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_colours_that_cannot_be_read_are_shifted_and_it_is_said(lurah: FlaskClient, house: House) -> None:
    answer = sent(lurah, opened(lurah, f"/unit/{MOJO}/tema"), theme="own", band="#7788aa", accent="#803010")

    page = told(lurah.get(answer.location), 200)
    with house.sessions() as session:
        kept = session.get_one(UnitTheme, MOJO)
    assert "digeser terangnya" in page
    assert contrast(kept.band, kept.text) >= 7
    assert contrast(kept.accent, "#1B1F24") >= 7


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"theme": "own", "band": "biru"}, "Tulis warna seperti #163A66."),
        ({"theme": "own", "accent": ""}, "Tulis warna seperti #163A66."),
        ({"theme": "pelangi"}, "Pilihan itu tidak ada."),
        ({"handle": "@" + "a" * 50}, "Paling panjang 40 huruf."),
        ({"crest": crest(b"<svg/>")}, "Jenis berkas gambar ini belum dapat dipakai."),
        ({"crest": crest(b"halo")}, "tidak dapat dibaca sebagai foto"),
        ({"crest": crest(b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))}, "Lambang lebih dari 2 MB."),
    ],
)
def test_what_cannot_be_a_look_is_said_and_nothing_is_kept(
    lurah: FlaskClient, house: House, fields: dict[str, object], words: str
) -> None:
    answer = sent(lurah, opened(lurah, f"/unit/{MOJO}/tema"), **fields)

    assert words in told(answer, 422)
    with house.sessions() as session:
        assert session.get(UnitTheme, MOJO) is None


def test_a_crest_stays_until_it_is_taken_off(lurah: FlaskClient, house: House) -> None:
    digest = factories.theme(house)

    sent(lurah, opened(lurah, f"/unit/{MOJO}/tema"), theme="kertas")
    with house.sessions() as session:
        kept = session.get_one(UnitTheme, MOJO).crest_sha256
    sent(lurah, opened(lurah, f"/unit/{MOJO}/tema"), without_crest="y")

    with house.sessions() as session:
        assert (kept, session.get_one(UnitTheme, MOJO).crest_sha256) == (digest, "")
    assert lurah.get(f"/unit/{MOJO}/lambang.png").status_code == 404


def test_the_theme_of_a_frozen_version_never_changes_under_it(lurah: FlaskClient, house: House) -> None:
    draft = factories.drafted(house)
    factories.submit(house, draft)
    with house.sessions() as session:
        (frozen,) = session.scalars(select(PostVersion)).all()
        before = (frozen.image_sha256, frozen.content_hash, frozen.rendition.recipe)

    sent(lurah, opened(lurah, f"/unit/{MOJO}/tema"), theme="sogan")
    factories.theme(house)

    with house.sessions() as session:
        (same,) = session.scalars(select(PostVersion)).all()
        assert (same.image_sha256, same.content_hash, same.rendition.recipe) == before
        assert same.rendition.recipe["theme"]["band"] == BLUE


def test_a_picture_with_a_crest_is_drawn_by_the_worker(house: House) -> None:
    lurah, digest = house.client("lurah.mojo"), factories.theme(house)
    activity = put_activity(lurah)
    for stage, colour in (("before", "teal"), ("after", "olive")):
        assert put_photo(lurah, activity, stage, picture(480, 640, colour)).status_code == 201

    # The photos are verified first; the last of them asks for the picture.
    house.run_jobs()
    house.run_jobs()

    with house.sessions() as session:
        (drawn,) = session.scalars(select(Rendition)).all()
    assert (drawn.state, drawn.recipe["crest"]) == (RenditionState.READY, digest)
    shown = opened_picture(lurah.get(f"/hasil/{drawn.id}.jpg").data).getpixel((84, 1282))
    assert isinstance(shown, tuple)
    assert shown[0] > 130 > 80 > shown[1]
