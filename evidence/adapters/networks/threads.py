"""Threads: containers as on Instagram, with other names, and a call that takes a post down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evidence.adapters.networks import counting
from evidence.adapters.networks.base import (
    Access,
    Identity,
    Kind,
    Limits,
    Measure,
    Picture,
    Prepared,
    Pull,
    Quota,
    Submission,
)
from evidence.adapters.networks.containers import Containers, address
from evidence.adapters.networks.graph import Graph, matching
from evidence.adapters.networks.http import Caller
from evidence.core.words import N_

# Whether an address that stands twice counts once is not written down, so each counts.
LIMITS = Limits(
    texts=(
        Measure(N_("karakter"), counting.threads, 500),
        Measure(N_("tautan"), counting.how_many(counting.links), 5),
    ),
    image_bytes=8 * 1024 * 1024,
    alt_text=1000,
    ratio=(0.1, 10.0),
    carousel=20,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)


@dataclass(frozen=True)
class Threads:
    """Containers first, then one publish call."""

    url: str
    version: str
    caller: Caller = field(default_factory=Caller)
    name: str = "threads"
    label: str = "Threads"
    by_hand: bool = False
    pulls: Pull | None = Pull.PREPARING
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ("www.threads.com",)
    limits: Limits = LIMITS

    @property
    def graph(self) -> Graph:
        """Its graph."""
        return Graph(self.url, self.version, self.caller)

    @property
    def containers(self) -> Containers:
        """Its containers."""
        return Containers(
            self.graph,
            make="threads",
            publishing="threads_publish",
            limit="threads_publishing_limit",
            status="status",
            detail="error_message",
        )

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Let it read the pictures, children before the whole. Raises Refused."""
        pictures, text = submission.pictures, submission.caption
        if len(pictures) == 1:
            form = {"text": text, **_form(submission.picture)}
            return self.containers.prepare(access, [form], None, progress)
        children = [{"is_carousel_item": "true", **_form(picture)} for picture in pictures]
        return self.containers.prepare(access, children, {"media_type": "CAROUSEL", "text": text}, progress)

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Publish the container and answer the post's id. Raises Refused or OutcomeUnknown."""
        return self.containers.publish(access, container)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The post with exactly this text since then, unless its container was not published. Raises Refused."""
        if self.containers.published(access, container) is False:
            return None
        rows = self.graph.listed(
            access,
            access.account_remote_id,
            "threads",
            moment="timestamp",
            since=since,
            fields="id,text,timestamp",
        )
        return matching(list(rows), caption, "text", "timestamp", since)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post; None when it cannot be read now. Raises Refused."""
        return self.graph.permalink(access, remote_id, "permalink", access.account_remote_id, "threads")

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Take the post down; may be repeated. Raises Refused."""
        self.graph.take_down(access, remote_id, access.account_remote_id, "threads")

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """What its insights know; what is missing is absent. Raises Refused."""
        return self.graph.insights(
            access, remote_id, likes="likes", comments="replies", shares="shares", views="views"
        )

    def quota(self, access: Access) -> Quota | None:
        """Its posts of 24 hours. Raises Refused."""
        return self.containers.quota(access)

    def identity(self, access: Access) -> Identity:
        """Whose token it is. Raises Refused."""
        return self.graph.whose(access, "id", "username")


def _form(picture: Picture) -> dict[str, str]:
    alt_text = {"alt_text": picture.alt_text} if picture.alt_text else {}
    return {"media_type": "IMAGE", "image_url": address(picture), **alt_text}
