"""Forty bad calls to each route of the API, drawn from a seed: never a fault of ours, always readable."""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from evidence.embedded import Store
from tests import factories
from tests.clusters import Cluster
from tests.house import MOJO, ORIGIN, House, furnished
from tests.tokens import bearer

EACH = 40
KINDS = (
    "application/json", "application/json; charset=utf-16", "application/problem+json", "text/plain", "image/jpeg",
    "image/png", "multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "",
    "/", "a" * 3000, "application/json; charset=\x7f",
)  # fmt: skip
BODIES = (
    b"", b" ", b"{", b"[]", b"null", b"7", b'"x"', b"{}", b"\xff\xfe{}", b"\x00", b"{}{}", b'{"a": NaN}',
    b'{"a": 1e999}', b"[" * 100_000, b'{"a":' * 20_000, b'{"a": 1' + b"0" * 5000 + b"}", b'{"\\ud800": "\\udfff"}',
    b'{"a": "\\u0000"}',
    b'{"unit": "33.72", "unit": 7}', b"\xff\xd8\xff" + bytes(40), b"a=b&a=%ff", json.dumps({"a": "b"}).encode("utf-16"),
    b'{"a": "' + b"x" * 300_000 + b'"}',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 10**30, 1.5, -1e308, "", " ", "x", "\x00", "\ud800", "a\x1bb", "x" * 100_000, "\u202e",
    [], [1], [None], [[]], {}, {"": ""}, {"a": {"b": {"c": []}}}, "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-11-25", "-1", "1e5", MOJO, "33.72", "%00", "' OR 1=1 --", "approve", "A", "practice", "by_hand",
)  # fmt: skip
METAS = ("", "{", "[]", "null", "[" * 4000, '{"activity": 7}', "\xff", '{"stage": "before"}', "x" * 5000)
TOLD: dict[str, dict[str, Any]] = {
    "capture_api.put_activity": {
        "title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "unit": MOJO, "work_date": "2026-11-25",
        "note": "", "place": {"unit": MOJO, "rt": 5, "rw": 3, "street": "Jl. Kyai Mojo"},
    },
    "compose_api.put_post": {
        "activity": "", "caption": "Saluran dikuras.", "captions": {"x": "Dikuras."}, "alt_text": "Dua foto.",
        "accounts": [], "due_at": None,
    },
    "review_api.put_decision": {"post": "", "content_hash": "0" * 64, "decision": "request_changes", "note": "Ulangi."},
    "accounts_api.put_account": {
        "unit": MOJO, "network": "by_hand", "handle": "latihan.mojo", "site": "x", "profile_url": "https://x.com/a",
    },
    "registry_api.put_observation": {
        "unit": MOJO, "network": "x", "presence": "present", "handle": "kelmojo", "profile_url": "https://x.com/kelmojo",
        "official": "yes", "followers": 5, "last_post_on": "2026-11-25", "looked_at": "2026-11-25T14:30:00+07:00",
        "source": "person", "looked_by": "", "note": "", "was": "mojo",
    },
    "publish_api.act_on_publication": {
        "posted": True, "link": "https://latihan.example/p/1", "reason": "Fotonya keliru.",
    },
}  # fmt: skip


