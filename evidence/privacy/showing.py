"""Requests as the city's pages show them, and how the post stands that each is about."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.capture.queries import shown
from evidence.compose.models import Post
from evidence.core import clock, reader
from evidence.core.web import db
from evidence.privacy import queries, requests
from evidence.privacy.models import Outcome, Takedown
from evidence.publish import queries as published
from evidence.publish.leaving import is_anywhere
from evidence.publish.models import GONE, Publication
from evidence.publish.models import PublicationState as P


def in_words(each: Takedown) -> dict[str, Any]:
    """A request in the words of a row."""
    now = clock.now()
    return {
        "reference": each.reference,
        "url": url_for("privacy.show", request_id=each.id),
        "reason": _(requests.REASONS[each.reason]),
        "words": each.words,
        "has_contact": each.contact is not None,
        "received_at": each.received_at,
        "due_at": each.due_at,
        "late": each.decided_at is None and each.due_at < now,
        "outcome": _(requests.OUTCOMES[each.outcome]) if each.outcome is not Outcome.OPEN else "",
        "decided_at": each.decided_at,
    }


def became(each: Takedown) -> str:
    """What became of a request, for whoever sent it."""
    if each.outcome is Outcome.OPEN:
        return str(_("Menunggu putusan balai kota"))
    if each.outcome is Outcome.REFUSE:
        return str(_("Tidak disetujui"))
    # What is granted names its post.
    if each.post_id and is_anywhere(list(published.of_post(db(), each.post_id))):
        return str(_("Disetujui; unggahannya sedang diturunkan"))
    return str(_("Disetujui; unggahannya sudah turun dari semua akun"))


def other_label(each: Takedown) -> str:
    """How one is told from others about the same post."""
    return f"{each.reference}: {_(requests.REASONS[each.reason])}"


def in_list(rows: Sequence[Takedown]) -> list[dict[str, Any]]:
    """Rows with the post that each is about, as far as that is known: else with what was written."""
    posts = {each.id: queries.named(db(), each) for each in rows}
    named = {each for each in posts.values() if each}
    waiting = [each for each in rows if each.decided_at is None]
    counts = queries.count_about(db(), named) if waiting else {}
    return [_in_list(each, posts[each.id], counts) for each in rows]


def _in_list(each: Takedown, about: uuid.UUID | None, counts: Mapping[uuid.UUID, int]) -> dict[str, Any]:
    post = db().get(Post, about) if about else None
    waits = each.decided_at is None and post is not None
    return {
        **in_words(each),
        "about": f"{post.activity.title}, {post.activity.unit.title}" if post else each.said,
        "is_found": post is not None,
        "gone": gone_since(published.of_post(db(), post.id)) if waits and post else None,
        "others": counts.get(post.id, 1) - 1 if waits and post else 0,
        "left": len(shown(post.activity)) if post and each.outcome is Outcome.REDACT else 0,
    }


def of_post(post: Post) -> dict[str, Any]:
    """The post that a request is about; ``gone`` is since when it is nowhere to be seen any more, where it was."""
    rows = published.of_post(db(), post.id)
    earlier = queries.granted(db(), post.id)
    return {
        "title": post.activity.title,
        "unit": post.activity.unit.title,
        "url": url_for("publish.post", post_id=post.id),
        "stands": _stands(rows),
        "gone": gone_since(rows),
        "earlier": in_words(earlier) if earlier else None,
    }


def gone_since(rows: Collection[Publication]) -> datetime | None:
    """When the last of what was out was taken down; None where something may be seen, or nothing ever was."""
    gone = [each.withdrawn_at for each in rows if each.state is P.WITHDRAWN and each.withdrawn_at]
    return max(gone, default=None) if not is_anywhere(list(rows)) else None


def _stands(rows: Collection[Publication]) -> str:
    """Where it is to be seen, in a few words."""
    out = sum(each.state is P.PUBLISHED for each in rows)
    going = sum(each.state in (P.WITHDRAWING, P.WITHDRAW_FAILED) for each in rows)
    unsure = sum(
        each.state in (P.UNCONFIRMED, P.PUBLISHING) or (each.state in GONE and bool(each.strays))
        for each in rows
    )
    said = [_("terbit di %(count)s akun", count=reader.number(out))] if out or not (going or unsure) else []
    if going:
        said.append(
            ngettext(
                "sedang ditarik dan masih terlihat di %(count)s akun",
                "sedang ditarik dan masih terlihat di %(count)s akun",
                going,
                count=reader.number(going),
            )
        )
    if unsure:
        said.append(_("mungkin terbit di %(count)s akun", count=reader.number(unsure)))
    return ", ".join(map(str, said))
