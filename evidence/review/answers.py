"""What was answered about privacy, as the page shows it on which a post is decided on."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.compose.models import PostVersion
from evidence.compose.privacy import ANSWERS, QUESTIONS
from evidence.core.web import db
from evidence.review import consenting


def answers(version: PostVersion) -> dict[str, Any] | None:
    """The frozen answers in words; None for a version that was sent before they were asked for, or not at all."""
    kept = version.privacy
    if not kept or not version.content_hash:
        return None
    told = kept["answers"]
    return {
        "rows": [(_(words), _(ANSWERS[told[name]])) for name, words in QUESTIONS.items() if name in told],
        "covers": kept["covers"],
        "by": kept["by"],
        "lost": [(each.who, each.revoked_at) for each in consenting.lost(db(), version)],
        "consents_url": url_for("consents.of_activity", activity_id=version.post.activity_id),
    }
