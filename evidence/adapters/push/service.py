"""The call to a push service, made once: what became of it, and which addresses are called at all."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from evidence.adapters.push.encryption import decoded, encrypt, point_of
from evidence.adapters.push.vapid import authorization, public_key_of, read_private_key
from evidence.core.hosts import LOOPBACK, addresses_of, is_plain_name, is_public
from evidence.core.outcomes import Answer, Outcome

ADDRESS_MOST = 1000
WAIT_MOST = 86_400.0
# After a day nobody needs a push any more: it stands under Pemberitahuan.
TTL = 86_400

# The library writes the address of every call at INFO, and a push address is a key to its browser.
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)


@dataclass(frozen=True)
class Subscription:
    """Where a browser is reached, and what seals a message for it: its public key and a secret, as it wrote them."""

    endpoint: str = field(repr=False)
    key: str = field(repr=False)
    secret: str = field(repr=False)

    def is_sound(self) -> bool:
        """Whether the key is a point of the curve and the secret has its size."""
        try:
            point_of(decoded(self.key))
            return len(decoded(self.secret)) == 16
        except ValueError:
            return False


@dataclass(frozen=True)
class PushService:
    """Sends under the city's own key (`vapid.read_private_key`). ``loopback`` also calls this machine; tests set it."""

    private_key: str = field(repr=False)
    contact: str = ""
    loopback: bool = False
    seconds: float = 10.0
    look_up: Callable[[str], Sequence[str]] = field(default=addresses_of, repr=False)

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return read_private_key(self.private_key)

    @property
    def public_key(self) -> str:
        """What a page gives to the browser that subscribes."""
        return public_key_of(self._key)

    def may_call(self, endpoint: str) -> bool:
        """Whether that is an address of the internet, by HTTPS on its usual port.

        A browser's page names it, and whoever signs in could name any: without this they would make us call a machine
        beside us. A name that moves inside later has no certificate there, and hears no word of ours.
        """
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if (
            len(endpoint) > ADDRESS_MOST
            or not endpoint.isascii()
            or not endpoint.isprintable()
            or "@" in parts.netloc
        ):
            return False
        if self.loopback and parts.netloc.rpartition(":")[0] in LOOPBACK:
            return True
        if parts.scheme != "https" or port not in (None, 443) or not is_plain_name(host):
            return False
        addresses = self.look_up(host)
        return bool(addresses) and all(is_public(each) for each in addresses)

    def send(self, to: Subscription, message: bytes, *, urgent: bool) -> Answer:
        """Send ``message`` to one browser. Never raises for what the other side does."""
        if not to.is_sound():
            return Answer(Outcome.GONE, "push: keys")
        if not self.may_call(to.endpoint):
            return Answer(Outcome.LATER, "push: address")
        headers = {
            "Authorization": authorization(self._key, to.endpoint, self.contact, time.time()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": "high" if urgent else "normal",
        }
        body = encrypt(message, decoded(to.key), decoded(to.secret))
        limits = httpx.Timeout(self.seconds)
        with httpx.Client(timeout=limits, follow_redirects=False, trust_env=False) as client:
            # Whoever answers in drips would keep the call for ever.
            end = threading.Timer(4 * self.seconds, client.close)
            end.daemon = True
            end.start()
            try:
                with client.stream("POST", to.endpoint, content=body, headers=headers) as answer:
                    return _meant(answer.status_code, answer.headers.get("Retry-After", ""))
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, httpx.UnsupportedProtocol):
                return Answer(Outcome.LATER, "push: unreachable")
            except httpx.HTTPError as error:
                return Answer(Outcome.UNKNOWN, f"push: {type(error).__name__}")
            finally:
                end.cancel()


def _meant(status: int, wait: str) -> Answer:
    told = f"push: {status}"
    if 200 <= status < 300:
        return Answer(Outcome.SENT)
    if status in (404, 410):
        return Answer(Outcome.GONE, told)
    if status in (429, 503):
        seconds = min(float(wait[:9]), WAIT_MOST) if wait.isascii() and wait.isdigit() else None
        return Answer(Outcome.LATER, told, seconds)
    # Any other fault over there may have come after the message was taken in.
    return Answer(Outcome.UNKNOWN if status >= 500 or status == 408 else Outcome.REFUSED, told)
