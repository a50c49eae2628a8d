"""What each filter asks of an activity, one row at a time, and where the few are found that a rare answer has. Pure."""

import re
import uuid
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, not_, select

from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, ActivityState, ChecksState, Finding
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.gallery.asked import Filters
from evidence.publish.models import OUT, Publication, PublicationState

_WORD = re.compile(r'"[^"]*"|\S+')
# What stands between two words of which one is enough; the latter is how other search boxes have it.
EITHER = frozenset({"atau", "or"})
# PostgreSQL knows no such list for Indonesian; a title that lacks one of these is not another work.
JOINING = frozenset({"dan", "dari", "dengan", "di", "ke", "oleh", "pada", "untuk", "yang"})
# What a person can ask for: how the work stands, how its latest version does, how one of its publications does.
WORK = {
    "waiting": (ActivityState.OPEN, ActivityState.UNFINISHED),
    "unfinished": (ActivityState.UNFINISHED,),
    "complete": (ActivityState.COMPLETE,),
    "archived": (ActivityState.ARCHIVED,),
}
VERSION = {
    each.value: each
    for each in (
        VersionState.SUBMITTED,
        VersionState.CHANGES_REQUESTED,
        VersionState.REJECTED,
        VersionState.APPROVED,
    )
}
SENT = {
    "published": OUT,
    "unconfirmed": (PublicationState.UNCONFIRMED,),
    "failed": (PublicationState.FAILED,),
    "withdrawn": (PublicationState.WITHDRAWN,),
}


def conditions(of: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """What ``filters`` ask of the activity ``of`` beside its unit and its time.

    What stands in other tables is asked as a value of one row (``(SELECT ...) IS NOT NULL``): the planner looks it up
    row by row, and never reads those tables whole to join them.
    """
    asked: list[ColumnElement[bool]] = []
    if filters.category:
        asked.append(of.category == filters.category)
    if filters.mode:
        asked.append(of.mode == filters.mode)
    if filters.words:
        # Read once, and not for each row that is looked at.
        asked.append(of.words.op("@@")(select(asked_words(filters.words)).scalar_subquery()))
    if filters.state in WORK:
        asked.append(of.state.in_(WORK[filters.state]))
    if filters.state in VERSION:
        # What its unit left withdrawn waits for nobody.
        latest = (
            select(case((PostVersion.left_at.is_(None), PostVersion.state)))
            .join(Post, Post.id == PostVersion.post_id)
            .where(Post.activity_id == of.id)
            .order_by(PostVersion.number.desc())
            .limit(1)
        )
        asked.append(latest.scalar_subquery() == VERSION[filters.state])
    sent = select(Publication.id).join(Post, Post.id == Publication.post_id).where(Post.activity_id == of.id)
    if filters.state in SENT:
        asked.append(_is_there(sent.where(Publication.state.in_(SENT[filters.state]))))
    if filters.network:
        asked.append(
            _is_there(sent.where(Publication.network == filters.network, Publication.state.in_(OUT)))
        )
    return asked + _finding(of, filters.finding)


def _finding(of: Any, finding: str) -> list[ColumnElement[bool]]:
    found = select(Finding.id).where(Finding.activity_id == of.id, Finding.cleared_at.is_(None))
    if finding == "any":
        return [_is_there(found)]
    if finding == "warning":
        return [_is_there(found.where(Finding.level == Level.WARNING))]
    if finding == "none":
        # Whom nobody looked at has no clean record.
        return [of.checks_state == ChecksState.DONE, not_(_is_there(found))]
    return []


def _is_there(query: Select[uuid.UUID]) -> ColumnElement[bool]:
    return query.limit(1).scalar_subquery().is_not(None)


def asked_words(words: str) -> ColumnElement[Any]:
    """What is sought, as PostgreSQL reads it: "kuras atau tambal" is either, "cat di gang" asks for cat and gang.

    What stands in quotes is asked for word by word.
    """
    either: list[list[str]] = [[]]
    for word in _WORD.findall(words):
        if word.lower() in EITHER:
            either.append([])
        else:
            either[-1].append(word)
    asked = [func.words_asked(" ".join(_telling(each))) for each in either]
    return reduce(lambda one, other: one.op("||")(other), asked)


def _telling(words: list[str]) -> list[str]:
    """Without those that only join others, unless there are no others."""
    return [word for word in words if word.lower() not in JOINING] or words


def rare(filters: Filters) -> list[Select[uuid.UUID]]:
    """For each filter that may fit only a handful: its activities by an index of its own, in no order."""
    found: list[Select[uuid.UUID]] = []
    if filters.words:
        found.append(select(Activity.id).where(Activity.words.op("@@")(asked_words(filters.words))))
    if filters.state == VersionState.SUBMITTED:
        found.append(
            select(Post.activity_id)
            .join(PostVersion, PostVersion.post_id == Post.id)
            .where(PostVersion.state == VersionState.SUBMITTED)
        )
    if filters.state in ("unconfirmed", "failed"):
        # Within what waits for a person, which has an index.
        found.append(
            select(Post.activity_id)
            .join(Publication, Publication.post_id == Post.id)
            .where(Publication.state.in_(SENT[filters.state]))
        )
    if filters.finding in ("any", "warning"):
        query = select(Finding.activity_id).where(Finding.cleared_at.is_(None))
        found.append(query.where(Finding.level == Level.WARNING) if filters.finding == "warning" else query)
    return found
