"""Answers that make no sense, at every call of Mastodon and Bluesky: a clear refusal or nothing, never a surprise."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from evidence.adapters.networks.base import Access
from evidence.adapters.networks.bluesky import Bluesky
from evidence.adapters.networks.bluesky_login import BlueskyLogin
from evidence.adapters.networks.connecting import Arrival, Credentials
from evidence.adapters.networks.http import Caller
from evidence.adapters.networks.mastodon import Mastodon
from evidence.adapters.networks.mastodon_login import MastodonLogin
from tests.adapters.answering import answering, http
from tests.adapters.submissions import a_submission, proved

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
CALLER = Caller(5.0, 5.0)
URI = "at://did:plc:a/app.bsky.feed.post/3lbxxxxxxxx22"
STRANGE = {"id": [], "uri": {}, "url": 5, "did": None, "handle": 5, "blob": {"ref": 5}, "error": {"a": 1}}
LISTED = {"id": {}, "created_at": "2026-11-28T04:00:00Z", "media_attachments": [5, {"id": []}, {}]}

ANSWERS = {
    "nothing": http("204 No Content"),
    "null": http("200 OK", b"null"),
    "number": http("200 OK", b"5"),
    "object": http("200 OK", b"{}"),
    "list": http("200 OK", b"[]"),
    "list of numbers": http("200 OK", b"[1, 2]"),
    "list without times": http("200 OK", b'[{"id": "1"}]'),
    "list with strange times": http("200 OK", b'[{"id": "1", "created_at": "0000-99-99"}]'),
    "list with strange parts": http("200 OK", json.dumps([LISTED]).encode()),
    "list without end": http("200 OK", json.dumps([{**LISTED, "id": "1"}]).encode()),
    "strange fields": http("200 OK", json.dumps(STRANGE).encode()),
    "strange posts": http("200 OK", b'{"posts": [5]}'),
    "strange counts": http(
        "200 OK", b'{"posts": [{"likeCount": true, "repostCount": -1}], "replies_count": 1e9}'
    ),
    "huge counts": http("200 OK", b'{"posts": [{"likeCount": 1%s}]}' % (b"0" * 400)),
    "half a character": http("400 No", b'{"error": "\\ud800", "message": "\\ud800\\u0000"}'),
    "strange limits": http(
        "429 No", b"{}", "X-RateLimit-Reset: 9999-99", "RateLimit-Reset: 9" + "9" * 30, "Date: x"
    ),
    "limits far away": http(
        "429 No", b"{}", "X-RateLimit-Reset: 9999-12-31T23:59:59-14:00", "RateLimit-Reset: 99999999999"
    ),
    "deep": http("200 OK", b"[" * 60_000),
    "binary": http("200 OK", b"\xff\xfe\x00"),
}


def calls(url: str) -> dict[str, Callable[[], object]]:
    """Every call of both networks and of what connects them, to that server."""
    mastodon, bluesky = Mastodon(CALLER), Bluesky(CALLER)
    m_login, b_login = MastodonLogin(CALLER, loopback=True), BlueskyLogin(CALLER, loopback=True)
    here, there = Access("1@a.id", "a@a.id", "t", url), Access("did:plc:a", "a.id", "t", url)
    submission, client = a_submission(at=NOW), '{"id": "a", "secret": "b"}'
    record = json.dumps({"rkey": "3lbxxxxxxxx22", "record": {}})
    progress = '{"media": ["1"], "waiting": ["1"], "polls": 0}'
    held = Credentials("t", "r", client, url)
    typed = {"server": url, "handle": "a.id", "app_password": "aaaa-bbbb-cccc-dddd"}
    return {
        "mastodon upload": lambda: mastodon.prepare(here, submission),
        "mastodon wait": lambda: mastodon.prepare(here, submission, progress),
        "mastodon publish": lambda: mastodon.publish(here, submission, '{"media": ["1"]}'),
        "mastodon find": lambda: mastodon.find(here, "", '{"media": ["1"]}', NOW),
        "mastodon permalink": lambda: mastodon.permalink(here, "1"),
        "mastodon withdraw": lambda: mastodon.withdraw(here, "1"),
        "mastodon figures": lambda: mastodon.figures(here, "1"),
        "mastodon identity": lambda: mastodon.identity(here),
        "mastodon depart": lambda: m_login.depart("https://a.id/", "s", "c", url),
        "mastodon arrive": lambda: m_login.arrive(Arrival("c", "v", "https://a.id/", client, url), NOW),
        "mastodon revoke": lambda: m_login.revoke(here, held),
        "bluesky upload": lambda: bluesky.prepare(there, submission),
        "bluesky publish": lambda: bluesky.publish(there, submission, record),
        "bluesky find": lambda: bluesky.find(there, "", record, NOW),
        "bluesky withdraw": lambda: bluesky.withdraw(there, URI),
        "bluesky figures": lambda: bluesky.figures(there, URI),
        "bluesky identity": lambda: bluesky.identity(there),
        "bluesky connect": lambda: b_login.typed(typed, NOW),
        "bluesky renew": lambda: b_login.renew(held, NOW),
        "bluesky revoke": lambda: b_login.revoke(there, held),
    }


# What needs nothing of an answer but that it came, or where nothing is an answer too.
CONTENT = {"withdraw", "permalink", "figures", "wait", "find", "revoke"}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_makes_no_sense_is_a_refusal_or_nothing(case: str) -> None:
    with answering(ANSWERS[case]) as server:
        made = calls(server.url)
        proofs = {name: proved(call) for name, call in made.items()}
        figures = [
            made[name]() if proof == "works" else "refused"
            for name, proof in proofs.items()
            if name.endswith("figures")
        ]

    posting = {name: proof for name, proof in proofs.items() if name.endswith("publish")}
    others = {name: proof for name, proof in proofs.items() if name not in posting}
    assert all(seen in ({}, "refused") for seen in figures), figures
    # A limit is a limit, and an error with a name of its own proves what it says.
    assert set(posting.values()) <= ({"wait"} if "limits" in case else {"unknown", "fail"}), posting
    assert case == "half a character" or "fail" not in posting.values()
    assert "unknown" not in others.values(), others
    assert {name for name, proof in others.items() if proof == "works"} <= {
        name for name in others if name.split()[1] in CONTENT
    }
