"""Whose phone it is: a photo goes in the name of whoever is signed in, and into nobody's work but theirs."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.house import MOJO
from tests.program import Program, photograph
from tests.serving import RunningHouse

pytestmark = pytest.mark.browser

# Of the other kecamatan, where the lurah of Mojo has no work.
PUCANGSAWIT = "33.72.04.1006"
MOVE = """([id, unit]) => new Promise((resolve) => {
    const open = indexedDB.open("bukti");
    open.onsuccess = () => {
        const shelf = open.result.transaction("drafts", "readwrite").objectStore("drafts");
        const found = shelf.get(id);
        found.onsuccess = () => shelf.put({ ...found.result, facts: { ...found.result.facts, unit } });
        shelf.transaction.oncomplete = () => { open.result.close(); resolve(); };
    };
})"""


def come_in_again(phone: Phone, username: str, password: str) -> None:
    """Sign in by the way that the field's page offers where a session is over."""
    phone.page.locator("#masuk-dulu").get_by_role("link", name="Masuk").tap()
    phone.page.get_by_label("Nama pengguna").fill(username)
    phone.page.get_by_label("Kata sandi", exact=True).fill(password)
    phone.page.get_by_role("button", name="Masuk", exact=True).tap()
    phone.page.wait_for_url(f"{phone.url}/lapangan")


def end_session(phone: Phone) -> None:
    """The sign-in is over, which nobody has told the phone."""
    phone.context.clear_cookies(name="bukti")


def another_signs_in(phone: Phone) -> None:
    """As in another window, of which this page hears nothing."""
    phone.context.add_cookies([{"name": "orang", "value": str(uuid4()), "url": phone.url}])


@pytest.mark.parametrize("told", [pytest.param("late", marks=pytest.mark.prove), "never"])
def test_whoever_signs_in_on_the_field_page_takes_no_photo_in_the_name_of_the_last(
    phone: Phone, line: Line, served: RunningHouse, told: str
) -> None:
    mojo = phone.kept("facts")[0]["id"]
    phone.go("/lapangan")
    line.down()
    phone.begin("Foto Lurah Mojo", photograph("before", 701))
    end_session(phone)
    line.up()
    asked: list[Route] = []
    phone.go("/lapangan")
    phone.says("Anda perlu masuk lagi.")
    phone.page.route(
        "**/api/v1/field", lambda route: asked.append(route) if told == "late" else route.abort()
    )
    come_in_again(phone, "camat.pasarkliwon", served.password)
    expect(phone.page.locator("#layar-awal")).to_be_visible()

    phone.page.evaluate("location.hash = '#/baru'")

    phone.says("HP ini belum mengenal Anda.")
    expect(phone.page.locator("#layar-kamera")).to_be_hidden()
    expect(phone.page.locator("#atas-nama")).to_be_hidden()
    expect(phone.bar).to_contain_text("1 foto milik pengguna lain.")
    assert phone.kept("facts") == phone.kept("known") == []
    for each in asked:
        each.continue_()
    phone.page.unroute("**/api/v1/field")
    phone.page.evaluate("location.hash = '#/'")
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.says("Foto dicatat atas nama Camat")
    phone.begin("Foto Camat Pasar Kliwon", photograph("before", 702))
    camat = phone.kept("facts")[0]["id"]
    assert [each["user"] for each in phone.kept("drafts")].count(mojo) == 1
    assert {each["user"] for each in phone.kept("drafts")} <= {mojo, camat}
    assert {each["user"] for each in phone.kept() if each["title"] == "Foto Lurah Mojo"} == {mojo}
    assert mojo != camat


@pytest.mark.prove
def test_a_phone_stays_its_persons_while_their_session_is_over(
    phone: Phone, line: Line, house: Program, served: RunningHouse
) -> None:
    mojo = phone.kept("facts")[0]["id"]
    end_session(phone)
    phone.begin("Sesudah sesi berakhir", photograph("before", 703))
    line.down()
    phone.go("/lapangan")
    phone.says("Foto dicatat atas nama Lurah Mojo.")
    assert [each["user"] for each in phone.kept()] == [mojo]
    line.up()
    phone.go("/lapangan")
    phone.says("Anda perlu masuk lagi.")

    come_in_again(phone, "lurah.mojo", served.password)

    phone.emptied()
    assert "Sesudah sesi berakhir" in [
        each["title"] for each in house.ask("GET", "/activities")["activities"]
    ]


