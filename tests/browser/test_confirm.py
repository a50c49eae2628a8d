"""An act that many will see asks once more, and is done however the question is tapped."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor
from tests.house import MOJO
from tests.program import Program
from tests.serving import RunningHouse

pytestmark = pytest.mark.browser


@pytest.fixture
def phones(served: RunningHouse) -> Iterator[tuple[Program, Program]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(closing(Program(served, "lurah.mojo"))),
            stack.enter_context(closing(Program(served, "camat.pasarkliwon"))),
        )


@pytest.mark.prove
def test_an_approval_that_is_tapped_twice_is_given_once(
    served: RunningHouse, phones: tuple[Program, Program], page: Page
) -> None:
    author, approver = phones
    activity = author.begin("Saluran yang disetujui dua kali", MOJO)
    author.send_pair(activity, 811)
    post = author.submit(activity, "Saluran dikuras.", [])
    camat = Visitor(page, served)
    camat.sign_in("camat.pasarkliwon")
    camat.open(f"/periksa/{post['id']}")

    camat.one("Setujui").tap()
    yes = page.get_by_role("dialog").get_by_role("button", name="Setujui", exact=True)
    box = yes.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with page.expect_navigation():
        page.touchscreen.tap(*middle)
        page.touchscreen.tap(*middle)

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert camat.path != "/galeri"
    assert approver.ask("GET", f"/posts/{post['id']}")["state"] == "approved"
