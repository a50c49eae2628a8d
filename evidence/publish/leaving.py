"""Leaving a post withdrawn: what was taken down is to stay down, so nobody waits for it to be mended. The edges commit.

It posts nothing and takes nothing down; whoever writes for the unit may mend the post at any later time.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.compose import leaving
from evidence.compose.models import EDITABLE, Post, VersionState
from evidence.compose.services import CHANGES
from evidence.core.errors import Conflict, NotAllowed
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.publish.models import GONE, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from evidence.publish.services import may_act
from evidence.publish.withdrawing import ASKED, DECIDED
from evidence.units.access import Actor


def was_withdrawn(post: Post) -> bool:
    """Whether the post waits to be mended since its approval was voided, by the city or by its own people."""
    return post.latest.state in EDITABLE and any(
        each.state is VersionState.SUPERSEDED for each in post.versions
    )


def is_anywhere(publications: Sequence[Publication]) -> bool:
    """Whether something of the post is to be seen anywhere, or may be, or is still to be taken away by a person."""
    return any(each.state not in GONE or each.strays for each in publications)


def leave(session: Session, post: Post, *, by: Actor, now: datetime) -> None:
    """Leave the post withdrawn. Repeating is harmless; Conflict where it waits for nobody, or is still out."""
    _check_right(by, post)
    if not leaving.leave(session, post, by=by, now=now):
        if post.latest.left_at is not None:
            return
        raise Conflict(N_("Unggahan ini tidak sedang menunggu perbaikan."))
    if not was_withdrawn(post):
        raise Conflict(N_("Unggahan ini belum pernah ditarik. Perbaiki, lalu kirim untuk disetujui."))
    # In one order, lest two who leave and withdraw at once wait for each other.
    rows = session.scalars(
        select(Publication)
        .where(Publication.post_id == post.id)
        .order_by(Publication.id)
        .with_for_update(of=Publication)
        .execution_options(populate_existing=True)
    ).all()
    if is_anywhere(rows):
        raise Conflict(N_("Unggahan ini belum hilang dari semua akun. Selesaikan dahulu penarikannya."))
    for each in rows:
        if each.state is P.FAILED:
            # It is not to be tried again, so nobody needs to look why it failed.
            reason = N_("dibiarkan ditarik")
            move(session, each.id, P.FAILED, P.CANCELLED, now=now, by_name=by.name, reason=reason)
    notices.settle(session, post.id, (ASKED, DECIDED, CHANGES), now=now)


def take_up(session: Session, post: Post, *, by: Actor) -> None:
    """The post is to be mended after all. Repeating is harmless."""
    _check_right(by, post)
    leaving.take_up(session, post, by=by)


def _check_right(by: Actor, post: Post) -> None:
    if not may_act(by, post.activity.unit.path):
        raise NotAllowed("Unggahan dibiarkan ditarik oleh petugas unitnya atau atasannya.")
