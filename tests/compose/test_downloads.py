"""Taking the pictures of an activity away: what is asked for, what is served, what the page says of them."""

import hashlib
import io
import re
import zipfile
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import select, text

from evidence.capture.models import Activity
from evidence.compose import outputs
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.embedded import Store
from tests import factories
from tests.clusters import Cluster
from tests.compose.asked import render_jobs, renditions
from tests.forms import opened, sent, told
from tests.house import House, furnished, put_activity, put_photo
from tests.practice.serving import picture

BLUE, SOGAN = "#163A66", "#4E2A10"
DONE = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
# Of a before and after: four formats, and the two photos of the carousel whose cover is the portrait.
PICTURES = 6


def page(client: FlaskClient, activity: object) -> str:
    return told(client.get(f"/kegiatan/{activity}/unduh"), 200)


def downloads(shown: str) -> dict[str, str]:
    """The addresses on a page by the names under which their files are kept."""
    return {name: url for url, name in re.findall(r'href="(/hasil/[^"]+)" download="([^"]+)"', shown)}


def copied(shown: str) -> dict[str, str]:
    """The texts to copy, by their ids."""
    return dict(re.findall(r'<textarea id="([^"]+)" readonly[^>]*>([^<]*)</textarea>', shown))


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as files:
        assert files.testzip() is None
        return {each: files.read(each) for each in files.namelist()}


# -------------------------------------------------------------------------------- asked for, served
def test_the_page_asks_once_for_what_is_not_made_and_never_waits(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    asked = render_jobs(house)

    first, second = page(lurah, activity), page(lurah, activity)

    for shown in (first, second):
        assert "Sedang disiapkan: 1 dari 6 gambar siap." in shown
        assert re.search(r'id="unduhan"[^>]* data-poll>', shown)
        assert "unduh.zip" not in shown
    assert len(renditions(house)) == PICTURES
    assert render_jobs(house) - asked == PICTURES - 1


def test_the_comparison_of_another_activity_is_drawn_first(lurah: FlaskClient, house: House) -> None:
    page(lurah, factories.complete(house))
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage)
    lurah.get(f"/kegiatan/{activity}/susun")

    with house.sessions() as session:
        rows = session.execute(text("SELECT priority FROM procrastinate_jobs ORDER BY priority DESC, id"))
        priorities = list(rows.scalars())
    assert priorities[-(PICTURES - 1) :] == [-1] * (PICTURES - 1)
    assert min(priorities[: -(PICTURES - 1)]) == 0


def test_what_is_drawn_is_kept_and_served_and_never_drawn_again(lurah: FlaskClient, house: House) -> None:
    activity = put_activity(lurah)
    for stage, colour in (("before", "teal"), ("after", "olive")):
        taken = "2026-11-26T03:00:00Z"
        sent = put_photo(lurah, activity, stage, picture(640, 480, colour), taken_at=taken)
        assert sent.status_code == 201
    house.run_jobs()
    page(lurah, activity)
    house.run_jobs()
    made, asked = renditions(house), render_jobs(house)

    shown = page(lurah, activity)
    archive = lurah.get(f"/kegiatan/{activity}/unduh.zip")
    again = lurah.get(f"/kegiatan/{activity}/unduh.zip")

    storage = house.app.extensions["house"].storage
    kept = {f"/hasil/{each.id}.jpg": storage.get(each.object_key) for each in made}
    found = downloads(shown)
    names = ("potret", "persegi", "cerita", "lebar", "korsel-1", "korsel-2", "korsel-3")
    assert list(found) == [f"kelurahan-mojo-2026-11-26-kuras-saluran-{name}-draf.jpg" for name in names]
    assert set(found.values()) == set(kept)
    assert {name: lurah.get(url).data for name, url in found.items()} == {
        n: kept[u] for n, u in found.items()
    }
    inside = unzipped(archive.data)
    words = inside.pop("keterangan.txt").decode()
    assert inside == {name: kept[url] for name, url in found.items()}
    assert again.data == archive.data
    assert archive.headers["Content-Disposition"] == (
        'attachment; filename="kelurahan-mojo-2026-11-26-kuras-saluran-draf.zip"'
    )
    assert all(told in words for told in (copied(shown)["keterangan"], *inside))
    # Nothing was asked for, and nothing was written, by all this looking and taking.
    assert [(each.id, each.sha256) for each in renditions(house)] == [(each.id, each.sha256) for each in made]
    assert {each.state for each in made} == {RenditionState.READY}
    assert (len(made), render_jobs(house)) == (PICTURES, asked)
    assert {hashlib.sha256(body).hexdigest() for body in kept.values()} == {each.sha256 for each in made}


