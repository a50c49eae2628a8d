"""What was noticed and who has seen it: before a decision, and what is noticed after one. The edges commit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from evidence.capture import findings
from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, Finding
from evidence.capture.services import hold
from evidence.compose import queries as compose
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core import audit, clock
from evidence.core.errors import Conflict
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.publish import withholding
from evidence.review import despite, queries
from evidence.review.models import Decision
from evidence.units.access import Actor, Grant
from evidence.units.models import Unit

T = TypeVar("T")
# How the notice of what was noticed too late is called, and what it says.
DOUBTED = "review.doubted"
TOLD = N_("Ada temuan baru setelah unggahan disetujui. Lihat temuannya.")
NEWER = N_("Ada temuan baru sejak Anda membuka halaman ini. Muat ulang lalu periksa lagi.")


def told(session: Session, version: PostVersion) -> list[dict[str, Any]]:
    """The findings of a version (`findings.plain`), warnings first: as they were when it was submitted, and newer ones.

    ``new`` marks what was noticed since, ``cleared`` what is not found any more, and ``later_note`` is what was said
    about one since.
    """
    frozen = (version.findings or {}).get("items", [])
    known = {each["id"] for each in frozen}
    stands = {str(each.id): each for each in findings.open_findings(session, version.post.activity_id)}
    photos = {each.id: each for each in version.post.activity.photos}
    made = version.findings is not None
    items = [
        {**each, "new": False, "cleared": each["id"] not in stands, "later_note": _later(each, stands)}
        for each in frozen
    ]
    items += [
        {**findings.plain(each, photos.get(each.photo_id)), "new": made, "cleared": False, "later_note": None}
        for ident, each in stands.items()
        if ident not in known
    ]
    return sorted(items, key=lambda each: each["level"] != Level.WARNING)


def _later(item: dict[str, Any], stands: dict[str, Finding]) -> dict[str, Any] | None:
    now = stands.get(item["id"])
    if now is None or not now.note or now.note == item["note"]:
        return None
    return {"note": now.note, "by": now.noted_by_name, "at": now.noted_at}


def seen_by(
    session: Session,
    version: PostVersion,
    shown: Collection[str] | None,
    *,
    approving: bool,
    reason: str | None = None,
) -> dict[str, Any]:
    """What a decision records of the findings that were seen: those numbered in ``shown``, or where that is None, those
    that the version was submitted with.

    ``reason`` is why an approval is given although a warning stands (`despite.checked`). Keeps the activity's findings
    as they are until the transaction ends. Conflict when an approval would not have seen a warning that stands.
    """
    (activity,) = hold(session, version.post.activity_id)
    items = told(session, version)
    seen = {each["id"] for each in (version.findings or {}).get("items", [])} if shown is None else set(shown)
    stands = {each["id"] for each in items if each["level"] == Level.WARNING and not each["cleared"]}
    if approving and stands - seen:
        raise Conflict(NEWER)
    why = despite.checked(reason, warned=bool(stands)) if approving else ""
    return {
        "checks": activity.checks_state.value if activity.checks_state else None,
        "seen": [
            {name: each[name] for name in ("id", "check", "version", "level", "sentence", "words", "note")}
            for each in items
            if each["id"] in seen
        ],
        **({"reason": why} if why else {}),
    }


def hold_unseen(session: Session, activity_id: uuid.UUID, warnings: Sequence[Finding]) -> None:
    """Hold what is approved of an activity when one of these warnings was not seen by whoever approved it.

    Told by the checks, in their transaction.
    """
    post = compose.post_of(session, activity_id)
    if post is None or post.latest.state is not VersionState.APPROVED:
        return
    version = post.latest
    decision = session.get(Decision, version.decision_id) if version.decision_id else None
    seen = {each["id"] for each in ((decision.findings if decision else None) or {}).get("seen", [])}
    new = [str(each.id) for each in warnings if str(each.id) not in seen]
    if new and withholding.withhold(session, version, now=clock.now()):
        audit.record(session, "review.doubted", activity_id, version=version.number, findings=new)
        notices.tell(
            session,
            DOUBTED,
            post.id,
            post.activity.unit_code,
            TOLD,
            url=f"/periksa/{post.id}",
            now=clock.now(),
        )


def look(
    session: Session, post: Post, shown: Collection[str], *, grant: Grant, by: Actor, now: datetime
) -> bool:
    """Somebody who may decide has looked at what was noticed since: what was held goes on; False when nothing was."""
    (activity,) = hold(session, post.activity_id)
    version = post.latest
    stands = {
        str(each.id) for each in findings.open_findings(session, activity.id) if each.level is Level.WARNING
    }
    if not stands <= set(shown):
        raise Conflict(NEWER)
    name = f"{grant.acting_as} {by.name}".strip()
    if not withholding.let_go(session, version, by_name=name, now=now):
        return False
    notices.settle(session, post.id, (DOUBTED,), now=now)
    audit.record(
        session, "review.looked", activity.id, actor_id=by.id, actor_name=by.name, version=version.number,
        acting_as=grant.acting_as, findings=sorted(stands),
    )  # fmt: skip
    return True


def doubted(session: Session, by: Actor, limit: int = 50) -> Sequence[Post]:
    """Approved posts of which something was noticed since, that ``by`` may let go on; the oldest doubt first."""
    wanted = _doubted(by, select(Post)).options(joinedload(Post.activity).joinedload(Activity.unit))
    return session.scalars(wanted.order_by(PostVersion.doubted_at, Post.id).limit(limit)).all()


def count_inbox(session: Session, by: Actor, turn: queries.Turn) -> int:
    """How many the inbox of ``by`` holds: what waits for their decision, and what they are to look at again."""
    return queries.count_waiting(session, by, turn) + count_doubted(session, by)


def count_doubted(session: Session, by: Actor) -> int:
    """How many of them there are; every page shows it."""
    return session.scalar(_doubted(by, select(func.count(Post.id)))) or 0


def _doubted(by: Actor, query: Select[T]) -> Select[T]:
    return (
        query.join(PostVersion, PostVersion.post_id == Post.id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(
            PostVersion.doubted_at.is_not(None),
            PostVersion.state == VersionState.APPROVED,
            queries.decided_by(by),
        )
    )
