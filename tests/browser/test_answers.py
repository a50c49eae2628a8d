"""What an answer proves to the phone: nothing where it is lost, and nothing where it is not the house's own."""

import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.program import Program, photograph
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]

HOTSPOT = "<!doctype html><title>Wi-Fi</title>"
AWAY = """away => {
    Object.defineProperty(document, "hidden", { get: () => away, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def titles(house: Program) -> list[str]:
    found: list[str] = [each["title"] for each in house.ask("GET", "/activities")["activities"]]
    return found


def test_a_photo_taken_once_more_after_a_lost_answer_belongs_to_the_same_activity(
    phone: Phone, line: Line, house: Program
) -> None:
    before = len(titles(house))
    phone.go("/lapangan#/baru")
    phone.shoot()
    line.lose("PUT /api/v1/activities/", times=1000)
    phone.page.evaluate(AWAY, True)
    until(lambda: len(titles(house)) == before + 1, 30)
    (draft,) = phone.kept("drafts")
    phone.page.evaluate(AWAY, False)

    phone.page.get_by_role("button", name="Ulangi foto").tap()
    phone.shoot()

    (again,) = phone.kept()
    assert again["activity"] == draft["id"]
    line.honest()
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.emptied()
    assert len(titles(house)) == before + 1
    assert house.ask("GET", f"/photos?ids={again['id']}")["photos"][0]["state"] == "stored"


@pytest.mark.parametrize("call", ["PUT /api/v1/activities/", "PUT /api/v1/photos/", "GET /api/v1/photos"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_that_is_not_the_houses_own_is_tried_again(
    phone: Phone, line: Line, house: Program, call: str, status: int
) -> None:
    title = f"Hotspot {status} {call.split('/')[3]} {call[:3]}"
    line.answer(call, status, HOTSPOT, times=2)

    phone.begin(title, photograph("before", 721))
    until(lambda: not line.lies_left(), 40)

    expect(phone.bar).not_to_contain_text("Menunggu Anda masuk.")
    phone.emptied()
    assert title in titles(house)


@pytest.mark.parametrize("call", ["HEAD /api/v1/photos/", "PATCH /api/v1/photos/"])
def test_a_camera_file_follows_after_a_refusal_that_is_not_the_houses_own(
    phone: Phone, line: Line, call: str
) -> None:
    phone.begin("Berkas asli lewat hotspot", photograph("before", 722) + b"\0" * 300_000)
    phone.emptied()
    line.answer(call, 403, "" if call.startswith("HEAD") else HOTSPOT)
    phone.go("/lapangan#/kiriman")
    phone.page.get_by_role("button", name="Kirim berkas asli sekarang").tap()

    until(lambda: not phone.kept("originals"), 90)

    assert not line.lies_left()
