"""What people do about posts that should not stand. The edges commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import queries, strays
from evidence.publish.models import Publication
from evidence.publish.moves import JOINT, move
from evidence.publish.services import may_act
from evidence.units.access import Actor, Role


def settle(
    session: Session, publication: Publication, remote_id: str, *, gone: bool, by: Actor, now: datetime
) -> None:
    """A person has deleted that post at the network, or lets it stand, which is the word of whoever approves."""
    path = publication.post.activity.unit.path
    if not may_act(by, path):
        raise NotAllowed("Penerbitan diatur oleh petugas unitnya.")
    if not gone and not may_let_stand(by, path):
        raise NotAllowed("Yang tidak seharusnya terbit dibiarkan hanya oleh pejabat yang menyetujui.")
    row = queries.locked(session, publication.id)
    left = [each for each in row.strays if each["id"] != remote_id]
    if len(left) == len(row.strays):
        raise Conflict("Unggahan itu sudah diselesaikan.")
    if gone and remote_id == row.remote_id:
        raise Conflict("Tarik unggahan ini, supaya tercatat siapa yang menghapusnya dan kapan.")
    what = strays.GONE if gone else strays.STAYS
    move(
        session, row.id, row.state, row.state, now=now, by_name=by.name,
        reason=JOINT.join((what, remote_id)), strays=left,
    )  # fmt: skip
    audit.record(
        session, "publish.stray_gone" if gone else "publish.stray_stays", publication.post.activity_id,
        actor_id=by.id, actor_name=by.name, publication=str(row.id), remote_id=remote_id,
    )  # fmt: skip


def may_let_stand(by: Actor, path: str) -> bool:
    """Whether ``by`` may let stand what no approval covers."""
    return by.may(Role.APPROVER, path) or by.may(Role.ADMIN, path)
