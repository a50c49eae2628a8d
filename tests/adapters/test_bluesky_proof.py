"""The proof that Bluesky's own server makes one post of one key, and that the server of our tests answers like it."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bench.proof import keep
from evidence.adapters.networks.base import Access, OutcomeUnknown
from evidence.adapters.networks.bluesky import POST, Bluesky
from evidence.adapters.networks.bluesky_login import BlueskyLogin
from evidence.adapters.networks.connecting import Candidate
from evidence.adapters.networks.http import Caller
from evidence.core import clock
from tests.adapters.submissions import a_picture, a_submission, prepared, proved
from tests.networks import bluesky_server, pds
from tests.practice.serving import client
from tests.waiting import until

NETWORK = Bluesky()
LOGIN = BlueskyLogin(loopback=True)
TID = "3lbxxxxxxxx2{}"
TWINS = 16
# What readers see as one character, from one letter to a family.
CLUSTERS = (
    "a",
    "é",
    "e\u0301",
    "ꦱ",
    "ꦏꦺ",
    "日",
    "👍",
    "\U0001f44b\U0001f3fd",
    "\U0001f1ee\U0001f1e9",
    "1\ufe0f\u20e3",
    "\u2764\ufe0f",
    "\r\n",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
)

PAGE = """\
# Bluesky's own server

`make prove` writes this page: `@atproto/pds` {version} from npm on Node.js {node}, with `@did-plc/server` beside it,
both on the loopback. It has no service that counts behind it, and it sends no limits in this mode.

| asked | seen |
| --- | --- |
| connected by an app password, and who it is | the account's id and handle |
| a post of two pictures | one record, both blobs byte for byte those handed over |
| the same call {twins} times at once | one record |
| the same call again | the same `cid`, no `commit` |
| calls whose answer was not waited for, then repeated | {lost}; one record each |
| {clusters} kinds of character, 300 and 301 of each | the first taken, the second refused: its count is ours |
| addresses and hashtags | taken as facets |
| withdrawn twice | gone, and no error |
| renewed, and renewed with the used token | both work; after signing out neither does |

The server of the tests (`tests/networks/bluesky_server.py`) gave the same answer to each of these {calls} calls, by
status, error and whether there was a `commit`:

| call | answer |
| --- | --- |
{answers}

{day}.
"""


@dataclass(frozen=True)
class Real:
    """The real server, our account's way in, and how it was connected."""

    server: pds.Pds
    found: Candidate
    access: Access


