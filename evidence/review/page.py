"""What the page of a decision shows: everything a person needs to decide, and nothing they have to look for."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import network_name
from evidence.capture import queries as capture
from evidence.capture import telling
from evidence.capture.cards import side
from evidence.capture.history import entries
from evidence.capture.models import Activity, Photo, Stage
from evidence.capture.queries import stored
from evidence.compose.marked import drawable, stage_label
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.compose.pictures import frozen
from evidence.compose.showing import previews
from evidence.core import clock, reader
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotAllowed
from evidence.core.web import db, sentence
from evidence.publish import queries as published
from evidence.publish.rows import replaced
from evidence.review import changes, doubting, ground, queries, services
from evidence.review.answers import answers
from evidence.review.despite import CHOOSE, REASONS
from evidence.review.forms import DecisionForm
from evidence.review.models import Decision
from evidence.review.photos import fact_of, photos_of
from evidence.review.queries import Turn
from evidence.review.rights import deciding_grant
from evidence.units.access import Role
from evidence.units.current import actor, house
from evidence.units.outlines import outline


def turn(*, everything: bool = False) -> Turn:
    """Whose turn it is now, after the city's patience with an approver who does not answer."""
    patience = timedelta(days=house().settings.approver_absent_after)
    return Turn(clock.now(), patience, everything)


def shown(post: Post, form: DecisionForm) -> str:
    """The page of one post with everything a decision needs."""
    version = post.latest
    activity = capture.activity(db(), post.activity_id, actor())
    noticed = doubting.told(db(), version)
    form.findings.data = " ".join(each["id"] for each in noticed)
    before, after = stored(activity, Stage.BEFORE), stored(activity, Stage.AFTER)
    photos = photos_of(activity)
    acts = capture.history(db(), [activity.id])
    return render_template(
        "review/decide.html",
        post={"id": str(post.id)},
        version={"number": version.number, "state": version.state.value},
        activity={
            "title": activity.title,
            "unit": activity.unit.title,
            "place": ", ".join(filter(None, (activity.place, activity.place_unit.title))),
            "category": _(activity.category_label),
            "url": url_for("gallery.activity", activity_id=activity.id),
        },
        pair={"before": side(before), "after": side(after)} if before and after else None,
        photos=[fact_of(photo) for photo in photos],
        drawable=[drawable(photo) for photo in photos],
        ground=_ground(activity, photos),
        changes=changes.since_last(db(), post, version),
        rendition=frozen(version),
        caption=version.caption,
        alt_text=version.alt_text,
        accounts=_accounts(version),
        previews=previews(version, version.rendition, house().networks) if version.image_sha256 else [],
        due_at=version.due_at,
        overdue=version.state is VersionState.SUBMITTED
        and version.due_at is not None
        and version.due_at <= clock.now(),
        submitter=version.submitter.name if version.submitter else "",
        submitted_at=version.submitted_at,
        history=entries(acts),
        taken_down=_taken_down(acts) if version.state is VersionState.SUBMITTED else None,
        replaces=replaced(
            [each for each in published.of_post(db(), post.id) if str(each.account_id) in version.accounts]
        ),
        decisions=[
            {
                "who": f"{each.acting_as} {each.decider.name}".strip(),
                "when": each.decided_at,
                "verdict": each.verdict.value,
                "note": each.note,
                "reason": reason_of(each),
            }
            for each in queries.decisions(db(), post.id)
        ],
        findings=[
            {**telling.shown(each), **{name: each[name] for name in ("new", "cleared", "later_note")}}
            for each in noticed
        ],
        # What could not be judged is no more found than what was not looked for, and is said as well.
        others=telling.others(activity, noticed),
        # "" where nobody asked for any, which is not the same as nothing found.
        checks=activity.checks_state.value if activity.checks_state else "",
        doubted=_doubted(post, version, form.findings.data),
        privacy=answers(version),
        form=form,
        choose=_(CHOOSE),
        action=url_for("review.put_decision", post_id=post.id),
        own=_why_not(post, version),
        **_way_back(post),
        **_around(post),
    )


