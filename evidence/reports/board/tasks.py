"""The round of every worker that folds what was counted."""

from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.reports.board import services

# Seconds. A board reads what is not folded as well, so this decides about its speed, not about its truth.
FOLD_EVERY = 20.0


def register(worker: Worker, sessions: Sessions) -> None:
    """Let ``worker`` make the round."""

    def fold() -> None:
        with sessions.begin() as session:
            services.fold(session)

    worker.every(FOLD_EVERY, fold)
