"""One row of a list behind a number: what it is, whose, since when, and where to act."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import account_name
from evidence.capture.cards import shown_state
from evidence.capture.findings import plain
from evidence.capture.models import Activity, Finding
from evidence.capture.telling import described
from evidence.compose.models import PostVersion
from evidence.core import reader
from evidence.publish.models import Publication
from evidence.publish.reasons import reason_text
from evidence.publish.rows import shown_state as publication_state
from evidence.reports.board.figures import Kind
from evidence.reports.board.words import span
from evidence.review import sampling
from evidence.review.models import Decision, SampleItem

VERDICTS = {"approve": "approved", "request_changes": "changes_requested", "reject": "rejected"}
LOOKS = {
    "fits": ("ok", "circle-check"),
    "does_not_fit": ("warn", "triangle-alert"),
    "cannot_tell": ("unknown", "circle-help"),
}


def rows(session: Session, kind: Kind, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Each of ``found`` as {title, unit, url, lines}, with a chip (family, state) or plain (kind, icon, words)."""
    return [
        {**told, "url": URLS[kind](each)}
        for each, told in zip(found, rows_told(session, kind, found), strict=True)
    ]


def rows_told(session: Session, kind: Kind, found: Sequence[Any]) -> list[dict[str, Any]]:
    """The same without an address, for what is no page."""
    if kind is Kind.FINDING:
        return _findings(session, found)
    return [{"chip": None, "plain": None, **TOLD[kind](each)} for each in found]


def _activity(each: Activity) -> dict[str, Any]:
    return {
        "title": each.title,
        "unit": each.unit.title,
        "chip": ("activity", shown_state(each)),
        "lines": [_("Dimulai %(when)s.", when=reader.stamp(each.created_at))],
    }


def _submitted(each: PostVersion) -> dict[str, Any]:
    activity = each.post.activity
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "chip": ("post", "submitted"),
        "lines": [_("Dikirim %(when)s.", when=reader.stamp(each.submitted_at))] if each.submitted_at else [],
    }


def _decision(each: Decision) -> dict[str, Any]:
    version = each.version
    activity = version.post.activity
    who = f"{each.acting_as} {each.decider.name}".strip()
    took = each.decided_at - version.submitted_at if version.submitted_at else None
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "chip": ("post", VERDICTS[each.verdict.value]),
        "lines": [
            _("%(who)s, %(when)s.", who=who, when=reader.stamp(each.decided_at)),
            *([_("%(span)s sejak dikirim.", span=span(took))] if took is not None else []),
        ],
    }


def _publication(each: Publication) -> dict[str, Any]:
    activity = each.post.activity
    if each.posted_at:
        when = _("Terbit %(when)s.", when=reader.stamp(each.posted_at))
        took = [_("%(span)s sejak jadwalnya.", span=span(each.posted_at - each.planned_at))]
    else:
        when, took = _("Dijadwalkan %(when)s.", when=reader.stamp(each.planned_at)), []
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "chip": ("publication", publication_state(each)),
        "lines": [
            account_name(each.account),
            when,
            *took,
            *([reason_text(each.last_error)] if each.last_error else []),
        ],
    }


def _sample(each: SampleItem) -> dict[str, Any]:
    activity = each.decision.version.post.activity
    outcome = each.outcome.value if each.outcome else ""
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "plain": (*LOOKS[outcome], _(sampling.OUTCOMES[each.outcome]))
        if each.outcome
        else ("", "hourglass", _("Belum dilihat")),
        "lines": [
            _("%(who)s, %(when)s.", who=each.looked_by_name, when=reader.stamp(each.looked_at))
            if each.looked_at
            else _("Ditarik %(when)s.", when=reader.stamp(each.sample.drawn_at))
        ],
    }


def _account(each: SocialAccount) -> dict[str, Any]:
    ends = each.refresh_expires_at or each.expires_at
    return {
        "title": account_name(each),
        "unit": each.unit.title,
        "chip": ("account", each.state.value),
        "lines": [_("Sambungan sampai %(when)s.", when=reader.stamp(ends))] if ends else [],
    }


def _findings(session: Session, found: Sequence[Finding]) -> list[dict[str, Any]]:
    asked = select(Activity).options(joinedload(Activity.unit))
    ids = {each.activity_id for each in found}
    activities = {each.id: each for each in session.scalars(asked.where(Activity.id.in_(ids)))}
    return [_finding(each, activities[each.activity_id]) for each in found]


def _finding(each: Finding, activity: Activity) -> dict[str, Any]:
    warning = each.level == "warning"
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "chip": None,
        "plain": ("warn", "triangle-alert", _("Perlu dilihat")) if warning else ("", "info", _("Catatan")),
        "lines": [
            described(plain(each, None))["words"],
            _("Ditemukan %(when)s.", when=reader.stamp(each.found_at)),
            *([_("Penjelasan unit: %(note)s", note=each.note)] if each.note else []),
        ],
    }


TOLD: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.ACTIVITY: _activity,
    Kind.WAITING: _activity,
    Kind.SUBMITTED: _submitted,
    Kind.DECISION: _decision,
    Kind.OUT: _publication,
    Kind.SENT: _publication,
    Kind.STUCK: _publication,
    Kind.SAMPLE: _sample,
    Kind.ACCOUNT: _account,
}
URLS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.ACTIVITY: lambda each: url_for("gallery.activity", activity_id=each.id),
    Kind.WAITING: lambda each: url_for("gallery.activity", activity_id=each.id),
    Kind.SUBMITTED: lambda each: url_for("review.decide", post_id=each.post_id),
    Kind.DECISION: lambda each: url_for("publish.post", post_id=each.version.post_id),
    Kind.OUT: lambda each: url_for("publish.post", post_id=each.post_id),
    Kind.SENT: lambda each: url_for("publish.post", post_id=each.post_id),
    Kind.STUCK: lambda each: url_for("publish.post", post_id=each.post_id),
    Kind.FINDING: lambda each: url_for("gallery.activity", activity_id=each.activity_id),
    Kind.SAMPLE: lambda each: url_for("sampling.item", item_id=each.id),
    Kind.ACCOUNT: lambda each: url_for("accounts.show", account_id=each.id),
}
