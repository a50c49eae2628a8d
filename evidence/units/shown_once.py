"""A secret between the answer to a form and the page that shows it once: loading that page again makes no other.

It travels in the cookie of the browser that asked, encrypted, and stands in no address, no log and no table.
"""

from datetime import UTC, datetime, timedelta

from flask import current_app, session

from evidence.core import clock
from evidence.core.errors import Conflict

SHOWN = "shown_once"
PATIENCE = timedelta(minutes=5)


def keep(secret: str) -> None:
    """Let the next page show it."""
    closed = current_app.extensions["token_box"].close(secret).decode()
    session[SHOWN] = (closed, clock.now().timestamp())


def take() -> str:
    """What was kept a moment ago; "" when it was shown before, is too old, or never was."""
    closed, at = session.pop(SHOWN, None) or ("", 0)
    if not closed or clock.now() - datetime.fromtimestamp(at, UTC) > PATIENCE:
        return ""
    try:
        return str(current_app.extensions["token_box"].open(closed.encode()))
    except Conflict:
        # The key was changed meanwhile.
        return ""
