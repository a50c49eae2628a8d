"""The calendar on a phone with a keyboard alone, and at a desk with a mouse."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from evidence.core import clock
from evidence.core.clock import WIB
from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.visitor import Visitor
from tests.house import MOJO
from tests.program import Program
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.prove]
TITLE = "Saluran yang dijadwalkan"


@pytest.fixture(scope="module")
def monday(served: RunningHouse) -> Iterator[datetime]:
    """Half past seven on the next Monday but one, when a post of Mojo is planned; one more waits for approval."""
    today = clock.today()
    day = today + timedelta(days=14 - today.weekday())
    planned = datetime.combine(day, time(7, 30), WIB)
    with ExitStack() as stack:
        lurah, camat = (
            stack.enter_context(closing(Program(served, name)))
            for name in ("lurah.mojo", "camat.pasarkliwon")
        )
        account = lurah.accounts(MOJO)["practice"]
        for title, decided in ((TITLE, True), ("Saluran yang menunggu", False)):
            activity = lurah.begin(title, MOJO)
            lurah.send_pair(activity, 911)
            post = lurah.submit(activity, "Saluran dikuras.", [account], planned.isoformat())
            if decided:
                camat.decide(post)
        yield planned


def name_of(day: datetime) -> re.Pattern[str]:
    """How the calendar calls that day, with what stands on it."""
    return re.compile(rf"{clock.long_date(day)}.*: 1 terjadwal, 1 menunggu")


def press(page: Page, role: str, name: re.Pattern[str] | str) -> None:
    """Go there by keyboard and press Enter."""
    found = page.locator("main").get_by_role(role, name=name).filter(visible=True).first  # type: ignore[arg-type]
    found.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_on_a_phone_a_day_is_chosen_and_a_post_moved_by_keyboard(
    new_page: NewPage, served: RunningHouse, monday: datetime
) -> None:
    camat = Visitor(new_page(), served)
    camat.sign_in("camat.pasarkliwon")
    camat.open(f"/jadwal?hari={monday.date().replace(day=1)}")
    assert violations(camat.page) == []

    press(camat.page, "link", name_of(monday))
    camat.look()
    expect(camat.page.get_by_role("link", name=TITLE, exact=True).filter(visible=True)).to_be_visible()
    assert violations(camat.page) == []

    press(camat.page, "link", re.compile(f"^Ubah jadwal ?: {TITLE}"))
    camat.look()
    assert violations(camat.page) == []
    later = monday + timedelta(hours=1)
    camat.page.get_by_label("Waktu tayang (WIB)").fill(f"{later:%Y-%m-%dT%H:%M}")
    press(camat.page, "button", "Jadwalkan ulang")

    expect(camat.page.get_by_role("status").filter(has_text="Dijadwalkan ulang")).to_contain_text("08.30 WIB")


def test_at_a_desk_dragging_to_another_day_opens_the_same_form(
    new_page: NewPage, served: RunningHouse, monday: datetime
) -> None:
    wednesday = (monday + timedelta(days=2)).date()
    camat = Visitor(new_page(desktop=True, has_touch=True), served)
    camat.sign_in("camat.pasarkliwon")
    camat.open(f"/jadwal?hari={monday.date()}")
    week = camat.page.locator("[data-calendar]")
    assert violations(camat.page) == []

    week.locator("[data-move]", has_text=TITLE).drag_to(
        week.locator(f"tr:has-text('{TITLE}') td[data-day='{wednesday}']")
    )

    sheet = camat.page.get_by_role("dialog")
    at = sheet.get_by_label("Waktu tayang (WIB)")
    expect(at).to_have_value(re.compile(f"^{wednesday}T"))
    assert violations(camat.page) == []
    with camat.page.expect_navigation():
        sheet.get_by_role("button", name="Jadwalkan ulang").click()
    expect(camat.page.get_by_role("status").filter(has_text="Dijadwalkan ulang")).to_contain_text("Rabu")
