"""A post rests on consents that people may take back: it waits then, and nobody approves it. The edges commit."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.capture import consents
from evidence.capture.consents import Consent
from evidence.capture.services import hold
from evidence.compose import answering
from evidence.compose import queries as compose
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core import audit
from evidence.core.errors import Conflict
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.publish import queries as published
from evidence.publish import withholding
from evidence.publish.models import MAY_BE_OUT
from evidence.publish.withdrawing import ASKED
from evidence.units.access import Actor

# How the notice of what waits is called, and what is said.
WAITS = "review.consent_waits"
TOLD_WAITS = N_("Persetujuan warga ditarik: %(who)s. Penerbitan menunggu.")
TOLD_OUT = N_("Persetujuan warga ditarik: %(who)s. Tarik unggahan yang sudah terbit.")
REVOKED = N_(
    "Persetujuan warga untuk unggahan ini sudah ditarik. Minta perbaikan, agar bagian itu disamarkan "
    "atau persetujuannya dicatat lagi."
)
REVOKED_AFTER = N_(
    "Persetujuan warga untuk unggahan ini sudah ditarik. Buka kembali unggahannya, lalu samarkan bagian itu."
)


def lost(session: Session, version: PostVersion) -> Sequence[Consent]:
    """The consents under which the version was sent and that were taken back since."""
    kept = version.privacy or {}
    # Who answered that there is nothing to agree to, or that it is hidden, rests on no consent.
    rests = "agreed" in dict(kept.get("answers", {})).values()
    return consents.taken_back(session, kept.get("consents", [])) if rests else []


def refuse_lost(session: Session, version: PostVersion) -> None:
    """Raise Conflict when the version may not be approved, or go on, since a consent was taken back."""
    if lost(session, version):
        raise Conflict(REVOKED if version.state is VersionState.SUBMITTED else REVOKED_AFTER)


def revoke(session: Session, consent_id: uuid.UUID, why: str, *, by: Actor, now: datetime) -> Consent:
    """Take a consent back: what is not sent yet waits, and of what is out somebody is told to take it down."""
    found = consents.consent(session, consent_id, by)
    hold(session, found.activity_id)
    if not consents.take_back(session, found, why, by=by, now=now):
        return found
    post = compose.post_of(session, found.activity_id)
    if post is None or not post.versions:
        return found
    answering.forget(session, post.id)
    session.refresh(post, ["versions"])
    if lost(session, post.latest):
        _wait(session, post, found, now=now)
    _ask_to_withdraw(session, post, found, now=now)
    return found


def _wait(session: Session, post: Post, found: Consent, *, now: datetime) -> None:
    """Hold what is approved and not sent."""
    if withholding.withhold(session, post.latest, now=now):
        audit.record(
            session, "review.doubted", post.activity_id, version=post.latest.number, consent=str(found.id)
        )
        _tell(session, WAITS, post, TOLD_WAITS, f"/periksa/{post.id}", found, now=now)


def _ask_to_withdraw(session: Session, post: Post, found: Consent, *, now: datetime) -> None:
    """Tell the unit that what is out, or may be, rests on it, whichever version that is of."""
    out = [each for each in published.of_post(session, post.id) if each.state in MAY_BE_OUT]
    versions = {each.id: each for each in post.versions}
    if any(lost(session, versions[each.version_id]) for each in out if each.version_id in versions):
        _tell(session, ASKED, post, TOLD_OUT, f"/unggahan/{post.id}/penarikan", found, now=now)


def _tell(
    session: Session, kind: str, post: Post, text: str, url: str, found: Consent, *, now: datetime
) -> None:
    unit = post.activity.unit_code
    notices.tell(session, kind, post.id, unit, text, url=url, now=now, who=found.who)
