"""A chosen photo stays on the page until it has been taken in, whatever comes in between."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.fixtures import NewPage
from tests.browser.visitor import Visitor
from tests.house import MOJO
from tests.program import Program, photograph
from tests.serving import RunningHouse

pytestmark = pytest.mark.browser

SEND = "Kirim foto sebelum"


@pytest.fixture
def phone(served: RunningHouse) -> Iterator[Program]:
    with closing(Program(served, "lurah.mojo")) as found:
        yield found


@pytest.fixture
def activity(phone: Program) -> str:
    return phone.begin("Saluran yang menunggu foto", MOJO)


@pytest.fixture
def lurah(new_page: NewPage, served: RunningHouse, activity: str) -> Visitor:
    """At the form, with a photo just chosen."""
    # A refused request is an error to the browser's console.
    found = Visitor(new_page(errors_expected=True), served)
    found.sign_in("lurah.mojo")
    found.open(f"/kegiatan/{activity}/foto/before")
    choose(found.page, photograph("before", 733))
    return found


def choose(page: Page, body: bytes) -> None:
    page.get_by_label("Pilih foto").set_input_files(
        FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=body)
    )


def told(lurah: Visitor, words: str) -> None:
    """The words stand beside the button, and the photo can be sent again."""
    expect(lurah.page.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(lurah.page.get_by_role("button", name=SEND)).to_be_enabled()
    lurah.look()


def sent_again(lurah: Visitor, phone: Program, activity: str) -> None:
    number = lurah.page.locator("[name=uuid]").input_value()

    lurah.page.get_by_role("button", name=SEND).tap()

    expect(lurah.page.get_by_role("status").filter(has_text="Foto diterima")).to_be_visible()
    (found,) = phone.ask("GET", f"/activities?unit={MOJO}&q=menunggu+foto")["activities"][:1]
    assert found["id"] == activity
    assert [each["id"] for each in found["photos"]] == [number]


FAILURES = {
    "too many": (429, "Terlalu banyak foto dalam satu menit. Foto masih terpilih."),
    "the store is away": (503, "Foto belum terkirim. Foto masih terpilih. Kirim lagi sebentar lagi. Kode 503."),
    "a fault of ours": (500, "Kode 500."),
    "no answer": (0, "sambungan terputus. Foto masih terpilih."),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_a_photo_that_was_not_taken_in_is_sent_again_under_its_number(
    lurah: Visitor, phone: Program, activity: str, name: str
) -> None:
    status, words = FAILURES[name]

    def fail(route: Route) -> None:
        if status:
            route.fulfill(status=status, content_type="text/html", body="<title>Bukti</title>")
        else:
            route.abort()

    lurah.page.route("**/foto/before", fail, times=1)
    lurah.page.get_by_role("button", name=SEND).tap()

    told(lurah, words)
    sent_again(lurah, phone, activity)


def test_a_photo_outlives_the_session_it_was_chosen_in(
    lurah: Visitor, served: RunningHouse, phone: Program, activity: str
) -> None:
    lurah.page.context.clear_cookies()
    lurah.page.get_by_role("button", name=SEND).tap()
    told(lurah, "Sesi Anda berakhir. Foto masih terpilih.")

    with lurah.page.context.expect_page() as opened:
        lurah.page.get_by_role("link", name="Masuk").tap()
    Visitor(opened.value, served).sign_in("lurah.mojo")

    sent_again(lurah, phone, activity)


def test_a_form_whose_token_is_lost_renews_it_by_itself(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    lurah.page.locator("form[data-upload] [name=csrf_token]").evaluate("field => field.value = 'usang'")

    sent_again(lurah, phone, activity)


def test_a_file_that_is_no_photo_is_refused_beside_the_button(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    choose(lurah.page, b"\x00halo")
    lurah.page.get_by_role("button", name=SEND).tap()
    told(lurah, "Berkas ini bukan foto JPEG atau PNG.")

    choose(lurah.page, photograph("before", 733))

    sent_again(lurah, phone, activity)
