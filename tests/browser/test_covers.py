"""Parts of a photo are hidden with a finger, with keys alone and without script; the pages around it are sound."""

import io
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from evidence.capture.models import Photo
from tests import factories, privately
from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND, SIZES, SMALL_TARGETS, large_letters
from tests.browser.test_previews import signed_in
from tests.compose.test_covering import kept
from tests.factories import LURAH, Work
from tests.house import House

pytestmark = pytest.mark.browser
# Each page composes or hides a picture, which a busy machine takes its time for.
ENOUGH_MS = 60_000
# A folder in which each page is left as a picture, for whoever looks at them.
PICTURES = os.environ.get("BUKTI_TEST_PICTURES", "")


@pytest.fixture(scope="module")
def address(shared: House) -> Iterator[str]:
    with shared.on_a_socket() as found:
        yield found


def street(size: tuple[int, int] = (900, 1200)) -> bytes:
    """A street with two people and a number plate, as large as a page shows it."""
    image = Image.new("RGB", size, (150, 170, 190))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 700, 900, 1200), fill=(120, 110, 100))
    for x in (250, 560):
        pen.ellipse((x, 420, x + 130, 580), fill=(224, 172, 140))
        pen.ellipse((x + 30, 470, x + 50, 490), fill=(30, 20, 20))
        pen.ellipse((x + 80, 470, x + 100, 490), fill=(30, 20, 20))
        pen.rectangle((x - 30, 580, x + 160, 900), fill=(60, 90, 140))
    pen.rectangle((340, 980, 560, 1040), fill=(20, 20, 20))
    pen.text((370, 990), "AD 1234 XY", fill="white", font_size=32)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def with_street(house: House, work: Work) -> uuid.UUID:
    """The work's before as a photo of a street that a page can show large."""
    photo, body = factories.photo_of(house, work.activity, "before"), street()
    key = f"derived/{photo}/{'0' * 64}/960.jpg"
    house.app.extensions["house"].storage.put(key, body, "image/jpeg")
    with house.sessions.begin() as session:
        row = session.get_one(Photo, photo)
        row.derivatives, row.width, row.height = {**row.derivatives, "960": key}, 900, 1200
    return photo


def sound(page: Page, name: str) -> None:
    """Nothing on the page breaks a rule, is too small for a thumb, or wider than the screen."""
    sound_enough(page, name)
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    with large_letters(page):
        assert not page.evaluate(BEYOND)


def shapes(page: Page) -> list[dict[str, object]]:
    return json.loads(page.locator("[name=shapes]").input_value())  # type: ignore[no-any-return]


def test_faces_are_hidden_by_finger_and_by_keys_and_every_page_around_is_sound(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = factories.drafted(shared, title="Kerja bakti membersihkan saluran depan balai kelurahan")
    photo = with_street(shared, work)
    # Sending without answers is refused, which the console calls an error.
    page = new_page(errors_expected=True)
    page.set_default_timeout(ENOUGH_MS)
    privately.consent(shared, work.activity)
    signed_in(page, address, LURAH, f"/foto/{photo}/samarkan?ke=periksa")
    stage, canvas = page.locator("[data-stage]"), page.locator("[data-canvas]")

    # By finger: a box over the first face, a brush over the plate, undone and drawn once more.
    canvas.evaluate("(it) => it.scrollIntoView({block: 'center'})")
    box = canvas.bounding_box()
    assert box
    drag(page, box, (0.26, 0.34), (0.44, 0.5))
    page.get_by_role("button", name="Kuas", exact=True).click()
    canvas.evaluate("(it) => it.scrollIntoView({block: 'center'})")
    box = canvas.bounding_box()
    assert box
    drag(page, box, (0.38, 0.84), (0.62, 0.84))
    assert [bool(each["radius"]) for each in shapes(page)] == [False, True]
    page.get_by_role("button", name="Urungkan", exact=True).click()
    assert len(shapes(page)) == 1
    # By keys alone: one more, moved and made larger, and the numbers say so.
    stage.focus()
    page.keyboard.press("Enter")
    before = page.locator("[name=left]").input_value()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("+")
    assert float(page.locator("[name=left]").input_value()) == float(before) + 5
    page.locator("[name=top]").fill("34")
    page.locator("[name=top]").press("Tab")
    assert len(shapes(page)) == 2
    page.get_by_role("button", name="Perbesar", exact=True).click()
    assert stage.evaluate("(it) => it.scrollWidth > it.clientWidth")
    page.get_by_role("button", name="Perkecil", exact=True).click()
    sound(page, "samarkan")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan samaran").press("Enter")
    assert len(kept(shared, photo)) == 2

    # The last look: what is hidden stands beside the questions.
    factories.drawn(shared, work.activity)
    page.reload()
    expect(page.get_by_text("2 bagian disamarkan")).to_be_visible()
    sound(page, "periksa")
    with page.expect_navigation():
        page.get_by_role("button", name="Kirim untuk disetujui").click()
    expect(page.get_by_text("Pilih jawabannya dahulu.").first).to_be_visible()
    sound(page, "periksa-salah")
    page.goto(f"{address}/kegiatan/{work.activity}/persetujuan")
    sound(page, "persetujuan")


@pytest.mark.prove
def test_without_script_numbers_hide_and_anybody_asks_for_a_post_to_go(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = factories.drafted(shared)
    photo = with_street(shared, work)
    plain, stranger = new_page(javascript=False), new_page(javascript=False)
    plain.set_default_timeout(ENOUGH_MS)
    stranger.set_default_timeout(ENOUGH_MS)
    page = signed_in(plain, address, LURAH, f"/foto/{photo}/samarkan")
    for label, number in (
        ("Dari kiri (%)", "27"),
        ("Dari atas (%)", "34"),
        ("Lebar (%)", "18"),
        ("Tinggi (%)", "16"),
    ):
        page.get_by_label(label).fill(number)
    page.get_by_role("button", name="Tambah kotak").click()
    expect(page.get_by_text("belum disimpan")).to_be_visible()
    sound_enough(page, "samarkan-tanpa-skrip")
    page.get_by_role("button", name="Simpan samaran").click()
    assert len(kept(shared, photo)) == 1

    stranger.goto(f"{address}/hapus?kode=7Q4M-2KXD")
    stranger.get_by_label("Wajah anak terlihat").check()
    sound_enough(stranger, "hapus")
    stranger.get_by_role("button", name="Kirim permintaan").click()
    expect(stranger.get_by_text("HPS-")).to_be_visible()
    sound_enough(stranger, "hapus-diterima")
    city = new_page()
    city.set_default_timeout(ENOUGH_MS)
    signed_in(city, address, "sekda.balaikota", "/permintaan-hapus")
    sound(city, "permintaan")
    with city.expect_navigation():
        city.get_by_role("link", name="Wajah anak terlihat").first.click()
    sound(city, "permintaan-satu")


def drag(page: Page, box: dict[str, float], begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw over the canvas in ``box`` from one point to the other, in parts of its width and height."""
    (ax, ay), (bx, by) = (
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (begin, end)
    )
    page.mouse.move(ax, ay)
    page.mouse.down()
    page.mouse.move((ax + bx) / 2, (ay + by) / 2, steps=3)
    page.mouse.move(bx, by, steps=3)
    page.mouse.up()


def sound_enough(page: Page, name: str) -> None:
    """Without script nothing can look for broken rules; what is wider than the screen is seen all the same."""
    if PICTURES:
        for size in ("phone", "desk"):
            page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
            page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)
    width, height = SIZES["narrow"]
    page.set_viewport_size({"width": width, "height": height})
    assert not page.evaluate(BEYOND)
