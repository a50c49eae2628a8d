"""Deciding over HTTP."""

from flask import Blueprint, Response

from evidence.capture.api import ids
from evidence.compose import queries as compose
from evidence.core import clock
from evidence.core.web import answer, body_of_request, db, read_uuid
from evidence.review import services
from evidence.units.access import APPROVERS, allow
from evidence.units.current import actor

api = Blueprint("review_api", __name__, url_prefix="/api/v1")


@api.put("/decisions/<decision_id>")
@allow(APPROVERS, scope="decide")
def put_decision(decision_id: str) -> Response:
    """Decide on the version with exactly this content hash; a stale hash is a conflict."""
    told = body_of_request()
    post = compose.post(db(), read_uuid(str(told.get("post"))), actor())
    decision, new = services.decide(
        db(),
        read_uuid(decision_id),
        post,
        str(told.get("content_hash") or ""),
        str(told.get("decision") or ""),
        str(told.get("note") or ""),
        by=actor(),
        now=clock.now(),
        # A program need not say why it approves what warns; a person at the page must.
        reason=str(told["reason"]) if told.get("reason") else None,
        shown=[str(each) for each in ids(told["findings"], "findings")] if "findings" in told else None,
    )
    db().commit()
    body = {
        "id": str(decision.id),
        "post": str(post.id),
        "version": decision.version.number,
        "content_hash": decision.content_hash,
        "decision": decision.verdict,
        "note": decision.note,
        "findings": [each["id"] for each in (decision.findings or {}).get("seen", [])],
        "acting_as": decision.acting_as or None,
        "decided_at": decision.decided_at.isoformat(),
    }
    return answer(body, 201 if new else 200)
