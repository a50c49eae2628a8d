"""What a worker does after a post is out: it takes it down, and reads its figures. An edge, as the delivery is."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from evidence.accounts.credentials import access_of
from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Gone,
    Network,
    NetworkError,
    OutcomeUnknown,
    Refused,
    Remedy,
)
from evidence.core import clock, jobs
from evidence.core.db import Sessions
from evidence.core.errors import Conflict
from evidence.core.words import N_
from evidence.publish import figures, withdrawing
from evidence.publish.figures import Look
from evidence.publish.withdrawing import Withdrawal

log = logging.getLogger(__name__)

WITHDRAW = "publish.withdraw"
# Seconds: how often to look for work, and how long one round of looking at figures may begin new ones.
WITHDRAW_EVERY = 2.0
LOOK_EVERY = 30.0
ROUND_LASTS = 10.0
UNAVAILABLE = N_("jejaring ini tidak tersedia")


@dataclass(frozen=True)
class Afterwards:
    """Withdrawals and figures; ``pace`` as in `retry.after`. No transaction is open during an outside call."""

    sessions: Sessions
    networks: Mapping[str, Network]
    box: TokenBox
    pace: float = 1.0

    def register(self, worker: jobs.Worker) -> None:
        """Let ``worker`` do this."""
        worker.task(WITHDRAW, self.withdraw)
        worker.every(WITHDRAW_EVERY, self.dispatch)
        worker.every(LOOK_EVERY / self.pace, self.look)

    def dispatch(self) -> None:
        """Make a job for each withdrawal that is due, also for one whose worker died."""
        with self.sessions.begin() as session:
            for publication_id, account_id in withdrawing.due(session, clock.now()):
                jobs.enqueue(
                    session,
                    WITHDRAW,
                    queue=jobs.PUBLISH,
                    lock=f"account:{account_id}",
                    queueing_lock=f"{WITHDRAW}:{publication_id}",
                    # What should not be seen goes before what should.
                    priority=1,
                    key=str(publication_id),
                )

    def withdraw(self, key: str) -> None:
        """Take down the publication whose uuid is ``key``. The call may be repeated, so this may be too."""
        with self.sessions.begin() as session:
            claimed = withdrawing.claim(session, uuid.UUID(key), now=clock.now(), pace=self.pace)
        if claimed is None:
            return
        try:
            self._take_down(claimed)
        except NetworkError as error:
            refusal = error if isinstance(error, Refused) else Refused(error.reason, Remedy.WAIT)
            with self.sessions.begin() as session:
                withdrawing.refused(session, claimed, refusal, now=clock.now(), pace=self.pace)
            log.info("not withdrawn", extra={"publication": str(claimed.id), "cause": refusal.reason})
            return
        with self.sessions.begin() as session:
            withdrawing.withdrawn(session, claimed.id, now=clock.now())
        log.info("withdrawn", extra={"publication": str(claimed.id)})

    def _take_down(self, claimed: Withdrawal) -> None:
        network = self.networks.get(claimed.network)
        if network is None:
            raise Refused(UNAVAILABLE, Remedy.FAIL)
        network.withdraw(self._access(claimed.account), claimed.remote_id)

    def look(self) -> None:
        """Look at the posts that are due for it, one after the other, for a while."""
        with self.sessions.begin() as session:
            figures.plan(session, now=clock.now(), pace=self.pace)
        ends = monotonic() + ROUND_LASTS
        while monotonic() < ends:
            with self.sessions.begin() as session:
                look = figures.claim(session, now=clock.now(), pace=self.pace)
            if look is None:
                return
            self._look_at(look)

    def _look_at(self, look: Look) -> None:
        network = self.networks.get(look.network)
        if network is None or network.by_hand:
            return
        try:
            counted = network.figures(self._access(look.account), look.remote_id)
        except Gone:
            with self.sessions.begin() as session:
                figures.note_gone(session, look, now=clock.now())
            return
        except (Refused, OutcomeUnknown) as error:
            log.info("figures wait", extra={"publication": str(look.publication_id), "cause": error.reason})
            # What will be refused again waits for the next time that was planned anyway.
            if isinstance(error, OutcomeUnknown) or error.remedy in (Remedy.WAIT, Remedy.KEEP):
                asked = error.retry_after if isinstance(error, Refused) else None
                with self.sessions.begin() as session:
                    figures.put_off(session, look, asked, now=clock.now(), pace=self.pace)
            return
        with self.sessions.begin() as session:
            figures.note(session, look, counted, now=clock.now())

    def _access(self, account: SocialAccount) -> Access:
        """The way into an account. Raises Refused when there is none."""
        try:
            access = access_of(account, self.box)
        except Conflict:
            raise Refused(RECONNECT, Remedy.RECONNECT) from None
        if not access.token:
            raise Refused(RECONNECT, Remedy.RECONNECT)
        return access
