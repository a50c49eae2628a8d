"""Pages on a line that only seems to be there, while Bukti is renewed, and where a browser keeps nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.house import MOJO
from tests.program import Program, photograph
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]

# As Firefox's private windows did for years.
NO_DATABASE = (
    """IDBFactory.prototype.open = () => { throw new DOMException("private", "InvalidStateError"); };"""
)


def test_a_field_page_whose_files_have_not_come_is_not_kept(phone: Phone, line: Line) -> None:
    newer = '<!doctype html><script type="module" src="/static/dist/field-NEWER123.js"></script>'
    line.answer("GET /lapangan", 200, newer)
    phone.go("/lapangan")
    until(lambda: not line.lies_left(), 20)

    line.down()
    phone.go("/lapangan")

    phone.says("Sedang luring. Foto tersimpan di HP dan dikirim saat ada sinyal.")


def test_the_first_page_waits_only_a_while_for_a_line_that_is_silent(phone: Phone, line: Line) -> None:
    line.delay = 600
    phone.go("/")

    expect(
        phone.page.locator("#layar-awal").get_by_role("link", name="Foto sebelum", exact=True)
    ).to_be_visible()


def test_nobody_is_signed_out_where_the_house_cannot_hear_of_it(phone: Phone, line: Line) -> None:
    phone.go("/lainnya")
    line.down()
    phone.page.get_by_role("button", name="Keluar").tap()
    phone.says("Keluar memerlukan sinyal.")
    assert phone.kept("facts")

    line.up()
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Keluar").tap()
    assert phone.kept("facts") == []
    phone.go("/kegiatan")
    expect(phone.page.get_by_label("Nama pengguna")).to_be_visible()


def test_the_bar_counts_the_files_that_follow(phone: Phone, line: Line) -> None:
    phone.begin("Berkas asli di bilah", photograph("before", 671) + b"\0" * 2_000_000)
    phone.emptied()
    expect(phone.bar).to_be_hidden()

    line.answer("PATCH /api/v1/photos/", 503, times=9)
    phone.go("/lapangan#/kiriman")
    phone.page.get_by_role("button", name="Kirim berkas asli sekarang").tap()

    expect(phone.bar).to_contain_text("1 berkas asli, 0 dari 2")
    line.honest()


def test_the_bar_says_what_a_photo_waits_for_while_its_activity_is_being_written(phone: Phone) -> None:
    phone.go("/lapangan#/baru")
    phone.shoot(photograph("before", 672))
    phone.page.get_by_role("button", name="Pakai ini").tap()
    expect(phone.page.get_by_label("Judul kegiatan")).to_be_visible()

    expect(phone.bar).to_contain_text("Dikirim setelah kegiatan disimpan.")
    expect(phone.bar).not_to_contain_text("Sedang dikirim.")

    phone.page.get_by_role("button", name="Simpan kegiatan").tap()
    phone.emptied()


@pytest.mark.parametrize(
    ("address", "plain"),
    [("/lapangan#/baru", "/kegiatan/baru"), ("/lapangan#/foto/{}/after", "/kegiatan/{}/foto/after")],
)
def test_a_browser_that_keeps_nothing_leads_to_the_plain_forms(
    phone: Phone, house: Program, address: str, plain: str
) -> None:
    activity = house.begin("Tanpa penyimpanan", MOJO)
    phone.page.add_init_script(NO_DATABASE)
    phone.go(address.format(activity))

    phone.page.wait_for_url(f"**{plain.format(activity)}")
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.url.endswith(plain.format(activity))


def test_the_page_that_is_kept_is_in_the_language_its_person_has_chosen(phone: Phone, line: Line) -> None:
    phone.go("/bahasa/en")
    kept = "async () => (await (await caches.match('/lapangan', { ignoreVary: true })).text())"
    until(lambda: '<html lang="en"' in phone.page.evaluate(kept), 30)

    line.down()
    phone.go("/lapangan")
    expect(phone.page.locator(".shoot")).to_have_text("Before photo")


def test_photos_on_the_phone_offers_to_send_only_what_is_there(phone: Phone, line: Line) -> None:
    phone.go("/lapangan#/kiriman")
    bar = phone.page.locator("#layar-kirim .action-bar")
    phone.says("Tidak ada foto yang menunggu.")
    expect(bar).to_be_hidden()

    line.down()
    phone.begin("Menunggu sinyal", photograph("before", 669))
    phone.go("/lapangan#/kiriman")
    expect(bar.get_by_role("button", name="Kirim sekarang")).to_be_visible()