def test_all_in_one_file_waits_on_the_page_until_all_are_there(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)

    answer = lurah.get(f"/kegiatan/{activity}/unduh.zip")

    assert (answer.status_code, answer.location) == (302, f"/kegiatan/{activity}/unduh")
    assert "Gambar masih disiapkan." in page(lurah, activity)
    factories.all_drawn(house, activity)
    assert lurah.get(f"/kegiatan/{activity}/unduh.zip").mimetype == "application/zip"
    assert f'href="/kegiatan/{activity}/unduh.zip"' in page(lurah, activity)


def test_a_picture_that_failed_says_why_and_the_others_are_there(
    lurah: FlaskClient, staff: FlaskClient, house: House
) -> None:
    activity = factories.all_drawn(house, factories.complete(house))
    with house.sessions.begin() as session:
        story = next(each for each in session.scalars(select(Rendition)) if each.recipe["format"] == "story")
        story.state, story.reason = RenditionState.FAILED, "too_much_memory"
        ident = story.id

    shown, elsewhere = page(lurah, activity), page(staff, activity)
    inside = unzipped(lurah.get(f"/kegiatan/{activity}/unduh.zip").data)
    form = opened(lurah, f"/kegiatan/{activity}/unduh")
    answer = sent(lurah, form)

    assert "terlalu berat untuk diolah" in shown
    assert "Buat lagi" not in elsewhere
    assert not [name for name in inside if "cerita" in name]
    assert form["action"].startswith(f"/hasil/{ident}/ulang")
    assert (answer.status_code, answer.location) == (303, f"/kegiatan/{activity}/unduh")
    assert "Sedang disiapkan: 5 dari 6" in page(lurah, activity)


def test_before_the_last_photo_there_is_nothing_to_take_away(lurah: FlaskClient, house: House) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before")

    assert "Gambar dibuat setelah semua foto sampai." in page(lurah, activity)
    assert lurah.get(f"/kegiatan/{activity}/unduh.zip").status_code == 302
    assert "/unduh" not in told(lurah.get(f"/kegiatan/{activity}"), 200)
    assert renditions(house) == []


