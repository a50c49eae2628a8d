"""Activities as the galleries show them."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from evidence.capture.cards import card
from evidence.capture.models import Activity
from evidence.compose import queries as compose
from evidence.core.web import db
from evidence.gallery import queries
from evidence.publish import queries as publish
from evidence.publish.status import status


def cards(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """Activities as cards, each with its post's status where it has one."""
    posts = compose.latest_states(db(), [each.id for each in activities])
    sent = publish.states(db(), [post.post_id for post in posts.values()])
    made = []
    for each in activities:
        url = url_for("gallery.activity", activity_id=each.id)
        if each.id not in posts:
            made.append(card(each, url))
            continue
        post = posts[each.id]
        state = status(post.state, sent.get(post.post_id, ()), left=post.left)
        made.append(card(each, url, "post", state.value))
    return made


def told(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """The same with what a gallery tells more: category, warnings, and the way to the place over time."""
    warnings = queries.warnings(db(), [each.id for each in activities])
    return [
        {
            **made,
            "category": each.category_label,
            "findings": warnings.get(each.id, 0),
            "place_url": url_for("gallery.place", activity_id=each.id),
        }
        for each, made in zip(activities, cards(activities), strict=True)
    ]
