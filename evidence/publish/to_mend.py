"""What waits to be mended, as the pages list it on which people look first; and how a post stands."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from flask import url_for

from evidence.compose import queries as compose
from evidence.compose.models import Post, VersionState
from evidence.core.web import db
from evidence.publish import queries
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from evidence.publish.status import Status, status
from evidence.units.access import Actor


def status_of(post: Post, states: Mapping[uuid.UUID, Collection[P | Hold]]) -> Status:
    """How a post stands, by what `queries.states` says of it."""
    latest = post.latest
    return status(latest.state, states.get(post.id, ()), left=latest.left_at is not None)


def to_mend(by: Actor) -> list[dict[str, Any]]:
    """Posts that ``by`` is to mend, or may leave where they were taken down, what has waited longest first."""
    found = [each.post for each in compose.returned(db(), by)]
    states = queries.states(db(), [each.id for each in found])
    return [_row(each, status_of(each, states)) for each in found]


def _row(post: Post, state: Status) -> dict[str, Any]:
    write = url_for("compose.draft", activity_id=post.activity_id)
    url = url_for("publish.post", post_id=post.id)
    return {
        "title": post.activity.title,
        "unit": post.activity.unit.title,
        "note": post.answered.answer if post.answered else "",
        # "" where it was sent back before it was ever out.
        "taken_down": state.value if state in (Status.WITHDRAWING, Status.WITHDRAWN) else "",
        "url": url,
        # What was opened again may be left as well, and its own page offers both.
        "write_url": url if post.latest.state is VersionState.SUPERSEDED else write,
    }
