"""What the ways of making a paper have in common."""

from collections.abc import Callable
from typing import Any, Protocol

from flask_babel import force_locale
from sqlalchemy.orm import Session

from evidence.core.db import Sessions
from evidence.reports.papers.contents import Work
from evidence.reports.papers.models import Paper

# How far it is; False when nobody waits for it any more.
Tell = Callable[[int, int], bool]
# What writes the file of what was read.
Write = Callable[[], bytes]


class Cancelled(Exception):
    """Nobody waits for it any more."""


class Unmade(Exception):
    """There is no paper: ``reason`` is a code of `words.REASONS`, ``about`` says of what; ``cause`` is for a log."""

    def __init__(self, reason: str, *, cause: str = "", **about: Any) -> None:
        super().__init__(f"{reason}: {cause}" if cause else reason)
        self.reason = reason
        self.about = about
        self.cause = cause


class Writer(Protocol):
    """Writes one file, work by work, and ends it."""

    def add(self, work: Work) -> None:
        """Take one more in. Raises `Unmade`, and what the store raises."""

    def end(self) -> bytes:
        """The whole file. Raises `Unmade`."""


def of_one_moment(sessions: Sessions, paper: Paper, read: Callable[[Session, Paper], Write]) -> bytes | None:
    """The file of a paper whose figures and lists agree; None when nobody waits for it any more. Raises as ``read``."""
    # Papers are letters of an Indonesian office, whoever asks for them.
    with force_locale("id"):
        with sessions() as session:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            try:
                write = read(session, session.get_one(Paper, paper.id))
            except Cancelled:
                return None
        return write()
