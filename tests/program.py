"""A program that speaks to a running house as a person's phone does, and the photos it sends."""

import hashlib
import json
import uuid
from datetime import timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import httpx
from PIL import Image, ImageDraw

from evidence.adapters.imaging import scenes
from evidence.core import clock
from tests.forms import form_of
from tests.house import csrf
from tests.practice.serving import client
from tests.serving import RunningHouse
from tests.waiting import until


@cache
def _spot(stage: str) -> bytes:
    return scenes.draw("drainase", stage, 1, (1240, 1640))


@cache
def photograph(stage: str, seed: int) -> bytes:
    """A drawn photo as a phone held upright takes it, with its time; another seed is another place."""
    taken = clock.now() - {"before": timedelta(days=3), "after": timedelta(hours=2)}[stage]
    exif = Image.Exif()
    # A camera writes its wall clock without a zone.
    exif.get_ifd(0x8769)[0x9003] = taken.astimezone(clock.WIB).strftime("%Y:%m:%d %H:%M:%S")
    left, top = seed % 41, seed // 41 % 41
    # One drawing serves all, since it takes seconds; what stands about there makes another place of it.
    seen = Image.open(BytesIO(_spot(stage))).convert("RGB").crop((left, top, left + 1200, top + 1600))
    things, pen = Random(seed), ImageDraw.Draw(seen)
    for _thing in range(18):
        x, y, wide, high = (things.randrange(most) for most in (1100, 1500, 150, 150))
        colour = tuple(things.randrange(40, 220) for _ in range(3))
        pen.rectangle((x, y, x + 40 + wide, y + 40 + high), fill=colour)
    out = BytesIO()
    seen.save(out, "JPEG", quality=86, exif=exif)
    return out.getvalue()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class Program:
    """A program that signed in as a person and then speaks JSON."""

    def __init__(self, served: RunningHouse, username: str) -> None:
        self.http = client(Origin=served.url)
        self.http.base_url = httpx.URL(served.url)
        told = {
            "username": username,
            "password": served.password,
            "csrf_token": csrf(self.http.get("/masuk").text),
        }
        assert self.http.post("/masuk", data=told).status_code == 302

    def close(self) -> None:
        """Hang up."""
        self.http.close()

    def ask(self, method: str, path: str, **content: Any) -> Any:
        """Call the API; the answer's JSON."""
        answer = self.http.request(method, f"/api/v1{path}", **content)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def send_photo(self, activity: str, stage: str, body: bytes, **meta: Any) -> str:
        """Send a photo as a phone does, which may say more of it; its id."""
        ident = str(uuid.uuid4())
        headers = {
            "Content-Type": "image/jpeg",
            "X-Content-SHA256": sha256(body),
            "X-Meta": json.dumps({"activity": activity, "stage": stage, "source": "camera", **meta}),
        }
        self.ask("PUT", f"/photos/{ident}", content=body, headers=headers)
        return ident

    def begin(self, title: str, unit: str, **more: Any) -> str:
        """Make an activity of a unit; its id."""
        ident = str(uuid.uuid4())
        facts = {
            "title": title,
            "category": "DRAINASE",
            "mode": "A",
            "unit": unit,
            "place": {"unit": unit, "rw": 4},
        }
        self.ask("PUT", f"/activities/{ident}", json={**facts, **more})
        return ident

    def send_pair(self, activity: str, seed: int) -> list[str]:
        """Send a drawn before and after and wait until both are verified; their ids."""
        photos = [self.send_photo(activity, stage, photograph(stage, seed)) for stage in ("before", "after")]
        path = f"/photos?ids={','.join(photos)}"
        until(
            lambda: {each["state"] for each in self.ask("GET", path)["photos"]} == {"stored"}, 60, every=0.2
        )
        return photos

    def point(self, name: str, activity: str = "") -> dict[str, Any]:
        """Make a photo point by its form, from ``activity`` where one is named; as a phone learns of it."""
        page = self.http.get("/titik/baru", params={"dari": activity} if activity else {})
        told = {name: value for name, value in form_of(page.text).items() if name != "action"}
        answer = self.http.post(str(page.url), data={**told, "name": name})
        assert answer.status_code == 303, answer.text
        ident = answer.headers["Location"].removeprefix("/titik/")
        (found,) = [each for each in self.ask("GET", "/field")["points"] if each["id"] == ident]
        return found  # type: ignore[no-any-return]

    def accounts(self, unit: str) -> dict[str, str]:
        """The ids of a unit's accounts, by network."""
        return {each["network"]: each["id"] for each in self.ask("GET", f"/accounts?unit={unit}")["accounts"]}

    def submit(
        self, activity: str, caption: str, accounts: list[str], due_at: str | None = None
    ) -> dict[str, Any]:
        """Write a post about an activity, wait for its picture and checks, and send it; the post as it was frozen."""
        post = str(uuid.uuid4())
        words = {
            "activity": activity,
            "caption": caption,
            "alt_text": "Dua foto saluran.",
            "accounts": accounts,
            "due_at": due_at,
        }
        self.ask("PUT", f"/posts/{post}", json=words)

        def ready() -> bool:
            found = self.ask("GET", f"/posts/{post}")
            return found["renditions"][0]["state"] == "ready" and found["checks"] != "waiting"

        until(ready, 60, every=0.2)
        answers = dict.fromkeys(("faces", "plates", "homes", "papers", "needy"), "none")
        return self.ask("POST", f"/posts/{post}/submit", json={"privacy": answers})  # type: ignore[no-any-return]

    def publication(self, post: str, network: str, *states: str) -> str:
        """The id of a post's publication on that network, once it is in one of ``states``."""

        def found() -> list[str]:
            rows = self.ask("GET", f"/publications?post={post}")["publications"]
            return [row["id"] for row in rows if row["network"] == network and row["state"] in states]

        return until(found, 60, every=0.2)[0]

    def decide(self, post: dict[str, Any], decision: str = "approve", note: str = "") -> None:
        """Decide on a submitted post."""
        told = {"post": post["id"], "content_hash": post["content_hash"], "decision": decision, "note": note}
        self.ask("PUT", f"/decisions/{uuid.uuid4()}", json=told)

    def picture(self, rendition: str) -> bytes:
        """A composed picture."""
        return self.http.get(f"/hasil/{rendition}.jpg").raise_for_status().content
