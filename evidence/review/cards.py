"""What the inbox shows of each version that waits, and of those that are picked to be approved together."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import account_name
from evidence.capture import findings
from evidence.capture.cards import CARD, picture_url, tabs
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
    names = _names(versions)
    return [
        {**_card(each, seen.get(each.post.activity_id, (0, 0))), **_goes(each, names)} for each in versions
    ]


def picked(versions: Sequence[PostVersion]) -> dict[str, Any]:
    """What is asked before these are approved together: each with where it goes, and to how many accounts they go."""
    names = _names(versions)
    return {
        "rows": [
            {
                "title": each.post.activity.title,
                "unit": each.post.activity.unit.title,
                "unjudged": len(unjudged(each.post.activity)),
                **_goes(each, names),
            }
            for each in versions
        ],
        "accounts": len({account for each in versions for account in each.accounts}),
    }


def _names(versions: Sequence[PostVersion]) -> Mapping[str, str]:
    """The names of all accounts that they go to, by number."""
    numbers = {uuid.UUID(account) for each in versions for account in each.accounts}
    found = db().scalars(select(SocialAccount).where(SocialAccount.id.in_(numbers))).all() if numbers else []
    return {str(each.id): account_name(each) for each in found}


def _goes(version: PostVersion, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "account_ids": list(version.accounts),
        "goes": ", ".join(names.get(each, "") for each in version.accounts),
    }


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
        "tabs": tabs(activity),
        "url": url_for("review.decide", post_id=version.post_id),
        "findings": warnings,
        "notes": notes,
        "checked": activity.checks_state is ChecksState.DONE,
        "unjudged": len(unjudged(activity)),
        "unseen": several.unseen(activity),
        "kind": "temuan" if warnings else "tanpa",
        # What a tick approves: exactly this content, under a number that makes a second sending harmless.
        "pick": "" if alone else f"{version.post_id}:{version.content_hash}:{uuid.uuid4()}",
    }


def _age(hours: int) -> str:
    if hours < 1:
        return str(_("baru saja"))
    if hours < 24:
        return str(ngettext("%(hours)s jam", "%(hours)s jam", hours, hours=hours))
    return str(ngettext("%(days)s hari", "%(days)s hari", hours // 24, days=hours // 24))
