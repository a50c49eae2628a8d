"""One activity's page and the lists tell the same state, and the one button leads to what the person does next."""

import re
import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.capture.models import Photo
from evidence.core import clock
from tests import factories
from tests.factories import Work
from tests.forms import told
from tests.house import JEBRES, House

NOTE = "Sudutnya berbeda, ambil lagi dari tempat yang sama."


def page(client: FlaskClient, activity: uuid.UUID) -> str:
    return told(client.get(f"/kegiatan/{activity}"), 200)


def next_step(client: FlaskClient, activity: uuid.UUID) -> str:
    """The words of the filled button, or "" where there is none."""
    words = {
        each.strip()
        for each in re.findall(r'class="button primary[^"]*"[^>]*>([^<]+)<', page(client, activity))
    }
    assert len(words) < 2, words
    return words.pop() if words else ""


def returned(house: House) -> Work:
    work = factories.submitted(house)
    factories.decide(house, work, "request_changes", NOTE)
    return work


def test_every_list_and_the_page_itself_tell_the_state_of_the_post(house: House, lurah: FlaskClient) -> None:
    work = returned(house)

    pages = [told(lurah.get(path), 200) for path in ("/beranda", "/kegiatan", "/galeri", "/unggahan")]
    for each in (*pages, page(lurah, work.activity)):
        assert "Perlu perbaikan" in each
        assert "Lengkap</span>" not in each


def test_the_button_leads_to_what_comes_next(house: House, lurah: FlaskClient, staff: FlaskClient) -> None:
    new, complete, sent = factories.activity(house), factories.complete(house), factories.submitted(house)
    draft = factories.drafted(house)

    assert next_step(lurah, new) == "Foto sebelum"
    assert next_step(lurah, complete) == "Susun unggahan"
    assert next_step(lurah, draft.activity) == "Lanjutkan unggahan"
    assert next_step(lurah, sent.activity) == ""
    assert next_step(lurah, returned(house).activity) == "Perbaiki unggahan"
    assert next_step(staff, new) == ""


def test_what_the_approver_wrote_stands_on_the_page(house: House, lurah: FlaskClient) -> None:
    work = returned(house)

    assert NOTE in page(lurah, work.activity)
    assert NOTE in told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)


def test_a_photo_whose_camera_file_is_stored_says_so_and_offers_it(house: House, lurah: FlaskClient) -> None:
    for stages in (["before"], ["before", "after"]):
        work = factories.activity(house)
        photos = [factories.photo(house, work, stage) for stage in stages]
        without = page(lurah, work)
        factories.original(house, photos[0])
        with_it = page(lurah, work)

        assert "Asli tersimpan" not in without
        assert with_it.count("Asli tersimpan") == 1
        assert with_it.count(f'href="/foto/{photos[0]}/kamera"') == 1


def test_the_approver_may_take_the_camera_file_away_too(house: House, camat: FlaskClient) -> None:
    work = factories.submitted(house)
    with house.sessions() as session:
        photo = session.scalars(select(Photo.id).where(Photo.activity_id == work.activity)).first()
    assert photo is not None
    before = told(camat.get(f"/periksa/{work.post}"), 200)
    factories.original(house, photo)

    assert "/kamera" not in before
    assert f'href="/foto/{photo}/kamera"' in told(camat.get(f"/periksa/{work.post}"), 200)


def test_work_without_a_date_says_so(house: House, lurah: FlaskClient) -> None:
    assert f"belum diisi, dicatat {clock.date_text(clock.today())}" in page(lurah, factories.activity(house))


def test_a_refusal_keeps_the_bar_of_whoever_is_signed_in(house: House, lurah: FlaskClient) -> None:
    foreign = factories.activity(house, JEBRES, "lurah.jebres")

    for address in (f"/kegiatan/{foreign}", f"/kegiatan/{uuid.uuid4()}", "/kegiatan/bukan-nomor"):
        refused = told(lurah.get(address), 404)
        assert "Unggahan" in refused.split("<main")[0], address
        assert "uuid" not in refused
