"""Approving what nobody has to look at twice: versions without any warning, each checked again as it is decided on.

The edges commit.
"""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.capture import findings
from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, ChecksState
from evidence.capture.services import hold
from evidence.capture.subjects import unjudged
from evidence.compose.models import Post
from evidence.core.errors import Conflict
from evidence.core.words import N_
from evidence.review.models import Decision
from evidence.review.services import decide
from evidence.units.access import Actor

MOST = 20
WARNED = N_("ada temuan yang perlu dilihat")
UNCHECKED = N_("pemeriksaan otomatis belum selesai")
UNSEEN = N_("gambarnya tidak dapat diperiksa")
# These can say something of every picture that could be opened. What they could not judge, no machine has seen, whereas
# all others may lack what an ordinary photo does not bring: one from a gallery tells no place and no clock.
LOOKED = frozenset({"quality.blank", "reuse.exact", "reuse.near"})


def unseen(activity: Activity) -> bool:
    """Whether one of its pictures could not be measured, or not be compared with those of the city."""
    return bool(LOOKED & unjudged(activity))


def why_not(activity: Activity, warnings: int) -> str | None:
    """Why the version of this work is approved on its own page only, or None where it may join others."""
    if activity.checks_state is not ChecksState.DONE:
        return UNCHECKED
    if warnings:
        return WARNED
    return UNSEEN if unseen(activity) else None


def approve(
    session: Session, decision_id: uuid.UUID, post: Post, content_hash: str, *, by: Actor, now: datetime
) -> tuple[Decision, bool]:
    """Approve one of several; what `services.decide` answers.

    Conflict when by now its photos are not checked or could not be seen, or a warning stands, also one that was
    explained: that is looked at on its own page.
    """
    known = session.get(Decision, decision_id)
    if known is None:
        # Kept first, so that nothing is noticed between this look and the decision.
        (activity,) = hold(session, post.activity_id)
        stands = findings.open_findings(session, activity.id)
        refused = why_not(activity, sum(each.level is Level.WARNING for each in stands))
        if refused:
            raise Conflict(refused)
    # The list shows how many notes there are, not what they say.
    return decide(
        session, decision_id, post, content_hash, "approve", "", by=by, now=now, shown=(), together=True
    )
