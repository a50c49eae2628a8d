"""What a post's page tells of posts that should not stand, and what may be done about each."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.publish import strays
from evidence.publish.models import OUT, Publication
from evidence.publish.rows import label_of


def stray_rows(
    publications: Sequence[Publication], *, may: bool, may_let: bool, staff: bool
) -> list[dict[str, Any]]:
    """One row for each: why, since when, where, and the addresses of what this person may do, "" for what not.

    What the publication itself is, is taken down as any post; what stands beside it a person deletes at the account.
    """
    rows = []
    for each in publications:
        for stray in strays.of(each):
            own = stray.id == each.remote_id
            acts = {"gone": may and not own, "stays": may and may_let}
            rows.append(
                {
                    "network": label_of(each),
                    "handle": each.account.handle,
                    "why": _(stray.why),
                    "at": stray.at,
                    "version": each.version.number,
                    "inbox": stray.why == strays.IN_INBOX,
                    "link": (each.permalink if own else stray.link) or each.account.profile_url,
                    "withdraw_url": url_for("withdrawals.page", post_id=each.post_id, akun=each.id)
                    if own and staff and each.state in OUT
                    else "",
                    **{
                        f"{name}_url": _act(each, name, stray.id) if now else "" for name, now in acts.items()
                    },
                }
            )
    return rows


def _act(each: Publication, name: str, remote_id: str) -> str:
    return url_for("publish.act", publication_id=each.id, act=f"stray_{name}", unggahan=remote_id)