def reason_of(decision: Decision) -> str:
    """Why it was approved although a warning stood, in words; "" where none stood or nobody was asked."""
    code = (decision.findings or {}).get("reason", "")
    return str(_(REASONS[code])) if code in REASONS else code


def _taken_down(acts: Sequence[AuditEvent]) -> dict[str, Any] | None:
    """The last request for this work to go that the city followed: whoever decides on it again has to know."""
    for each in reversed(acts):
        if each.act == "privacy.takedown_decided" and each.facts.get("outcome") in ("withdraw", "redact"):
            return {"when": each.at, "reference": each.facts.get("reference", "")}
    return None


def _around(post: Post) -> dict[str, Any]:
    """Where this post stands among what waits, with the ways to the one before and the one after."""
    if not actor().has(Role.APPROVER):
        return {}
    ids, at = queries.neighbours(db(), actor(), turn(), post.id)
    if at < 0:
        return {"next_url": url_for("review.decide", post_id=ids[0]) if ids else "", "previous_url": ""}
    return {
        "position": _("%(at)s dari %(count)s", at=at + 1, count=len(ids)),
        "next_url": url_for("review.decide", post_id=ids[at + 1]) if at + 1 < len(ids) else "",
        "previous_url": url_for("review.decide", post_id=ids[at - 1]) if at else "",
    }


def _ground(activity: Activity, photos: Sequence[Photo]) -> dict[str, Any] | None:
    """Where the photos say that they were taken; None when none says so."""
    told = [(photo, photo.position) for photo in photos if photo.position]
    places = [
        ground.Place(stage_label(photo), float(at["lat"]), float(at["lon"]), at.get("accuracy_m"))
        for photo, at in told
    ]
    if not places:
        return None
    rings = outline(activity.place_code)
    return {
        "close": ground.close(places, rings),
        "whole": ground.whole(places, rings),
        "size": (ground.WIDTH, ground.HEIGHT),
        "places": places,
        "without": [stage_label(photo) for photo in photos if not photo.position],
        "apart_m": round(ground.apart(places)) if len(places) > 1 else None,
    }


def _doubted(post: Post, version: PostVersion, numbers: str | None) -> dict[str, Any] | None:
    """Since when something noticed holds what is approved, with the way to let it go on for whoever may."""
    if version.doubted_at is None or version.state is not VersionState.APPROVED:
        return None
    try:
        deciding_grant(db(), post.activity, actor())
        url = url_for("review.look", post_id=post.id)
    except NotAllowed:
        url = ""
    return {"since": version.doubted_at, "url": url, "findings": numbers or ""}


def _way_back(post: Post) -> dict[str, str]:
    """Back to the inbox for whoever has one, else to the post."""
    if actor().has(Role.APPROVER):
        return {"back_url": url_for("review.inbox"), "back_label": _("Menunggu Anda")}
    return {"back_url": url_for("publish.post", post_id=post.id), "back_label": _("Unggahan")}


def _why_not(post: Post, version: PostVersion) -> str:
    """Why this person can't decide now, or "" when they can."""
    if version.state is not VersionState.SUBMITTED:
        decided = next(
            (each for each in queries.decisions(db(), post.id) if each.version_id == version.id), None
        )
        if decided is not None:
            return _decided(decided)
        return str(_("Tidak ada yang menunggu putusan pada unggahan ini."))
    try:
        deciding_grant(db(), post.activity, actor())
    except NotAllowed as refusal:
        return sentence(refusal)
    return ""


def _decided(decision: Decision) -> str:
    """Who decided what and when, for whoever comes after them."""
    who = f"{decision.acting_as} {decision.decider.name}".strip()
    return str(
        _(
            "Sudah diputuskan %(who)s, %(when)s: %(what)s.",
            who=who,
            when=reader.stamp(decision.decided_at),
            what=_(services.VERDICTS[decision.verdict]),
        )
    )


def _accounts(version: PostVersion) -> list[dict[str, str]]:
    found = [db().get(SocialAccount, uuid.UUID(each)) for each in version.accounts]
    return [
        {
            "network": network_name(each.network, each.site),
            "handle": each.handle,
            "words": version.own_words(each.outlet),
        }
        for each in found
        if each is not None
    ]
