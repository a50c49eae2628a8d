"""A passkey's question and answer between our pages and the browser; each question is good for one answer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from flask import Response, request, session

from evidence.core import clock
from evidence.core.web import answer
from evidence.units.passkeys import Options, Site

CHALLENGE = "passkey"
# A person looks for the finger that the phone knows.
PATIENCE = timedelta(minutes=5)


def site() -> Site:
    """The site as the browser sees it."""
    return Site(request.host.partition(":")[0], request.host_url.rstrip("/"))


def asked(options: Options, challenge: bytes) -> Response:
    """The question for the page's script; its challenge is remembered for the answer."""
    # To the microsecond, as uses are noted: a challenge is newer than the use just before it.
    session[CHALLENGE] = (urlsafe_b64encode(challenge).decode(), clock.now().timestamp())
    return answer(options)


def challenge() -> tuple[bytes, datetime]:
    """The challenge that was asked last, and when; empty when there is none or it is too old.

    This browser forgets it with that. Whoever kept a copy of the cookie is refused by the passkey's last use.
    """
    asked_for, at = session.pop(CHALLENGE, None) or ("", 0)
    asked_at = datetime.fromtimestamp(at, UTC)
    return urlsafe_b64decode(asked_for) if clock.now() - asked_at < PATIENCE else b"", asked_at
