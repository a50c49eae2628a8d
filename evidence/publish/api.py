"""Publications over HTTP."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response

from evidence.compose import queries as compose
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound
from evidence.core.web import answer, body_of_request, db, parameter, read_uuid
from evidence.core.words import N_
from evidence.publish import figures, links, queries, services, strays, withdrawal
from evidence.publish.models import Figures, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.reasons import reason_text
from evidence.units.access import PUBLISHERS, SIGNED_IN, allow
from evidence.units.current import actor, house

api = Blueprint("publish_api", __name__, url_prefix="/api/v1")


@api.get("/publications")
@allow(SIGNED_IN)
def get_publications() -> Response:
    """The publications of one post."""
    post = compose.post(db(), read_uuid(parameter("post")), actor())
    found = queries.of_post(db(), post.id)
    seen = figures.of(db(), [each.id for each in found])
    return answer({"publications": [describe_publication(each, seen[each.id]) for each in found]})


@api.post("/publications/<publication_id>/<act>")
@allow(PUBLISHERS, scope="upload")
def act_on_publication(publication_id: str, act: str) -> Response:
    """Cancel, retry, settle or withdraw a publication."""
    acts: dict[str, Callable[[Publication], None]] = {
        "cancel": _cancel,
        "retry": _retry,
        "settle": _settle,
        "withdraw": _withdraw,
    }
    if act not in acts:
        raise NotFound
    publication = queries.publication(db(), read_uuid(publication_id), actor())
    acts[act](publication)
    db().commit()
    db().refresh(publication)
    seen = figures.of(db(), [publication.id])
    return answer(describe_publication(publication, seen[publication.id]))


def _cancel(publication: Publication) -> None:
    services.cancel(db(), publication, by=actor(), now=clock.now())


def _retry(publication: Publication) -> None:
    services.retry_failed(db(), publication, by=actor(), now=clock.now())


def _settle(publication: Publication) -> None:
    told = body_of_request()
    if not isinstance(told.get("posted"), bool):
        # A word left out must not be taken for "it is not there", which publishes again.
        raise Invalid("Katakan apakah unggahannya sudah ada.", {"posted": N_("Harus true atau false.")})
    if publication.state is P.WITHDRAWING:
        # A person was to delete it: either it is not there any more, or it still is.
        act = withdrawal.not_deleted if told["posted"] else withdrawal.deleted_by_hand
        act(db(), publication, by=actor(), now=clock.now())
        return
    link = str(told.get("link") or "")
    link = links.proof(publication, link, house().networks) if link else ""
    if told["posted"] and publication.state in (P.READY, P.PUBLISHED):
        # What waits to be shared by hand is settled by whoever shared it, and once more when the link comes later.
        services.shared_by_hand(db(), publication, by=actor(), link=link, now=clock.now())
        return
    services.settle(db(), publication, by=actor(), posted=told["posted"], link=link, now=clock.now())


def _withdraw(publication: Publication) -> None:
    told = body_of_request().get("reason")
    if not isinstance(told, str):
        raise Invalid("Tulis alasan penarikan.", {"reason": N_("Pilih atau tulis alasannya.")})
    reason = withdrawal.reason_of("", told)
    withdrawal.withdraw(db(), publication, reason, by=actor(), networks=house().networks, now=clock.now())


def describe_publication(publication: Publication, seen: Sequence[Figures] = ()) -> dict[str, Any]:
    """A publication as the API tells it; ``seen`` are its figures, the newest first."""
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
        "withdraw_reason": reason_text(publication.withdraw_reason) or None,
        "withdraws_by_hand": publication.withdraws_by_hand,
        "strays": [
            {
                "remote_id": each.id,
                "permalink": each.link or None,
                "reason": reason_text(each.why),
                "found_at": each.at.isoformat(),
            }
            for each in strays.of(publication)
        ],
        "figures": [
            {
                "seen_at": each.seen_at.isoformat(),
                "gone": each.gone,
                "source": "person" if each.by_name else "network",
                "by": each.by_name or None,
                **{name: getattr(each, name) for name in figures.COUNTED},
            }
            for each in seen
        ],
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
