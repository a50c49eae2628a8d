"""The house behind HTTPS: a second web of a running house, and in front of it Caddy with an authority of its own."""

import base64
import hashlib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evidence.embedded import checks, ports
from evidence.embedded.processes import Program, plain_environment, running
from evidence.embedded.refusals import NotReady
from evidence.embedded.store import beside_python
from tests.serving import RunningHouse

# A name that the browser is told to find on this machine; nothing else here knows it.
NAME = "bukti.test"

# Without the two options Caddy would open a port of its own and put its root among those that this machine trusts.
CADDYFILE = """\
{{
	admin off
	skip_install_trust
	auto_https disable_redirects
	storage file_system {folder}
}}
https://{name}:{port} {{
	bind 127.0.0.1
	tls internal
	reverse_proxy 127.0.0.1:{web}
}}
"""


@dataclass(frozen=True)
class Front:
    """The address people use, and the file with the root of its certificate."""

    url: str
    root: Path

    @property
    def trust(self) -> str:
        """What Chromium takes in the place of a root installed by hand: the hash of a key in the chain that is sent.

        The root itself is not sent; the certificate below it is, and signs each one of the server's own.
        """
        below = self.root.with_name("intermediate.crt")
        key = x509.load_pem_x509_certificate(below.read_bytes()).public_key()
        told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(told).digest()).decode("ascii")

    def flags(self, *, trusting: bool) -> tuple[str, ...]:
        """For a Chromium that finds the name, and trusts the authority or not."""
        found = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        return (found, *((f"--ignore-certificate-errors-spki-list={self.trust}",) if trusting else ()))


@contextmanager
def https_front(served: RunningHouse, folder: Path) -> Iterator[Front]:
    """``served`` under ``https://bukti.test`` as docs/operations.md has it; Caddy's files go into ``folder``."""
    folder.mkdir()
    web, port = ports.free_port(), ports.free_port()
    front = Front(f"https://{NAME}:{port}", folder / "pki" / "authorities" / "local" / "root.crt")
    settings = plain_environment(
        EVIDENCE_DATA=str(served.folder),
        EVIDENCE_PORT=str(web),
        EVIDENCE_BASE_URL=front.url,
        EVIDENCE_TRUSTED_PROXIES="1",
        EVIDENCE_PRACTICE_MODE="1",
    )
    told = folder / "Caddyfile"
    told.write_text(CADDYFILE.format(folder=folder, name=NAME, port=port, web=web), encoding="utf-8")
    command = (beside_python("caddy"), "run", "--config", str(told), "--adapter", "caddyfile")
    # Caddy writes its last settings below its home, which is not the tester's.
    caddy = Program("caddy", command, plain_environment(HOME=str(folder), XDG_CONFIG_HOME=str(folder)))
    ours = Program("web", (sys.executable, "-m", "evidence.cli", "web"), settings)

    def answers() -> None:
        if not front.root.exists():
            raise NotReady("no root")
        try:
            ask(front, "/readyz").raise_for_status()
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise NotReady(str(error)) from error

    with (
        running(ours, lambda: checks.answers("127.0.0.1", web, "/readyz"), folder / "web.log"),
        running(caddy, answers, folder / "caddy.log"),
    ):
        yield front


def ask(front: Front, path: str) -> httpx.Response:
    """The answer to somebody who trusts that authority and no other."""
    trusting = ssl.create_default_context(cafile=front.root)
    with httpx.Client(verify=trusting, trust_env=False) as client:
        return client.get(
            front.url.replace(NAME, "127.0.0.1") + path,
            headers={"Host": front.url.removeprefix("https://")},
            extensions={"sni_hostname": NAME},
        )
