"""The whole way in a real browser on a phone: two photos in, one approved post out; with scripts and without."""

import json
import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import FilePayload, Page, expect

from evidence.compose.privacy import QUESTIONS
from tests.browser import pictures
from tests.browser.fixtures import NewPage
from tests.browser.visitor import ENOUGH_SECONDS, Visitor
from tests.followers import picture_of, practice_posts
from tests.program import photograph, sha256
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]

ARRIVED = "Sudah sampai balai kota"
SHARED = "https://www.instagram.com/p/Latihan456"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def file_of(stage: str, seed: int) -> FilePayload:
    return FilePayload(name=f"IMG_{stage}.jpg", mimeType="image/jpeg", buffer=photograph(stage, seed))


def send_photo(lurah: Visitor, stage: str, seed: int) -> None:
    """Choose a photo on the plain form and send it."""
    lurah.page.get_by_label("Pilih foto").set_input_files(file_of(stage, seed))
    lurah.press(f"Kirim foto {'sebelum' if stage == 'before' else 'sesudah'}")
    expect(lurah.page.get_by_role("status").filter(has_text="Foto diterima")).to_be_visible()


def take_photo(lurah: Visitor, stage: str, seed: int) -> None:
    """Take a photo on the camera's page; there it comes from the gallery, since a moving test picture is no drain."""
    expect(lurah.page.locator("#layar-kamera")).to_be_visible()
    lurah.page.locator("#galeri").set_input_files(file_of(stage, seed))
    lurah.page.get_by_role("button", name="Pakai ini").tap()


def arrived(lurah: Visitor) -> None:
    """Nothing waits on the phone any more."""
    expect(lurah.page.get_by_role("status").filter(has_text="tersimpan di HP")).to_be_visible()
    expect(lurah.page.locator("[data-outbox]")).to_be_hidden(timeout=ENOUGH_SECONDS * 1000)


def facts(lurah: Visitor, title: str) -> None:
    """What an activity says about itself, on the plain form and on the camera's page alike."""
    lurah.page.get_by_label("Kategori kegiatan").select_option(label="Saluran & drainase")
    lurah.page.get_by_label("Judul kegiatan").fill(title)
    lurah.page.get_by_label("RT (opsional)").fill("5")
    lurah.page.get_by_label("RW (opsional)").fill("3")
    lurah.page.get_by_label("Nama jalan atau tempat").fill("Jl. Sungai Barito")


def photographed(lurah: Visitor, title: str, seed: int) -> str:
    """Begin an activity with its before photo and wait until that is safe; the activity's address."""
    if not lurah.scripts:
        lurah.press("Foto sebelum")
        facts(lurah, title)
        lurah.press("Lanjut ke foto")
        send_photo(lurah, "before", seed)
    else:
        lurah.one("Foto sebelum").tap()
        take_photo(lurah, "before", seed)
        facts(lurah, title)
        lurah.page.get_by_role("button", name="Simpan kegiatan").tap()
        arrived(lurah)
        lurah.open("/kegiatan")
        lurah.press(title)
    activity = lurah.path
    lurah.wait_for(lurah.page.get_by_text(ARRIVED))
    return activity


def finished(lurah: Visitor, activity: str, seed: int) -> None:
    """Take the after photo as well, and wait until both are safe."""
    if not lurah.scripts:
        lurah.press("Foto sesudah")
        send_photo(lurah, "after", seed)
    else:
        lurah.one("Foto sesudah").tap()
        take_photo(lurah, "after", seed)
        arrived(lurah)
        lurah.open(activity)
    lurah.wait_for(lurah.page.get_by_role("link", name="Susun unggahan").filter(visible=True))
    expect(lurah.page.get_by_text(ARRIVED)).to_have_count(2)


def sent_for_review(lurah: Visitor) -> bytes:
    """Write the post, look at its picture, answer what is asked, and send; the picture that was sent."""
    lurah.press("Susun unggahan")
    picture = lurah.page.locator("#gambar img")
    lurah.wait_for(picture)
    lurah.press("Periksa lalu kirim")
    lurah.answer("Tidak ada", len(QUESTIONS))
    lurah.press("Kirim untuk disetujui")
    expect(
        lurah.page.get_by_role("status").filter(has_text="dikirim ke Kecamatan Pasar Kliwon")
    ).to_be_visible()
    return fetched(lurah, picture.get_attribute("src") or "")


def fetched(person: Visitor, address: str) -> bytes:
    """What lies at an address, as that person is given it."""
    answer = person.page.request.get(urljoin(person.page.url, address))
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


