"""A test server of Threads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import jsonify, request

from tests.networks.kit import Fetched, Posted, serving
from tests.networks.meta_containers import ContainerNetwork
from tests.networks.meta_server import MetaError, no_object, stamp

BYTES_MOST = 8 * 1024 * 1024
# The id of Facebook's own application, which people take for that of Threads.
FACEBOOK_CLIENT = "1234"


class ThreadsServer(ContainerNetwork):
    """Its own limits and words."""

    name = "threads"
    edges = ("threads", "threads_publish", "threads_publishing_limit")
    said = ("status", "error_message")
    text_field = "text"
    quota = 250
    most_children = 20

    def __init__(self) -> None:
        super().__init__()
        self.on("DELETE", "/<version>/<post>", "delete", self.delete)
        self.on("GET", "/oauth/authorize", "sign_in", self.sign_in_page)
        self.on("POST", "/oauth/access_token", "token", self.token)
        self.on("GET", "/access_token", "exchange", lambda: self.exchange("th_exchange_token"))
        self.on("GET", "/refresh_access_token", "renew", lambda: self.renew("th_refresh_token"))

    def unfetched(self, why: str) -> MetaError:
        """The error for a picture that cannot be read."""
        if why in ("size", "type"):
            return MetaError(36_001, 2_207_005, "The image format is not supported.")
        return MetaError(9004, 2_207_052, "The media could not be fetched from this URI.")

    def check_picture(self, picture: Fetched, kind: str) -> None:
        """Raises MetaError for one it does not take."""
        if picture.size > BYTES_MOST or picture.format not in ("JPEG", "PNG"):
            raise self.unfetched("type")
        if not 0.1 <= picture.width / picture.height <= 10:
            raise MetaError(36_003, 2_207_009, "INVALID_ASPEC_RATIO")

    def check_text(self, text: str) -> None:
        """Raises MetaError for a text it does not take; ordinary letters count one, others as their bytes."""
        if sum(len(each.encode()) if ord(each) >= 0x1F000 else 1 for each in text) > 500:
            raise MetaError(100, 0, "Param text must be at most 500 characters long.")
        if len(set(re.findall(r"https?://\S+", text))) > 5:
            raise MetaError(100, 0, "THREADS_API__LINK_LIMIT_EXCEEDED")

    def shown(self, post: Posted) -> dict[str, Any]:
        """A post as its list shows it."""
        link = f"https://www.threads.com/@{self.accounts[post.account].handle}/post/{post.id}"
        return {"id": post.id, "text": post.caption, "timestamp": stamp(post.at), "permalink": link}

    def me(self, version: str) -> Any:
        """Whose token it is."""
        found = self.accounts[self.who()]
        return jsonify({"id": found.id, "username": found.handle, "name": found.name})

    def delete(self, version: str, post: str) -> Any:
        """Take a post down."""
        if post not in [each.id for each in self.ground.posts_of(self.who())]:
            raise no_object(post)
        self.ground.take_down(post)
        return jsonify({"success": True, "deleted_id": post})

    def token(self) -> Any:
        """A code for a token of an hour."""
        if request.form.get("client_id") == FACEBOOK_CLIENT:
            raise MetaError(100, 4_476_002, "An unknown error has occurred.")
        if not self.client_known():
            raise MetaError(101, 0, "Error validating client secret.")
        account = self.open_code().account
        if not account or request.form.get("grant_type") != "authorization_code":
            raise MetaError(100, 36_009, "This authorization code has been used.")
        return jsonify({"access_token": self.give_token(account, long=False), "user_id": int(account)})


@contextmanager
def threads() -> Iterator[ThreadsServer]:
    """Serve it until the block ends."""
    server = ThreadsServer()
    with serving(server.ground):
        yield server