@pytest.mark.prove
def test_the_draft_of_somebody_else_is_neither_opened_nor_changed(
    phone: Phone, line: Line, served: RunningHouse
) -> None:
    phone.go("/lapangan")
    line.down()
    phone.begin("Judul Lurah Mojo", photograph("before", 704))
    (draft,) = phone.kept("drafts")
    phone.context.clear_cookies()
    line.up()
    phone.sign_in("lurah.jebres", served.password)

    for address in (f"#/lengkapi/{draft['id']}", f"#/foto/{draft['id']}/after"):
        phone.go(f"/lapangan{address}")
        phone.page.reload()
        phone.says("Kegiatan ini milik pengguna lain")
        expect(phone.page.locator("#layar-awal")).to_be_visible()
        expect(phone.page.get_by_text("Judul Lurah Mojo")).to_have_count(0)

    # Its own person's outbox may have tried it once more before the next one came; nothing else of it may differ.
    assert [{**each, "tried": draft.get("tried")} for each in phone.kept("drafts")] == [
        {**draft, "tried": draft.get("tried")}
    ]


@pytest.mark.prove
def test_a_form_is_not_saved_for_whoever_signed_in_meanwhile(phone: Phone) -> None:
    phone.go("/lapangan#/baru")
    phone.shoot(photograph("before", 705))
    phone.page.get_by_role("button", name="Pakai ini").tap()
    (before,) = phone.kept("drafts")
    phone.page.get_by_label("Judul kegiatan").fill("Judul orang lain")
    another_signs_in(phone)

    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    (after,) = phone.kept("drafts")
    assert after["facts"] == before["facts"]


@pytest.mark.prove
def test_a_unit_that_is_not_on_offer_any_more_is_not_changed_unasked(phone: Phone, line: Line) -> None:
    phone.go("/lapangan")
    line.down()
    phone.begin("Unit yang lama", photograph("before", 706))
    (draft,) = phone.kept("drafts")
    phone.page.evaluate(MOVE, [draft["id"], PUCANGSAWIT])

    phone.page.evaluate(f"location.hash = '#/lengkapi/{draft['id']}'")
    phone.page.get_by_label("Judul kegiatan").fill("Unit yang lama, judul baru")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    expect(phone.page.locator("#layar-awal")).to_be_visible()
    (kept,) = phone.kept("drafts")
    assert kept["facts"] == {**draft["facts"], "unit": PUCANGSAWIT, "title": "Unit yang lama, judul baru"}


@pytest.mark.prove
def test_no_camera_opens_where_its_person_has_signed_out_in_another_tab(phone: Phone, house: Program) -> None:
    activity = house.begin("Ditinggal di tab lain", MOJO)
    phone.go(f"/lapangan#/foto/{activity}/after")
    phone.page.reload()
    phone.camera()
    other = phone.context.new_page()
    other.goto(f"{phone.url}/lainnya")
    with other.expect_navigation():
        other.get_by_role("button", name="Keluar").tap()
    other.close()

    phone.says("Masuk dahulu di HP ini")
    expect(phone.page.locator("#masuk-dulu").get_by_role("link", name="Masuk")).to_be_visible()
    expect(phone.page.locator("#layar-kamera")).to_be_hidden()


@pytest.mark.prove
def test_a_shot_that_can_be_kept_in_nobodys_name_is_offered_to_the_gallery(phone: Phone) -> None:
    phone.go("/lapangan#/baru")
    phone.camera()
    another_signs_in(phone)

    phone.page.locator("#rana").tap()

    phone.says("Foto ini belum tersimpan di Bukti")
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="Simpan ke galeri").tap()
    assert Path(saved.value.path()).stat().st_size > 1000
    assert phone.kept() == []
