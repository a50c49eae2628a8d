"""Sending what is due. An edge: each step commits before the next outside call begins."""

import hashlib
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import (
    CONTAINER_GONE,
    RECONNECT,
    Access,
    Network,
    OutcomeUnknown,
    Refused,
    Submission,
)
from evidence.adapters.storage import ObjectMissing, Storage, StorageUnavailable
from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.errors import Conflict
from evidence.core.jobs import Worker
from evidence.core.words import N_
from evidence.publish import services, steps
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.steps import Claim

log = logging.getLogger(__name__)

DISPATCH_EVERY = 2.0
# The call follows its intent at once. A worker that slept in between no longer knows what others did meanwhile.
CALL_FOLLOWS = timedelta(seconds=5)
STOPPED = N_("pekerja berhenti di tengah pengiriman")


def register(
    worker: Worker, sessions: Sessions, storage: Storage, networks: Mapping[str, Network], box: TokenBox
) -> None:
    """Let ``worker`` deliver, and dispatch what is due."""
    delivery = Delivery(sessions, storage, networks, box)
    worker.task(services.DELIVER, delivery.run)
    worker.every(DISPATCH_EVERY, delivery.dispatch)


@dataclass(frozen=True)
class Delivery:
    """Takes one publication as far as it goes now."""

    sessions: Sessions
    storage: Storage
    networks: Mapping[str, Network]
    box: TokenBox

    def dispatch(self) -> None:
        """Let go what is held no longer, and make jobs for what is due or lost its worker."""
        with self.sessions.begin() as session:
            services.release_holds(session)
            services.stop_waiting(session, now=clock.now())
            services.enqueue_due(session, now=clock.now())

    def run(self, key: str) -> None:
        """Deliver the publication whose uuid is ``key``."""
        with self.sessions.begin() as session:
            claimed = steps.claim(session, uuid.UUID(key), now=clock.now())
            account = session.get_one(SocialAccount, claimed.account_id) if claimed else None
        if claimed is None or account is None:
            return
        network = self.networks.get(claimed.network)
        if network is None:
            self._give_up(claimed, Refused(N_("jejaring ini tidak tersedia"), permanent=True))
            return
        if network.by_hand:
            with self.sessions.begin() as session:
                steps.hand_over(session, claimed, now=clock.now())
            return
        try:
            token = self.box.open(account.token) if account.token else ""
        except Conflict:
            # The key that closed this token is gone: only connecting again helps.
            self._give_up(claimed, Refused(RECONNECT, permanent=True))
            return
        access = Access(
            account_remote_id=account.remote_id or "", handle=account.handle, token=token, base_url=""
        )
        try:
            self._go_on(claimed, network, access)
        except DBAPIError:
            # Where the row stands nobody can say now; whoever takes it over reads it.
            raise
        except Exception:
            # A fault of ours is no reason to stand still for ever without a word to anybody.
            log.exception("delivery failed", extra={"publication": str(claimed.id)})
            self._give_up(claimed, Refused(N_("kesalahan di pihak kami"), permanent=False))

    def _give_up(self, claimed: Claim, refusal: Refused) -> None:
        """This try cannot go on. Before the intent nothing was posted; after it, only a person can tell."""
        for old in (P.PREPARING, P.READY):
            self._refused(claimed, old, refusal)
        with self.sessions.begin() as session:
            steps.unconfirmed(session, claimed, refusal.reason, now=clock.now())

    def _go_on(self, claimed: Claim, network: Network, access: Access) -> None:
        container = claimed.container
        if claimed.state is P.PREPARING:
            prepared = self._prepare(claimed, network, access)
            if prepared is None:
                return
            container = prepared
        if claimed.state in (P.PREPARING, P.READY):
            self._publish(claimed, network, access, container)
        elif claimed.state in (P.PUBLISHING, P.UNCONFIRMED) and claimed.remote_id is None:
            self._look(claimed, network, access, claimed.container, claimed.intent_at, STOPPED)
        elif claimed.remote_id:
            self._link(claimed.id, network, access, claimed.remote_id)

    def _prepare(self, claimed: Claim, network: Network, access: Access) -> str | None:
        """Hand the approved bytes to the network; repeatable. Returns the container, or None when it ended here.

        A container that a person has not seen posted is used once more: its first call may arrive yet, and a network
        makes one post of it.
        """
        if claimed.container:
            return self._ready(claimed, claimed.container, claimed.sent_sha256)
        with self.sessions() as session:
            publication = session.get_one(Publication, claimed.id)
            version = session.get_one(PostVersion, publication.version_id)
            assert version.rendition is not None
            object_key = version.rendition.object_key
        try:
            image = self.storage.get(object_key)
        except ObjectMissing:
            self._refused(
                claimed,
                P.PREPARING,
                Refused(N_("gambar yang disetujui tidak ada"), permanent=True),
            )
            return None
        except StorageUnavailable:
            self._refused(claimed, P.PREPARING, Refused(N_("penyimpanan tidak menjawab"), permanent=False))
            return None
        sent = hashlib.sha256(image).hexdigest()
        if sent != version.image_sha256:
            self._refused(
                claimed,
                P.PREPARING,
                Refused(N_("gambar berubah sejak disetujui"), permanent=True),
            )
            return None
        submission = Submission(
            caption=version.captions.get(claimed.network, version.caption),
            alt_text=version.alt_text,
            image=image,
            image_sha256=sent,
            key=str(claimed.id),
        )
        try:
            container = network.prepare(access, submission)
        except Refused as refusal:
            self._refused(claimed, P.PREPARING, refusal)
            return None
        return self._ready(claimed, container, sent)

    def _ready(self, claimed: Claim, container: str, sent: str) -> str | None:
        with self.sessions.begin() as session:
            kept = steps.prepared(session, claimed, container, sent, now=clock.now())
        return container if kept else None

    def _publish(self, claimed: Claim, network: Network, access: Access, container: str) -> None:
        """Commit the intent, make the irreversible call once, and record what it proved."""
        since = clock.now()
        with self.sessions.begin() as session:
            if not steps.intend(session, claimed, now=since):
                steps.disapproved(session, claimed, now=since)
                log.warning("intent not allowed", extra={"publication": str(claimed.id)})
                return
        if clock.now() - since > CALL_FOLLOWS:
            self._refused(
                claimed, P.PUBLISHING, Refused(N_("terlambat, tidak jadi dikirim"), permanent=False)
            )
            return
        try:
            remote_id = network.publish(access, container)
        except Refused as refusal:
            # A container from an earlier try may be too old; whether it is the content shows with a new one.
            refusal.permanent = refusal.permanent and not claimed.container
            self._refused(claimed, P.PUBLISHING, refusal)
            return
        except OutcomeUnknown as unknown:
            self._look(claimed, network, access, container, since, unknown.reason)
            return
        self._published(claimed, network, access, remote_id)

    def _published(
        self, claimed: Claim, network: Network, access: Access, remote_id: str, how: str = ""
    ) -> None:
        with self.sessions.begin() as session:
            kept = steps.published(session, claimed.id, remote_id, now=clock.now(), how=how)
        if not kept:
            log.warning("proof for a row that has ended", extra={"publication": str(claimed.id)})
            return
        log.info("published", extra={"publication": str(claimed.id)})
        self._link(claimed.id, network, access, remote_id)

    def _look(
        self,
        claimed: Claim,
        network: Network,
        access: Access,
        container: str,
        since: datetime | None,
        reason: str,
    ) -> None:
        """Adopt the post if the network shows it; else it stays, or becomes, unconfirmed for that reason."""
        try:
            found = network.find(access, container, since or clock.now())
        except (Refused, OutcomeUnknown) as error:
            found, reason = None, f"{reason}; {error.reason}"
        if found is not None:
            self._published(claimed, network, access, found, N_("ditemukan di jejaring"))
        elif claimed.state is not P.UNCONFIRMED:
            with self.sessions.begin() as session:
                steps.unconfirmed(session, claimed, reason, now=clock.now())

    def _link(self, publication_id: uuid.UUID, network: Network, access: Access, remote_id: str) -> None:
        """Fetch the public address: apart from the posting, so that its failure can never look like one."""
        try:
            permalink = network.permalink(access, remote_id)
        except (Refused, OutcomeUnknown) as error:
            log.info("permalink waits", extra={"publication": str(publication_id), "cause": error.reason})
            return
        if permalink:
            with self.sessions.begin() as session:
                steps.linked(session, publication_id, remote_id, permalink)

    def _refused(self, claimed: Claim, old: P, refusal: Refused) -> None:
        with self.sessions.begin() as session:
            if refusal.reason == RECONNECT:
                moved = steps.token_refused(session, claimed, old, now=clock.now())
            else:
                moved = steps.refused(
                    session, claimed, old, refusal.reason,
                    permanent=refusal.permanent, retry_after=refusal.retry_after, now=clock.now(),
                    container_gone=refusal.code in CONTAINER_GONE,
                )  # fmt: skip
        log.info("refused", extra={"publication": str(claimed.id), "cause": refusal.reason, "kept": moved})
