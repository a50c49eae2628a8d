"""What every network offers, and the only two ways it may fail.

The two errors are the whole safety of publishing. ``Refused`` is a proof that nothing was posted;
``OutcomeUnknown`` proves nothing either way, so what it interrupted is never repeated without a look. When
in doubt, an adapter says ``OutcomeUnknown``: a needless look costs a minute, a second post cannot be taken
back.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

# The one reason that is a word for programs: only connecting the account again helps.
RECONNECT = "token"
# Codes of a refusal that no post will ever be made of this container; each adapter says them so.
CONTAINER_GONE = frozenset({"container_expired", "no_container"})


@dataclass(frozen=True)
class Limits:
    """What a network takes: texts in characters, the image in bytes, width to height within ``ratio``."""

    caption: int
    image_bytes: int
    alt_text: int = 1000
    ratio: tuple[float, float] = (0.5, 2.0)


@dataclass(frozen=True)
class Access:
    """The way into one account. ``base_url`` empty means the network's usual address."""

    account_remote_id: str
    handle: str
    # Kept out of repr, so that no traceback or log line carries it.
    token: str = field(repr=False)
    base_url: str = ""


@dataclass(frozen=True)
class Submission:
    """What is to be posted; ``image`` is a JPEG, ``key`` names the publication, for networks that fence."""

    caption: str = field(repr=False)
    alt_text: str = field(repr=False)
    image: bytes = field(repr=False)
    image_sha256: str
    key: str


class NetworkError(Exception):
    """A call that did not succeed; ``reason`` is a short Indonesian phrase or the network's own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(NetworkError):
    """Proof that nothing was posted by this call.

    ``permanent`` means that the same call will be refused again. ``retry_after`` is in seconds, when the
    network said it. ``code`` is the network's own code, empty where it gave none.
    """

    def __init__(
        self, reason: str, *, permanent: bool, retry_after: float | None = None, code: str = ""
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.code = code


class OutcomeUnknown(NetworkError):
    """The call may or may not have posted; only a look-up, or a person, can tell."""


class Network(Protocol):
    """An outside service. A call may take its whole time limit, so no transaction may be open during one."""

    @property
    def name(self) -> str:
        """The word it is stored under."""

    @property
    def label(self) -> str:
        """Its name for people, an Indonesian message id where it is a word."""

    @property
    def by_hand(self) -> bool:
        """Whether a person posts, so that none of the calls below may be made."""

    @property
    def limits(self) -> Limits:
        """What it takes."""

    def prepare(self, access: Access, submission: Submission) -> str:
        """Hand over picture and texts and answer the container's id. Nothing is visible; may be repeated.

        Raises Refused.
        """

    def publish(self, access: Access, container: str) -> str:
        """Post the container and answer the post's id: the one call that cannot be taken back.

        Raises Refused or OutcomeUnknown.
        """

    def find(self, access: Access, container: str, since: datetime) -> str | None:
        """The id of the post made from the container after ``since``; may be repeated.

        None means not seen, which is no proof: a publish call still under way may post a moment later.
        Raises Refused.
        """

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address people open, None where the network has none. Raises Refused."""
