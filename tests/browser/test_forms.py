"""Forms on a phone: nothing that was written is lost or dropped without a word."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.places import WITHOUT_AFTER
from tests.program import photograph

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def test_a_plain_form_without_a_signal_keeps_what_was_written(phone: Phone) -> None:
    page = f"/kegiatan/{WITHOUT_AFTER}/belum-selesai"
    phone.go(page)
    phone.page.get_by_label("Penjelasan").fill("Paving belum datang.")
    phone.page.get_by_label("Menunggu bahan").check()
    phone.context.set_offline(offline=True)
    button = phone.page.get_by_role("button", name="Tandai belum selesai")

    for _ in range(2):
        button.tap()
        alert = phone.page.get_by_role("alert").filter(has_text="Perlu sinyal. Isian tetap di sini.")
        expect(alert).to_be_focused()
    assert phone.page.url.endswith(page)
    expect(phone.page.get_by_label("Penjelasan")).to_have_value("Paving belum datang.")

    phone.context.set_offline(offline=False)
    with phone.page.expect_navigation():
        button.tap()
    phone.says("Tercatat sebagai belum selesai.")


def test_the_phones_own_form_says_which_number_is_none(phone: Phone) -> None:
    phone.go("/lapangan#/baru")
    phone.shoot(photograph("before", 668))
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.page.get_by_label("Judul kegiatan").fill("RT dan RW yang keliru")
    rt, rw = phone.page.get_by_label("RT"), phone.page.get_by_label("RW")
    save = phone.page.get_by_role("button", name="Simpan kegiatan")

    rt.fill("abc")
    save.tap()
    phone.says("RT ditulis dengan angka 1 sampai 999.")
    expect(rt).to_be_focused()
    rt.fill("5")
    rw.fill("0")
    save.tap()
    phone.says("RW ditulis dengan angka 1 sampai 999.")
    expect(rw).to_be_focused()
    rw.fill("")
    save.tap()
    phone.says("Foto tersimpan di HP.")
