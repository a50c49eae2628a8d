"""What was done to an activity, as its pages tell it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from evidence.capture.unfinished import REASONS
from evidence.core import trail
from evidence.core.audit import AuditEvent


def entries(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """The events in words with who and when, the newest first."""
    return [{"when": each.at, "who": trail.who(each), "what": _words(each)} for each in reversed(events)]


def _words(event: AuditEvent) -> str:
    told, reason = str(_(trail.words(event.act))), event.facts.get("reason")
    if event.act == "capture.activity_unfinished" and reason in REASONS:
        return f"{told}: {_(REASONS[reason])}"
    return told
