"""Ports: which are free, and which this folder used before, so that addresses stay the same."""

import json
import random
import socket
from collections.abc import Sequence, Set
from pathlib import Path

from evidence.core.files import write_private

# Below the range from which systems take ports for outgoing connections, so that none is lost to those between runs.
_FIRST, _LAST = 20000, 29999


def taken(host: str, port: int) -> bool:
    """Whether something listens on ``port``, or ``host`` is not an address of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Connections of the last run that still linger do not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError:
        return True
    return False


def remembered(folder: Path, names: Sequence[str]) -> dict[str, int]:
    """A loopback port for each of ``names``, the same at every start of the data folder ``folder``."""
    path = folder / "ports.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        known = {str(name): int(port) for name, port in stored.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        known = {}
    missing = [name for name in names if name not in known]
    for name in missing:
        known[name] = free_port({*known.values()})
    if missing:
        # Whoever runs a command beside the house, as root perhaps, leaves its files as they are.
        write_private(path, json.dumps(known))
    return {name: known[name] for name in names}


def free_port(used: Set[int] = frozenset()) -> int:
    """A port of this machine that nothing listens on and that is not in ``used``."""
    candidates = random.SystemRandom().sample(range(_FIRST, _LAST + 1), 200)
    return next(port for port in candidates if port not in used and not taken("127.0.0.1", port))
