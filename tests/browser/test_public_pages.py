"""The public gallery and the handing over in a browser: with and without script, on a phone and on a desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories, people, standing
from tests.browser.axe import ONLY_COLOURS, violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND
from tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.prove]
DESK = {"width": 1440, "height": 900}
LONG = "Pengerukan saluran dan perbaikan talut di sepanjang jalan kampung bersama warga, Tim Saberling, dan Linmas"


def published(house: House, title: str) -> str:
    """The address of one comparison that stands in an open gallery."""
    standing.opened(house)
    account = factories.account(house, handle=f"latihan.{len(title)}")
    work = standing.published(house, factories.approved(house, accounts=[account], title=title))
    return f"/warga/{standing.code(house, work)}"


def faults(page: Page) -> list[str]:
    """What a person could trip over on that page, by day and by night."""
    found = ["scrolls sideways"] if page.evaluate(BEYOND) else []
    found += violations(page)
    # Without motion, else the colours would still be on their way.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += violations(page, ONLY_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def test_strangers_look_and_compare_with_and_without_script(fresh: House, new_page: NewPage) -> None:
    published(fresh, "Kuras saluran")
    here = published(fresh, LONG)
    with fresh.on_a_socket() as url:
        for desk in (False, True):
            page = new_page(desktop=desk, **({"viewport": DESK} if desk else {}))
            listed = (
                "/warga",
                "/warga?kategori=PJU",
                "/akun-resmi?semua=1",
                "/tentang",
                "/hapus",
                "/hapus/status",
            )
            for at in (*listed, here, f"{here}/sematan"):
                page.goto(url + at)
                assert faults(page) == [], at
            edge = page.get_by_role("slider", name="Geser untuk membandingkan")
            edge.fill("80")
            moved = page.locator(".pair").evaluate("each => each.style.getPropertyValue('--at')")
            assert moved == "80%"
        plain = new_page(javascript=False)
        plain.goto(f"{url}/warga")
        plain.get_by_role("link", name=LONG).click()
        for name in ("Keadaan sebelum", "Keadaan sesudah"):
            expect(plain.get_by_role("img", name=name)).to_be_visible()


# What the frame of another page shows of the words: where the last of them end, and how high the page is.
ENDS = """[document.querySelector('main').lastElementChild.getBoundingClientRect().bottom,
  document.documentElement.scrollHeight]"""
CORNERS = (
    "all => all.map(each => (({left, right, bottom}) => [left, right, bottom])(each.getBoundingClientRect()))"
)
# As was offered before, on a phone, and lower and narrower than anybody should.
FRAMES = ((400, 720), (560, 640), (328, 720), (560, 400), (640, 360), (480, 240), (320, 320), (240, 400))
# Where the photos, the buttons themselves and the words are seen, as left, top, right and bottom.
SEEN = """() => ['.pair, .whole img', '.pair-tools', '.framed-words']
  .flatMap(each => [...document.querySelectorAll(each)]).map(each => {
    const range = document.createRange();
    if (each.matches('.pair-tools')) range.selectNodeContents(each);
    else range.selectNode(each);
    return (({left, top, right, bottom}) => [left, top, right, bottom])(range.getBoundingClientRect());
  })"""


def test_the_frame_that_is_offered_fits_what_it_shows(fresh: House, new_page: NewPage) -> None:
    standing.opened(fresh)
    page = new_page(desktop=True)
    # Two photos to compare, three in steps, one that only documents.
    for mode, title in (("A", "Kuras saluran"), ("B", LONG), ("C", "Rapat warga")):
        account = factories.account(fresh, handle=f"latihan.{mode.lower()}")
        work = standing.published(
            fresh, factories.approved(fresh, accounts=[account], title=title, mode=mode)
        )
        with fresh.on_a_socket() as url:
            page.goto(f"{url}/warga/{standing.code(fresh, work)}")
            told = page.get_by_label("Salin teks ini").input_value()
            offered = re.search(r'width="(\d+)" height="(\d+)".*aspect-ratio:\1/\2"', told)
            assert offered
            wide, high = map(int, offered.groups())
            # Also where a phone leaves less room for it.
            for width, height, spare in ((wide, high, 16), (328, round(328 * high / wide), 40)):
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{url}/warga/{standing.code(fresh, work)}/sematan")
                if mode == "A":
                    expect(page.get_by_role("button", name="Kedip")).to_be_visible()
                photos, *below = page.evaluate(SEEN)
                assert photos[0] <= 8 + spare, (mode, width)
                assert photos[1] <= 8 + spare, (mode, width)
                assert below[-1][3] >= height - 8 - spare, (mode, width)
                for each in (photos, *below):
                    assert (each[0] + each[2]) / 2 == pytest.approx(width / 2, abs=1), (mode, width)


def test_a_frame_of_any_height_shows_the_labels_in_their_corners_and_all_words(
    fresh: House, new_page: NewPage
) -> None:
    here = published(fresh, LONG)
    with fresh.on_a_socket() as url:
        for javascript in (True, False):
            page = new_page(desktop=True, javascript=javascript)
            for width, height in FRAMES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{url}{here}/sematan")
                if javascript:
                    expect(page.get_by_role("slider")).to_be_visible()
                assert max(page.evaluate(ENDS)) <= height, (width, height)
                before, after = page.locator(".tab").evaluate_all(CORNERS)
                assert before[1] <= after[0], (width, height)
                if javascript:
                    (box,) = page.locator(".pair").evaluate_all(CORNERS)
                    assert [before[0], after[1], before[2]] == pytest.approx(box, abs=1)


def test_the_code_of_a_frame_is_copied_by_a_button_and_by_hand_without_script(
    fresh: House, new_page: NewPage
) -> None:
    here = published(fresh, "Kuras saluran")
    with fresh.on_a_socket() as url:
        page = new_page()
        page.goto(url + here)
        page.get_by_role("button", name="Salin teks").click()
        expect(page.get_by_role("status")).to_contain_text("Teks disalin.")
        plain = new_page(javascript=False)
        plain.goto(url + here)
        expect(plain.get_by_role("button", name="Salin teks")).to_be_hidden()
        field = plain.get_by_label("Salin teks ini ke halaman Anda")
        field.press("Control+a")
        assert "<iframe" in field.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")


def test_the_citys_pages_fit_a_phone_and_a_desk(fresh: House, new_page: NewPage) -> None:
    office = people.office(fresh, "lurah.mojo")
    factories.activity(fresh, title=LONG)
    factories.account(fresh, handle="kelurahan.mojo.pasarkliwon.surakarta")
    with fresh.on_a_socket() as url:
        for desk in (False, True):
            page = new_page(desktop=desk, **({"viewport": DESK} if desk else {}))
            page.goto(f"{url}/masuk")
            page.get_by_label("Nama pengguna").fill("admin")
            page.get_by_label("Kata sandi").first.fill("kata sandi latihan")
            page.get_by_role("button", name="Masuk", exact=True).click()
            for at in ("/serah-terima", f"/serah-terima/{office}", "/galeri-warga"):
                page.goto(url + at)
                assert faults(page) == [], at
