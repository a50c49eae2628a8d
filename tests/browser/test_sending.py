"""A chosen photo stays on the page until it has been taken in, whatever comes in between."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

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


def number_of(lurah: Visitor) -> str:
    return lurah.page.locator("form[data-upload] [name=uuid]").input_value()


def uploads_of(page: Page) -> list[Request]:
    """The photos that leave ``page`` from now on."""
    found: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            found.append(request)

    page.on("request", note)
    return found


def sent_again(lurah: Visitor, phone: Program, activity: str, number: str) -> None:
    """One more press, and the photo is there once, under ``number``."""
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

    number = number_of(lurah)
    lurah.page.route("**/foto/before", fail, times=1)
    lurah.page.get_by_role("button", name=SEND).tap()

    told(lurah, words)
    sent_again(lurah, phone, activity, number)


@pytest.mark.parametrize("answer", ["the token is gone with it", "the way in is the answer"])
def test_a_photo_outlives_the_session_it_was_chosen_in(
    lurah: Visitor, served: RunningHouse, phone: Program, activity: str, answer: str
) -> None:
    number = number_of(lurah)
    lurah.page.context.clear_cookies()
    if answer == "the way in is the answer":
        way_in = {"Location": f"{served.url}/masuk"}
        lurah.page.route("**/foto/before", lambda route: route.fulfill(status=302, headers=way_in), times=1)
    lurah.page.get_by_role("button", name=SEND).tap()
    told(lurah, "Sesi Anda berakhir. Foto masih terpilih.")

    with lurah.page.context.expect_page() as opened:
        lurah.page.get_by_role("link", name="Masuk").tap()
    Visitor(opened.value, served).sign_in("lurah.mojo")
    uploads = uploads_of(lurah.page)

    sent_again(lurah, phone, activity, number)
    # The token was renewed first, so that a slow line carries the photo once.
    assert len(uploads) == 1


def lose_the_token(lurah: Visitor) -> None:
    lurah.page.locator("form[data-upload] [name=csrf_token]").evaluate("field => field.value = 'usang'")


def test_a_form_whose_token_is_lost_renews_it_by_itself(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    number = number_of(lurah)
    lose_the_token(lurah)

    sent_again(lurah, phone, activity, number)


def test_a_token_that_cannot_be_renewed_now_leaves_the_photo_for_later(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    number = number_of(lurah)
    lose_the_token(lurah)
    uploads = uploads_of(lurah.page)

    def away(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(status=503, content_type="text/html", body="<title>Bukti</title>")
        else:
            route.continue_()

    lurah.page.route("**/foto/before", away, times=2)
    lurah.page.get_by_role("button", name=SEND).tap()

    told(lurah, "Foto masih terpilih. Kirim lagi sebentar lagi. Kode 503.")
    # Without a token nothing would come of sending it once more.
    assert len(uploads) == 1
    sent_again(lurah, phone, activity, number)


def test_a_line_that_breaks_within_the_page_with_the_token_frees_the_button(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    number = number_of(lurah)
    lose_the_token(lurah)
    # The browser's own reading fails as it does when the line breaks after the head of the answer.
    lurah.page.evaluate(
        """() => {
            const real = window.fetch;
            window.fetch = async () => {
                window.fetch = real;
                return new Response(new ReadableStream({start: (body) => body.error(new TypeError("broken"))}));
            };
        }"""
    )
    lurah.page.get_by_role("button", name=SEND).tap()

    told(lurah, "sambungan terputus. Foto masih terpilih.")
    sent_again(lurah, phone, activity, number)


def test_a_file_that_is_no_photo_is_refused_beside_the_button(
    lurah: Visitor, phone: Program, activity: str
) -> None:
    choose(lurah.page, b"\x00halo")
    lurah.page.get_by_role("button", name=SEND).tap()
    told(lurah, "Berkas ini bukan foto JPEG atau PNG.")
    # It is no longer chosen, and nothing shows it as if it were.
    expect(lurah.page.locator("[data-preview]")).to_be_hidden()

    choose(lurah.page, photograph("before", 733))

    sent_again(lurah, phone, activity, number_of(lurah))


def test_an_empty_file_is_called_empty(lurah: Visitor, phone: Program, activity: str) -> None:
    choose(lurah.page, b"")

    told(lurah, "Berkas ini kosong. Pilih foto lain.")
    lurah.page.get_by_role("button", name=SEND).tap()
    told(lurah, "Berkas ini kosong. Pilih foto lain.")


def test_a_page_that_is_not_the_activity_is_no_sign_that_the_photo_came(
    lurah: Visitor, served: RunningHouse, phone: Program, activity: str
) -> None:
    number = number_of(lurah)
    # The session ended and began again elsewhere: the way in leads straight on to somebody's first page.
    home = {"Location": f"{served.url}/beranda"}
    lurah.page.route("**/foto/before", lambda route: route.fulfill(status=302, headers=home), times=1)
    lurah.page.get_by_role("button", name=SEND).tap()

    told(lurah, "Sesi Anda berakhir. Foto masih terpilih.")
    sent_again(lurah, phone, activity, number)
