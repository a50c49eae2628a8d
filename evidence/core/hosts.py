"""Which names and addresses are those of the internet, for whatever a stranger's word makes us call."""

import ipaddress
import re
import socket
import threading
from collections.abc import Sequence

HOST_MOST = 253
LOOK_UP_SECONDS = 5.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def is_plain_name(host: str) -> bool:
    """Whether that is a name as the public DNS has them: no number, no word without a dot."""
    return len(host) <= HOST_MOST and _HOST.fullmatch(host) is not None


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
