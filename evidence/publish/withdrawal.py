"""Taking posts down again: a person says why, and the network or a person deletes. The edges commit."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence.adapters.networks.base import Network
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.words import N_
from evidence.publish import queries
from evidence.publish.models import OUT, MediaLink, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import JOINT, move
from evidence.publish.services import may_act
from evidence.publish.withdrawing import gone
from evidence.units.access import Actor

# The usual reasons by their codes, which are never deleted; what else there is to say is said in own words.
REASONS: Mapping[str, str] = {
    "personal": N_("ada data pribadi atau wajah"),
    "mistaken": N_("isi atau fotonya keliru"),
    "asked": N_("diminta warga"),
    "gone": N_("sudah tidak ada di jejaring"),
}
OTHER = "other"
REASON_MOST = 300


def reason_of(code: str, words: str) -> str:
    """The reason as it is kept; Invalid when there is none, or when it cannot be kept."""
    words = words.strip()
    if code not in (*REASONS, OTHER, ""):
        raise Invalid("Pilih alasan penarikan.", {"reason": N_("Pilihan itu tidak ada.")})
    if "\x00" in words or len(words) > REASON_MOST:
        raise Invalid("Periksa alasan penarikan.", {"words": N_("Alasan paling panjang 300 huruf.")})
    said = JOINT.join(each for each in (REASONS.get(code, ""), words) if each)
    if not said:
        missing = "words" if code == OTHER else "reason"
        raise Invalid("Tulis alasan penarikan.", {missing: N_("Pilih atau tulis alasannya.")})
    return said


def by_machine(publication: Publication, networks: Mapping[str, Network]) -> bool:
    """Whether a call of ours can take it down: the network offers it, and we hold the post's id and a token."""
    network = networks.get(publication.network)
    return bool(
        network is not None and network.withdraws and publication.remote_id and publication.account.token
    )


def withdraw(
    session: Session,
    publication: Publication,
    reason: str,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    now: datetime,
) -> None:
    """Begin to take a post down, by a worker or, where no call can, as a task for a person. Repeating is harmless."""
    _check_right(by, publication)
    state = _locked(session, publication.id)
    if state in (P.WITHDRAWING, P.WITHDRAWN):
        return
    if state is P.UNCONFIRMED:
        raise Conflict("Pastikan dahulu di akunnya apakah unggahan ini sudah terbit.")
    if state not in OUT:
        raise Conflict("Unggahan ini belum terbit di akun itu, jadi tidak ada yang ditarik.")
    _begin(
        session, publication, state, reason, by=by, now=now,
        by_hand=not by_machine(publication, networks), asked_at=now,
    )  # fmt: skip


def again(
    session: Session,
    publication: Publication,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    now: datetime,
    by_hand: bool = False,
) -> None:
    """Try a withdrawal that failed once more, or leave it to a person; its reason stays what it was."""
    _check_right(by, publication)
    state = _locked(session, publication.id)
    if state is not P.WITHDRAW_FAILED and not (state is P.WITHDRAWING and by_hand):
        raise Conflict("Penarikan ini tidak sedang gagal.")
    _begin(
        session, publication, state, publication.withdraw_reason, by=by, now=now,
        by_hand=by_hand or not by_machine(publication, networks), asked_at=publication.withdraw_asked_at or now,
    )  # fmt: skip


def _begin(
    session: Session,
    publication: Publication,
    old: P,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    by_hand: bool,
    asked_at: datetime,
) -> None:
    row = queries.locked(session, publication.id)
    move(
        session, publication.id, old, P.WITHDRAWING, now=now, by_name=by.name, reason=reason,
        withdraw_reason=reason, withdraw_asked_at=asked_at, withdraws_by_hand=by_hand,
        due_at=now, refusals=0, last_error="", look_at=None, figures_at=None, ask_link_at=None,
        # What stands beside it waits for a person further on.
        strays=[each for each in row.strays if each["id"] != row.remote_id],
    )  # fmt: skip
    # Nobody reads its pictures from us any more.
    session.execute(delete(MediaLink).where(MediaLink.publication_id == publication.id))
    audit.record(
        session, "publish.withdrawing", publication.post.activity_id, actor_id=by.id, actor_name=by.name,
        publication=str(publication.id), reason=reason,
    )  # fmt: skip


def deleted_by_hand(session: Session, publication: Publication, *, by: Actor, now: datetime) -> None:
    """A person has deleted the post at the network and says so."""
    _check_right(by, publication)
    if publication.state is P.WITHDRAWN:
        return
    if not gone(session, publication.id, P.WITHDRAWING, now=now, by=by) and not gone(
        session, publication.id, P.WITHDRAW_FAILED, now=now, by=by
    ):
        raise Conflict("Unggahan ini tidak sedang ditarik.")


def not_deleted(session: Session, publication: Publication, *, by: Actor, now: datetime) -> None:
    """The person who was to delete it cannot, or will not: it is still out."""
    _check_right(by, publication)
    reason = N_("belum dapat dihapus")
    if not move(
        session, publication.id, P.WITHDRAWING, P.WITHDRAW_FAILED, now=now, by_name=by.name,
        only_if=Publication.withdraws_by_hand.is_(True), reason=reason, last_error=reason,
    ):  # fmt: skip
        raise Conflict("Unggahan ini tidak sedang menunggu dihapus.")


def _check_right(by: Actor, publication: Publication) -> None:
    if not may_act(by, publication.post.activity.unit.path):
        raise NotAllowed("Unggahan ditarik oleh petugas unitnya atau atasannya.")


def _locked(session: Session, publication_id: uuid.UUID) -> P:
    return session.scalars(
        select(Publication.state).where(Publication.id == publication_id).with_for_update()
    ).one()
