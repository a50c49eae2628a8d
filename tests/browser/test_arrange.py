"""A picture is arranged with a finger or with keys, and what is seen while doing so is what is drawn."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND, SIZES, large_letters
from tests.browser.visitor import Visitor
from tests.house import MOJO
from tests.program import Program
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.prove]
DRAWN = "Gambar diperbarui."


@pytest.fixture
def activity(served: RunningHouse) -> Iterator[str]:
    with closing(Program(served, "lurah.mojo")) as lurah:
        made = lurah.begin("Saluran yang diatur gambarnya", MOJO)
        lurah.send_pair(made, 733)
        yield made


def arranging(page: Page, served: RunningHouse, activity: str) -> Visitor:
    """The lurah, who has opened the page."""
    lurah = Visitor(page, served)
    lurah.sign_in("lurah.mojo")
    lurah.open(f"/kegiatan/{activity}/gambar")
    return lurah


def number(page: Page, photo: int, part: str) -> float:
    return float(page.locator(f"[name=frames-{photo}-{part}]").input_value())


def stage(page: Page, photo: int) -> Locator:
    return page.locator("[data-stage]").nth(photo)


def drawn_anew(page: Page, before: str) -> str:
    """Wait until another picture than ``before`` is shown; its address."""
    image = page.locator("[data-result] img")
    expect(image).not_to_have_attribute("src", before)
    expect(page.locator("[data-told]")).to_have_text(DRAWN)
    return str(image.get_attribute("src"))


def test_photos_are_moved_together_or_alone_and_the_result_is_kept(
    served: RunningHouse, page: Page, activity: str
) -> None:
    lurah = arranging(page, served, activity)
    first = drawn_anew(page, "")

    stage(page, 0).press("+")
    stage(page, 0).press("Shift+ArrowLeft")

    assert number(page, 0, "zoom") == number(page, 1, "zoom") == 110
    assert number(page, 0, "x") == number(page, 1, "x") > 50
    second = drawn_anew(page, first)
    page.get_by_label("Geser semua foto bersama").uncheck()
    still = number(page, 0, "y")
    # Not beneath the bar that holds the button.
    stage(page, 1).evaluate("(box) => box.scrollIntoView({block: 'center'})")
    box = stage(page, 1).bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] + 40, steps=4)
    page.mouse.up()
    assert number(page, 1, "y") < number(page, 0, "y") == still
    third = drawn_anew(page, second)
    page.get_by_label("Persegi").check()
    drawn_anew(page, third)
    size = page.locator("[data-result] img").evaluate(
        "async (it) => (await it.decode(), [it.naturalWidth, it.naturalHeight])"
    )
    assert size == [1080, 1080]

    lurah.press("Simpan susunan")

    picture = page.locator("#gambar img")
    expect(picture).to_have_attribute("width", "1080", timeout=30_000)
    expect(picture).to_have_attribute("height", "1080")


@pytest.mark.prove
def test_two_points_are_marked_on_each_photo_and_the_after_is_laid_over(
    served: RunningHouse, page: Page, activity: str
) -> None:
    lurah = arranging(page, served, activity)
    first = drawn_anew(page, "")
    page.get_by_text("Tandai dua titik yang sama").click()

    for photo, spots in enumerate((((0.2, 0.5), (0.8, 0.5)), ((0.22, 0.48), (0.8, 0.51)))):
        box = page.locator(".mark-stage").nth(photo)
        box.scroll_into_view_if_needed()
        size = box.bounding_box()
        assert size
        for x, y in spots:
            box.locator("img").click(position={"x": x * size["width"], "y": y * size["height"]})

    expect(page.locator("[name=align][value=marked]")).to_be_checked()
    assert (number(page, 0, "ax"), number(page, 1, "by")) == pytest.approx((20, 51), abs=1.5)
    second = drawn_anew(page, first)
    mark = page.get_by_role("button", name="Sesudah, titik 2")
    was = number(page, 1, "by")
    mark.press("Shift+ArrowDown")
    mark.press("ArrowUp")
    assert number(page, 1, "by") == pytest.approx(was + 4.5)
    drawn_anew(page, second)
    assert violations(page) == []

    lurah.press("Simpan susunan")
    page.get_by_role("button", name="Lepas penyelarasan").click()

    expect(page.get_by_text("Penyelarasan dilepas.")).to_be_visible()
    expect(page.get_by_role("button", name="Lepas penyelarasan")).to_have_count(0)


def test_a_stage_that_would_change_nothing_says_so_or_is_put_away(
    served: RunningHouse, page: Page, activity: str
) -> None:
    arranging(page, served, activity)
    whole, follows = page.get_by_text("Foto sekarang tampil utuh"), page.get_by_text("Selama diselaraskan")
    expect(whole).to_be_hidden()

    page.get_by_label("Lebar 16:9").check()
    page.get_by_label("Foto sebelum kecil").check()
    expect(whole).to_be_visible()
    stage(page, 0).press("ArrowLeft")
    expect(page.get_by_label("Penuhi bidang")).to_be_checked()
    expect(whole).to_be_hidden()

    was = number(page, 1, "y")
    page.get_by_label("Selaraskan menurut dua titik").check()
    expect(follows).to_be_visible()
    expect(stage(page, 1)).to_be_hidden()
    expect(page.locator("[name=frames-1-x]")).to_be_hidden()
    stage(page, 0).press("ArrowUp")
    assert number(page, 0, "y") > number(page, 1, "y") == was
    page.get_by_label("Tanpa penyelarasan").check()
    expect(stage(page, 1)).to_be_visible()

    page.get_by_text("Tandai dua titik yang sama").scroll_into_view_if_needed()
    expect(page.locator(".mark-stage").first).to_be_visible()
    with large_letters(page):
        page.set_viewport_size(dict(zip(("width", "height"), SIZES["narrow"], strict=True)))
        assert not page.evaluate(BEYOND)


@pytest.mark.prove
def test_marks_need_no_script_and_what_cannot_be_is_said_beside_the_picture(
    served: RunningHouse, new_page: NewPage, activity: str
) -> None:
    plain, page = new_page(javascript=False), new_page(errors_expected=True)
    lurah, other = Visitor(plain, served), Visitor(page, served)
    for visitor in (lurah, other):
        visitor.sign_in("lurah.mojo")
        visitor.open(f"/kegiatan/{activity}/gambar")
        visitor.page.get_by_text("Tandai dua titik yang sama").click()
        for photo, spots in enumerate(((20, 50, 80, 50), (22, 48, 80, 51))):
            for part, at in zip(("ax", "ay", "bx", "by"), spots, strict=True):
                visitor.page.locator(f"[name=frames-{photo}-{part}]").fill(str(at))
        visitor.page.get_by_label("Selaraskan menurut dua titik").check()

    lurah.press("Simpan susunan")
    plain.get_by_role("button", name="Lepas penyelarasan").click()
    expect(plain.get_by_text("Penyelarasan dilepas.")).to_be_visible()

    first = drawn_anew(page, "")
    page.locator("[name=frames-1-by]").fill("95")
    expect(page.locator("[data-told]")).to_contain_text("benda yang sama")
    expect(page.locator("[data-result] img")).to_have_attribute("src", first)


@pytest.mark.prove
def test_a_theme_is_seen_before_it_is_chosen(served: RunningHouse, page: Page) -> None:
    camat = Visitor(page, served)
    camat.sign_in("camat.jebres")
    camat.open("/unit/33.72.04/tema")
    first = drawn_anew(page, "")

    page.get_by_label("Sogan, cokelat batik").check()
    drawn_anew(page, first)

    band = page.locator("[data-result] img").evaluate(
        """async (image) => {
            await image.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            return [...pen.getImageData(1070, 1345, 1, 1).data].slice(0, 3);
        }"""
    )
    assert max(abs(seen - meant) for seen, meant in zip(band, (0x4E, 0x2A, 0x10), strict=True)) <= 6
