"""Sending what is due. An edge: each step commits before the next outside call begins."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.exc import DBAPIError

from evidence.accounts.credentials import access_of
from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Network,
    OutcomeUnknown,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.http import LATE, leaving_by
from evidence.adapters.storage import Storage
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.errors import Conflict
from evidence.core.jobs import Worker
from evidence.core.words import N_
from evidence.publish import ledger, media, proofs, refusals, retry, services, steps, strays
from evidence.publish.afterwards import Afterwards
from evidence.publish.models import PublicationState as P
from evidence.publish.packing import Packing, Parcel
from evidence.publish.proofs import Taken
from evidence.publish.steps import Claim

log = logging.getLogger(__name__)

DISPATCH_EVERY = 2.0
# The call follows its intent at once. A worker that slept in between no longer knows what others did meanwhile.
CALL_FOLLOWS = timedelta(seconds=5)
STOPPED = N_("pekerja berhenti di tengah pengiriman")


def register(
    worker: Worker,
    sessions: Sessions,
    storage: Storage,
    networks: Mapping[str, Network],
    box: TokenBox,
    *,
    base_url: str,
    pace: float = 1.0,
) -> None:
    """Let ``worker`` deliver, and dispatch what is due."""
    delivery = Delivery(sessions, Packing(sessions, storage, base_url), networks, box, pace)
    worker.task(services.DELIVER, delivery.run)
    worker.every(DISPATCH_EVERY, delivery.dispatch)
    Afterwards(sessions, networks, box, pace).register(worker)


@dataclass(frozen=True)
class Delivery:
    """Takes one publication as far as it goes now; ``pace`` as in `retry.after`."""

    sessions: Sessions
    packing: Packing
    networks: Mapping[str, Network]
    box: TokenBox
    pace: float = 1.0

    def dispatch(self) -> None:
        """Let go what is held no longer, and make jobs for what is due or lost its worker."""
        now = clock.now()
        with self.sessions.begin() as session:
            services.release_holds(session)
            services.stop_waiting(session, now=now, pace=self.pace)
            services.enqueue_due(session, now=now)
            media.forget(session, now=now)

    def run(self, key: str) -> None:
        """Deliver the publication whose uuid is ``key``, and let the next one of its account come."""
        with self.sessions.begin() as session:
            claimed = steps.claim(session, uuid.UUID(key), now=clock.now(), pace=self.pace)
            account = session.get_one(SocialAccount, claimed.account_id) if claimed else None
        if claimed is None or account is None:
            return
        self._deliver(claimed, account)
        with self.sessions.begin() as session:
            services.enqueue_due(session, now=clock.now(), account_id=claimed.account_id)

    def _deliver(self, claimed: Claim, account: SocialAccount) -> None:
        network = self.networks.get(claimed.network)
        if network is None:
            self._give_up(claimed, Refused(N_("jejaring ini tidak tersedia"), Remedy.FAIL))
            return
        if network.by_hand:
            with self.sessions.begin() as session:
                steps.hand_over(session, claimed, now=clock.now())
            return
        try:
            access = access_of(account, self.box)
        except Conflict:
            # The key that closed this token is gone: only connecting again helps.
            self._give_up(claimed, Refused(RECONNECT, Remedy.RECONNECT))
            return
        try:
            self._go_on(claimed, network, access)
        except DBAPIError:
            # Where the row stands nobody can say now; whoever takes it over reads it.
            raise
        except Exception:
            # A fault of ours is no reason to stand still for ever without a word to anybody.
            log.exception("delivery failed", extra={"publication": str(claimed.id)})
            self._give_up(claimed, Refused(N_("kesalahan di pihak kami"), Remedy.WAIT))

    def _give_up(self, claimed: Claim, refusal: Refused) -> None:
        """This try cannot go on. Before the intent nothing was posted; after it, only a person can tell.

        What was sent already stays as it is: only its address, or its end in an inbox, is not known yet.
        """
        if claimed.remote_id:
            log.info("look waits", extra={"publication": str(claimed.id), "cause": refusal.reason})
            return
        for old in (P.PREPARING, P.READY):
            self._refused(claimed, old, refusal)
        with self.sessions.begin() as session:
            steps.unconfirmed(session, claimed, refusal.reason, now=clock.now(), pace=self.pace)

    def _go_on(self, claimed: Claim, network: Network, access: Access) -> None:
        if claimed.remote_id:
            self._follow(claimed, network, access, claimed.remote_id)
        elif claimed.state in (P.PREPARING, P.READY):
            self._send(claimed, network, access)
        elif claimed.state in (P.PUBLISHING, P.UNCONFIRMED):
            self._look(
                claimed, network, access, claimed.container, claimed.intent_at, OutcomeUnknown(STOPPED)
            )

    def _send(self, claimed: Claim, network: Network, access: Access) -> None:
        try:
            parcel = self.packing.parcel(claimed, network)
            container = self._prepare(claimed, network, access, parcel)
        except Refused as refusal:
            self._refused(claimed, claimed.state, refusal)
            return
        if container and self._has_room(claimed, network, access):
            self._publish(claimed, network, access, parcel.submission, container)

    def _prepare(self, claimed: Claim, network: Network, access: Access, parcel: Parcel) -> str:
        """Hand the approved bytes to the network; repeatable. Returns the container, or "" when it ended here.

        A container that is there already is used: a call with it may arrive yet, and a network makes one post of it.
        Raises Refused.
        """
        if claimed.state is P.READY:
            return claimed.container
        if claimed.container:
            return self._ready(claimed, claimed.container, claimed.sent_sha256)
        prepared = network.prepare(access, parcel.submission, claimed.progress)
        if prepared.container:
            return self._ready(claimed, prepared.container, parcel.sent_sha256)
        now = clock.now()
        with self.sessions.begin() as session:
            again = retry.after(now, prepared.again_after, self.pace)
            steps.waits(session, claimed, prepared.progress, parcel.sent_sha256, now=now, at=again)
        return ""

    def _ready(self, claimed: Claim, container: str, sent: str) -> str:
        with self.sessions.begin() as session:
            kept = steps.prepared(session, claimed, container, sent, now=clock.now())
        return container if kept else ""

    def _has_room(self, claimed: Claim, network: Network, access: Access) -> bool:
        """Whether the account's quota lets another post in; what is too much waits for the window."""
        with self.sessions() as session:
            believed = ledger.believed(session, claimed.account_id, now=clock.now(), pace=self.pace)
        if believed:
            return True
        try:
            quota = network.quota(access)
        except Refused as refusal:
            # Who does not say what is left may refuse the post itself, and says so then.
            log.info("quota unknown", extra={"publication": str(claimed.id), "cause": refusal.reason})
            return True
        if quota is None:
            return True
        now = clock.now()
        with self.sessions.begin() as session:
            ledger.note(session, claimed.account_id, quota, now=now)
            if quota.used < quota.total:
                return True
            until = ledger.room_at(session, claimed.account_id, now=now, pace=self.pace)
            refusals.full(session, claimed, until=until, now=now)
        return False

    def _publish(
        self, claimed: Claim, network: Network, access: Access, submission: Submission, container: str
    ) -> None:
        """Commit the intent, make the irreversible call once, and record what it proved."""
        since, leaves_by = clock.now(), monotonic() + CALL_FOLLOWS.total_seconds()
        with self.sessions.begin() as session:
            if not steps.intend(session, claimed, now=since):
                steps.disapproved(session, claimed, now=since)
                log.warning("intent not allowed", extra={"publication": str(claimed.id)})
                return
        if clock.now() - since > CALL_FOLLOWS:
            self._refused(claimed, P.PUBLISHING, Refused(LATE, Remedy.WAIT))
            return
        try:
            with leaving_by(leaves_by):
                remote_id = network.publish(access, submission, container)
        except Refused as refusal:
            self._refused(claimed, P.PUBLISHING, refusal)
            return
        except OutcomeUnknown as unknown:
            self._look(claimed, network, access, container, since, unknown)
            return
        self._published(claimed, network, access, remote_id)

    def _published(
        self, claimed: Claim, network: Network, access: Access, remote_id: str, how: str = ""
    ) -> bool:
        """Record the proof; whether it says anything new."""
        inbox = network.ends_by_hand
        with self.sessions.begin() as session:
            taken = proofs.take(
                session, claimed, remote_id, inbox=inbox, now=clock.now(), how=how, pace=self.pace
            )
        told = {"publication": str(claimed.id)}
        if taken is Taken.KNOWN:
            log.warning("proof that is known", extra=told)
            return False
        if taken is Taken.STRAY:
            log.warning("post where none should stand", extra=told)
        else:
            log.info("published", extra=told)
        if not inbox:
            self._link(claimed.id, network, access, remote_id, stray=taken is Taken.STRAY)
        return True

    def _look(
        self,
        claimed: Claim,
        network: Network,
        access: Access,
        container: str,
        since: datetime | None,
        unknown: OutcomeUnknown,
    ) -> None:
        """Adopt the post if the network shows it; else it stays, or becomes, unconfirmed for that reason."""
        reason, began = unknown.reason, since or clock.now()
        try:
            found = self._found(claimed, network, access, container, began)
        except (Refused, OutcomeUnknown) as error:
            found, reason = None, f"{reason}; {error.reason}"
        if found is not None and self._published(
            claimed, network, access, found, N_("ditemukan di jejaring")
        ):
            return
        if claimed.state is not P.UNCONFIRMED:
            with self.sessions.begin() as session:
                steps.unconfirmed(
                    session, claimed, reason, now=clock.now(), pauses=unknown.pauses, pace=self.pace
                )

    def _found(
        self, claimed: Claim, network: Network, access: Access, container: str, since: datetime
    ) -> str | None:
        """The id of the post, by looking, or by the same call once more where the network makes one post of both.

        Raises Refused or OutcomeUnknown, neither of which says anything of the first call.
        """
        submission = self.packing.parcel(claimed, network, sends=network.fence is not None).submission
        found = network.find(access, submission.caption, container, since)
        if found is not None or network.fence is None or clock.now() - since >= network.fence:
            return found
        now, leaves_by = clock.now(), monotonic() + CALL_FOLLOWS.total_seconds()
        with self.sessions.begin() as session:
            if not steps.repeat(session, claimed, since, now=now):
                return None
        with leaving_by(leaves_by):
            return network.publish(access, submission, container)

    def _follow(self, claimed: Claim, network: Network, access: Access, remote_id: str) -> None:
        """Ask for the address of what was sent; what waits in an inbox may have been finished, or dropped."""
        if claimed.state is P.PUBLISHED:
            self._link(claimed.id, network, access, remote_id)
            return
        try:
            permalink = network.permalink(access, remote_id)
        except Refused as refusal:
            if refusal.remedy in (Remedy.FAIL, Remedy.ANEW):
                with self.sessions.begin() as session:
                    steps.dropped_there(session, claimed, refusal.reason, now=clock.now())
            return
        if permalink:
            with self.sessions.begin() as session:
                steps.finished_there(session, claimed, permalink, now=clock.now())

    def _link(
        self,
        publication_id: uuid.UUID,
        network: Network,
        access: Access,
        remote_id: str,
        *,
        stray: bool = False,
    ) -> None:
        """Fetch the public address: apart from the posting, so that its failure can never look like one."""
        try:
            permalink = network.permalink(access, remote_id)
        except (Refused, OutcomeUnknown) as error:
            log.info("permalink waits", extra={"publication": str(publication_id), "cause": error.reason})
            return
        if permalink:
            with self.sessions.begin() as session:
                keep = strays.linked if stray else steps.linked
                keep(session, publication_id, remote_id, permalink)

    def _refused(self, claimed: Claim, old: P, refusal: Refused) -> None:
        with self.sessions.begin() as session:
            moved = refusals.refused(session, claimed, old, refusal, now=clock.now(), pace=self.pace)
        log.info(
            "refused",
            extra={
                "publication": str(claimed.id),
                "cause": refusal.reason,
                "code": refusal.code,
                "kept": moved,
            },
        )
