"""The rounds that keep accounts connected. An edge: no transaction is open while a network is asked."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.accounts import handles, pending, renewal
from evidence.accounts.credentials import access_of, hidden, opened
from evidence.accounts.models import SocialAccount
from evidence.accounts.registry import hearing
from evidence.accounts.renewal import Renewing
from evidence.accounts.tokens import TokenBox
from evidence.accounts.watch import look_at, watch
from evidence.adapters.networks.base import Gone, Identity, Network, NetworkError, Refused, Remedy
from evidence.adapters.networks.connecting import Connector
from evidence.core import clock, jobs
from evidence.core.db import Sessions
from evidence.core.errors import Conflict
from evidence.core.jobs import Worker

log = logging.getLogger(__name__)

RENEW, LOOK = "accounts.renew", "accounts.look"
ROUND_EVERY = 60.0


def register(
    worker: Worker,
    sessions: Sessions,
    networks: Mapping[str, Network],
    connectors: Mapping[str, Connector],
    box: TokenBox,
) -> None:
    """Let ``worker`` renew connections, look whose accounts they are, and say what ends."""
    keeping = Keeping(sessions, networks, connectors, box)
    worker.task(RENEW, keeping.renew)
    worker.task(LOOK, keeping.look)
    worker.every(ROUND_EVERY, keeping.round)


@dataclass(frozen=True)
class Keeping:
    """Keeps accounts connected; ``now`` tells the time."""

    sessions: Sessions
    networks: Mapping[str, Network]
    connectors: Mapping[str, Connector]
    box: TokenBox
    now: Callable[[], datetime] = clock.now

    @property
    def labels(self) -> dict[str, str]:
        """The networks' names for people."""
        return {name: network.label for name, network in self.networks.items()}

    def round(self) -> None:
        """Bring states and notices up to date, and make a job for each account that is due for one."""
        with self.sessions.begin() as session:
            watch(session, self.labels, now=self.now())
            pending.forget(session, now=self.now())
        with self.sessions.begin() as session:
            for task, due in ((RENEW, renewal.due), (LOOK, handles.due)):
                for account_id in due(session, self.now()):
                    # One slow server holds up its own accounts only.
                    jobs.enqueue(
                        session,
                        task,
                        queue=jobs.PUBLISH,
                        queueing_lock=f"{task}:{account_id}",
                        key=str(account_id),
                    )

    def renew(self, key: str) -> None:
        """Renew the connection of the account whose uuid is ``key``, if it is due and nobody else does."""
        with self.sessions.begin() as session:
            taken = renewal.claim(session, uuid.UUID(key), now=self.now())
        if taken is None:
            return
        connector = self.connectors.get(taken.network)
        if connector is None:
            return
        try:
            old = opened(taken.closed, self.box)
        except Conflict:
            self._lost(taken.account_id, taken.closed, renewal.KEY_GONE)
            return
        try:
            fresh = connector.renew(old, self.now())
        except NetworkError as refusal:
            self._not_renewed(taken, refusal, hidden(refusal.reason, old.access, old.refresh, old.client))
            return
        # Committed at once and by itself: the old ones may be dead from here on.
        with self.sessions.begin() as session:
            kept = renewal.renewed(session, taken, fresh, connector.renew_at(fresh), self.box)
        log.info("renewed", extra={"account": key, "kept": kept})
        self._say(taken.account_id)

    def _not_renewed(self, taken: Renewing, refusal: NetworkError, reason: str) -> None:
        if isinstance(refusal, Refused) and refusal.remedy is Remedy.RECONNECT:
            self._lost(taken.account_id, taken.closed, reason)
            return
        wait = refusal.retry_after if isinstance(refusal, Refused) else None
        with self.sessions.begin() as session:
            renewal.put_off(session, taken, reason, retry_after=wait, now=self.now())
        log.info("renewal waits", extra={"account": str(taken.account_id), "cause": reason})

    def look(self, key: str) -> None:
        """Ask the network whose token it is, and note another handle or another account."""
        with self.sessions.begin() as session:
            account = handles.claim(session, uuid.UUID(key), now=self.now())
        network = self.networks.get(account.network) if account else None
        if account is None or network is None or network.by_hand:
            return
        try:
            access = access_of(account, self.box)
        except Conflict:
            self._lost(account.id, account.token, renewal.KEY_GONE)
            return
        try:
            identity: Identity | None = network.identity(access)
        except Gone:
            # The token is left as it is: whoever looks decides what becomes of the account.
            identity = None
        except NetworkError as refusal:
            reason = hidden(refusal.reason, access.token)
            if isinstance(refusal, Refused) and refusal.remedy is Remedy.RECONNECT:
                self._lost(account.id, account.token, reason)
            log.info("look waits", extra={"account": key, "cause": reason})
            return
        with self.sessions.begin() as session:
            if identity is not None:
                handles.seen(session, account.id, account.token, identity, now=self.now())
            self._keep(session, account, identity, network.label)
        self._say(account.id)

    def _keep(self, session: Session, asked: SocialAccount, identity: Identity | None, label: str) -> None:
        """Keep the look in the registry, unless the account was connected anew, or as another one, meanwhile."""
        row = session.get_one(SocialAccount, asked.id)
        if row.token == asked.token and (identity is None or identity.remote_id == row.remote_id):
            hearing.heard(session, row, identity, label, now=self.now())

    def _lost(self, account_id: uuid.UUID, closed: bytes | None, reason: str) -> None:
        with self.sessions.begin() as session:
            stopped = renewal.lost(session, account_id, closed, reason)
        log.warning("must be connected again", extra={"account": str(account_id), "stopped": stopped})
        self._say(account_id)

    def _say(self, account_id: uuid.UUID) -> None:
        with self.sessions.begin() as session:
            look_at(session, session.get_one(SocialAccount, account_id), self.labels, now=self.now())
