"""The server that a person names: what is taken, and what no stranger may make us call."""

import pytest

from evidence.adapters.networks import servers
from evidence.core import hosts
from evidence.core.errors import Invalid


class Names:
    """A book of names in which every host has these addresses; it remembers who was asked for."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    def __call__(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        return self.addresses


@pytest.mark.parametrize(
    ("given", "base_url"),
    [
        ("mastodon.social", "https://mastodon.social"),
        (" https://Mastodon.Social/ ", "https://mastodon.social"),
        ("https://mastodon.social:443", "https://mastodon.social"),
        ("sosial.surakarta.go.id", "https://sosial.surakarta.go.id"),
        ("bücher.de", "https://xn--bcher-kva.de"),
    ],
)
def test_a_plain_host_becomes_an_https_address(given: str, base_url: str) -> None:
    names = Names("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")

    assert servers.checked(given, look_up=names) == base_url
    assert names.asked == [base_url.removeprefix("https://")]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "   ",
        "http://mastodon.social",
        "ftp://mastodon.social",
        "javascript://mastodon.social",
        "https://mastodon.social/path",
        "https://mastodon.social?a=b",
        "https://mastodon.social#a",
        "https://user@mastodon.social",
        "user:password@mastodon.social",
        "@mojo@mastodon.social",
        "https://mastodon.social:8443",
        "https://mastodon.social:99999",
        "localhost",
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "127.0.0.1",
        "169.254.169.254",
        "https://10.0.0.1",
        "[::1]",
        "https://[::1",
        "0x7f.1",
        "2130706433",
        "a..b",
        "-a.b",
        "mastodon.social.",
        "mastodon social",
        "mastodon.social\r\nHost: x",
        "ma\x00stodon.social",
        "a." * 200 + "id",
        "\ud800.id",
    ],
)
def test_what_is_no_plain_host_is_refused_before_any_name_is_looked_up(given: str) -> None:
    names = Names("93.184.215.14")

    with pytest.raises(Invalid) as raised:
        servers.checked(given, look_up=names)

    assert list(raised.value.fields) == ["server"]
    assert names.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.1"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1%eth0"],
        ["fd00::1"],
        ["ff02::1"],
        ["::ffff:10.0.0.1"],
        ["2002:a00:1::1"],
        ["64:ff9b::a9fe:a9fe"],
        ["93.184.215.14", "10.0.0.1"],
        ["nothing"],
    ],
)
def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    with pytest.raises(Invalid, match="bukan server di internet"):
        servers.checked("dalam.example", look_up=Names(*addresses))


def test_a_name_that_nobody_knows_is_a_matter_of_spelling() -> None:
    with pytest.raises(Invalid, match=r"mastodom\.social tidak ditemukan"):
        servers.checked("mastodom.social", look_up=Names())


def test_the_machine_itself_is_asked_for_the_addresses_of_a_name() -> None:
    assert "127.0.0.1" in hosts.addresses_of("localhost")
    assert hosts.addresses_of("tidak-ada.invalid") == []


@pytest.mark.parametrize("given", ["http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:8000"])
def test_this_machine_may_be_named_where_that_is_allowed(given: str) -> None:
    assert servers.checked(given, loopback=True) == given.rstrip("/")


@pytest.mark.parametrize(
    "given",
    ["http://127.0.0.1:8000/path", "http://user@127.0.0.1:8000", "http://10.0.0.1:8000", "ftp://localhost:1"],
)
def test_where_this_machine_is_allowed_nothing_else_is(given: str) -> None:
    with pytest.raises(Invalid):
        servers.checked(given, loopback=True)