def call(url: str, token: str, method: str, name: str, **content: Any) -> tuple[int, Any]:
    """One call as any program makes it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with client(**headers) as http:
        answer = http.request(method, f"{url}/xrpc/{name}", **content)
    try:
        return answer.status_code, answer.json()
    except ValueError:
        return answer.status_code, {}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    with pds.running(tmp_path_factory.mktemp("pds")) as server:
        told = {"server": server.url, "handle": server.handle, "app_password": server.app_password}
        found = LOGIN.typed(told, clock.now())
        access = Access(found.remote_id, found.handle, found.credentials.access, found.credentials.base_url)
        yield Real(server, found, access)


def records(access: Access) -> list[dict[str, Any]]:
    """All posts of the account."""
    params = {"repo": access.account_remote_id, "collection": POST, "limit": "100"}
    _, found = call(access.base_url, access.token, "GET", "com.atproto.repo.listRecords", params=params)
    return list(found["records"])


@pytest.mark.prove
def test_one_key_is_one_post_on_the_real_server(real: Real) -> None:
    access = real.access
    assert (NETWORK.identity(access).remote_id, NETWORK.identity(access).handle) == (
        real.server.did,
        real.server.handle,
    )
    _posts_once(access)
    lost = _lost(access)
    _counts_alike(access)
    _sessions(real)
    answers = _answers(access)
    with bluesky_server.running() as ours:
        ours.appview = False
        like = _answers(ours.open())
    keep(
        "bluesky",
        PAGE.format(
            version=json.loads((pds.PACKAGE / "package.json").read_text())["dependencies"]["@atproto/pds"],
            node=real.server.node,
            twins=TWINS,
            lost=lost,
            clusters=len(CLUSTERS),
            calls=len(answers),
            answers="\n".join(f"| {name} | {told} |" for name, told in answers.items()),
            day=datetime.now(UTC).date().isoformat(),
        ),
    )
    assert like == answers


def _posts_once(access: Access) -> None:
    submission = a_submission(2, caption="Résik 👍 #KerjaBakti https://surakarta.go.id/a?b=c")
    container = prepared(NETWORK, access, submission)
    not_yet = NETWORK.find(access, "", container, submission.at)
    with ThreadPoolExecutor(TWINS) as pool:
        found = list(pool.map(lambda _: _published(access, submission, container), range(TWINS)))
    remote_id = NETWORK.publish(access, submission, prepared(NETWORK, access, submission))

    assert not_yet is None
    assert set(found) <= {remote_id, "unknown"}
    (record,) = records(access)
    frozen = json.loads(container)["record"]
    assert (record["uri"], record["value"]) == (remote_id, frozen)
    assert [each["features"][0]["$type"].rpartition("#")[2] for each in frozen["facets"]] == ["tag", "link"]
    content = {
        "repo": access.account_remote_id,
        "collection": POST,
        "rkey": json.loads(container)["rkey"],
        "record": frozen,
    }
    status, again = call(access.base_url, access.token, "POST", "com.atproto.repo.putRecord", json=content)
    assert (status, again["cid"], "commit" in again) == (200, record["cid"], False)
    for picture, image in zip(submission.pictures, frozen["embed"]["images"], strict=True):
        params = {"did": access.account_remote_id, "cid": image["image"]["ref"]["$link"]}
        with client() as http:
            body = http.get(f"{access.base_url}/xrpc/com.atproto.sync.getBlob", params=params).content
        assert hashlib.sha256(body).hexdigest() == picture.sha256
    assert NETWORK.figures(access, remote_id) == {}
    NETWORK.withdraw(access, remote_id)
    NETWORK.withdraw(access, remote_id)
    assert NETWORK.find(access, "", container, submission.at) is None
    assert records(access) == []


def _published(access: Access, submission: Any, container: str, network: Bluesky = NETWORK) -> str:
    try:
        return network.publish(access, submission, container)
    except OutcomeUnknown:
        # So many at once may be more than it answers.
        return "unknown"


def _lost(access: Access) -> str:
    """Calls whose answer nobody waits for: how many ended unknown, and how many of those posts were found."""
    network = replace(NETWORK, caller=Caller(5.0, 0.004))
    submissions = [a_submission() for _ in range(20)]
    unknown = {each: prepared(NETWORK, access, each) for each in submissions}
    for submission, container in list(unknown.items()):
        if _published(access, submission, container, network) != "unknown":
            del unknown[submission]
    found = 0
    for submission, container in unknown.items():
        with suppress(AssertionError):
            found += bool(until(partial(NETWORK.find, access, "", container, submission.at), 2.0))
        assert NETWORK.publish(access, submission, container)
    assert found > 0
    assert len(records(access)) == len(submissions)
    return f"{len(unknown)} of {len(submissions)} ended unknown, {found} of them were found by their key"


def _counts_alike(access: Access) -> None:
    for cluster in CLUSTERS:
        # As many as the bytes allow, the rest plain letters.
        some = min(250, 2_600 // len(cluster.encode()))
        text = cluster * some + "a" * (300 - some)
        for caption, proves in ((text, "works"), (text + "a", "fail")):
            submission = a_submission(caption=caption)
            container = prepared(NETWORK, access, submission)
            assert NETWORK.limits.texts[0].count(caption) == 300 + (proves == "fail")
            found = proved(lambda: NETWORK.publish(access, submission, container))  # noqa: B023
            assert found == proves, repr(cluster)


def _sessions(real: Real) -> None:
    # A session of its own, which may end.
    told = {
        "server": real.server.url,
        "handle": real.server.handle,
        "app_password": real.server.app_password,
    }
    first = LOGIN.typed(told, clock.now()).credentials
    second = LOGIN.renew(first, clock.now())
    third = LOGIN.renew(first, clock.now())
    assert first.expires_at is not None
    assert first.obtained_at is not None
    assert (first.expires_at - first.obtained_at).total_seconds() == 7_200
    for each in (second, third):
        access = replace(real.access, token=each.access)
        assert NETWORK.identity(access).remote_id == real.server.did
    LOGIN.revoke(real.access, third)
    assert proved(lambda: LOGIN.renew(third, clock.now())) == "reconnect"


def _answers(access: Access) -> dict[str, str]:
    """What a server says to calls right and wrong, each as status, error, and whether it wrote."""
    url, token = access.base_url, access.token
    submission = a_submission(at=clock.now())
    frozen = json.loads(prepared(NETWORK, access, submission))
    good = frozen["record"]
    image = good["embed"]["images"][0]
    plain = {name: value for name, value in good.items() if name != "embed"}
    large = replace(a_picture(), jpeg=a_picture().jpeg + bytes(2_000_000))
    too_large = json.loads(prepared(NETWORK, access, a_submission(pictures=(large,))))["record"]
    lost = json.loads(json.dumps(good).replace(image["image"]["ref"]["$link"], "bafkrei" + "a" * 52))
    answers: dict[str, str] = {}

    def ask(name: str, method: str, nsid: str, held: str = token, **content: Any) -> None:
        status, found = call(url, held, method, nsid, **content)
        error = f" `{found['error']}`" if status >= 400 and "error" in found else ""
        answers[name] = f"{status}{error}{', commit' if 'commit' in found else ''}"

    def put(name: str, rkey: str, record: Any, nsid: str = "putRecord", **more: Any) -> None:
        place = {"repo": access.account_remote_id, "collection": POST, "rkey": rkey, "record": record}
        ask(name, "POST", f"com.atproto.repo.{nsid}", json={**place, **more})

    def get(name: str, rkey: str) -> None:
        params = {"repo": access.account_remote_id, "collection": POST, "rkey": rkey}
        ask(name, "GET", "com.atproto.repo.getRecord", params=params)

    one, two = TID.format("2"), TID.format("3")
    get("`getRecord` of a key that is free", one)
    put("`putRecord` the first time", one, good)
    put("`putRecord` again, the same", one, good)
    get("`getRecord` of a key that is taken", one)
    put("`putRecord` that must be the first, the same", one, good, swapRecord=None)
    put("`putRecord` that must be the first, changed", one, {**good, "text": "lain"}, swapRecord=None)
    put("`putRecord` again, changed", one, {**good, "text": "lain"})
    put("`createRecord` with a key that is taken", one, good, "createRecord")
    put("`createRecord` with a key that is free", two, plain, "createRecord")
    put("`putRecord` with a key that is no TID", "kunci", good)
    put("301 characters", two, {**good, "text": "a" * 301})
    put("four languages", two, {**good, "langs": ["id", "en", "jv", "su"]})
    put("no time", two, {name: value for name, value in good.items() if name != "createdAt"})
    put("five pictures", two, {**good, "embed": {**good["embed"], "images": [image] * 5}})
    put("a picture without a description", two, _without_alt(good))
    put("a blob that is too large", two, too_large)
    put("a blob that is not there", two, lost)
    place = {"repo": access.account_remote_id, "collection": POST, "rkey": one}
    ask("`deleteRecord`", "POST", "com.atproto.repo.deleteRecord", json=place)
    ask("`deleteRecord` again", "POST", "com.atproto.repo.deleteRecord", json=place)
    ask("no token", "GET", "com.atproto.server.getSession", "")
    ask("a bad token", "GET", "com.atproto.server.getSession", "abc.def.ghi")
    ask("an access token for a renewal", "POST", "com.atproto.server.refreshSession")
    wrong = {"identifier": access.handle, "password": "aaaa-bbbb-cccc-dddd"}
    ask("a wrong app password", "POST", "com.atproto.server.createSession", "", json=wrong)
    uris = {"uris": f"at://{access.account_remote_id}/{POST}/{one}"}
    ask("figures, with nothing behind the server", "GET", "app.bsky.feed.getPosts", params=uris)
    other = {**place, "repo": "did:plc:ewvi7nxzyoun6zhxrhs64oiz"}
    ask("an account that is not there", "POST", "com.atproto.repo.putRecord", json={**other, "record": plain})
    return answers


def _without_alt(good: dict[str, Any]) -> dict[str, Any]:
    image = {name: value for name, value in good["embed"]["images"][0].items() if name != "alt"}
    return {**good, "embed": {**good["embed"], "images": [image]}}


def test_the_calls_of_the_proof_can_be_made_to_the_server_of_the_tests() -> None:
    with bluesky_server.running() as ours:
        ours.appview = False
        answers = _answers(ours.open())

    assert answers["`putRecord` the first time"] == "200, commit"
    assert answers["`putRecord` again, the same"] == "200"
    assert answers["`getRecord` of a key that is free"] == "400 `RecordNotFound`"
    assert answers["a blob that is not there"] == "400 `BlobNotFound`"
