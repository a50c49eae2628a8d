"""The process that seals: every few seconds it chains the acts that are committed, and signs the head.

What is unsealed is decided by the absence of a seal, never by a number or a time that was passed already: an act's id
is handed out before its commit, so a smaller one may come later, and a restored database counts its transactions anew.
The order is the one in which the sealer found the acts, written down in the seals' own numbers.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, and_, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage, StorageUnavailable
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.db import Sessions, make_engine, make_sessions
from evidence.core.seals import Seal
from evidence.integrity.chain import NOTHING, Head, event_of, link
from evidence.integrity.heads import Exports
from evidence.integrity.keys import KeyRing

log = logging.getLogger(__name__)

AT_ONCE = 500
# So many ids behind the newest sealed one are looked through each time. Whatever commits later than that many acts
# after it began waits for the next look at all of them.
LOOKS_BACK = 2_000
LOOKS_AT_ALL = 3600.0
FIRST_LOOK = 600.0


@dataclass
class Sealer:
    """Seals through ``sessions``, whose role may read acts and add seals, and nothing else.

    ``exports`` is None where nothing is carried outside; ``looks_back`` as `LOOKS_BACK` says.
    """

    sessions: Sessions
    keys: KeyRing
    exports: Exports | None = None
    now: Callable[[], datetime] = clock.now
    looks_back: int = LOOKS_BACK
    at_once: int = AT_ONCE
    _looked_at_all: float | None = field(default=None, init=False)

    def seal(self) -> int:
        """Seal what is committed and has no seal; returns how many acts that were."""
        began, whole, total = time.monotonic(), self._looks_at_all(), 0
        # A look at all goes on from where its last part ended, with the same look back as every other one: its cost
        # grows with the acts, and what was caused by an act still comes after it.
        beyond = 0 if whole else None
        while found := self._some(beyond):
            total += len(found)
            beyond = max(found[-1] - self.looks_back, beyond) if beyond is not None else None
        if whole:
            self._looked_at_all = began
        return total

    def _looks_at_all(self) -> bool:
        last = self._looked_at_all
        return last is None or time.monotonic() - last > LOOKS_AT_ALL

    def _some(self, beyond: int | None) -> Sequence[int]:
        """Seal some of what has no seal ``beyond`` that id, None for the newest; their ids."""
        with self.sessions.begin() as session:
            if beyond is None:
                beyond = (session.scalar(select(func.max(Seal.event_id))) or 0) - self.looks_back
            found = unsealed(session, self.at_once, beyond)
            if found:
                session.execute(insert(Seal), self._links(session, found))
            return [each.id for each in found]

    def _links(self, session: Session, found: Sequence[AuditEvent]) -> list[dict[str, Any]]:
        last = session.execute(
            select(Seal.number, Seal.link).order_by(Seal.number.desc()).limit(1)
        ).one_or_none()
        number, before = (last.number, last.link) if last else (0, NOTHING)
        at, rows = self.now(), []
        for event in found:
            number += 1
            before = link(before, number, at, event_of(event))
            rows.append(
                {
                    "number": number,
                    "event_id": event.id,
                    "link": before,
                    "sealed_at": at,
                    "key": None,
                    "signature": None,
                }
            )
        head = self.keys.sign(Head(number, before, at, self.keys.newest))
        rows[-1] |= {"key": head.key, "signature": head.signature}
        return rows

    def round(self) -> None:
        """Seal, and carry the head outside. What is away is only noted: the next round tries again."""
        try:
            if count := self.seal():
                log.info("sealed", extra={"acts": count})
            if self.exports is not None:
                with self.sessions() as session:
                    self.exports.carry(session, self.now())
        except IntegrityError:
            # Another sealer was first with that number; the next round stands on its seals.
            log.warning("another sealer is at work")
        except (OperationalError, StorageUnavailable, OSError) as error:
            log.warning("sealing waits", extra={"cause": type(error).__name__})


def unsealed(session: Session, most: int, beyond: int) -> Sequence[AuditEvent]:
    """Committed acts without a seal whose ids are larger than ``beyond``, the smallest first."""
    # Said of both sides, so that neither of them is read from its beginning.
    return session.scalars(
        select(AuditEvent)
        .outerjoin(Seal, and_(Seal.event_id == AuditEvent.id, Seal.event_id > beyond))
        .where(Seal.event_id.is_(None), AuditEvent.id > beyond)
        .order_by(AuditEvent.id)
        .limit(most)
    ).all()


def engine_of(url: str) -> Engine:
    """The sealer's way to the database, which it sees as it stands in one moment: what it reads as the last seal is
    the last one that the new ones stand on."""
    # The first look is at all that was ever done.
    engine = make_engine(url, pool_size=1, statement_timeout=FIRST_LOOK)
    return engine.execution_options(isolation_level="REPEATABLE READ")


def run(url: str, keys: KeyRing, storage: Storage | None, folder: Path | None, every: float) -> None:
    """Seal every ``every`` seconds until SIGINT or SIGTERM; the round under way is finished first."""
    ends = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: ends.set())
    engine = engine_of(url)
    sealer = Sealer(make_sessions(engine), keys, Exports(storage, folder))
    try:
        while not ends.is_set():
            sealer.round()
            ends.wait(every)
    finally:
        engine.dispose()
        log.info("sealer ends")
