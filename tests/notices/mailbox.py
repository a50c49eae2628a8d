"""An SMTP server on a real socket that keeps its states, and can fail at each of them."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from evidence.embedded.ports import free_port


@dataclass
class Mailbox:
    """What came, and what is answered: a line of SMTP at ``rcpt`` or ``data``; ``hangs_up`` takes one in silence."""

    port: int
    came: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    # Whether each connection that brought a letter was encrypted.
    sealed: list[bool] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    hangs_up: bool = False

    def behave(self) -> None:
        """Forget what came, and do what a good server does."""
        self.came.clear()
        self.signed_in.clear()
        self.sealed.clear()
        self.rcpt = self.data = "250 OK"
        self.hangs_up = False

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a letter, or not."""
        if self.hangs_up or self.data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            found = message_from_bytes(content, policy=default)
            assert isinstance(found, EmailMessage)
            assert found["To"] == envelope.rcpt_tos[0]
            self.came.append(found)
            self.sealed.append(session.ssl is not None)
        if self.hangs_up:
            assert server.transport is not None
            server.transport.close()
        return self.data

    def check(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> AuthResult:
        """Let in whoever knows the word."""
        assert isinstance(data, LoginPassword)
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password == b"sandi surat", handled=False)


@contextmanager
def running_mailbox(certificate: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A server on loopback; with a ``certificate`` it speaks STARTTLS, and takes no letter without."""
    found = Mailbox(free_port())
    told: dict[str, Any] = {"authenticator": found.check} if certificate else {}
    server = Controller(
        found, hostname="127.0.0.1", port=found.port, tls_context=certificate,
        require_starttls=certificate is not None, ident="surat latihan", ready_timeout=60, **told,
    )  # fmt: skip
    server.start()
    try:
        yield found
    finally:
        server.stop()
