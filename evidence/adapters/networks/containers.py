"""Publishing from containers, as Instagram and Threads do it: a container for each picture, which the network fills by
reading the picture, one for the whole post, and then one call that publishes it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from evidence.adapters.networks.base import (
    Access,
    NetworkError,
    OutcomeUnknown,
    Picture,
    Prepared,
    Quota,
    Refused,
    Remedy,
)
from evidence.adapters.networks.graph import GONE, Graph, count, first, inner
from evidence.adapters.networks.graph_errors import row_of_words
from evidence.adapters.networks.http import UNREADABLE, ident, web_address
from evidence.core.words import N_

# Seconds before each look at a container: the documentation asks for one a minute, at most five minutes long.
LOOKS = (4.0, 60.0, 60.0, 60.0, 60.0, 60.0)
# What the network answers when it can't find the container just now, though it may a moment later.
NOT_KNOWN_YET = "24/2207008"
NOT_FOUND = "24/2207006"

Form = Mapping[str, str]


@dataclass(frozen=True)
class Progress:
    """How far a post came: its pictures' containers, its own where it needs one, and how often that was looked at."""

    made: tuple[str, ...] = ()
    parent: str = ""
    looks: int = 0

    @classmethod
    def read(cls, text: str) -> "Progress":
        """From what we wrote; anything else is as good as no progress."""
        try:
            told = json.loads(text)
            return cls(tuple(map(str, told["made"])), str(told["parent"]), int(told["looks"]))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return cls()

    def waiting(self) -> Prepared:
        """To be looked at again after a while. Raises Refused after the last look."""
        if self.looks >= len(LOOKS):
            raise Refused(N_("jejaring belum selesai mengolah gambar"), Remedy.ANEW)
        text = json.dumps({"made": self.made, "parent": self.parent, "looks": self.looks + 1})
        return Prepared(progress=text, again_after=LOOKS[self.looks])


@dataclass(frozen=True)
class Containers:
    """The calls; ``status`` and ``detail`` are the fields that say how a container is, and why it failed."""

    graph: Graph
    make: str
    publishing: str
    limit: str
    status: str
    detail: str

    def prepare(self, access: Access, pictures: Sequence[Form], whole: Form | None, text: str) -> Prepared:
        """Go on from the progress ``text``; ``whole`` is the form of a post of several pictures. Raises Refused."""
        progress = Progress.read(text)
        if len(progress.made) != len(pictures):
            return Progress(tuple(self._made(access, form) for form in pictures)).waiting()
        if progress.parent:
            done = self._ready(access, progress.parent, progress.looks)
            return Prepared(progress.parent) if done else progress.waiting()
        # All are looked at, so that one that is slow hides none that failed.
        ready = [self._ready(access, each, progress.looks) for each in progress.made]
        if not all(ready):
            return progress.waiting()
        if whole is None:
            return Prepared(progress.made[0])
        with _keeping():
            parent = self._made(access, {**whole, "children": ",".join(progress.made)})
        return replace(progress, parent=parent, looks=0).waiting()

    def publish(self, access: Access, container: str) -> str:
        """Publish it: the one call that cannot be taken back. Raises Refused or OutcomeUnknown."""
        path = (access.account_remote_id, self.publishing)
        try:
            found = self.graph.call("POST", access, *path, repeatable=False, data={"creation_id": container})
        except Refused as refused:
            if refused.code == NOT_KNOWN_YET:
                raise self._not_known_yet(access, container, refused) from refused
            raise
        return ident(found.get("id"), repeatable=False)

    def state(self, access: Access, container: str) -> tuple[str, str]:
        """What the network says of a container: a word, and why; two empty ones when it can't be read. Raises Refused.

        That a fresh container "does not exist" has been an outage of theirs, and proves nothing.
        """
        try:
            found = self.graph.read(access, container, fields=f"{self.status},{self.detail}")
        except Refused as refused:
            if refused.code in (GONE, NOT_FOUND, NOT_KNOWN_YET):
                return "", ""
            raise
        word, why = found.get(self.status), found.get(self.detail)
        if word not in ("IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED"):
            raise Refused(UNREADABLE, Remedy.WAIT)
        return str(word), why if isinstance(why, str) else ""

    def published(self, access: Access, container: str) -> bool | None:
        """Whether a post was made of the container; None when it can't be read. Raises Refused.

        Until then another post that says the same is somebody else's, or of another container.
        """
        word, _why = self.state(access, container)
        return word == "PUBLISHED" if word else None

    def quota(self, access: Access) -> Quota | None:
        """How many posts the account made of how many it may. Raises Refused."""
        found = first(
            self.graph.read(access, access.account_remote_id, self.limit, fields="quota_usage,config")
        )
        config = inner(found, "config")
        used, total = count(found.get("quota_usage")), count(config.get("quota_total"))
        if used is None or not total:
            return None
        seconds = count(config.get("quota_duration")) or 86_400
        return Quota(used, total, timedelta(seconds=min(seconds, 31 * 86_400)))

    def _made(self, access: Access, form: Form) -> str:
        found = self.graph.call("POST", access, access.account_remote_id, self.make, data=dict(form))
        return ident(found.get("id"), repeatable=True)

    def _ready(self, access: Access, container: str, looks: int) -> bool:
        with _keeping():
            word, why = self.state(access, container)
        if word == "IN_PROGRESS":
            return False
        if word == "PUBLISHED":
            # Only a call of ours that we forgot can have done that, and a new container would post it again.
            raise Refused(N_("jejaring berkata sudah terbit"), Remedy.FAIL)
        if word in ("ERROR", "EXPIRED"):
            raise dead(word, why)
        # One that cannot be read has had its minute by the second look; publishing too early is refused, not harmful.
        return word == "FINISHED" or looks > 1

    def _not_known_yet(self, access: Access, container: str, refused: Refused) -> NetworkError:
        """What it proves that the network didn't know the container, by what it says of it now."""
        try:
            word, why = self.state(access, container)
        except Refused as unread:
            return unread if unread.remedy is Remedy.RECONNECT else refused
        if word == "PUBLISHED":
            return OutcomeUnknown(N_("jejaring berkata sudah terbit"), code=refused.code)
        return dead(word, why) if word in ("ERROR", "EXPIRED") else refused


@contextmanager
def _keeping() -> Iterator[None]:
    """What is there already is not made anew because a later call has to wait."""
    try:
        yield
    except Refused as refused:
        if refused.remedy is Remedy.WAIT:
            refused.remedy = Remedy.KEEP
        raise


def dead(word: str, why: str) -> Refused:
    """What a container of which no post will be made means: a new one, unless that would fail for the same reason."""
    if word == "EXPIRED":
        return Refused(N_("wadah unggahan kedaluwarsa"), Remedy.ANEW, code=word)
    known = row_of_words(why)
    passes = known is None or known.step in (Remedy.WAIT, Remedy.KEEP)
    reason = known.reason if known else N_("jejaring gagal mengolah gambar")
    return Refused(reason, Remedy.ANEW if known is None or passes else known.step, code=word)


def address(picture: Picture) -> str:
    """Where the network may read the picture. Raises Refused when that is no address it can read."""
    found = web_address(picture.url)
    if found is None:
        raise Refused(N_("gambar tidak punya alamat yang dapat dibaca jejaring"), Remedy.FAIL)
    return found
