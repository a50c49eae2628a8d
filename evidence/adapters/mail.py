"""Sending a letter by SMTP, once: what a failure proves depends on whether the letter's last line had left."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, parseaddr

from evidence.core.outcomes import Answer, Outcome

SECURITY = ("starttls", "tls", "none")
SUBJECT_MOST = 150
# One address without a display name, as far as every server takes it.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


def is_address(text: str) -> bool:
    """Whether a letter can be sent to ``text``."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and ".." not in text


@dataclass(frozen=True)
class Letter:
    """Plain text to one address. ``ident`` is that of the thing it is about, the same in a repeated try."""

    to: str
    subject: str
    text: str
    ident: str
    written_at: datetime
    # Where whoever gets it can say that they want no more.
    stop_url: str = ""


@dataclass(frozen=True)
class MailServer:
    """The city's own outgoing server; ``sender`` is what stands in From, with or without a name."""

    host: str
    port: int
    security: str
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 20.0

    def send(self, letter: Letter) -> Answer:
        """Hand the letter over. Never raises for what the other side does."""
        try:
            smtp = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Outcome.LATER, f"server mail: {type(error).__name__}")
        try:
            answer = self._hand_over(smtp, letter)
            # What was said already counts, however they part.
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            return answer
        except (OSError, smtplib.SMTPException) as error:
            # Up to the letter's first line nothing was sent, whatever went wrong.
            return Answer(Outcome.LATER, f"server mail: {type(error).__name__}")
        finally:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)

    def _hand_over(self, smtp: smtplib.SMTP, letter: Letter) -> Answer:
        smtp.ehlo_or_helo_if_needed()
        if self.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self.username:
            smtp.login(self.username, self.password)
        code, _words = smtp.mail(parseaddr(self.sender)[1])
        if code != 250:
            return _refusal(code)
        code, _words = smtp.rcpt(letter.to)
        if code not in (250, 251):
            return _refusal(code)
        code, _words = smtp.docmd("DATA")
        if code != 354:
            return _refusal(code)
        try:
            smtp.send(self._written(letter))
            code, _words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Outcome.UNKNOWN, f"server mail: {type(error).__name__}")
        return Answer(Outcome.SENT) if code == 250 else _refusal(code)

    def _written(self, letter: Letter) -> bytes:
        """The letter as it goes over the line, up to the lone dot that ends it."""
        message = EmailMessage(policy=LINES)
        domain = parseaddr(self.sender)[1].rpartition("@")[2]
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = " ".join(letter.subject.split())[:SUBJECT_MOST]
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = f"<{letter.ident}@{domain}>"
        # A machine that answers for somebody on leave need not answer this.
        message["Auto-Submitted"] = "auto-generated"
        if letter.stop_url:
            message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message.set_content(letter.text, cte="quoted-printable")
        body = re.sub(rb"(?m)^\.", b"..", message.as_bytes())
        return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _refusal(code: int) -> Answer:
    """What the server's number proves: five hundred and more is its last word, anything else may pass."""
    return Answer(Outcome.REFUSED if code >= 500 else Outcome.LATER, f"server mail: {code}")
