"""The address of a server that a person names, for networks that live on many."""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from evidence.core.errors import Invalid
from evidence.core.words import N_

HOST_MOST = 253
LOOK_UP_SECONDS = 5.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def addresses_of(host: str) -> Sequence[str]:
    """All IP addresses of the name, none when it has none or nobody says within a few seconds."""
    found: list[str] = []

    def ask() -> None:
        try:
            told = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(each[4][0]) for each in told)

    # The system's own look-up has no time limit that we could set.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(LOOK_UP_SECONDS)
    return list(found)


def checked(
    server: str, *, loopback: bool = False, look_up: Callable[[str], Sequence[str]] = addresses_of
) -> str:
    """The base URL of the server a person named, as "mastodon.social" or with https:// before it.

    A stranger's word must not make us call what only we can reach: a machine beside us, or the address from which
    a cloud hands out its keys. So the name has to be a plain one, on the usual port, and every address it has must
    be public. A name that moves inside later gains nothing, as whoever answers there has no certificate for it and
    hears no word of ours. ``loopback`` also takes http:// and a port on this machine; tests and practice set it,
    and nothing else.

    Raises Invalid naming the field ``server``.
    """
    given = server.strip().rstrip("/").lower()
    if not given:
        raise _invalid(N_("Isi alamat server, misalnya mastodon.social."))
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        raise _invalid(N_("Alamat server itu tidak dapat dibaca.")) from None
    bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if (
        loopback
        and bare
        and parts.netloc.rpartition(":")[0] in LOOPBACK
        and parts.scheme in ("http", "https")
    ):
        return f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https":
        raise _invalid(N_("Alamat server harus diawali https://"))
    if not bare or port not in (None, 443) or len(host) > HOST_MOST or not _HOST.fullmatch(host):
        raise _invalid(N_("Tulis alamat servernya saja, misalnya mastodon.social."))
    addresses = look_up(host)
    if not addresses:
        raise _invalid(N_("Server %(host)s tidak ditemukan. Periksa ejaannya."), host=host)
    if not all(is_public(address) for address in addresses):
        raise _invalid(N_("Server %(host)s bukan server di internet."), host=host)
    return f"https://{host}"


def is_public(address: str) -> bool:
    """Whether the whole internet means the same machine by this IP address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # Addresses that carry another one inside and may lead to it.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _invalid(text: str, **params: object) -> Invalid:
    return Invalid(text, {"server": text}, **params)
