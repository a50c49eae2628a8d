"""The refusals every room may make.

    DomainError
    ├── NotAllowed    403  the person may not do this
    ├── NotFound      404  missing, or hidden from this person: the two answer alike
    ├── Conflict      409  the state of things forbids it now
    ├── Invalid       422  what was sent is not usable
    │   ├── TooLarge         413  more bytes than one request may bring
    │   └── UnsupportedType  415  not a kind of content we take in
    └── Unavailable   503  something we need is not answering; try again later
        └── TooMany      429  more than one person may send within a time

Each carries an Indonesian sentence, which is also the message id of its translation.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from evidence.core.clock import time_text
from evidence.core.words import N_, Words


class DomainError(Exception):
    """A refusal a person can read: ``text`` is Indonesian and takes ``%(name)s`` parameters.

    A parameter that is a moment is said as its time of day, and one of our own words in the reader's language.
    """

    def __init__(self, text: str, **params: object) -> None:
        super().__init__(text)
        self.text = text
        self.params = params

    def __str__(self) -> str:
        return filled(self.text, self.params, time_text, str)


def filled(
    text: str,
    params: Mapping[str, object],
    moment: Callable[[datetime], str],
    words: Callable[[Words], str],
) -> str:
    """``text`` with its parameters; ``moment`` and ``words`` say those that depend on the language."""
    said = {
        name: moment(value)
        if isinstance(value, datetime)
        else (words(value) if isinstance(value, Words) else value)
        for name, value in params.items()
    }
    return text % said if said else text


class NotAllowed(DomainError):
    """The person is known and may not do this."""


class NotFound(DomainError):
    """There is no such thing, or none this person may know of."""

    def __init__(self, text: str = N_("Halaman atau data itu tidak ada."), **params: object) -> None:
        super().__init__(text, **params)


class Conflict(DomainError):
    """The state of things forbids it now; looking again shows why."""


class Invalid(DomainError):
    """What was sent is not usable; ``fields`` maps a field's name to its own sentence, with the same parameters."""

    def __init__(self, text: str, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(text, **params)
        self.fields: Mapping[str, str] = fields or {}


class TooLarge(Invalid):
    """More bytes than one request may bring."""


class UnsupportedType(Invalid):
    """Not a kind of content we take in."""


class Unavailable(DomainError):
    """A part we need is not answering; ``retry_after`` is in seconds, ``cause`` for the log and never for a person."""

    def __init__(self, text: str, retry_after: int = 30, cause: str = "", **params: object) -> None:
        super().__init__(text, **params)
        self.retry_after = retry_after
        self.cause = cause


class TooMany(Unavailable):
    """More than one person may send within a time; ``retry_after`` says when there is room again."""
