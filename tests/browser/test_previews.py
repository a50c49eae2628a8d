"""What networks will show, on a phone; and counters that tell while writing what the server says afterwards."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND, SIZES, SMALL_TARGETS, STRETCHED, large_letters
from tests.compose.test_captions_by_network import put
from tests.factories import CAMAT, LURAH, Work
from tests.house import PASSWORD, House

pytestmark = pytest.mark.browser
NETWORKS = ("instagram", "facebook", "threads", "x", "tiktok", "mastodon")


@pytest.fixture(scope="module")
def address(shared: House) -> Iterator[str]:
    """Where the house is served."""
    with shared.on_a_socket() as found:
        yield found


def drafted(house: House, kinds: dict[str, str], networks: tuple[str, ...] = NETWORKS) -> Work:
    """A draft for an account on each network, whose pictures are all there."""
    work = factories.drafted(house, title="Pengerukan sedimen dan pembersihan saluran drainase lingkungan")
    names = [f"latihan.kelurahan.{network}.{secrets.token_hex(4)}" for network in networks]
    accounts = [
        str(factories.account(house, network=network, handle=name))
        for network, name in zip(networks, names, strict=True)
    ]
    words = "Saluran di depan balai kelurahan dikuras warga bersama petugas.\n" * 4 + "#Surakarta"
    own = {"x": "Saluran dikuras."} if "x" in networks else {}
    put(house.client(LURAH), work, accounts, kinds=kinds, caption=words, captions=own)
    factories.all_asked_drawn(house, work.activity)
    return work


def signed_in(page: Page, address: str, username: str, path: str) -> Page:
    page.goto(f"{address}/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto(address + path)
    return page


def sound(page: Page) -> None:
    """Nothing on the page breaks a rule, is too small for a thumb, stretched, or wider than the screen."""
    for place in page.locator(".network-view img").all():
        place.scroll_into_view_if_needed()
        expect(place).to_have_js_property("complete", True)
    assert page.evaluate(STRETCHED) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []
    width, height = SIZES["narrow"]
    page.set_viewport_size({"width": width, "height": height})
    assert not page.evaluate(BEYOND)
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    with large_letters(page):
        assert not page.evaluate(BEYOND)


@pytest.mark.prove
def test_a_draft_and_its_decision_show_each_account_what_it_gets(
    shared: House, address: str, new_page: NewPage
) -> None:
    kinds = dict.fromkeys(("instagram", "facebook", "threads", "mastodon"), "carousel")
    work = drafted(shared, kinds)
    draft = signed_in(new_page(), address, LURAH, f"/kegiatan/{work.activity}/susun")

    expect(draft.locator(".network-view")).to_have_count(len(NETWORKS))
    slides = draft.locator(".network-view", has_text="Instagram").locator(".is-slides")
    expect(slides.locator("img")).to_have_count(3)
    expect(draft.locator(".network-view", has_text="Instagram").get_by_text("… selengkapnya")).to_be_visible()
    sound(draft)

    factories.submit(shared, work)
    decision = signed_in(new_page(), address, CAMAT, f"/periksa/{work.post}")
    expect(decision.locator(".network-view")).to_have_count(len(NETWORKS))
    sound(decision)


@pytest.mark.prove
def test_a_story_is_shown_without_words_and_renews_itself_when_it_is_drawn(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = drafted(shared, {}, ("instagram",))
    draft = signed_in(new_page(), address, LURAH, f"/kegiatan/{work.activity}/susun")
    draft.get_by_text("Bentuk dan teks per jejaring").click()
    draft.get_by_role("radio", name="Cerita").check()
    draft.get_by_role("button", name="Simpan draf").click()
    expect(draft.get_by_text("Gambar sedang disiapkan.")).to_be_visible()

    factories.all_asked_drawn(shared, work.activity)

    story = draft.locator(".preview-post.is-story")
    expect(story.locator("img")).to_be_visible(timeout=20_000)
    expect(story.locator(".preview-words")).to_have_count(0)
    sound(draft)


def test_counters_tell_while_writing_what_is_said_after_saving(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = drafted(shared, {}, ("x", "threads"))
    draft = signed_in(new_page(), address, LURAH, f"/kegiatan/{work.activity}/susun")
    x, threads = (
        draft.locator(f'[data-counter="caption"] [data-label="{name}"]').first for name in ("X", "Threads")
    )
    expect(threads).to_have_text("Threads 266/500")
    # X has words of its own, which are counted beside them.
    expect(x).to_be_hidden()

    draft.get_by_label("Teks khusus X").fill("")
    draft.get_by_label("Keterangan unggahan").fill(
        "👍🏽 https://surakarta.go.id/" + "a" * 300 + " " + "b" * 280
    )
    expect(x).to_have_text("X: 27 karakter lebih")
    expect(threads).to_have_text("Threads: 114 karakter lebih")

    draft.get_by_role("button", name="Simpan draf").click()

    expect(draft.get_by_role("listitem").filter(has_text="27 karakter lebih untuk X.")).to_be_visible()
    expect(draft.get_by_role("listitem").filter(has_text="114 karakter lebih untuk Threads.")).to_be_visible()
