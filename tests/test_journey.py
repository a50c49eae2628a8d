"""The whole way with every process real: two photos in, one approved post out."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from evidence.compose.privacy import NONE, QUESTIONS
from tests.followers import picture_of, practice_posts
from tests.house import MOJO
from tests.plain_browser import PlainBrowser
from tests.program import Program, photograph, sha256
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = pytest.mark.journey

SHARED = "https://www.instagram.com/p/Latihan123"


@pytest.fixture
def people() -> Iterator[ExitStack]:
    """Lets go of whoever was signed in."""
    with ExitStack() as found:
        yield found


def test_two_photos_become_one_approved_post_by_the_api(served: RunningHouse, people: ExitStack) -> None:
    lurah = people.enter_context(closing(Program(served, "lurah.mojo")))
    camat = people.enter_context(closing(Program(served, "camat.pasarkliwon")))
    title = "Kuras saluran RW 04"
    accounts = lurah.accounts(MOJO)

    activity = lurah.begin(title, MOJO)
    lurah.send_pair(activity, 401)
    frozen = lurah.submit(activity, title, [accounts["practice"], accounts["by_hand"]])
    post = frozen["id"]
    camat.decide(frozen)

    def published(network: str) -> dict[str, Any]:
        rows = lurah.ask("GET", f"/publications?post={post}")["publications"]
        return next(row for row in rows if row["network"] == network)

    until(lambda: published("practice")["permalink"], 30)
    until(lambda: published("by_hand")["state"] == "ready", 30)
    shared = published("by_hand")["id"]
    lurah.ask("POST", f"/publications/{shared}/settle", json={"posted": True, "link": SHARED})

    (sent,) = practice_posts(served, title)
    (approved,) = lurah.ask("GET", f"/posts/{post}")["renditions"]
    assert sha256(picture_of(served, sent["id"])) == approved["sha256"]
    assert sha256(lurah.picture(approved["id"])) == approved["sha256"]
    assert (published("practice")["state"], published("practice")["remote_id"]) == ("published", sent["id"])
    assert (published("by_hand")["state"], published("by_hand")["permalink"]) == ("published", SHARED)
    shown = camat.ask("GET", f"/activities?unit={MOJO}&state=published")["activities"]
    assert activity in [each["id"] for each in shown]


def test_two_photos_become_one_approved_post_by_forms_alone(served: RunningHouse, people: ExitStack) -> None:
    lurah, camat, staff = (people.enter_context(PlainBrowser(served.url)) for _ in range(3))
    lurah.sign_in("lurah.mojo", served.password)
    title = "Kuras saluran RW 05"

    lurah.open("/kegiatan/baru").press("Lanjut ke foto", title=title, category="DRAINASE", rw="5")
    lurah.press("Kirim foto sebelum", {"photo": ("IMG_0001.jpg", photograph("before", 402), "image/jpeg")})
    activity = lurah.path
    lurah.open(f"{activity}/foto/after")
    lurah.press("Kirim foto sesudah", {"photo": ("IMG_0002.jpg", photograph("after", 402), "image/jpeg")})
    until(lambda: lurah.open(activity).links("Susun unggahan"), 30, every=0.2)
    lurah.follow("Susun unggahan")
    draft = lurah.path
    until(lambda: approved_pictures(lurah.open(draft)), 30, every=0.2)
    lurah.press("Periksa lalu kirim")
    lurah.press("Kirim untuk disetujui", **dict.fromkeys(QUESTIONS, NONE))
    approved = lurah.fetch(approved_pictures(lurah)[0])

    camat.sign_in("camat.pasarkliwon", served.password).follow(title).press("Setujui")
    lurah.open(draft).follow("Lihat penerbitan")
    publications = lurah.path
    until(lambda: lurah.open(publications).links("Lihat unggahan"), 30, every=0.2)
    until(lambda: lurah.open(publications).links("Bagikan sendiri"), 30, every=0.2)
    (permalink,) = lurah.links("Lihat unggahan")
    lurah.follow("Bagikan sendiri").press("Tandai sudah diposting", link=SHARED)

    (sent,) = practice_posts(served, title)
    assert permalink.endswith(sent["id"])
    assert picture_of(served, sent["id"]) == approved
    assert SHARED in lurah.open(publications).addresses()
    staff.sign_in("staf.balaikota", served.password).open("/galeri").press(
        "Tampilkan", state="published", q=title
    )
    assert staff.links(title)


def approved_pictures(browser: PlainBrowser) -> list[str]:
    """The composed pictures on the page."""
    return [each for each in browser.pictures() if each.startswith("/hasil/")]
