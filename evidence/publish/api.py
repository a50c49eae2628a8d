"""Publications over HTTP."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from evidence.adapters.networks.by_hand import check_link
from evidence.compose import queries as compose
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound
from evidence.core.web import answer, body_of_request, db, read_uuid
from evidence.core.words import N_
from evidence.publish import queries, services
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.reasons import reason_text
from evidence.units.access import PUBLISHERS, SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("publish_api", __name__, url_prefix="/api/v1")


@api.get("/publications")
@allow(SIGNED_IN)
def get_publications() -> Response:
    """The publications of one post."""
    post = compose.post(db(), read_uuid(request.args.get("post", "")), actor())
    return answer({"publications": [describe_publication(each) for each in queries.of_post(db(), post.id)]})


@api.post("/publications/<publication_id>/<act>")
@allow(PUBLISHERS, scope="upload")
def act_on_publication(publication_id: str, act: str) -> Response:
    """Cancel, retry or settle a publication."""
    acts: dict[str, Callable[[Publication], None]] = {"cancel": _cancel, "retry": _retry, "settle": _settle}
    if act not in acts:
        raise NotFound
    publication = queries.publication(db(), read_uuid(publication_id), actor())
    acts[act](publication)
    db().commit()
    db().refresh(publication)
    return answer(describe_publication(publication))


def _cancel(publication: Publication) -> None:
    services.cancel(db(), publication, by=actor(), now=clock.now())


def _retry(publication: Publication) -> None:
    services.retry_failed(db(), publication, by=actor(), now=clock.now())


def _settle(publication: Publication) -> None:
    told = body_of_request()
    if not isinstance(told.get("posted"), bool):
        # A word left out must not be taken for "it is not there", which publishes again.
        raise Invalid("Katakan apakah unggahannya sudah ada.", {"posted": N_("Harus true atau false.")})
    link = check_link(str(told.get("link") or ""), publication.account.handle) if told.get("link") else ""
    if told["posted"] and publication.state in (P.READY, P.PUBLISHED):
        # What waits to be shared by hand is settled by whoever shared it, and once more when the link comes later.
        services.shared_by_hand(db(), publication, by=actor(), link=link, now=clock.now())
        return
    services.settle(db(), publication, by=actor(), posted=told["posted"], link=link, now=clock.now())


def describe_publication(publication: Publication) -> dict[str, Any]:
    """A publication as the API tells it."""
    return {
        "id": str(publication.id),
        "post": str(publication.post_id),
        "account": str(publication.account_id),
        "network": publication.network,
        "state": publication.state,
        "due_at": publication.due_at.isoformat(),
        "hold_reason": publication.hold_reason,
        "remote_id": publication.remote_id,
        "permalink": publication.permalink or None,
        "last_error": reason_text(publication.last_error) or None,
        "attempts": [
            {
                "number": each.number,
                "at": each.at.isoformat(),
                "from": each.old,
                "to": each.new,
                "by": each.by_name,
                "reason": reason_text(each.reason) or None,
            }
            for each in publication.attempts
        ],
    }
