"""What the ways of making a paper have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask_babel import force_locale
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.core.db import Sessions
from evidence.reports.papers.contents import Work
from evidence.reports.papers.models import Paper
from evidence.units.access import Actor

# How far it is; False when nobody waits for it any more.
Tell = Callable[[int, int], bool]
# What writes the file of what was read, and what reads it.
Write = Callable[[], bytes]
Read = Callable[[Session, Paper], Write]


@dataclass(frozen=True)
class Parts:
    """What a paper about many units is read and written with: for whom, and the folder to write in."""

    storage: Storage
    by: Actor
    folder: Path
    tell: Tell
    practice: bool


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


def of_one_moment(sessions: Sessions, paper: Paper, read: Read) -> bytes | None:
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