def test_lurah_and_camat_find_the_way_from_the_activity(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    activity = factories.complete(house)

    for client in (lurah, camat):
        assert f'href="/kegiatan/{activity}/unduh"' in told(client.get(f"/kegiatan/{activity}"), 200)


# --------------------------------------------------------------------------------- what is said of it
def test_a_draft_and_what_waits_say_how_they_are_to_be_treated(lurah: FlaskClient, house: House) -> None:
    bare, draft, waiting = factories.complete(house), factories.drafted(house), factories.submitted(house)

    for activity in (bare, draft.activity, waiting.activity):
        factories.all_drawn(house, activity)
        shown = page(lurah, activity)
        assert "Belum disetujui." in shown
        assert "jangan bagikan ke warga atau media sosial sebelum disetujui" in shown
        assert all(name.endswith("-draf.jpg") for name in downloads(shown))


def test_what_was_approved_and_what_was_rejected_is_said(lurah: FlaskClient, house: House) -> None:
    approved, rejected = factories.approved(house), factories.submitted(house)
    factories.decide(house, rejected, "reject", "Bukan kegiatan kelurahan.")

    shown = {work: page(lurah, work.activity) for work in (approved, rejected)}

    assert "Yang diputuskan adalah gambar utama" in shown[approved]
    assert "Belum disetujui" not in shown[approved]
    assert "Gambarnya tidak boleh dibagikan." in shown[rejected]
    factories.all_drawn(house, approved.activity)
    assert "kelurahan-mojo-kuras-saluran-potret.jpg" in downloads(page(lurah, approved.activity))


def test_practice_is_said_on_the_page_and_in_the_names(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_PRACTICE_MODE="1") as house:
        activity = factories.complete(house)
        shown = page(house.client("lurah.mojo"), activity)
        made = {each.recipe["practice"] for each in renditions(house) if each.state is RenditionState.WAITING}

    assert "bertulisan LATIHAN" in shown
    assert made == {True}


def test_the_words_of_the_post_go_first_and_each_picture_has_its_own_description(
    lurah: FlaskClient, house: House
) -> None:
    bare, draft = factories.complete(house), factories.drafted(house)

    proposed, written = copied(page(lurah, bare)), copied(page(lurah, draft.activity))

    assert proposed["keterangan"].startswith("Kuras saluran.")
    assert proposed["alt-utama"] == (
        "Dua foto, sebelum di kiri dan sesudah di kanan: Kuras saluran di RT 05 RW 03, Kelurahan Mojo."
    )
    assert proposed["alt-slide-2"] == "Foto sebelum: Kuras saluran di RT 05 RW 03, Kelurahan Mojo."
    assert proposed["alt-slide-3"] == "Foto sesudah: Kuras saluran di RT 05 RW 03, Kelurahan Mojo."
    assert (written["keterangan"], written["alt-utama"]) == ("Saluran dikuras.", "Dua foto saluran.")
    assert written["alt-square"] == "Dua foto saluran."
    assert written["alt-slide-2"] == proposed["alt-slide-2"]


def test_a_description_never_says_where_the_photos_do_not_stand(lurah: FlaskClient, house: House) -> None:
    activity = factories.activity(house)
    for stage in ("before", "after"):
        factories.photo(house, activity, stage, width=4000, height=3000)

    shown = copied(page(lurah, activity))

    assert "sebelum di atas" in shown["alt-utama"]
    assert "sebelum di kiri" in shown["alt-landscape"]


# ------------------------------------------------------------------------------------------ frozen
def test_what_was_approved_keeps_its_theme_in_every_format(lurah: FlaskClient, house: House) -> None:
    work = factories.approved(house)
    with house.sessions() as session:
        (version,) = session.scalars(select(PostVersion)).all()
        main = version.rendition_id

    factories.theme(house)
    page(lurah, work.activity)

    made = renditions(house)
    assert {each.recipe["theme"]["band"] for each in made} == {BLUE}
    assert (len(made), made[0].id) == (PICTURES, main)
    # Opened again to be mended, the activity has the unit's look of today.
    lurah.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token(lurah)})
    page(lurah, work.activity)
    assert {each.recipe["theme"]["band"] for each in renditions(house)[PICTURES:]} == {SOGAN}
    assert len(renditions(house)) == 2 * PICTURES


def token(client: FlaskClient) -> str:
    return client.get("/lainnya").get_data(as_text=True).partition('csrf_token" value="')[2].partition('"')[0]


def test_stages_and_documentation_have_their_own_carousels(lurah: FlaskClient, house: House) -> None:
    stages = factories.activity(house, mode="B", category="JALAN")
    for stage, percent in (("before", None), ("progress", 60), ("progress", 30), ("after", None)):
        factories.photo(house, stages, stage, percent=percent, taken_at=DONE)
    documented = factories.activity(house, mode="C", category="PELAYANAN")
    for _photo in range(3):
        factories.photo(house, documented, "plain")
    alone = factories.complete(house, mode="C", category="PELAYANAN")

    shown = page(lurah, stages)
    assert re.findall(r"<h3>(\d\. [^<]+)</h3>", shown) == [
        "1. Sampul",
        "2. 0%",
        "3. 30%",
        "4. 60%",
        "5. 100%",
    ]
    assert copied(shown)["alt-slide-3"].startswith("Foto tahap 30%: Kuras saluran")
    assert "4. Foto</h3>" in page(lurah, documented)
    assert "Korsel" not in page(lurah, alone)


def test_a_story_has_a_portrait_carousel(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    sent(lurah, opened(lurah, f"/kegiatan/{activity}/gambar"), format="story")

    page(lurah, activity)

    alone = {each.recipe["format"] for each in renditions(house) if each.recipe["layout"] == "single"}
    assert alone == {"portrait"}


def test_a_network_gets_the_format_it_wants(house: House) -> None:
    work = factories.approved(house)

    with house.sessions.begin() as session:
        (version,) = session.scalars(select(PostVersion)).all()
        assert version.rendition is not None
        story = outputs.in_that_format(session, version.rendition, "story")
        again = outputs.in_that_format(session, version.rendition, "story")
        same = outputs.in_that_format(session, version.rendition, "portrait")
        shown = outputs.outputs(session, session.get_one(Activity, work.activity), practice=False)

    assert shown is not None
    assert story.id == again.id == shown.formats["story"].id
    assert (story.state, story.recipe["title"]) == (RenditionState.WAITING, version.rendition.recipe["title"])
    assert same.id == version.rendition_id
