"""The acts of review: deciding on exactly what was frozen, and opening it again."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from evidence.adapters.networks.base import Network
from evidence.capture.services import hold
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.compose.services import CHANGES
from evidence.core import audit
from evidence.core.canonical import digest
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.publish import queries as published
from evidence.publish import services as publishing
from evidence.publish import withdrawal
from evidence.publish.models import Publication, PublicationState
from evidence.review import consenting, doubting
from evidence.review.models import Decision, Verdict
from evidence.review.rights import deciding_grant, standing_grant
from evidence.units.access import Actor, Role

OUTCOMES = {
    Verdict.APPROVE: VersionState.APPROVED,
    Verdict.REQUEST_CHANGES: VersionState.CHANGES_REQUESTED,
    Verdict.REJECT: VersionState.REJECTED,
}
VERDICTS = {
    Verdict.APPROVE: N_("disetujui"),
    Verdict.REQUEST_CHANGES: N_("diminta perbaikan"),
    Verdict.REJECT: N_("ditolak"),
}
MAX_NOTE = 2000
# The notices of what waits too long for its decision.
WAITED = ("review.waiting", "review.passed_up")
TO_CHANGE = N_("%(who)s meminta perbaikan “%(title)s”. Lihat catatannya.")


def decide(
    session: Session,
    decision_id: uuid.UUID,
    post: Post,
    content_hash: str,
    verdict: str,
    note: str,
    *,
    by: Actor,
    now: datetime,
    shown: Collection[str] | None = None,
    marks: Sequence[dict[str, Any]] = (),
    together: bool = False,
    reason: str | None = None,
) -> tuple[Decision, bool]:
    """Decide on the submitted version with that content hash; returns the decision and whether it is new.

    ``shown`` are the numbers of the findings that were seen, None those that the version was submitted with. ``marks``
    were drawn on its pictures (`marks.read`), and go back with it; ``together`` says that
    several were approved at once, ``reason`` why although a warning stands; None where nobody was asked for it.
    Approval makes the publications in the same transaction. The same call again answers with the same decision;
    Conflict when the content is not the one that was seen, or somebody else was first.
    """
    wanted, note = _checked(verdict, note)
    told = (post.id, content_hash, wanted, note, by.id)
    drawn = list(marks) if wanted is Verdict.REQUEST_CHANGES else []
    known = _replayed(session, decision_id, told)
    if known is not None:
        return known, False
    version = post.latest
    grant = deciding_grant(session, post.activity, by)
    # The photos first, and what is noticed about them: neither changes before this decision stands.
    seen = doubting.seen_by(session, version, shown, approving=wanted is Verdict.APPROVE, reason=reason)
    # After every wait but the version's own, so that a right that ended while this waited is no right any more.
    standing_grant(session, post.activity, by, now)
    if wanted is Verdict.APPROVE:
        consenting.refuse_lost(session, version)
    said_by = f"{grant.acting_as} {by.name}".strip()
    moved = session.execute(
        update(PostVersion)
        .where(
            PostVersion.id == version.id,
            PostVersion.state == VersionState.SUBMITTED,
            PostVersion.content_hash == content_hash,
        )
        .values(
            state=OUTCOMES[wanted],
            answer=note,
            answered_by=said_by,
            answer_marks=drawn or None,
            decided_at=now,
        )
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        # The same call may have been under way twice, and the other one was first.
        known = _replayed(session, decision_id, told)
        if known is not None:
            return known, False
        raise _too_late(session, version, content_hash)
    session.refresh(version)
    decision = Decision(
        id=decision_id,
        version_id=version.id,
        content_hash=content_hash,
        verdict=wanted,
        note=note,
        decided_by=by.id,
        acting_as=grant.acting_as,
        decided_at=now,
        findings=seen,
        marks=drawn or None,
    )
    session.add(decision)
    session.flush()
    if wanted is Verdict.APPROVE:
        version.decision_id = decision.id
        publishing.schedule(session, version, now=now)
    audit.record(
        session, f"review.{wanted}", post.activity_id, actor_id=by.id, actor_name=by.name,
        version=version.number, content_hash=content_hash, acting_as=grant.acting_as,
        decision=str(decision.id), told_sha256=digest(decision.told()),
        findings=[[each["id"], each["level"]] for each in seen["seen"]], **({"together": True} if together else {}),
    )  # fmt: skip
    notices.settle(session, post.id, WAITED, now=now)
    if wanted is Verdict.REQUEST_CHANGES:
        notices.tell(
            session, CHANGES, post.id, post.activity.unit_code, TO_CHANGE,
            url=f"/kegiatan/{post.activity_id}/susun", now=now, title=post.activity.title, who=said_by,
        )  # fmt: skip
    return decision, True


def look(session: Session, post: Post, shown: Collection[str], *, by: Actor, now: datetime) -> bool:
    """Say that what was noticed since the approval was looked at, so that what it held goes on.

    False when nothing was held; Conflict when more stands noticed than ``shown``.
    """
    deciding_grant(session, post.activity, by)
    # Kept first, as a decision does: a consent that is being taken back is taken back by then.
    hold(session, post.activity_id)
    grant = standing_grant(session, post.activity, by, now)
    consenting.refuse_lost(session, post.latest)
    return doubting.look(session, post, shown, grant=grant, by=by, now=now)


def _replayed(
    session: Session, decision_id: uuid.UUID, told: tuple[uuid.UUID, str, Verdict, str, uuid.UUID]
) -> Decision | None:
    """The decision that was made under this number; Conflict when it says something else."""
    known = session.get(Decision, decision_id)
    if known is None:
        return None
    if (known.version.post_id, known.content_hash, known.verdict, known.note, known.decided_by) != told:
        raise Conflict("Nomor putusan ini sudah dipakai putusan lain.")
    return known


def _checked(verdict: str, note: str) -> tuple[Verdict, str]:
    try:
        wanted = Verdict(verdict)
    except ValueError:
        raise Invalid(
            "Pilih putusan.", {"decision": N_("Pilih setujui, minta perbaikan, atau tolak.")}
        ) from None
    note = note.strip()
    if "\x00" in note or len(note) > MAX_NOTE:
        raise Invalid("Periksa catatan.", {"note": N_("Catatan paling panjang 2.000 huruf.")})
    if wanted is not Verdict.APPROVE and not note:
        raise Invalid("Tulis alasan agar kelurahan dapat memperbaiki.", {"note": N_("Tulis alasannya.")})
    return wanted, note


def _too_late(session: Session, version: PostVersion, content_hash: str) -> Conflict:
    # The author may have begun the next version by now, so the content that was seen is looked for too.
    decided = session.scalars(
        select(Decision)
        .join(PostVersion, PostVersion.id == Decision.version_id)
        .where(
            PostVersion.post_id == version.post_id,
            or_(Decision.version_id == version.id, Decision.content_hash == content_hash),
        )
        .order_by(Decision.decided_at.desc())
    ).first()
    if decided is not None:
        who = f"{decided.acting_as} {decided.decider.name}".strip()
        return Conflict(
            "Sudah diputuskan %(who)s, %(when)s: %(what)s.",
            who=who,
            when=decided.decided_at,
            what=VERDICTS[decided.verdict],
        )
    return Conflict("Isi unggahan berubah sejak Anda melihatnya. Muat ulang lalu periksa lagi.")


def reopen(session: Session, post: Post, *, by: Actor, now: datetime) -> PostVersion:
    """Void an approval so that the post can be edited: cancel what has not been sent, then unlock."""
    path = post.activity.unit.path
    if not (by.may(Role.UPLOADER, path) or by.may(Role.APPROVER, path)):
        raise NotAllowed("Unggahan dibuka kembali oleh petugas unitnya.")
    return void(session, post, by=by, now=now)


def void(session: Session, post: Post, *, by: Actor, now: datetime) -> PostVersion:
    """What `reopen` does, for whoever has another right to do it."""
    version = post.latest
    if version.state is VersionState.SUPERSEDED:
        return version
    # The version first: whoever approves, retries or settles beside this waits for it, and leaves nothing uncancelled.
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.APPROVED)
        .values(state=VersionState.SUPERSEDED)
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        raise Conflict("Hanya unggahan yang disetujui dapat dibuka kembali.")
    publishing.cancel_open(session, post.id, by=by, now=now)
    notices.settle(session, post.id, (doubting.DOUBTED, consenting.WAITS), now=now)
    session.refresh(version)
    audit.record(
        session,
        "review.reopened",
        post.activity_id,
        actor_id=by.id,
        actor_name=by.name,
        version=version.number,
    )
    return version


def correct(
    session: Session,
    post: Post,
    publications: Sequence[Publication],
    reason: str,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    now: datetime,
) -> PostVersion:
    """Take down what is out and open the post, so that its next version takes that place once it is approved.

    ``publications`` of the post are taken down, those of other accounts stay. What nobody is sure of is settled first.
    """
    if any(each.state is PublicationState.UNCONFIRMED for each in published.of_post(session, post.id)):
        raise Conflict("Ada akun yang perlu dicek. Pastikan dahulu apakah unggahannya sudah terbit.")
    version = reopen(session, post, by=by, now=now)
    for each in publications:
        withdrawal.withdraw(session, each, reason, by=by, networks=networks, now=now)
    return version
