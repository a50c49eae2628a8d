"""Approving what nobody has to look at twice: versions without any warning, each checked again as it is decided on.

The edges commit.
"""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.capture import findings
from evidence.capture.checks.base import Level
from evidence.capture.models import ChecksState
from evidence.capture.services import hold
from evidence.compose.models import Post
from evidence.core.errors import Conflict
from evidence.core.words import N_
from evidence.review.models import Decision
from evidence.review.services import decide
from evidence.units.access import Actor

MOST = 20
WARNED = N_("ada temuan yang perlu dilihat")
UNCHECKED = N_("pemeriksaan otomatis belum selesai")


def may_join(checks: ChecksState | None, warnings: int) -> bool:
    """Whether a version may be approved together with others: its photos were checked, and nothing warns."""
    return checks is ChecksState.DONE and not warnings


def approve(
    session: Session, decision_id: uuid.UUID, post: Post, content_hash: str, *, by: Actor, now: datetime
) -> tuple[Decision, bool]:
    """Approve one of several; what `services.decide` answers.

    Conflict when by now its photos are not checked, or a warning stands, also one that was explained: that is looked
    at on its own page.
    """
    known = session.get(Decision, decision_id)
    if known is None:
        # Kept first, so that nothing is noticed between this look and the decision.
        (activity,) = hold(session, post.activity_id)
        stands = findings.open_findings(session, activity.id)
        if activity.checks_state is not ChecksState.DONE:
            raise Conflict(UNCHECKED)
        if any(each.level is Level.WARNING for each in stands):
            raise Conflict(WARNED)
    # The list shows how many notes there are, not what they say.
    return decide(
        session, decision_id, post, content_hash, "approve", "", by=by, now=now, shown=(), together=True
    )
