"""Instagram, for accounts that were connected with its own sign-in.

It reads pictures from an address of ours, and has no call that takes a post down: a person does that in the app.
"""

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
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.containers import Containers, address
from evidence.adapters.networks.graph import Graph, count, matching
from evidence.adapters.networks.http import Caller
from evidence.core.words import N_

# A container of a story carries this mark: stories bear no text, and stand in a list of their own. Whether this sign-in
# may read that list is not written down; where it may not, a lost story is left to a person.
STORY = "story:"

# The reference says 2200 letters, 30 hashtags and 20 mentions, and not how it counts; less was seen refused.
LIMITS = Limits(
    texts=(
        Measure(N_("karakter"), counting.utf16, 2100),
        Measure(N_("tagar"), counting.how_many(counting.hashtags), 5),
        Measure(N_("sebutan"), counting.how_many(counting.mentions), 3),
    ),
    image_bytes=8 * 1024 * 1024,
    alt_text=1000,
    ratio=(0.8, 1.91),
    carousel=10,
    kinds=(Kind.SINGLE, Kind.CAROUSEL, Kind.STORY),
)


@dataclass(frozen=True)
class Instagram:
    """Containers first, then one publish call."""

    url: str
    version: str
    caller: Caller = field(default_factory=Caller)
    name: str = "instagram"
    label: str = "Instagram"
    by_hand: bool = False
    pulls: Pull | None = Pull.PREPARING
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = False
    counts: bool = True
    hosts: tuple[str, ...] = ("www.instagram.com",)
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
            make="media",
            publishing="media_publish",
            limit="content_publishing_limit",
            status="status_code",
            detail="status",
        )

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Let it read the pictures, children before the whole. Raises Refused."""
        pictures, caption = submission.pictures, submission.caption
        if submission.kind is Kind.STORY:
            form = {"media_type": "STORIES", "image_url": address(submission.picture)}
            done = self.containers.prepare(access, [form], None, progress)
            return Prepared(STORY + done.container) if done.container else done
        if len(pictures) == 1:
            form = {"caption": caption, **_form(submission.picture)}
            return self.containers.prepare(access, [form], None, progress)
        children = [{"is_carousel_item": "true", **_form(picture)} for picture in pictures]
        whole = {"media_type": "CAROUSEL", "caption": caption}
        return self.containers.prepare(access, children, whole, progress)

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Publish the container and answer the media's id, which is another one. Raises Refused or OutcomeUnknown."""
        return self.containers.publish(access, container.removeprefix(STORY))

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The media with exactly this caption since then; None when it was not seen, or is not this container's.

        A story, and a caption that this sign-in may not read, are told by the time alone: only when the container is
        known to be published, and only when there is exactly one. Raises Refused.
        """
        published = self.containers.published(access, container.removeprefix(STORY))
        if published is False:
            return None
        edge = "stories" if container.startswith(STORY) else "media"
        rows = list(
            self.graph.listed(
                access,
                access.account_remote_id,
                edge,
                moment="timestamp",
                since=since,
                fields="id,caption,timestamp",
            )
        )
        if edge == "media":
            found = matching(rows, caption, "caption", "timestamp", since)
            if found or any(each.get("caption") for each in rows):
                return found
        if not published:
            return None
        bare = [{**each, "caption": ""} for each in rows]
        return matching(bare, "", "caption", "timestamp", since)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post; None when it cannot be read now. Raises Refused."""
        return self.graph.permalink(access, remote_id, "permalink", access.account_remote_id, "media")

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Always Refused: with this sign-in a person takes it down in the app."""
        raise Refused(N_("Instagram hanya dapat dihapus di aplikasinya"), Remedy.FAIL)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Likes and comments, and what its insights know; what is missing is absent. Raises Refused."""
        fields = self.graph.read(access, remote_id, fields="like_count,comments_count")
        seen = {"likes": count(fields.get("like_count")), "comments": count(fields.get("comments_count"))}
        told = self.graph.insights(access, remote_id, reach="reach", views="views", shares="shares")
        return {**{name: number for name, number in seen.items() if number is not None}, **told}

    def quota(self, access: Access) -> Quota | None:
        """Its posts of 24 hours; how many an account may make differs, so it is always asked. Raises Refused."""
        return self.containers.quota(access)

    def identity(self, access: Access) -> Identity:
        """Whose token it is. Raises Refused."""
        return self.graph.whose(
            access, "user_id", "username",
            followers="followers_count", following="follows_count", posts="media_count",
        )  # fmt: skip


def _form(picture: Picture) -> dict[str, str]:
    alt_text = {"alt_text": picture.alt_text} if picture.alt_text else {}
    return {"image_url": address(picture), **alt_text}
