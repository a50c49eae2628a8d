"""A post of several pictures shared by hand on a phone: all of them at once, or each to be saved."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.fixtures import NewPage
from tests.browser.test_previews import drafted, signed_in, sound
from tests.factories import LURAH
from tests.house import House

pytestmark = pytest.mark.browser

# A phone's share sheet, which keeps what it was given.
SHEET = """
navigator.canShare = (given) => given.files.length > 0;
navigator.share = async (given) => {
  window.given = await Promise.all(given.files.map(async (file) => [file.name, (await file.arrayBuffer()).byteLength]));
};
"""


@pytest.fixture(scope="module")
def address(shared: House) -> Iterator[str]:
    """Where the house is served."""
    with shared.on_a_socket() as found:
        yield found


@pytest.mark.prove
def test_all_pictures_are_shared_at_once_in_order_and_without_a_sheet_each_is_saved(
    shared: House, address: str, new_page: NewPage
) -> None:
    work = drafted(shared, {"by_hand.instagram": "carousel"}, ("by_hand",))
    factories.submit(shared, work)
    factories.decide(shared, work)
    path = f"/penerbitan/{factories.handed_over(shared, work)}/bagikan"
    names = [f"bukti-{work.post}-{number}.jpg" for number in (1, 2, 3)]

    phone = new_page()
    phone.add_init_script(SHEET)
    signed_in(phone, address, LURAH, path)
    sound(phone)
    share = phone.get_by_role("button", name="Bagikan 3 foto")
    phone.get_by_role("button", name="Salin teks", exact=True).click()
    expect(share).to_contain_class("primary")
    share.click()
    phone.wait_for_function("window.given !== undefined")

    saved = [
        phone.request.get(address + (link.get_attribute("href") or ""))
        for link in phone.locator("a[download]").all()
    ]
    assert phone.evaluate("window.given") == [
        [name, len(each.body())] for name, each in zip(names, saved, strict=True)
    ]
    said = phone.get_by_role("button", name="Tandai sudah diposting")
    expect(said).to_contain_class("primary")

    plain = signed_in(new_page(), address, LURAH, path)
    expect(plain.get_by_role("button", name="Bagikan 3 foto")).to_be_hidden()
    expect(plain.get_by_role("link", name="Unduh foto 3")).to_have_attribute("download", names[2])
    plain.get_by_role("button", name="Salin teks", exact=True).click()
    expect(plain.get_by_role("button", name="Tandai sudah diposting")).to_contain_class("primary")
