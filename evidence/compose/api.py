"""Drafting and submitting over HTTP."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from evidence.capture import findings, telling
from evidence.capture import queries as capture
from evidence.capture.api import ids
from evidence.compose import queries, services
from evidence.compose.answering import given_before
from evidence.compose.due import not_too_far
from evidence.compose.models import Post, RenditionState
from evidence.compose.services import AlreadyPosted, Draft
from evidence.compose.showing import misfits
from evidence.core import clock
from evidence.core.clock import WIB
from evidence.core.errors import Invalid
from evidence.core.web import answer, body_of_request, db, problem, read_uuid, sentence
from evidence.core.words import N_
from evidence.units.access import SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor, house

api = Blueprint("compose_api", __name__, url_prefix="/api/v1")


@api.put("/posts/<post_id>")
@allow(UPLOADERS, scope="upload")
def put_post(post_id: str) -> Response:
    """Make or edit the draft of an activity's post."""
    told = body_of_request()
    activity = capture.activity(db(), read_uuid(str(told.get("activity"))), actor())
    draft = Draft(
        caption=_text(told, "caption"),
        alt_text=_text(told, "alt_text"),
        accounts=ids(told.get("accounts", []), "accounts"),
        captions=_by_network(told, "captions"),
        kinds=_by_network(told, "kinds"),
        due_at=_moment(told.get("due_at")),
    )
    not_too_far(draft.due_at, clock.now())
    practice = house().settings.practice_mode
    try:
        post, new = services.put_draft(
            db(),
            read_uuid(post_id),
            activity,
            draft,
            by=actor(),
            networks=house().networks,
            practice=practice,
        )
    except AlreadyPosted as refusal:
        return problem(409, sentence(refusal), post=str(refusal.post_id))
    db().commit()
    return answer(describe_post(post), 201 if new else 200)


@api.post("/posts/<post_id>/submit")
@allow(UPLOADERS, scope="upload")
def submit_post(post_id: str) -> Response:
    """Freeze the draft for review; repeated, it answers the same.

    ``{"privacy": {"faces": "none", ...}}`` answers `privacy.QUESTIONS`; what was answered of the same picture holds.
    """
    told = body_of_request() if request.content_length else {}
    post = queries.post(db(), read_uuid(post_id), actor())
    networks, practice = house().networks, house().settings.practice_mode
    if actor().may(Role.UPLOADER, post.activity.unit.path):
        # Kept whatever comes of the sending, so that it succeeds when they are drawn.
        services.ask_for_pictures(db(), post, networks=networks, practice=practice)
        db().commit()
    services.submit(
        db(), post, by=actor(), networks=networks, practice=practice, now=clock.now(),
        answers=_by_network(told, "privacy") if "privacy" in told else None,
    )  # fmt: skip
    db().commit()
    return answer(describe_post(post))


@api.post("/posts/<post_id>/recall")
@allow(UPLOADERS, scope="upload")
def recall_post(post_id: str) -> Response:
    """Take a submitted version back before it is decided."""
    post = queries.post(db(), read_uuid(post_id), actor())
    services.recall(db(), post, by=actor())
    db().commit()
    return answer(describe_post(post))


@api.get("/posts/<post_id>")
@allow(SIGNED_IN)
def get_post(post_id: str) -> Response:
    """State, version, content hash and renditions of a post."""
    return answer(describe_post(queries.post(db(), read_uuid(post_id), actor())))


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name) or ""
    if not isinstance(value, str):
        raise Invalid("Periksa kembali isian unggahan.", {name: N_("Harus berupa teks.")})
    return value


def _by_network(told: dict[str, Any], name: str) -> dict[str, str]:
    value = told.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise Invalid("Periksa kembali isian unggahan.", {name: N_("Harus objek berisi teks per jejaring.")})
    return value


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid("Periksa kembali isian unggahan.", {"due_at": N_("Tulis waktu sebagai ISO 8601.")})
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)


def describe_post(post: Post) -> dict[str, Any]:
    """A post as the API tells it; ``findings`` are those it was submitted with, else those that stand now."""
    version = post.latest
    frozen = version.findings or findings.freeze(db(), post.activity, clock.now())
    checks, noticed = frozen["state"], frozen["items"]
    rendition = version.rendition
    renditions = []
    if rendition is not None:
        ready = rendition.state is RenditionState.READY
        renditions.append(
            {
                "id": str(rendition.id),
                "state": rendition.state,
                "reason": rendition.reason or None,
                "sha256": rendition.sha256 or None,
                "url": f"/hasil/{rendition.id}.jpg" if ready else None,
            }
        )
    return {
        "id": str(post.id),
        "activity": str(post.activity_id),
        "version": version.number,
        "state": version.state,
        "content_hash": version.content_hash or None,
        "caption": version.caption,
        "captions": version.captions,
        "kinds": version.kinds,
        "misfits": misfits(version, rendition, house().networks),
        "alt_text": version.alt_text,
        "accounts": version.accounts,
        "due_at": version.due_at.isoformat() if version.due_at else None,
        "renditions": renditions,
        "checks": checks,
        "findings": [telling.described(each) for each in noticed],
        # Null while it was not sent with answers, or of another picture.
        "privacy": dict(answers) if (answers := given_before(version, rendition)) else None,
    }
