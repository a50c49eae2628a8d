"""The one switch for all notices that leave the app: what it ends, what still comes, and what it keeps."""

from flask.testing import FlaskClient

from evidence.notices.topics import Way
from tests.forms import told as page_of
from tests.notices.conftest import Post
from tests.notices.test_settings import LURAH, PAGE, lurah, save, settings

__all__ = ["lurah"]


def test_one_switch_ends_all_that_leaves_the_app_but_what_is_urgent_and_keeps_the_boxes(
    post: Post, lurah: FlaskClient
) -> None:
    browser = post.browser(LURAH)
    post.address(LURAH)
    save(lurah, drop="publishing:push")

    waiting = post.tell("capture.rejected", title="Sudah antre")
    post.reaching.round()
    assert save(lurah, muted="y").status_code == 303
    off = page_of(lurah.get(PAGE), 200)
    post.deliver(LURAH, Way.PUSH)
    post.settle(waiting)
    post.tell("capture.rejected", title="Foto kedua")
    post.tell("publish.stray", title="Terbit sendiri")
    post.reaching.round()
    for way in (Way.PUSH, Way.MAIL):
        post.deliver(LURAH, way)

    came = post.push.messages(browser)
    assert len(came) == len(post.box.came) == 1
    assert "Terbit sendiri" in str(came[0])
    told = "Semua yang tidak mendesak di luar aplikasi sedang dimatikan. Masih datang karena mendesak: "
    kind = "Perlu dicek, atau terbit padahal tidak seharusnya"
    assert f"Pengaturan pemberitahuan tersimpan. {told}{kind} (HP, Email)." in off
    # Said once after saving, and then as long as it holds.
    assert off.count(told) == page_of(lurah.get(PAGE), 200).count(told) == 1
    assert "Foto kedua" in page_of(lurah.get("/pemberitahuan"), 200)
    found = settings(post)
    assert found is not None
    assert found.choices == {"muted": True, "push:publishing": False}
    save(lurah, muted=None)
    found = settings(post)
    assert found is not None
    assert found.choices == {"push:publishing": False}
    assert "sedang dimatikan" not in page_of(lurah.get(PAGE), 200)


def test_only_the_ways_that_reach_the_person_are_named(post: Post, lurah: FlaskClient) -> None:
    post.address(LURAH)
    save(lurah, muted="y")
    assert "tidak seharusnya (Email)." in page_of(lurah.get(PAGE), 200)


def test_the_switch_and_the_boxes_of_what_is_urgent_leave_nothing(post: Post, lurah: FlaskClient) -> None:
    post.browser(LURAH)
    save(lurah, drop="check:push")
    save(lurah, drop="check:mail", muted="y")
    post.tell("publish.stray")
    post.reaching.round()

    assert "Tidak ada lagi yang datang di luar aplikasi." in page_of(lurah.get(PAGE), 200)
    assert post.states(LURAH, Way.PUSH) == []