class Caller:
    """Draws bad calls; the same seed draws the same ones."""

    def __init__(self, seed: str, known: list[str]) -> None:
        self.random = random.Random(seed)
        self.known = [*known, str(uuid.UUID(int=7)), "x", "%00", "%ff", "a" * 300]

    def call(self, client: FlaskClient, rule: Rule, method: str, headers: dict[str, str]) -> TestResponse:
        """Make one call."""
        names = {name: self.random.choice(self.known) for name in rule.arguments}
        if "act" in names:
            names["act"] = self.random.choice(["cancel", "retry", "settle", "withdraw", "x"])
        path = rule.rule
        for name, value in names.items():
            path = path.replace(f"<{name}>", value)
        return client.open(
            path, method=method, data=self.body(rule.endpoint), headers={**self.headers(), **headers},
            query_string={name: str(self.value())[:2000].encode("utf-8", "replace").decode() for name in self.names()},
        )  # fmt: skip

    def names(self) -> list[str]:
        return self.random.sample(["ids", "post", "unit", "from", "to", "state", "q", "after", "category"], 2)

    def value(self) -> Any:
        return self.random.choice((*VALUES, *self.known))

    def body(self, endpoint: str) -> bytes:
        """Bytes that are no call at all, or a good call with one or two things wrong."""
        if endpoint not in TOLD or self.random.random() < 0.4:
            return self.random.choice(BODIES)
        told = {
            name: self.random.choice(self.known) if value == "" else value
            for name, value in TOLD[endpoint].items()
        }
        for name in self.random.sample(sorted(told), self.random.randint(0, 2)):
            inner = told[name] if isinstance(told[name], dict) and self.random.random() < 0.5 else told
            inner[self.random.choice(sorted(inner)) if inner else name] = self.value()
        return json.dumps(told).encode()

    def headers(self) -> dict[str, str]:
        drawn = {
            "Content-Type": self.random.choice(KINDS) if self.random.random() < 0.4 else "application/json",
            "X-Meta": self.random.choice(METAS),
            "X-Content-SHA256": self.random.choice(["", "x", "0" * 64, "\xff"]),
            "Accept": self.random.choice(["", "*/*", "text/html", "\xff", "application/json;q=x"]),
            "Accept-Language": self.random.choice(["en", "\xff", "x" * 2000]),
        }
        more = {
            "Content-Encoding": "gzip",
            "Range": "bytes=5-1",
            "If-None-Match": "\xff",
            "X-HTTP-Method-Override": "DELETE",
        }
        name = self.random.choice(sorted(more))
        return {**drawn, name: more[name]}


@pytest.fixture(scope="module")
def furniture(cluster: Cluster, store: Store) -> Iterator[tuple[House, list[str]]]:
    """A house where something of every kind exists, and the numbers of those things."""
    with furnished(cluster, store, EVIDENCE_UPLOAD_RATE="1000 per minute") as house:
        account = factories.account(house)
        works = [
            factories.drafted(house),
            factories.submitted(house),
            factories.approved(house, accounts=[account]),
        ]
        rows = factories.publications(house, works[-1])
        known = [
            account,
            *(row.id for row in rows),
            *(each for work in works for each in (work.activity, work.post)),
        ]
        yield house, [str(each) for each in known]


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every call of the API."""
    found = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    return [
        (rule, method) for rule in found for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def fault(answer: TestResponse) -> str:
    """What is wrong with an answer to a bad call; empty when it is one that a program can read."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    kind = "application/problem+json" if answer.status_code >= 400 else "application/json"
    if answer.mimetype != kind:
        return f"{answer.status_code} as {answer.mimetype}"
    body = answer.get_json(force=True)
    good = (
        body.get("status") == answer.status_code and body.get("detail") if answer.status_code >= 400 else True
    )
    return "" if good else f"{answer.status_code} with {body}"


# The calls must get far enough to be bad in many ways.
REACHED = {
    "camat.pasarkliwon": {200, 201, 400, 404, 409, 413, 415, 422},
    "a program": {404, 415, 422},
    "nobody": {401},
}


@pytest.mark.parametrize("who", REACHED)
def test_no_bad_call_is_a_fault_of_ours(furniture: tuple[House, list[str]], who: str) -> None:
    house, known = furniture
    client = house.client(who) if "." in who else house.app.test_client()
    headers = (
        bearer(house, "camat.pasarkliwon", ["upload", "read", "decide"])
        if who == "a program"
        else {"Origin": ORIGIN}
    )
    faults, seen = [], set()

    for rule, method in routes(house.app):
        caller = Caller(f"{who} {method} {rule.rule}", known)
        for number in range(EACH if "." in who else EACH // 4):
            answer = caller.call(client, rule, method, headers)
            seen.add(answer.status_code)
            if fault(answer):
                faults.append(f"{method} {rule.rule} #{number}: {fault(answer)}")

    assert faults == []
    assert REACHED[who] <= seen


def test_the_house_stands_after_all_that(furniture: tuple[House, list[str]]) -> None:
    house, _ = furniture
    began = datetime.now(UTC)

    assert house.app.test_client().get("/readyz").status_code == 200
    assert house.client("lurah.mojo").get("/kegiatan").status_code == 200
    assert (datetime.now(UTC) - began).total_seconds() < 5


@pytest.mark.parametrize(("path", "name"), [("observations", "unit"), ("publications", "post")])
def test_what_the_address_must_say_is_asked_for_by_its_name(shared: House, path: str, name: str) -> None:
    answer = shared.client("lurah.mojo").get(f"/api/v1/{path}?{name}=%20")
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [name])
