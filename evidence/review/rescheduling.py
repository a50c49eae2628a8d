"""Another time for a post: by whoever may decide at once, by its author with a new decision. The edges commit."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.accounts import queries as accounts
from evidence.adapters.networks.base import Network
from evidence.compose import services as compose
from evidence.compose.models import Post, VersionState
from evidence.compose.services import Draft
from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import moving
from evidence.publish.models import Publication
from evidence.review.rights import deciding_grant
from evidence.review.services import reopen
from evidence.units.access import Actor, Role


def may_decide(session: Session, post: Post, by: Actor) -> bool:
    """Whether ``by`` could have decided on the post."""
    try:
        deciding_grant(session, post.activity, by)
    except NotAllowed:
        return False
    return True


def reschedule(
    session: Session, publication: Publication, at: datetime, *, whole: bool, by: Actor, now: datetime
) -> int:
    """Give it another time, or with ``whole`` all of its post that are not sent yet; returns how many.

    The content that was decided on stays, so the decision does; the new time is an act of ``by``, who may decide.
    """
    deciding_grant(session, publication.post.activity, by)
    rows = [publication]
    if whole:
        others = moving.of_version(session, publication.version_id)
        rows += [each for each in others if each.id != publication.id]
    # In one order whoever asks, so that two who ask at once wait for each other in turn.
    for row in sorted(rows, key=lambda each: each.id):
        moving.replan(session, row, at, by=by, now=now)
    return len(rows)


def ask_again(
    session: Session,
    post: Post,
    at: datetime,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    practice: bool,
    now: datetime,
) -> None:
    """Put the post, sent or approved, back into a draft with that time; only a new decision lets it go out."""
    if not by.may(Role.UPLOADER, post.activity.unit.path):
        raise NotAllowed("Waktu tayang diubah oleh petugas unitnya.")
    at = moving.check_time(at, now)
    version = post.latest
    if version.state is VersionState.APPROVED:
        reopen(session, post, by=by, now=now)
    elif version.state is VersionState.SUBMITTED:
        compose.recall(session, post, by=by)
    else:
        raise Conflict("Unggahan ini tidak sedang menunggu persetujuan atau terjadwal.")
    usable = {account.id for account in accounts.usable(session, post.activity.unit_code)}
    again = Draft(
        caption=version.caption,
        alt_text=version.alt_text,
        accounts=[each for each in map(uuid.UUID, version.accounts) if each in usable],
        captions=version.captions,
        kinds=version.kinds,
        due_at=at,
    )
    compose.put_draft(session, post.id, post.activity, again, by=by, networks=networks, practice=practice)
