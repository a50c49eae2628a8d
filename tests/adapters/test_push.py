"""Web push: sealed as RFC 8291 says, signed as RFC 8292 says, and sent to the internet alone."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.adapters.push import PushService, Subscription, public_key_of, read_private_key
from evidence.adapters.push.encryption import decoded, encoded, encrypt, point_of
from evidence.core.outcomes import Outcome
from tests.notices.browsers import PUSH_KEY, Browser, PushServer, running_push


@pytest.fixture(scope="module")
def there() -> Iterator[PushServer]:
    with running_push() as found:
        yield found


@pytest.fixture(autouse=True)
def good(there: PushServer) -> None:
    there.behave()


def subscription(browser: Browser) -> Subscription:
    told = json.loads(browser.told())
    return Subscription(told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"])


def ours(**more: Any) -> PushService:
    return PushService(PUSH_KEY, "mailto:admin@latihan.example", loopback=True, seconds=5.0, **more)


def test_a_message_is_sealed_as_the_standard_s_own_example() -> None:
    # RFC 8291, appendix A.
    sealed = encrypt(
        b"When I grow up, I want to be a watermelon",
        decoded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        key=read_private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )

    assert encoded(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_reads_what_was_sent_and_the_service_learns_who_sent_it(there: PushServer) -> None:
    browser = Browser(there.url)

    answer = ours().send(subscription(browser), b'{"title": "Kelurahan Mojo"}', urgent=True)

    ((_name, headers, body),) = there.came
    assert answer.outcome is Outcome.SENT
    assert browser.opened(body) == b'{"title": "Kelurahan Mojo"}'
    assert b"Mojo" not in body
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Urgency"] == "high"
    assert 0 < int(headers["TTL"]) <= 86_400
    check_signature(headers["Authorization"], there.url.removesuffix("/push"))


def check_signature(header: str, origin: str) -> None:
    kind, _space, told = header.partition(" ")
    parts = dict(each.strip().split("=", 1) for each in told.split(","))
    assert kind == "vapid"
    assert parts["k"] == public_key_of(read_private_key(PUSH_KEY))
    head, claims, signature = parts["t"].split(".")
    raw = decoded(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point_of(decoded(parts["k"])).verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    said = json.loads(decoded(claims))
    assert said["aud"] == origin
    assert said["sub"] == "mailto:admin@latihan.example"
    assert time.time() < said["exp"] < time.time() + 86_400


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.SENT), (202, Outcome.SENT), (404, Outcome.GONE), (410, Outcome.GONE),
        (400, Outcome.REFUSED), (403, Outcome.REFUSED), (413, Outcome.REFUSED), (302, Outcome.REFUSED),
        (429, Outcome.LATER), (503, Outcome.LATER), (408, Outcome.UNKNOWN), (500, Outcome.UNKNOWN),
        (502, Outcome.UNKNOWN), (504, Outcome.UNKNOWN), (0, Outcome.UNKNOWN),
    ],
)  # fmt: skip
def test_each_answer_proves_what_it_proves(there: PushServer, status: int, outcome: Outcome) -> None:
    browser = Browser(there.url)
    there.answers[browser.name] = status
    there.headers["Location"] = "http://127.0.0.1:9/"

    answer = ours().send(subscription(browser), b"{}", urgent=False)

    assert answer.outcome is outcome
    assert len(there.came) == 1
    assert browser.name not in answer.reason


def test_how_long_to_wait_is_what_the_service_says(there: PushServer) -> None:
    browser = Browser(there.url)
    there.answers[browser.name], there.headers["Retry-After"] = 429, "120"

    assert ours().send(subscription(browser), b"{}", urgent=False).wait == 120.0


def test_nobody_at_an_address_is_called_later() -> None:
    browser = Browser("http://127.0.0.1:9/push")

    assert ours().send(subscription(browser), b"{}", urgent=False).outcome is Outcome.LATER


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://push.example/a", ["93.184.216.34"]),
        ("https://push.example:8443/a", ["93.184.216.34"]),
        ("https://orang@push.example/a", ["93.184.216.34"]),
        ("https://10.0.0.1/a", ["10.0.0.1"]),
        ("https://[::1]/a", ["::1"]),
        ("https://localhost/a", ["127.0.0.1"]),
        ("https://dalam.example/a", ["10.0.0.7"]),
        ("https://dalam.example/a", ["93.184.216.34", "169.254.169.254"]),
        ("https://dalam.example/a", ["::ffff:127.0.0.1"]),
        ("https://hilang.example/a", []),
        ("https://push.example/" + "a" * 2000, ["93.184.216.34"]),
        ("https://push.example/\r\nHost: x", ["93.184.216.34"]),
        ("https://push.example:99999/", ["93.184.216.34"]),
        ("ftp://push.example/a", ["93.184.216.34"]),
        ("", []),
    ],
)
def test_no_machine_of_ours_is_called_on_a_stranger_s_word(address: str, found: list[str]) -> None:
    service = PushService(PUSH_KEY, look_up=lambda _host: found)

    assert not service.may_call(address)
    browser = Browser("")
    told = subscription(browser)
    assert (
        service.send(Subscription(address, told.key, told.secret), b"{}", urgent=False).outcome
        is Outcome.LATER
    )


def test_a_push_service_of_the_internet_may_be_called() -> None:
    assert PushService(PUSH_KEY, look_up=lambda _host: ["93.184.216.34"]).may_call(
        "https://push.example/a?b=c"
    )
    assert not PushService(PUSH_KEY).may_call("http://127.0.0.1:8000/push")
    assert PushService(PUSH_KEY, loopback=True).may_call("http://127.0.0.1:8000/push")


@pytest.mark.parametrize(("key", "secret"), [("AAAA", "AAAA"), ("", ""), ("é", "é"), ("B" * 87, "A" * 22)])
def test_keys_that_are_none_are_never_called(there: PushServer, key: str, secret: str) -> None:
    told = Subscription(f"{there.url}/a", key, secret)

    assert not told.is_sound()
    assert ours().send(told, b"{}", urgent=False).outcome is Outcome.GONE
    assert there.came == []


def test_nothing_secret_shows_when_it_is_printed(there: PushServer) -> None:
    browser = Browser(there.url)

    shown = repr(subscription(browser)) + repr(ours())

    assert PUSH_KEY not in shown
    assert browser.name not in shown
    assert encoded(browser.secret) not in shown
