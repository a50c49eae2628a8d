"""A passkey's question and answer between our pages and the browser; each question is good for one answer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from time import time

from flask import Response, request, session

from evidence.core.web import answer
from evidence.units.passkeys import Options, Site

CHALLENGE = "passkey"
# Seconds: a person looks for the finger that the phone knows.
PATIENCE = 300


def site() -> Site:
    """The site as the browser sees it."""
    return Site(request.host.partition(":")[0], request.host_url.rstrip("/"))


def asked(options: Options, challenge: bytes) -> Response:
    """The question for the page's script; its challenge is remembered for the answer."""
    session[CHALLENGE] = (urlsafe_b64encode(challenge).decode(), int(time()))
    return answer(options)


def challenge() -> bytes:
    """The challenge that was asked last, which is used up by this; empty when there is none or it is too old."""
    asked_for, at = session.pop(CHALLENGE, None) or ("", 0)
    return urlsafe_b64decode(asked_for) if time() - at < PATIENCE else b""
