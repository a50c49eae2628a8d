"""A passkey in a real browser, whose phone is played by the debugger's own authenticator."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import SMALL_TARGETS
from tests.browser.visitor import Visitor
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]

# A phone that knows its owner by the finger.
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SIGN_IN, MAKE = "Masuk dengan kunci sandi", "Buat kunci sandi"


@pytest.fixture
def named(served: RunningHouse) -> RunningHouse:
    """The same house by a name: a passkey belongs to one, and an address in numbers has none."""
    return replace(served, url=served.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def lurah(page: Page, named: RunningHouse) -> Iterator[Visitor]:
    """The lurah of Mojo at the list of her devices; passkeys that she made are removed afterwards."""
    found = Visitor(page, named)
    found.sign_in("lurah.mojo")
    found.open("/perangkat")
    yield found
    found.open("/perangkat")
    while page.get_by_role("button", name="Hapus").count():
        found.agree("Hapus")


def phone(page: Page, **other: object) -> tuple[CDPSession, str]:
    """Give the page's browser a phone's authenticator; ``other`` replaces how a good one behaves."""
    knob = page.context.new_cdp_session(page)
    knob.send("WebAuthn.enable")
    made = knob.send("WebAuthn.addVirtualAuthenticator", {"options": {**PHONE, **other}})
    return knob, made["authenticatorId"]


@pytest.mark.prove
def test_a_passkey_made_on_a_phone_signs_its_owner_in_without_a_password(lurah: Visitor, page: Page) -> None:
    phone(page)
    lurah.press(MAKE)
    expect(page.get_by_text("Kunci sandi dibuat.")).to_be_visible()
    expect(page.get_by_role("heading", name="Dibuat di Chrome")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []

    lurah.open("/lainnya")
    lurah.press("Keluar")
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    lurah.tick("Ini HP saya sendiri")
    lurah.press(SIGN_IN)

    assert lurah.path == "/beranda"
    lurah.open("/perangkat")
    expect(page.get_by_text("Perangkat sendiri, masuk sampai").first).to_be_visible()
    expect(page.get_by_text("Terakhir dipakai")).to_be_visible()


@pytest.mark.prove
def test_a_passkey_leads_to_where_the_person_was_going(lurah: Visitor, page: Page) -> None:
    phone(page)
    lurah.press(MAKE)
    lurah.open("/lainnya")
    lurah.press("Keluar")
    lurah.open("/kegiatan")

    lurah.press(SIGN_IN)

    assert lurah.path == "/kegiatan"


@pytest.mark.prove
def test_a_passkey_that_was_removed_opens_nothing_any_more(lurah: Visitor, page: Page) -> None:
    phone(page)
    lurah.press(MAKE)
    lurah.agree("Hapus")
    expect(page.get_by_text("Kunci sandi dihapus.")).to_be_visible()
    lurah.open("/lainnya")
    lurah.press("Keluar")

    lurah.press(SIGN_IN)

    assert lurah.path == "/masuk"
    expect(page.get_by_text("Kunci sandi tidak cocok.")).to_be_visible()
    lurah.sign_in("lurah.mojo")


@pytest.mark.prove
def test_a_phone_that_does_not_know_its_owner_makes_none_and_says_so(lurah: Visitor, page: Page) -> None:
    phone(page, isUserVerified=False)

    lurah.one(MAKE).tap()

    expect(page.get_by_role("alert")).to_have_text("Kunci sandi tidak jadi dibuat. Coba lagi.")
    expect(lurah.one(MAKE)).to_be_enabled()


@pytest.mark.prove
def test_where_no_passkey_can_be_there_is_no_word_of_it(served: RunningHouse, new_page: NewPage) -> None:
    for page in (new_page(), new_page(javascript=False)):
        person = Visitor(page, served)
        person.open("/masuk")
        shown = page.get_by_text("kunci sandi").filter(visible=True).count()
        person.sign_in("lurah.mojo")
        person.open("/perangkat")

        assert (shown, page.get_by_text("kunci sandi").filter(visible=True).count()) == (0, 0)


@pytest.mark.prove
def test_whoever_approves_is_offered_none(named: RunningHouse, page: Page) -> None:
    camat = Visitor(page, named)
    camat.sign_in("camat.jebres")
    camat.open("/perangkat")

    expect(page.get_by_text("Kunci sandi")).to_have_count(0)


@pytest.mark.prove
def test_a_device_is_put_out_from_another_one(served: RunningHouse, new_page: NewPage) -> None:
    first, second = Visitor(new_page(), served), Visitor(new_page(desktop=True, has_touch=True), served)
    for each in (first, second):
        each.sign_in("lurah.jebres")
    second.open("/perangkat")

    second.agree("Keluarkan semua yang lain")
    first.open("/beranda")

    expect(second.page.get_by_text("perangkat lain dikeluarkan.")).to_be_visible()
    assert first.path == "/masuk"
    expect(first.page.get_by_text("Sesi Anda berakhir. Silakan masuk kembali.")).to_be_visible()
