"""One row an account: what a post's page tells of its publications, what needs a person first."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts.naming import account_name, network_name
from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.publish import moving, noting, withdrawal
from evidence.publish.figures import COUNTED
from evidence.publish.models import BEFORE_INTENT, OUT, Attempt, Figures, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.reasons import HOLDS, SWITCHED_OFF, reason_text
from evidence.publish.services import CALL_MAY_ARRIVE
from evidence.units.current import house

# What needs a person stands first, then what is under way, then what is out, then what is over.
NEED = (
    "unconfirmed", "failed", "withdraw_failed", "to_delete", "by_hand", "inbox", "held",
    "publishing", "withdrawing", "preparing", "ready", "queued", "published", "withdrawn", "cancelled",
)  # fmt: skip
ASKED_MOST = 80

Seen = Mapping[uuid.UUID, Sequence[Figures]]


def account_rows(
    publications: Sequence[Publication], seen: Seen, held: Collection[uuid.UUID], *, may: bool
) -> list[dict[str, Any]]:
    """The newest publication of each account with what came before it; ``may`` adds the acts that are safe now.

    ``held`` are those that a switch holds.
    """
    by_account: dict[uuid.UUID, list[Publication]] = defaultdict(list)
    for each in sorted(publications, key=lambda each: each.created_at):
        by_account[each.account_id].append(each)
    rows = [
        {
            **_row(newest, may, newest.id in held),
            **_figures(seen.get(newest.id, ())),
            **_chain(newest, earlier),
        }
        for *earlier, newest in by_account.values()
    ]
    return sorted(rows, key=lambda row: (NEED.index(row["state"]), row["network"], row["handle"]))


def shown_state(each: Publication) -> str:
    """The state as people tell it apart."""
    if each.state is P.READY and each.remote_id:
        return "inbox"
    if each.state is P.READY and not each.container:
        return "by_hand"
    if each.state is P.WITHDRAWING and each.withdraws_by_hand:
        return "to_delete"
    return "held" if each.hold_reason and each.state is P.QUEUED else each.state.value


def shared_by_a_person(each: Publication) -> bool:
    """Whether a person shares or finishes it; what the machine sends must not be shared beside it."""
    network = house().networks.get(each.network)
    if each.state is P.READY and each.remote_id:
        return True
    finished = each.state is P.PUBLISHED and each.remote_id is None
    return network is not None and (network.by_hand or (network.ends_by_hand and finished))


def label_of(each: Publication) -> str:
    """The name of its network, or of the site of an account that is shared to by hand."""
    return network_name(each.network, each.account.site)


def _row(each: Publication, may: bool, switched: bool) -> dict[str, Any]:
    state = "held" if switched and each.state is P.QUEUED else shown_state(each)
    return {
        "id": str(each.id),
        "network": label_of(each),
        "handle": each.account.handle,
        "profile_url": each.account.profile_url,
        "state": state,
        # What waits for an hour to come is called as on the calendar.
        "chip": "scheduled" if state == "queued" and _planned(each) else state,
        "by_hand": shared_by_a_person(each),
        "hold_reason": _(HOLDS[each.hold_reason])
        if each.hold_reason
        else (_(SWITCHED_OFF) if state == "held" else ""),
        "permalink": each.permalink,
        "due_at": each.planned_at if each.hold_reason is Hold.LATE else each.due_at,
        "preparing_there": state == "queued" and bool(each.progress),
        "tried": each.refusals > 0,
        "posted_at": each.posted_at,
        "last_error": _said(each.last_error),
        "looking": each.look_at is not None,
        "asks_link": each.state is P.PUBLISHED and each.ask_link_at is not None,
        "unknown": _unknown(each) if each.state is P.UNCONFIRMED else None,
        "withdraw_reason": _said(each.withdraw_reason),
        "withdraw_asked_at": each.withdraw_asked_at,
        "withdrawn_at": each.withdrawn_at,
        "attempts": [_step(step) for step in each.attempts],
        **_acts(each, state, may),
    }


def _planned(each: Publication) -> bool:
    return each.due_at > clock.now() and not each.progress and not each.refusals


def _said(reason: str) -> str:
    """The reason, to stand within a sentence."""
    return reason_text(reason).rstrip(". ")


def _unknown(each: Publication) -> dict[str, Any]:
    """What was asked for, and between which moments it may have been posted."""
    words = " ".join(each.version.words(each.account.outlet).split())
    lost = next((step.at for step in reversed(each.attempts) if step.new == P.UNCONFIRMED), each.updated_at)
    return {
        "since": each.intent_at,
        "until": lost + CALL_MAY_ARRIVE,
        "words": words if len(words) <= ASKED_MOST else f"{words[:ASKED_MOST].rstrip()}…",
    }


def _step(step: Attempt) -> dict[str, Any]:
    return {
        "when": step.at,
        "what": f"{step.old} → {step.new}",
        "who": step.by_name,
        "reason": reason_text(step.reason),
    }


def _acts(each: Publication, state: str, may: bool) -> dict[str, str]:
    """The addresses of what may be done now; "" for what may not."""
    shared = each.state is P.PUBLISHED and shared_by_a_person(each)
    deleting, failed = state == "to_delete", each.state is P.WITHDRAW_FAILED
    offered = {
        # What lies in an app's inbox has left our hands.
        "cancel": each.state in (*BEFORE_INTENT, P.FAILED) and each.remote_id is None,
        "now": state == "held" and each.hold_reason is Hold.LATE,
        "retry": each.state is P.FAILED and each.version.state is VersionState.APPROVED,
        "posted": each.state is P.UNCONFIRMED,
        "not_posted": each.state is P.UNCONFIRMED,
        "deleted": deleting,
        "not_deleted": deleting,
        "withdraw_again": failed and withdrawal.by_machine(each, house().networks),
        "withdraw_by_hand": failed or state == "withdrawing",
    }
    page = url_for("publish.by_hand", publication_id=each.id)
    asked = url_for("withdrawals.page", post_id=each.post_id, akun=each.id)
    return {
        **{
            f"{name}_url": url_for("publish.act", publication_id=each.id, act=name) if may and now else ""
            for name, now in offered.items()
        },
        "move_url": url_for("moving.of_publication", publication_id=each.id)
        if may and moving.movable(each)
        else "",
        "figures_url": url_for("publish.note_figures", publication_id=each.id)
        if may and noting.notable(each, house().networks)
        else "",
        "by_hand_url": page if may and (state in ("by_hand", "inbox") or shared) else "",
        "withdraw_url": asked if may and each.state is P.PUBLISHED else "",
    }


def _figures(seen: Sequence[Figures]) -> dict[str, Any]:
    """The newest figures and the earlier ones; whether the network said last that the post is gone."""
    told = [each for each in seen if not each.gone]
    shown = [name for name in COUNTED if any(getattr(each, name) is not None for each in told)]
    looks = [
        {
            "seen_at": each.seen_at,
            "by": each.by_name,
            "numbers": [(name, getattr(each, name)) for name in shown],
        }
        for each in told
    ]
    return {
        "figures": looks[0] if looks else None,
        "looks": looks,
        "counted": shown,
        "gone_at": seen[0].seen_at if seen and seen[0].gone else None,
    }


def _chain(newest: Publication, earlier: Sequence[Publication]) -> dict[str, Any]:
    """What was on the account before, and which of it this one takes the place of."""
    replaced = next((each for each in reversed(earlier) if each.state is P.WITHDRAWN), None)
    later = max(each.number for each in newest.post.versions) > newest.version.number
    return {
        "version": newest.version.number,
        "replaces": {"when": replaced.posted_at, "reason": _said(replaced.withdraw_reason)}
        if replaced
        else None,
        "blocks_newer": later and newest.state in (P.WITHDRAWING, P.WITHDRAW_FAILED),
        "earlier": [
            {
                "state": each.state.value,
                "version": each.version.number,
                "when": each.withdrawn_at or each.posted_at or each.updated_at,
                "reason": reason_text(each.withdraw_reason or each.last_error),
            }
            for each in reversed(earlier)
        ],
    }


def replaced(publications: Sequence[Publication]) -> list[dict[str, Any]]:
    """What a version under review takes the place of: what was taken down of earlier ones, or is about to be."""
    newest = {each.account_id: each for each in sorted(publications, key=lambda each: each.created_at)}
    return [
        {
            "account": account_name(each.account),
            "when": each.posted_at,
            "reason": _said(each.withdraw_reason),
            "gone": each.state is P.WITHDRAWN,
        }
        for each in newest.values()
        if each.state in (P.WITHDRAWING, P.WITHDRAWN, P.WITHDRAW_FAILED)
    ]


def still_out(publications: Sequence[Publication]) -> list[Publication]:
    """What can be taken down."""
    return [each for each in publications if each.state in OUT]
