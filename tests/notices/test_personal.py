"""What concerns one's own account is told whatever was switched off, and to whoever holds nothing as well."""

from evidence.core import clock
from evidence.notices.topics import MUTED, Way
from tests.house import csrf
from tests.notices.conftest import Post
from tests.units.test_handing_over import ident, somebody
from tests.units.test_invitations import CHOSEN, accept


def test_a_password_link_is_told_when_it_is_made_and_when_it_was_used(post: Post) -> None:
    name = somebody(post.house)
    post.address(name, choices={MUTED: True, "mail:safety": False})
    browser = post.browser(name)
    admin, page = post.house.client("admin"), f"/orang/{ident(post.house, name)}"
    token = csrf(admin.get(page).get_data(as_text=True))

    made = admin.post(f"{page}/kata-sandi", data={"csrf_token": token})
    post.now = clock.now()
    post.deliver(name, Way.MAIL)
    post.deliver(name, Way.PUSH)
    link = admin.get(made.location).get_data(as_text=True).partition("/undangan?t=")[2].partition("<")[0]
    accept(post.house, f"/undangan?t={link}", CHOSEN)
    post.now = clock.now()
    post.deliver(name, Way.MAIL)

    first, second = post.box.came
    assert first["Subject"].startswith("Tautan kata sandi baru untuk Anda")
    assert "Admin Kota membuat tautan" in first.get_content()
    assert second["Subject"].startswith("Kata sandi Bukti Anda diganti")
    # Nobody switches these off, so no letter says how.
    assert not any("berhenti" in each.get_content() or each["List-Unsubscribe"] for each in (first, second))
    assert not any(link in each.get_content() for each in (first, second))
    assert post.states(name, Way.PUSH) == ["sent"]
    assert [told["title"] for told in post.push.messages(browser)] == ["Tautan kata sandi baru untuk Anda"]
