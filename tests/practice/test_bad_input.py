"""Whatever is sent, the answer is a clear refusal and never a failure of the network."""

from typing import Any

import httpx
import pytest

from evidence.practice import wire
from tests.practice.serving import Account, Running, client, picture

JPEG = picture()


def _code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()["error"]["code"]


def _media(**more: Any) -> dict[str, Any]:
    return {"data": {"caption": "Kuras saluran", "alt_text": ""}, "files": {"image": ("a.jpg", JPEG)}, **more}


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
LARGE = JPEG[:-2] + b"\x00" * wire.IMAGE_BYTES_MOST + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (_media(files={"image": ("a.jpg", b"")}), (400, "missing_field")),
        (_media(files={"photo": ("a.jpg", JPEG)}), (400, "missing_field")),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data"}}, (400, "missing_field")),
        ({"json": {"caption": "x"}}, (400, "missing_field")),
        (_media(files={"image": ("a.jpg", PNG, "image/jpeg")}), (400, "image_not_jpeg")),
        (_media(files={"image": ("a.jpg", b"halo")}), (400, "image_not_jpeg")),
        (_media(files={"image": ("a.jpg", JPEG[:-40])}), (400, "image_not_jpeg")),
        (_media(files={"image": ("a.jpg", LARGE)}), (413, "image_too_large")),
        (_media(files={"image": ("a.jpg", LARGE + LARGE)}), (413, "too_large")),
        (_media(files={"image": ("a.jpg", picture(40, 90))}), (400, "image_ratio")),
        (_media(files={"image": ("a.jpg", picture(90, 40))}), (400, "image_ratio")),
        (_media(data={"caption": "a" * 2201}), (400, "text_too_long")),
        (_media(data={"caption": "a" * 200_000}), (413, "too_large")),
        (_media(data={"caption": "ok", "alt_text": "a" * 1001}), (400, "text_too_long")),
        (_media(data={"caption": b"Kuras \xff\xfe"}), (400, "invalid_text")),
        (_media(data={"caption": "Kuras\x00"}), (400, "invalid_text")),
        (_media(data={f"f{number}": "x" for number in range(40)}), (413, "too_large")),
    ],
)
def test_media_that_cannot_be_posted_is_refused(
    account: Account, content: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert _code(account.call("POST", "/api/media", **content)) == expected


def test_captions_of_2200_characters_and_ratios_at_the_edge_are_taken(account: Account) -> None:
    assert account.prepare("ä" * 2200, picture(40, 80)).status_code == 200
    assert account.prepare("", picture(80, 40), "").status_code == 200


def test_hostile_file_names_do_not_matter(account: Account) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="%s"\r\n\r\n'
    names = [b"../../etc/passwd", b"\xff\xfe\x00.jpg", b"a" * 5000, b"\r\nX-A: b", b"<script>.jpg"]
    kind = {"Content-Type": "multipart/form-data; boundary=x"}

    answers = [
        account.call(
            "POST", "/api/media", content=(head % name) + JPEG + b"\r\n--x--\r\n", headers=kind
        ).status_code
        for name in names
    ]

    assert set(answers) <= {200, 400, 413}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "invalid_json")),
        (b"{", (400, "invalid_json")),
        (b"[]", (400, "invalid_json")),
        (b'"x"', (400, "invalid_json")),
        (b"\xff\xfe{}", (400, "invalid_json")),
        (b"[" * 100_000, (400, "invalid_json")),
        (b'{"container": 1' + b"0" * 5000 + b"}", (400, "invalid_json")),
        (b"{}", (400, "missing_field")),
        (b'{"container": 7}', (400, "invalid_text")),
        (b'{"container": "\\u0000"}', (400, "invalid_text")),
        (b'{"container": "\\ud800"}', (400, "invalid_text")),
        (b'{"container": "' + b"a" * 101 + b'"}', (400, "text_too_long")),
        (b'{"container": "tidakada"}', (404, "no_container")),
    ],
)
def test_a_publish_call_without_sense_is_refused(
    account: Account, body: bytes, expected: tuple[int, str]
) -> None:
    answer = account.call("POST", "/api/publish", content=body, headers={"Content-Type": "application/json"})

    assert _code(answer) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "missing_field"),
        ({"handle": "kel.mojo"}, "missing_field"),
        ({"handle": "kel.mojo", "name": "Mojo"}, "missing_field"),
        ({"handle": "../x", "name": "Mojo", "kind": "Kelurahan"}, "invalid_handle"),
        ({"handle": "latihan", "name": "Mojo", "kind": "Kelurahan"}, "invalid_handle"),
        ({"handle": "api", "name": "Mojo", "kind": "Kelurahan"}, "invalid_handle"),
        ({"handle": "a" * 41, "name": "Mojo", "kind": "Kelurahan"}, "invalid_handle"),
        ({"handle": "kel.mojo", "name": "M" * 121, "kind": "Kelurahan"}, "text_too_long"),
        ({"handle": "kel.mojo", "name": ["Mojo"], "kind": "Kelurahan"}, "invalid_text"),
    ],
)
def test_an_account_without_a_usable_name_is_not_opened(
    practice: Running, fields: dict[str, object], expected: str
) -> None:
    assert _code(practice.call("POST", "/api/accounts", json=fields)) == (400, expected)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer \xff", "bearer " + "a" * 5000]
)
def test_calls_without_a_good_token_are_refused(practice: Running, authorization: str) -> None:
    headers = {b"Authorization": authorization.encode("latin-1")}
    calls = [
        ("POST", "/api/accounts"),
        ("POST", "/api/media"),
        ("POST", "/api/publish"),
        ("GET", "/api/media/abc"),
        ("GET", "/api/posts/abc"),
        ("DELETE", "/api/posts/abc"),
        ("GET", "/api/posts"),
        ("GET", "/api/faults"),
    ]

    with httpx.Client(base_url=practice.url, trust_env=False) as http:
        answers = {http.request(method, path, headers=headers).status_code for method, path in calls}

    assert answers == {401}


@pytest.mark.parametrize(
    "path",
    [
        "/api/media/%00",
        "/api/posts/%ff%fe",
        "/api/posts/" + "a" * 41,
        "/api/nothing",
        "/%00",
        "/p/%00",
        "/media/%00.jpg",
        "/" + "a" * 4000,
        "/?sebelum=x",
        "/?sebelum=99999999999999999999",
        "/?sebelum=%D9%A3",
    ],
)
def test_addresses_that_cannot_exist_do_not(practice: Running, account: Account, path: str) -> None:
    assert account.call("GET", path).status_code == 404


def test_lists_of_accounts_that_cannot_exist_are_refused(practice: Running) -> None:
    assert practice.call("GET", "/api/posts?account=%00").status_code == 404
    assert practice.call("GET", "/api/posts?account=123").json() == {"posts": []}


def test_a_wrong_method_is_named(practice: Running) -> None:
    with client() as http:
        assert _code(http.get(f"{practice.url}/api/publish")) == (405, "method_not_allowed")
