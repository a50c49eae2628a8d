"""What pages show of an erasure: that it was, and to those who may do it, the way there."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, PhotoState
from evidence.capture.stages import stage_words
from evidence.integrity import queries
from evidence.integrity.models import Redaction
from evidence.integrity.services import REASONS
from evidence.publish.models import Publication
from evidence.publish.rows import label_of
from evidence.units.access import Actor, Role

CAN_GO = (PhotoState.STORED, PhotoState.REPLACED, PhotoState.MISSING)


def erased(session: Session, activity: Activity, by: Actor) -> dict[str, Any]:
    """``gone``: the erased photos, the newest first; ``may_go``: those that this person may erase."""
    admin = by.may(Role.ADMIN, activity.unit.path)
    gone = queries.redactions(session, [each.id for each in activity.photos])
    return {
        "gone": [
            {
                "label": stage_words(each.photo),
                "when": each.redacted_at,
                "url": url_for("integrity.redact", photo_id=each.photo_id) if admin else "",
            }
            for each in gone
        ],
        "may_go": [
            {
                "label": stage_words(each),
                "when": each.received_at,
                "who": each.uploader.name,
                "url": url_for("integrity.redact", photo_id=each.id),
            }
            for each in activity.photos
            if admin and each.state in CAN_GO
        ],
    }


def minute(row: Redaction, still_out: Sequence[Publication]) -> dict[str, Any]:
    """What was written down of one erasure, and what a person must take down after it."""
    return {
        "when": row.redacted_at,
        "erased": row.erased_at,
        "reason": _(REASONS.get(row.reason, row.reason)),
        "number": row.minute_number,
        "text": row.minute_text,
        "sha256": row.photo.sha256,
        "still_out": [
            {
                "network": label_of(each),
                "handle": each.account.handle,
                "url": url_for("publish.post", post_id=each.post_id),
            }
            for each in still_out
        ],
    }
