"""The acts on a publication's time, before its intent. The edges commit."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.compose.due import FURTHEST, TOO_FAR
from evidence.compose.models import PostVersion, VersionState
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.words import N_
from evidence.publish import queries, services
from evidence.publish.models import BEFORE_INTENT, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from evidence.publish.steps import NOTHING_HANDED_OVER
from evidence.units.access import Actor, Role

# Why a publication has no time that could be changed, where it is not simply under way.
ENDED = {
    P.CANCELLED: N_("Penerbitan ini sudah dibatalkan, jadi tidak ada waktunya yang dapat diubah."),
    P.FAILED: N_("Penerbitan ini gagal. Coba kirim lagi dahulu."),
    P.PUBLISHED: N_("Unggahan ini sudah terbit, jadi waktunya tidak dapat diubah lagi."),
    **dict.fromkeys(
        (P.WITHDRAWING, P.WITHDRAWN, P.WITHDRAW_FAILED),
        N_("Unggahan ini sudah ditarik atau sedang ditarik, jadi waktunya tidak dapat diubah lagi."),
    ),
    P.UNCONFIRMED: N_("Penerbitan ini perlu dicek dahulu: mungkin sudah terbit."),
}
UNDER_WAY = N_("Penerbitan ini sudah berjalan, jadi waktunya tidak dapat diubah lagi.")


def check_time(at: datetime | None, now: datetime) -> datetime:
    """The time that was asked for; Invalid when nothing can go out then."""
    if at is None:
        raise Invalid("Tulis waktu tayang.", {"at": N_("Tulis tanggal dan jamnya.")})
    if at <= now:
        raise Invalid("Waktu itu sudah lewat.", {"at": N_("Waktu itu sudah lewat. Pilih waktu lain.")})
    if at > now + FURTHEST:
        raise Invalid("Waktu itu terlalu jauh.", {"at": TOO_FAR}, days=FURTHEST.days)
    return at


def movable(publication: Publication) -> bool:
    """Whether nothing irreversible has been done: what lies in a network's inbox has left our hands."""
    return publication.state in BEFORE_INTENT and publication.remote_id is None


def why_not(publication: Publication) -> str:
    """Why the publication that is not movable cannot be given another time."""
    return ENDED.get(publication.state, UNDER_WAY)


def send_late(
    session: Session, publication: Publication, *, by: Actor, now: datetime, note: str = ""
) -> None:
    """Send what was held for being too late: the decision was on this content, and ``by`` answers for the hour.

    ``note`` is why, in the person's own words.
    """
    if not services.may_act(by, publication.post.activity.unit.path):
        raise NotAllowed("Penerbitan diatur oleh petugas unitnya.")
    _stands(session, publication)
    moved = move(
        session, publication.id, P.QUEUED, P.QUEUED, now=now, only_if=Publication.hold_reason == Hold.LATE,
        by_name=by.name, reason=services.noted(N_("diterbitkan meski lewat jadwal"), note), planned_at=now, due_at=now,
        hold_reason=None,
    )  # fmt: skip
    if not moved:
        raise Conflict("Penerbitan ini tidak sedang ditahan karena lewat jadwal.")
    _record(session, "publish.sent_late", publication, by, planned_at=publication.planned_at.isoformat())


def replan(session: Session, publication: Publication, at: datetime, *, by: Actor, now: datetime) -> None:
    """Give an approved publication another time. Who may is asked above, where decisions are made.

    A worker that has it in hand loses it; Conflict once its intent is committed.
    """
    at = check_time(at, now)
    _stands(session, publication)
    row = session.scalars(
        select(Publication)
        .where(Publication.id == publication.id)
        .with_for_update(of=Publication)
        .execution_options(populate_existing=True)
    ).one()
    if not movable(row):
        raise Conflict(why_not(row))
    was = row.planned_at
    # A call whose outcome nobody knows may arrive yet, and then makes one post with the next one of the same container.
    anew: dict[str, Any] = {} if queries.has_been(session, row.id, P.UNCONFIRMED) else NOTHING_HANDED_OVER
    move(
        session, row.id, row.state, P.QUEUED, now=now, raise_to=row.attempt + 1, by_name=by.name,
        reason=N_("dijadwalkan ulang"), planned_at=at, due_at=at,
        hold_reason=None if row.hold_reason is Hold.LATE else row.hold_reason, **anew,
    )  # fmt: skip
    _record(session, "publish.rescheduled", row, by, planned_at=was.isoformat(), at=at.isoformat())


def _stands(session: Session, publication: Publication) -> None:
    """Conflict unless the version is approved; until the transaction ends nobody reopens it."""
    state = session.scalar(
        select(PostVersion.state).where(PostVersion.id == publication.version_id).with_for_update(read=True)
    )
    if state is not VersionState.APPROVED:
        raise Conflict("Unggahan ini tidak lagi disetujui.")


def _record(session: Session, act: str, publication: Publication, by: Actor, **facts: str) -> None:
    post = publication.post
    audit.record(
        session, act, post.activity_id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.APPROVER, post.activity.unit.path), account=str(publication.account_id),
        **facts,
    )  # fmt: skip


def of_version(session: Session, version_id: uuid.UUID) -> list[Publication]:
    """The version's publications that can still be given another time."""
    rows = session.scalars(
        select(Publication)
        .where(Publication.version_id == version_id, Publication.state.in_(BEFORE_INTENT))
        .order_by(Publication.id)
    )
    return [each for each in rows if movable(each)]
