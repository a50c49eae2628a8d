"""What waits for a person, as the pages list it on which they look first."""

from typing import Any

from flask import url_for

from evidence.accounts.naming import account_name
from evidence.core import clock
from evidence.core.web import db
from evidence.publish import waiting
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.rows import shown_state
from evidence.units.access import Actor


def to_do(by: Actor) -> list[dict[str, Any]]:
    """Publications on which only a person of ``by``'s units can go on, what has waited longest first."""
    return [
        {
            "title": each.post.activity.title,
            "unit": each.post.activity.unit.title,
            "state": _waits_as(each),
            "account": account_name(each.account),
            "url": url_for("publish.post", post_id=each.post_id),
        }
        for each in waiting.of_units(db(), by, now=clock.now())
    ]


def _waits_as(each: Publication) -> str:
    if each.strays:
        return "stray"
    if each.state is P.PUBLISHED:
        return "link"
    return "late" if each.hold_reason is Hold.LATE and each.state is P.QUEUED else shown_state(each)
