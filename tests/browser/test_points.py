"""A sign is scanned: the phone opens the camera for what its point waits for, with and without a signal."""

import re
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.fixtures import NewPage
from tests.browser.phone import PLACE, Phone
from tests.browser.visitor import Visitor
from tests.house import MOJO
from tests.program import Program, photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = pytest.mark.browser
A6_POINTS = (298, 420)
SAME_PICTURE = """async (shown, address) => {
    const other = new Image();
    other.src = address;
    await Promise.all([shown.decode(), other.decode()]);
    const [one, two] = [shown, other].map((image) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 90, height: 120 });
        canvas.getContext("2d").drawImage(image, 0, 0, 90, 120);
        return canvas.toDataURL();
    });
    return one === two;
}"""


def with_photos(house: Program, title: str, mode: str, *stages: str) -> str:
    """An activity of that mode whose stages, ``progress`` as half done, are stored."""
    activity = house.begin(title, MOJO, mode=mode)
    place = {"lat": PLACE["latitude"], "lon": PLACE["longitude"], "accuracy_m": 8}
    for stage in stages:
        percent = {"percent": 50} if stage == "progress" else {}
        body = photograph("before" if stage == "before" else "after", 733)
        path = f"/photos?ids={house.send_photo(activity, stage, body, position=place, **percent)}"
        until(lambda path=path: house.ask("GET", path)["photos"][0]["state"] == "stored", 60, every=0.2)  # type: ignore[misc]
    return activity


def scan(phone: Phone, code: str) -> None:
    """Open what stands in a sign's code."""
    phone.go(f"/t/{code}")
    phone.page.reload()


def here(phone: Phone, code: str) -> None:
    """Come to the point from within the field's page, as somebody without a signal does."""
    phone.page.evaluate("code => { location.hash = `#/titik/${code}`; }", code)


def stage_of(phone: Phone) -> Any:
    return expect(phone.page.locator("#tahap-foto"))


@pytest.mark.prove
def test_a_scanned_sign_opens_the_camera_for_the_stage_that_waits(phone: Phone, house: Program) -> None:
    activity = with_photos(house, "Saluran di titik", "A", "before")
    point = house.point("Saluran depan pasar", activity)
    phone.go("/lapangan")
    until(lambda: any(each["id"] == activity and each["ghost"] > 1000 for each in phone.kept("known")), 60)

    scan(phone, point["code"])

    phone.camera()
    stage_of(phone).to_have_text("Foto sesudah")
    expect(phone.page.get_by_role("img", name="Bayangan foto sebelum")).to_be_visible()
    phone.shoot()
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.emptied()
    (found,) = [each for each in house.ask("GET", "/activities")["activities"] if each["id"] == activity]
    assert (found["state"], found["point"]) == ("complete", point["id"])


@pytest.mark.prove
def test_the_ghost_of_progress_and_of_the_after_is_the_before(phone: Phone, house: Program) -> None:
    activity = with_photos(house, "Paving di titik", "B", "before")
    point = house.point("Gang dengan paving", activity)
    phone.go("/lapangan")
    until(lambda: any(each["id"] == activity and each["ghost"] > 1000 for each in phone.kept("known")), 30)
    (before,) = [each["before"]["url"] for each in phone.kept("known") if each["id"] == activity]

    for stage, words in (("progress", "Foto proses 50%"), ("after", "Foto sesudah")):
        scan(phone, point["code"])
        phone.camera()
        stage_of(phone).to_have_text(words)
        ghost = phone.page.get_by_role("img", name="Bayangan foto sebelum")
        assert ghost.evaluate(SAME_PICTURE, before), stage
        phone.shoot()
        phone.page.get_by_role("button", name="Pakai ini").tap()
        phone.emptied()


@pytest.mark.prove
def test_without_a_signal_a_point_begins_its_own_activity_and_goes_on_with_it(
    phone: Phone, house: Program
) -> None:
    point = house.point("Taman tanpa sinyal")
    phone.go("/lapangan")
    until(lambda: any(point["code"] in str(each.get("points")) for each in phone.kept("facts")), 30)
    phone.context.set_offline(True)

    here(phone, point["code"].replace("-", "").lower())
    phone.camera()
    stage_of(phone).to_have_text("Foto sebelum")
    phone.shoot()
    phone.page.get_by_role("button", name="Pakai ini").tap()
    expect(phone.page.get_by_label("Judul kegiatan")).to_have_value(re.compile("^Taman tanpa sinyal, "))
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()
    phone.says("Foto tersimpan di HP.")

    here(phone, point["code"])
    phone.camera()
    stage_of(phone).to_have_text("Foto sesudah")
    # The before has not left the phone, and is the ghost all the same.
    expect(phone.page.get_by_role("img", name="Bayangan foto sebelum")).to_be_visible()
    phone.shoot()
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.says("Foto tersimpan di HP.")
    phone.context.set_offline(False)
    phone.emptied()

    made = [each for each in house.ask("GET", "/activities")["activities"] if each["point"] == point["id"]]
    assert [(each["state"], len(each["photos"])) for each in made] == [("complete", 2)]


@pytest.mark.prove
def test_a_code_that_the_phone_does_not_know_is_said(phone: Phone) -> None:
    scan(phone, "0000-0000")

    phone.says("Titik foto 0000-0000 belum dikenal di HP ini.")
    # It is no success, and does not look like one.
    expect(phone.page.locator("#kabar")).to_have_class("message message-warn")
    first = phone.page.locator("#layar-awal").get_by_role("link", name="Foto sebelum", exact=True)
    expect(first).to_be_visible()


@pytest.mark.prove
def test_a_stranger_who_scans_a_sign_is_told_to_sign_in(
    new_page: NewPage, served: RunningHouse, house: Program
) -> None:
    page = new_page(errors_expected=True)

    page.goto(f"{served.url}/t/{house.point('Titik bagi orang lewat')['code']}")

    expect(page.get_by_text("Masuk dahulu di HP ini saat ada sinyal")).to_be_visible()
    assert "Titik bagi orang lewat" not in page.content()


@pytest.mark.prove
def test_the_sign_fills_one_sheet_of_a6_with_a_code_on_it(
    new_page: NewPage, browser: Browser, served: RunningHouse, house: Program
) -> None:
    point = house.point("Saluran drainase lingkungan di sepanjang Jalan Kyai Mojo sisi barat RW 11 kota")
    page = new_page()
    Visitor(page, served).sign_in("lurah.mojo")
    page.goto(f"{served.url}/titik/{point['id']}/tanda")

    page.emulate_media(media="print")
    code = page.locator(".code svg")
    read = zxingcpp.read_barcode(Image.open(BytesIO(code.screenshot())))
    sheet = page.pdf(prefer_css_page_size=True)

    assert read is not None
    assert read.text == f"{served.url}/t/{point['code']}"
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", sheet)
    assert [(round(float(width)), round(float(height))) for width, height in sizes] == [A6_POINTS]
    overflowing = """box => [...box.children].some(
        each => each.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom)"""
    assert not page.locator(".sheet").evaluate(overflowing)
