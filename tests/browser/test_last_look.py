"""A draft's time, counters and buttons as a browser has them, and the last look before it is sent."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import NewPage
from tests.browser.test_previews import drafted, signed_in, sound
from tests.factories import LURAH
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(shared: House) -> Iterator[str]:
    """Where the house is served."""
    with shared.on_a_socket() as found:
        yield found


@pytest.mark.prove
def test_a_time_chooses_itself_accounts_are_counted_while_ticked_and_the_last_look_is_sound(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = drafted(shared, {}, ("threads", "instagram"))
    draft = signed_in(new_page(), address, LURAH, f"/kegiatan/{work.activity}/susun")
    time = draft.get_by_label("Waktu tayang (WIB)")
    own, at_once = (draft.get_by_role("radio", name=each) for each in ("Pada waktu yang", "Segera setelah"))

    time.fill("2030-01-01T07:30")
    expect(own).to_be_checked()
    at_once.check()
    expect(time).to_have_value("")
    own.check()
    expect(time).to_have_value("2030-01-01T07:30")
    at_once.check()

    counter = draft.locator('[data-counter="caption"] [data-label="Threads"]').first
    expect(counter).to_be_visible()
    draft.get_by_role("checkbox", name="Threads").uncheck()
    expect(counter).to_be_hidden()
    draft.get_by_role("checkbox", name="Threads").check()
    expect(counter).to_be_visible()

    draft.set_viewport_size({"width": 1440, "height": 900})
    edges = [draft.locator(each).bounding_box() for each in ("#gambar img", ".arrange-link a")]
    assert [each and each["x"] for each in edges] == [edges[0] and edges[0]["x"]] * 2

    draft.get_by_role("button", name="Periksa lalu kirim").click()
    expect(draft.locator(".network-view")).to_have_count(2)
    expect(draft.locator("button.primary")).to_have_text("Kirim untuk disetujui")
    sound(draft)
