"""What was frozen, decided on, published and drawn, against its own hashes and against the acts of the trail."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session, joinedload

from evidence.compose.frozen import content_hash_of
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.core.audit import AuditEvent
from evidence.core.canonical import digest
from evidence.integrity.report import Problem, Report
from evidence.publish.models import Publication, PublicationState
from evidence.review.models import Decision, Verdict

AT_ONCE = 200
Row = TypeVar("Row", Decision, PostVersion, Publication, Rendition)

VERSIONS_GONE = text(
    "SELECT DISTINCT subject, facts ->> 'version' FROM audit_events WHERE act = 'compose.submitted'"
    " AND NOT EXISTS (SELECT 1 FROM post_versions JOIN posts ON posts.id = post_versions.post_id"
    " WHERE posts.activity_id = subject AND CAST(post_versions.number AS text) = facts ->> 'version')"
)
DECISIONS_GONE = text(
    "SELECT facts ->> 'decision' FROM audit_events"
    " WHERE act IN ('review.approve', 'review.request_changes', 'review.reject') AND facts ? 'decision'"
    " AND NOT EXISTS (SELECT 1 FROM decisions WHERE CAST(decisions.id AS text) = facts ->> 'decision')"
)


def check(session: Session, report: Report) -> None:
    """Compare every version, decision, publication and rendition."""
    for activity, number in session.execute(VERSIONS_GONE):
        report.found([Problem("version_missing", str(activity), {"number": str(number)})])
    report.found(Problem("decision_missing", ident) for ident in session.scalars(DECISIONS_GONE))
    versions = select(PostVersion).options(joinedload(PostVersion.post))
    decisions = select(Decision).options(joinedload(Decision.version).joinedload(PostVersion.post))
    _each(session, report, "versions", versions, PostVersion, _versions)
    _each(session, report, "decisions", decisions, Decision, _decisions)
    _each(session, report, "publications", select(Publication), Publication, _publications)
    _each(session, report, "renditions", select(Rendition), Rendition, _renditions)


def _each(
    session: Session,
    report: Report,
    name: str,
    statement: Select[Row],
    kind: type[Row],
    compare: Callable[[Session, Sequence[Row]], Iterator[Problem]],
) -> None:
    after: uuid.UUID | None = None
    while True:
        some = statement.where(kind.id > after) if after else statement
        rows = session.scalars(some.order_by(kind.id).limit(AT_ONCE)).all()
        if not rows:
            return
        report.found(compare(session, rows))
        report.checked[name] += len(rows)
        after = rows[-1].id
        session.expunge_all()


def _acts(
    session: Session, subjects: Sequence[uuid.UUID], prefix: str
) -> Mapping[uuid.UUID, list[AuditEvent]]:
    found: dict[uuid.UUID, list[AuditEvent]] = defaultdict(list)
    for event in session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject.in_(set(subjects)), AuditEvent.act.startswith(prefix, autoescape=True))
        .order_by(AuditEvent.id)
    ):
        # One whose facts somebody wrote over is told of by the chain.
        if isinstance(event.facts, dict):
            found[event.subject].append(event)
    return found


def _versions(session: Session, rows: Sequence[PostVersion]) -> Iterator[Problem]:
    acts = _acts(session, [each.post.activity_id for each in rows], "compose.")
    for row in rows:
        own = [each for each in acts[row.post.activity_id] if each.facts.get("version") == row.number]
        frozen, answers = "", None
        for each in own:
            if each.act == "compose.submitted":
                frozen, answers = str(each.facts.get("content_hash")), each.facts.get("privacy")
            elif each.act == "compose.recalled":
                frozen = ""
        if row.content_hash != frozen:
            yield Problem("version_changed", str(row.id), {"what": "sidik isi"})
        elif frozen and content_hash_of(row, row.image_sha256, row.pictures) != frozen:
            yield Problem("version_changed", str(row.id), {"what": "isi"})
        if frozen and (row.privacy or {}).get("answers") != answers:
            yield Problem("version_changed", str(row.id), {"what": "jawaban privasi"})
    yield from _pictures(session, rows)


def _pictures(session: Session, rows: Sequence[PostVersion]) -> Iterator[Problem]:
    """The pictures that a frozen version names must still be the ones that are kept under those numbers."""
    named = {row.id: _named(row) for row in rows if row.content_hash}
    ids = {uuid.UUID(each) for own in named.values() for each in own if each is not None}
    kept: dict[str | None, str] = {
        str(found.id): found.sha256
        for found in session.execute(select(Rendition.id, Rendition.sha256).where(Rendition.id.in_(ids)))
    }
    for version, own in named.items():
        if any(kept.get(each) != sha256 for each, sha256 in own.items()):
            yield Problem("version_changed", str(version), {"what": "gambar"})


def _named(row: PostVersion) -> dict[str | None, str | None]:
    """The hashes of the pictures that a version names, by their numbers; None where somebody took the number out."""
    named: dict[str | None, str | None] = {
        str(row.rendition_id) if row.rendition_id else None: row.image_sha256
    }
    for made in row.pictures.values():
        named |= {each["rendition"]: each["sha256"] for each in made.get("pictures", ())}
    return named


def _decisions(session: Session, rows: Sequence[Decision]) -> Iterator[Problem]:
    acts = _acts(session, [each.version.post.activity_id for each in rows], "review.")
    for row in rows:
        own = [
            each
            for each in acts[row.version.post.activity_id]
            if each.act in _VERDICTS and each.facts.get("version") == row.version.number
        ]
        for what, told, is_now in _said(row, own[-1] if own else None):
            if told != is_now:
                yield Problem("decision_changed", str(row.id), {"what": what})
                break


_VERDICTS = {f"review.{each}": each for each in Verdict}


def _said(row: Decision, act: AuditEvent | None) -> Iterator[tuple[str, Any, Any]]:
    yield "kejadiannya", True, act is not None
    yield "sidik isi", row.version.content_hash, row.content_hash
    if act is not None:
        yield "sidik isi", act.facts.get("content_hash"), row.content_hash
        yield "putusan", _VERDICTS[act.act], row.verdict
        yield "pejabat", act.actor_id, row.decided_by
        if "told_sha256" in act.facts:
            yield "catatan atau waktu", act.facts["told_sha256"], digest(row.told())


OUT = (PublicationState.PUBLISHED, PublicationState.WITHDRAW_FAILED, PublicationState.WITHDRAWN)
# What the worker leaves only by an act of its own.
LASTING = tuple(each.value for each in (*OUT, PublicationState.CANCELLED, PublicationState.WITHDRAWING))


def _publications(session: Session, rows: Sequence[Publication]) -> Iterator[Problem]:
    acts = _acts(session, [each.id for each in rows], "publish.")
    approved = {
        each.version_id: each.content_hash
        for each in session.scalars(
            select(Decision).where(
                Decision.version_id.in_({each.version_id for each in rows}),
                Decision.verdict == Verdict.APPROVE,
            )
        )
    }
    for row in rows:
        if approved.get(row.version_id) != row.approved_hash:
            yield Problem("publication_changed", str(row.id), {"what": "persetujuannya"})
        for what, told, is_now in _sent(row, acts[row.id]):
            if told != is_now:
                yield Problem("publication_changed", str(row.id), {"what": what})


def _sent(row: Publication, own: Sequence[AuditEvent]) -> Iterator[tuple[str, Any, Any]]:
    """What the acts say of a publication; those of earlier releases left none."""
    if not own:
        return
    state = own[-1].act.removeprefix("publish.")
    if state in LASTING:
        yield "keadaan", state, row.state.value
    published = next((each for each in reversed(own) if each.act == "publish.published"), None)
    if published is None or row.state not in OUT:
        return
    for name in ("sent_sha256", "remote_id"):
        if published.facts.get(name):
            yield name, published.facts[name], getattr(row, name)


def _renditions(session: Session, rows: Sequence[Rendition]) -> Iterator[Problem]:
    acts = _acts(session, [each.id for each in rows], "compose.")
    for row in rows:
        drawn = [each.facts.get("sha256") for each in acts[row.id] if each.act == "compose.drawn"]
        if drawn and row.state is RenditionState.READY and row.sha256 != drawn[-1]:
            yield Problem("rendition_changed", str(row.id))
