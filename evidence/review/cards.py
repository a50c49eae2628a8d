"""What the inbox shows of each version that waits, and of those that are picked to be approved together."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.capture import findings
from evidence.capture.cards import CARD, picture_url
from evidence.capture.models import ChecksState, Stage
from evidence.capture.queries import stored
from evidence.capture.subjects import unjudged
from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.core.web import db
from evidence.review import several


def cards(versions: Sequence[PostVersion]) -> list[dict[str, Any]]:
    """The versions as the inbox shows them, in their order."""
    seen = findings.count_by_level(db(), [each.post.activity_id for each in versions])
    return [_card(each, seen.get(each.post.activity_id, (0, 0))) for each in versions]


def _card(version: PostVersion, seen: tuple[int, int]) -> dict[str, Any]:
    activity = version.post.activity
    assert version.submitted_at is not None
    hours = int((clock.now() - version.submitted_at).total_seconds() // 3600)
    warnings, notes = seen
    alone = several.why_not(activity, warnings)
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "age": _age(hours),
        "before": picture_url(stored(activity, Stage.BEFORE), CARD),
        "after": picture_url(stored(activity, Stage.AFTER), CARD),
        "plain": picture_url(stored(activity, Stage.PLAIN), CARD),
        "url": url_for("review.decide", post_id=version.post_id),
        "findings": warnings,
        "notes": notes,
        "checked": activity.checks_state is ChecksState.DONE,
        "unjudged": len(unjudged(activity)),
        "unseen": several.unseen(activity),
        "kind": "temuan" if warnings else "tanpa",
        "accounts": len(version.accounts),
        # What a tick approves: exactly this content, under a number that makes a second sending harmless.
        "pick": "" if alone else f"{version.post_id}:{version.content_hash}:{uuid.uuid4()}",
    }


def _age(hours: int) -> str:
    if hours < 1:
        return str(_("baru saja"))
    if hours < 24:
        return str(ngettext("%(hours)s jam", "%(hours)s jam", hours, hours=hours))
    return str(ngettext("%(days)s hari", "%(days)s hari", hours // 24, days=hours // 24))
