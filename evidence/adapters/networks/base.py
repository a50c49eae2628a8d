"""What every network offers, and the only two ways it may fail.

The two errors are the whole safety of publishing. ``Refused`` is a proof that nothing was posted;
``OutcomeUnknown`` proves nothing either way, so what it interrupted is never repeated without a look. When
in doubt, an adapter says ``OutcomeUnknown``: a needless look costs a minute, a second post cannot be taken
back.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from evidence.core.words import N_

# The one reason that is a word for programs: only connecting the account again helps.
RECONNECT = "token"


class Kind(enum.StrEnum):
    """What one post is made of."""

    SINGLE = "single"
    CAROUSEL = "carousel"
    STORY = "story"


class Pull(enum.StrEnum):
    """When a network reads pictures from an address of ours."""

    # While it prepares the container, which needs no address any more.
    PREPARING = "preparing"
    # After the publish call, whose submission names addresses that live long enough, however old the container is.
    PUBLISHING = "publishing"


class Remedy(enum.StrEnum):
    """What to do about a refusal, which has proved that nothing was posted."""

    # Try again later; what was handed over may be made anew.
    WAIT = "wait"
    # Try again later with the same container: it is not ready, or its network is busy.
    KEEP = "keep"
    # The network makes no post of this container any more: hand everything over again.
    ANEW = "anew"
    # The same will be refused again: a person has to change something.
    FAIL = "fail"
    # The network does not take our token, or not for this: connect the account again.
    RECONNECT = "reconnect"
    # The network holds the account back: a person has to look at it there.
    PAUSE = "pause"


@dataclass(frozen=True)
class Measure:
    """One limit of a text as the network counts it; ``unit`` is a message id ("karakter", "tagar")."""

    unit: str
    count: Callable[[str], int]
    most: int


@dataclass(frozen=True)
class Limits:
    """What a network takes: texts by its own measures, pictures in bytes, width to height within ``ratio``.

    ``carousel`` is how many pictures one post takes; ``texts`` begins with the measure that a counter shows;
    ``alt_text`` is in characters, 0 where a network has no place for one, so that none is sent.
    """

    texts: tuple[Measure, ...]
    image_bytes: int
    alt_text: int = 1000
    ratio: tuple[float, float] = (0.5, 2.0)
    carousel: int = 1
    kinds: tuple[Kind, ...] = (Kind.SINGLE,)


def characters(most: int) -> tuple[Measure, ...]:
    """The plainest measure: so many characters."""
    return (Measure(N_("karakter"), len, most),)


@dataclass(frozen=True)
class Access:
    """The way into one account. ``base_url`` empty means the network's usual address."""

    account_remote_id: str
    handle: str
    # Kept out of repr, so that no traceback or log line carries it.
    token: str = field(repr=False)
    base_url: str = ""


@dataclass(frozen=True)
class Picture:
    """One approved JPEG; ``url`` is where a network that pulls may read it for a while."""

    jpeg: bytes = field(repr=False)
    sha256: str
    alt_text: str = field(repr=False)
    width: int
    height: int
    url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Submission:
    """What is to be posted. ``key`` names the publication, for networks that fence; ``at`` never changes either.

    ``planned_at`` is when it was to go out, which people may change: the time that a post bears, where it bears one.
    """

    caption: str = field(repr=False)
    pictures: tuple[Picture, ...]
    key: str
    at: datetime
    kind: Kind = Kind.SINGLE
    planned_at: datetime | None = None

    @property
    def picture(self) -> Picture:
        """The only picture, or the first."""
        return self.pictures[0]


@dataclass(frozen=True)
class Prepared:
    """How far a preparation came.

    With a ``container`` it is done: that text is all that ``publish`` needs besides the submission. Without,
    ``progress`` is what was made so far, given back to the next call in ``again_after`` seconds.
    """

    container: str = ""
    progress: str = ""
    again_after: float = 0.0


@dataclass(frozen=True)
class Quota:
    """How many posts an account made of how many it may make in a moving ``window``."""

    used: int
    total: int
    window: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Identity:
    """Whose token it is: the id that never changes, and the handle that may.

    The rest is what some networks say of the account in the same answer, None where they do not.
    """

    remote_id: str
    handle: str
    # They change by the hour, so two answers about one account are the same whatever they say of these.
    followers: int | None = field(default=None, compare=False)
    following: int | None = field(default=None, compare=False)
    posts: int | None = field(default=None, compare=False)
    last_post_on: date | None = field(default=None, compare=False)


class NetworkError(Exception):
    """A call that did not succeed; ``reason`` is a short Indonesian phrase or the network's own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(NetworkError):
    """Proof that nothing was posted by this call; ``remedy`` says what to do about it.

    ``retry_after`` is in seconds, when the network said it. ``code`` is the network's own code ("9/2207042"),
    empty where it gave none.
    """

    def __init__(
        self, reason: str, remedy: Remedy, *, retry_after: float | None = None, code: str = ""
    ) -> None:
        super().__init__(reason)
        self.remedy = remedy
        self.retry_after = retry_after
        self.code = code


class Gone(Refused):
    """The network says that there is no such post or account, or none any more."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason, Remedy.FAIL, code=code)


class OutcomeUnknown(NetworkError):
    """The call may or may not have posted; only a look-up, or a person, can tell.

    ``pauses`` says that the account should rest until a person has looked at it.
    """

    def __init__(self, reason: str, *, code: str = "", pauses: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.pauses = pauses


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
    def pulls(self) -> Pull | None:
        """When it reads pictures from an address of ours, so that each needs its ``url``; None: we hand them over."""

    @property
    def ends_by_hand(self) -> bool:
        """Whether ``publish`` only brings the post before the account's owner, who finishes it in the app."""

    @property
    def fence(self) -> timedelta | None:
        """For how long after it was made a publish call may be repeated by machine; None: never."""

    @property
    def withdraws(self) -> bool:
        """Whether ``withdraw`` works; else a person takes the post down."""

    @property
    def counts(self) -> bool:
        """Whether ``figures`` tells anything."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of its posts' addresses, as `links.check_link` keeps them; none: the account's own server."""

    @property
    def limits(self) -> Limits:
        """What it takes."""

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Hand over pictures and texts, or go on with it. Nothing is visible; may be repeated. Raises Refused."""

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Post the container and answer the post's id: the one call that cannot be taken back.

        Raises Refused or OutcomeUnknown.
        """

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The id of the post made from the container after ``since``; may be repeated.

        None means not seen, which is no proof: a publish call still under way may post a moment later.
        Raises Refused.
        """

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address people open, None where the network has none (yet).

        Raises Refused; where a post ``ends_by_hand``, FAIL says that the network dropped it.
        """

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Take the post down; may be repeated, and is done when the post is gone. Raises Refused."""

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """What the network counts now: any of likes, comments, shares, views, reach. Raises Refused, Gone among it."""

    def quota(self, access: Access) -> Quota | None:
        """What is left, None where the network does not say. Raises Refused."""

    def identity(self, access: Access) -> Identity:
        """Whose token this is, as the network says now. Raises Refused, Gone where there is none any more."""
