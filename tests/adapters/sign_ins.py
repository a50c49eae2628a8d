"""A person at a browser who signs in on a network's page, as a test plays them."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.practice.serving import client


def _digest(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Visit:
    """One sign-in on its way: state and PKCE's verifier are drawn for it."""

    redirect_uri: str = "https://bukti.example/akun/kembali"
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """PKCE's S256."""
        return _digest(self.verifier)

    def sign_in(self, url: str) -> dict[str, str]:
        """What the network's page sends back with; asserts that it sends to where it was asked to."""
        answer = page(url)
        assert answer.status_code == 302, answer.text
        where, _, query = answer.headers["Location"].partition("?")
        assert where == self.redirect_uri
        return {name: values[0] for name, values in parse_qs(query).items()}


def page(url: str) -> httpx.Response:
    """The network's page as a browser fetches it, without following where it sends."""
    with client() as http:
        return http.get(url, follow_redirects=False)


def asked(url: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
