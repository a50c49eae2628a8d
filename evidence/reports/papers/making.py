"""What the ways of making a paper have in common."""

from typing import Any, Protocol

from evidence.reports.papers.contents import Work


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
