"""The whole way with every process real: two photos in, one approved post out."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import Any

import httpx
import pytest

from evidence.adapters.imaging import scenes
from evidence.core import clock
from tests.followers import picture_of, practice_posts
from tests.house import MOJO, csrf
from tests.plain_browser import PlainBrowser
from tests.practice.serving import client
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = pytest.mark.journey

SHARED = "https://www.instagram.com/p/Latihan123"


@pytest.fixture
def people() -> Iterator[ExitStack]:
    """Lets go of whoever was signed in."""
    with ExitStack() as found:
        yield found


def photograph(stage: str, seed: int) -> bytes:
    """A drawn photo as a phone held upright takes it, with its time."""
    taken = clock.now() - {"before": timedelta(days=3), "after": timedelta(hours=2)}[stage]
    # A camera writes its wall clock without a zone.
    wall = taken.astimezone(clock.WIB).replace(tzinfo=None)
    return scenes.draw("drainase", stage, seed, (1200, 1600), taken_at=wall)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class Program:
    """A program that signed in as a person and then speaks JSON."""

    def __init__(self, served: RunningHouse, username: str) -> None:
        self._http = client(Origin=served.url)
        self._http.base_url = httpx.URL(served.url)
        told = {
            "username": username,
            "password": served.password,
            "csrf_token": csrf(self._http.get("/masuk").text),
        }
        assert self._http.post("/masuk", data=told).status_code == 302

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def ask(self, method: str, path: str, **content: Any) -> Any:
        """Call the API; the answer's JSON."""
        answer = self._http.request(method, f"/api/v1{path}", **content)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def send_photo(self, activity: str, stage: str, body: bytes) -> str:
        """Send a photo as a phone does; its id."""
        ident = str(uuid.uuid4())
        headers = {
            "Content-Type": "image/jpeg",
            "X-Content-SHA256": sha256(body),
            "X-Meta": json.dumps({"activity": activity, "stage": stage, "source": "camera"}),
        }
        self.ask("PUT", f"/photos/{ident}", content=body, headers=headers)
        return ident

    def picture(self, rendition: str) -> bytes:
        """A composed picture."""
        return self._http.get(f"/hasil/{rendition}.jpg").raise_for_status().content


def test_two_photos_become_one_approved_post_by_the_api(served: RunningHouse, people: ExitStack) -> None:
    lurah = people.enter_context(closing(Program(served, "lurah.mojo")))
    camat = people.enter_context(closing(Program(served, "camat.pasarkliwon")))
    title, activity, post = "Kuras saluran RW 04", str(uuid.uuid4()), str(uuid.uuid4())

    facts = {
        "title": title,
        "category": "DRAINASE",
        "mode": "A",
        "unit": MOJO,
        "place": {"unit": MOJO, "rw": 4},
    }
    lurah.ask("PUT", f"/activities/{activity}", json=facts)
    photos = [lurah.send_photo(activity, stage, photograph(stage, 401)) for stage in ("before", "after")]
    until(
        lambda: (
            {each["state"] for each in lurah.ask("GET", f"/photos?ids={','.join(photos)}")["photos"]}
            == {"stored"}
        ),
        30,
    )
    accounts = {
        each["network"]: each["id"] for each in lurah.ask("GET", f"/accounts?unit={MOJO}")["accounts"]
    }
    words = {
        "activity": activity,
        "caption": f"{title}, {post}",
        "alt_text": "Dua foto saluran.",
        "accounts": [accounts["practice"], accounts["by_hand"]],
    }
    lurah.ask("PUT", f"/posts/{post}", json=words)
    until(lambda: lurah.ask("GET", f"/posts/{post}")["renditions"][0]["state"] == "ready", 30)
    frozen = lurah.ask("POST", f"/posts/{post}/submit")
    decision = {"post": post, "content_hash": frozen["content_hash"], "decision": "approve", "note": ""}
    camat.ask("PUT", f"/decisions/{uuid.uuid4()}", json=decision)

    def published(network: str) -> dict[str, Any]:
        rows = lurah.ask("GET", f"/publications?post={post}")["publications"]
        return next(row for row in rows if row["network"] == network)

    until(lambda: published("practice")["permalink"], 30)
    until(lambda: published("by_hand")["state"] == "ready", 30)
    shared = published("by_hand")["id"]
    lurah.ask("POST", f"/publications/{shared}/settle", json={"posted": True, "link": SHARED})

    (sent,) = practice_posts(served, post)
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
    lurah.press("Kirim ke Kecamatan Pasar Kliwon", no_children=True, no_documents=True, agreed=True)
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
