"""The process that signs: an order on its standard input, the signed file or a reason on its standard output."""

import io
import json
import resource
import sys
from typing import Any

CPU = 10
# The library brings threads of its own, whose stacks are counted here and never touched.
ADDRESS_SPACE = 3 * 1024**3
DATA = 700 * 1024**2
SETTINGS = {
    # A file may name an address where its manifest lies; nobody is asked.
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    # A small copy would show what a picture hides.
    "builder": {"thumbnail": {"enabled": False}},
}


def limit() -> None:
    """Take little, and write nowhere."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_DATA, DATA),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def sign(order: dict[str, Any], body: bytes) -> bytes:
    """What to answer: a zero and the file with its manifest, or a one and what the library says against it."""
    import c2pa

    out = io.BytesIO()
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(SETTINGS))
        info = c2pa.C2paSignerInfo(b"es256", order["chain"].encode(), order["key"].encode(), None)
        with c2pa.Builder(order["manifest"], context) as builder:
            if order["parent"]:
                builder.add_ingredient(order["parent"], order["format"], io.BytesIO(body))
            builder.sign(c2pa.Signer.from_info(info), order["format"], io.BytesIO(body), out)
    except c2pa.C2paError as error:
        return b"\x01" + f"{type(error).__name__}: {error}".encode()
    return b"\x00" + out.getvalue()


def main() -> None:
    """Read the order, do it, answer. Whatever else goes wrong ends the process, which says enough."""
    limit()
    given = sys.stdin.buffer
    order = json.loads(given.read(int.from_bytes(given.read(4), "big")))
    sys.stdout.buffer.write(sign(order, given.read()))


if __name__ == "__main__":
    main()
