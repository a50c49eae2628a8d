"""A push in a real browser: its service worker shows it, and says nothing to whoever signed in after its person."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import chromium
from tests.notices.conftest import Post
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]

SHOWN = """async (tag) => (await (await navigator.serviceWorker.ready).getNotifications({tag}))
  .map((each) => ({title: each.title, body: each.body, url: each.data.url}))"""


@pytest.fixture
def page(post: Post) -> Iterator[Page]:
    with post.house.on_a_socket() as base, sync_playwright() as playing:
        found = chromium()
        browser = playing.chromium.launch(
            executable_path=str(found.program),
            args=[*found.arguments],
            env={**os.environ, **found.environment},
        )
        context = browser.new_context(base_url=base.replace("127.0.0.1", "localhost"))
        context.grant_permissions(["notifications"])
        yield context.new_page()
        browser.close()


WHO = """async (id) => {
  const opening = indexedDB.open("bukti");
  const held = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const writing = held.transaction("facts", "readwrite");
  writing.objectStore("facts").put({id, name: "Lurah"}, "me");
  await new Promise((done) => { writing.oncomplete = done; });
  held.close();
}"""
REGISTER = (
    "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready; }"
)


def test_a_push_is_shown_to_its_person_alone(page: Page) -> None:
    told: list[dict[str, Any]] = []
    page.goto("/masuk")
    talk = page.context.new_cdp_session(page)
    talk.on("ServiceWorker.workerRegistrationUpdated", lambda event: told.extend(event["registrations"]))
    talk.send("ServiceWorker.enable")
    page.evaluate(REGISTER)
    until(lambda: (page.wait_for_timeout(50), told)[1], 30)
    address = {"origin": page.url.partition("/masuk")[0], "registrationId": told[0]["registrationId"]}

    def push(tag: str) -> list[dict[str, str]]:
        """What is shown once that has come."""
        message = {
            "title": "Kelurahan Mojo", "body": "Gagal terbit.", "url": "/unggahan/1", "tag": tag, "person": "a",
            "others": "Ada pemberitahuan untuk pengguna lain HP ini.",
        }  # fmt: skip
        talk.send("ServiceWorker.deliverPushMessage", {**address, "data": json.dumps(message)})
        shown = until(lambda: (page.wait_for_timeout(50), page.evaluate(SHOWN, tag))[1], 30)
        return list(shown)

    # Nobody took photos here, so the phone knows of nobody else.
    assert push("1") == [{"title": "Kelurahan Mojo", "body": "Gagal terbit.", "url": "/unggahan/1"}]
    page.evaluate(WHO, "a")
    assert push("2") == [{"title": "Kelurahan Mojo", "body": "Gagal terbit.", "url": "/unggahan/1"}]
    page.evaluate(WHO, "b")
    (foreign,) = push("3")
    assert foreign == {
        "title": "Bukti", "body": "Ada pemberitahuan untuk pengguna lain HP ini.", "url": "/pemberitahuan",
    }  # fmt: skip
