"""Facebook Pages: pictures are uploaded without being shown, then one call posts the text with all of them.

The network has no container that could tell later what became of it, and no key that would fence a second post.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evidence.adapters.networks.base import (
    Access,
    Identity,
    Kind,
    Limits,
    Picture,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
    characters,
)
from evidence.adapters.networks.graph import Graph, count, inner, matching
from evidence.adapters.networks.http import Caller, ident
from evidence.core import clock
from evidence.core.words import N_

# Pictures that are not posted are thrown away after about a day.
KEPT_SECONDS = 20 * 3600.0
# The most letters are known from others only, and how many pictures one post takes as well.
LIMITS = Limits(
    texts=characters(63_206),
    image_bytes=4_000_000,
    alt_text=1000,
    ratio=(0.1, 10.0),
    carousel=10,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)


@dataclass(frozen=True)
class Facebook:
    """Uploads first, then one post call that the network may do twice."""

    url: str
    version: str
    caller: Caller = field(default_factory=Caller)
    name: str = "facebook"
    label: str = "Facebook"
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ("www.facebook.com", "fb.watch")
    limits: Limits = LIMITS

    @property
    def graph(self) -> Graph:
        """Its graph."""
        return Graph(self.url, self.version, self.caller)

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Upload the pictures; the container is their ids, and when they were uploaded. Raises Refused."""
        made = [self._uploaded(access, picture) for picture in submission.pictures]
        return Prepared(f"{','.join(made)}@{round(clock.now().timestamp())}")

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Post text and pictures, and answer the post's id. Raises Refused or OutcomeUnknown."""
        ids, _, made = container.partition("@")
        if not made.isdecimal() or clock.now().timestamp() - float(made) > KEPT_SECONDS:
            # Asked for what is thrown away it would answer with an error that proves nothing, so it is not asked.
            raise Refused(N_("gambar di jejaring sudah terlalu lama"), Remedy.ANEW)
        photos = json.dumps([{"media_fbid": each} for each in ids.split(",")])
        found = self.graph.call(
            "POST",
            access,
            access.account_remote_id,
            "feed",
            repeatable=False,
            data={"message": submission.caption, "attached_media": photos},
        )
        return ident(found.get("id"), repeatable=False)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The Page's own post with exactly this text since then; its list may lag a little. Raises Refused."""
        rows = self.graph.listed(
            access,
            access.account_remote_id,
            "published_posts",
            moment="created_time",
            since=since,
            fields="id,message,created_time",
        )
        return matching(list(rows), caption, "message", "created_time", since)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post; None when it cannot be read now. Raises Refused."""
        return self.graph.permalink(
            access, remote_id, "permalink_url", access.account_remote_id, "published_posts"
        )

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Take the post down; may be repeated. Raises Refused."""
        path = (access.account_remote_id, "published_posts")
        self.graph.take_down(access, remote_id, *path)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Reactions as likes, comments and shares; what is missing is absent. Raises Refused."""
        fields = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count),shares"
        found = self.graph.read(access, remote_id, fields=fields)
        seen = {
            "likes": inner(inner(found, "reactions"), "summary").get("total_count"),
            "comments": inner(inner(found, "comments"), "summary").get("total_count"),
            "shares": inner(found, "shares").get("count"),
        }
        return {name: number for name, told in seen.items() if (number := count(told)) is not None}

    def quota(self, access: Access) -> Quota | None:
        """None: it names none."""
        return None

    def identity(self, access: Access) -> Identity:
        """Which Page's token it is; a Page without a handle is called by its name. Raises Refused."""
        return self.graph.whose(access, "id", "username", "name")

    def _uploaded(self, access: Access, picture: Picture) -> str:
        # The parameter of the description is not in their reference; one that is not known is ignored.
        alt_text = {"alt_text_custom": picture.alt_text} if picture.alt_text else {}
        found = self.graph.call(
            "POST",
            access,
            access.account_remote_id,
            "photos",
            data={"published": "false", **alt_text},
            files={"source": ("image.jpg", picture.jpeg, "image/jpeg")},
        )
        return ident(found.get("id"), repeatable=True)