def decided(camat: Visitor, title: str) -> None:
    """Open the post that waits, compare its photos, and approve it."""
    camat.press(title)
    if camat.scripts:
        compared_by_keyboard(camat.page)
    expect(camat.page.get_by_role("img", name=f"Foto sesudah: {title}")).to_be_visible()
    camat.agree("Setujui")
    expect(camat.page.get_by_role("status").filter(has_text=f"“{title}” disetujui")).to_be_visible()


def compared_by_keyboard(page: Page) -> None:
    """Come to the slider by Tab alone and move the edge with an arrow."""
    slider = page.get_by_role("slider", name="Geser untuk membandingkan")
    slider.wait_for()
    page.locator("main").get_by_role("link", name=re.compile(r"^\d+ dari \d+")).focus()
    # What was noticed stands before the pair, with its own places to stop at.
    for _stop in range(12):
        page.keyboard.press("Tab")
        if slider.evaluate("slider => slider === document.activeElement"):
            break
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("52")
    assert page.locator(".pair").evaluate("pair => pair.style.getPropertyValue('--at')") == "52%"


def shared_by_hand(lurah: Visitor) -> None:
    """Copy the words, then say where the post is."""
    lurah.press("Bagikan sendiri")
    words = lurah.page.get_by_label("Keterangan unggahan").input_value()
    if lurah.scripts:
        lurah.one("Salin teks").tap()
        expect(lurah.page.get_by_text("Teks disalin.")).to_be_visible()
        assert lurah.page.evaluate("navigator.clipboard.readText()") == words
    lurah.page.get_by_label("Tautan unggahan").fill(SHARED)
    lurah.press("Tandai sudah diposting")
    expect(lurah.page.get_by_role("status").filter(has_text="dibagikan sendiri")).to_be_visible()


def walked(served: RunningHouse, new_page: NewPage, title: str, seed: int, *, scripts: bool) -> None:
    """From the front door of the lurah to the gallery, with everything that must hold on the way."""
    lurah = Visitor(new_page(javascript=scripts, permissions=CLIPBOARD), served, scripts=scripts)
    camat = Visitor(new_page(javascript=scripts), served, scripts=scripts)
    follower = Visitor(new_page(javascript=scripts), served, scripts=scripts)

    lurah.sign_in("lurah.mojo")
    if scripts:
        pictures.keep("beranda", lurah.page.screenshot(), 360)
    activity = photographed(lurah, title, seed)
    finished(lurah, activity, seed)
    sent = sent_for_review(lurah)
    camat.sign_in("camat.pasarkliwon")
    decided(camat, title)
    lurah.press("Unggahan", within="nav")
    lurah.press(title)
    post = lurah.path.rsplit("/", 1)[-1]
    link = lurah.page.get_by_role("link", name="Lihat unggahan")
    lurah.wait_for(link)
    lurah.wait_for(lurah.page.get_by_role("link", name="Bagikan sendiri"))

    told = json.loads(fetched(lurah, f"/api/v1/posts/{post}"))
    assert told["activity"] == activity.rsplit("/", 1)[-1]
    (approved,) = told["renditions"]
    (posted,) = practice_posts(served, title)
    assert sha256(sent) == approved["sha256"]
    assert sha256(picture_of(served, posted["id"])) == approved["sha256"]
    assert (link.get_attribute("href") or "").endswith(posted["id"])
    follower.page.goto(served.practice_url)
    follower.look()
    expect(follower.page.get_by_role("article").filter(has_text=title)).to_have_count(1)

    shared_by_hand(lurah)
    expect(lurah.page.get_by_role("heading", name="Terbit di 2 dari 2 akun")).to_be_visible()
    lurah.press("Lainnya", within="nav")
    lurah.press("Galeri")
    expect(
        lurah.page.get_by_role("article").filter(has_text=title).get_by_text("Terbit", exact=True)
    ).to_be_visible()
    if scripts:
        pictures.keep("hasil", sent, 540)


def test_two_photos_become_one_approved_post_on_a_phone(served: RunningHouse, new_page: NewPage) -> None:
    walked(served, new_page, "Kuras saluran Jl. Sungai Barito", 511, scripts=True)


@pytest.mark.prove
def test_two_photos_become_one_approved_post_without_javascript(
    served: RunningHouse, new_page: NewPage
) -> None:
    walked(served, new_page, "Kuras saluran belakang pasar", 512, scripts=False)
