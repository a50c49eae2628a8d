"""Containers as Instagram and Threads keep them: made from a picture that the network really reads, looked at until
they are finished, published once, dead after a day.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import jsonify, request

from tests.networks.kit import Fetched, Posted, Unfetchable, fetch
from tests.networks.meta_server import Meta, MetaError, no_object

AGENT = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"


@dataclass
class Container:
    """One container. ``polls`` is how often it is still in progress, ``fault`` why it will have failed."""

    id: str
    account: str
    kind: str
    text: str
    alt_text: str
    made: datetime
    picture: Fetched | None
    child: bool = False
    children: list["Container"] = field(default_factory=list)
    polls: int = 0
    fault: str = ""
    post: str = ""


class ContainerNetwork(Meta):
    """The two networks; what they differ in stands in their own modules."""

    # The path of making, of publishing and of the limit; the fields of a container; the field of the text.
    edges = ("media", "media_publish", "content_publishing_limit")
    said = ("status_code", "status")
    text_field = "caption"
    quota = 100
    most_children = 10

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[str, Container] = {}
        # How often a new container is in progress when it is looked at, and why the next ones will fail.
        self.polls = 1
        self.failing: list[str] = []
        # How long an unpublished container lives, and over how long posts are counted.
        self.life, self.window = timedelta(hours=24), timedelta(hours=24)
        self.published: list[tuple[str, datetime]] = []
        make, publish, limit = self.edges
        self.on("POST", f"/<version>/<account>/{make}", "create", self.create)
        self.on("POST", f"/<version>/<account>/{publish}", "publish", self.publish)
        self.on("GET", f"/<version>/<account>/{limit}", "quota", self.room)
        self.on("GET", f"/<version>/<account>/{make}", "list", self.listed)
        self.on("GET", "/<version>/<post>/insights", "insights", self.insights_of)
        self.on("GET", "/<version>/me", "me", self.me)
        self._status = self.ground.step("status", self._account_of_call)(self.status)
        self._read = self.ground.step("read", self._account_of_call)(self.read)
        self.app.add_url_rule("/<version>/<ident>", "look", self.look, methods=["GET"])

    # ------------------------------------------------------------------------------------- what they differ in
    def unfetched(self, why: str) -> MetaError:
        """The error for a picture that cannot be read."""
        raise NotImplementedError

    def check_picture(self, picture: Fetched, kind: str) -> None:
        """Raises MetaError for one it does not take."""
        raise NotImplementedError

    def check_text(self, text: str) -> None:
        """Raises MetaError for a text it does not take."""
        raise NotImplementedError

    def shown(self, post: Posted) -> dict[str, Any]:
        """A post as its list shows it."""
        raise NotImplementedError

    def me(self, version: str) -> Any:
        """Whose token it is."""
        raise NotImplementedError

    # --------------------------------------------------------------------------------------------------- calls
    def create(self, version: str, account: str) -> Any:
        """A container of a picture, or of others."""
        self.own(account)
        told = request.get_json(silent=True) or request.values.to_dict()
        kind, text = told.get("media_type", "IMAGE"), told.get(self.text_field, "")
        if kind not in ("IMAGE", "CAROUSEL", "STORIES"):
            raise MetaError(100, 2_207_023, "Unknown media type.")
        self.check_text(text)
        children, picture = [], None
        if kind == "CAROUSEL":
            children = self._children(account, told.get("children", ""))
        else:
            picture = self._picture(told.get("image_url", ""), kind)
        child = str(told.get("is_carousel_item", "")).lower() == "true"
        if (child and text) or (kind == "STORIES" and told.get("alt_text")):
            raise MetaError(100, 0, "Param is not allowed here.")
        made = Container(
            self.number(),
            account,
            kind,
            "" if kind == "STORIES" else text,
            told.get("alt_text", ""),
            self.ground.clock.now(),
            picture,
            child=child,
            children=children,
            polls=self.polls,
        )
        with self.ground.lock:
            made.fault = self.failing.pop(0) if self.failing and picture else ""
            self.containers[made.id] = made
        return jsonify({"id": made.id})

    def look(self, version: str, ident: str) -> Any:
        """An object by its id: a container or a post."""
        return (self._status if ident in self.containers else self._read)(ident=ident)

    def status(self, ident: str) -> Any:
        """How a container is."""
        container = self.containers[ident]
        self.own(container.account)
        word, why = self.state(container, look=True)
        code, detail = self.said
        return jsonify({"id": ident, code: word, **({detail: why} if why else {})})

    def read(self, ident: str) -> Any:
        """A post."""
        account = self.who()
        for post in self.ground.posts_of(account):
            if post.id == ident:
                wanted = request.args.get("fields", "id").split(",")
                every = {**self.shown(post), **self.figures.get(ident, {})}
                return jsonify({key: value for key, value in every.items() if key in wanted or key == "id"})
        raise no_object(ident)

    def publish(self, version: str, account: str) -> Any:
        """Post a container, once."""
        self.own(account)
        told = request.get_json(silent=True) or request.values.to_dict()
        with self.ground.lock:
            container = self.containers.get(told.get("creation_id", ""))
            if container is None or container.account != account or container.child:
                raise MetaError(24, 2_207_008, "The requested resource does not exist.")
            word, _why = self.state(container, look=False)
            if word == "PUBLISHED":
                # Nobody has told what they really answer; the test of a second publish is that nothing is posted.
                raise MetaError(100, 0, "The media has been published already.")
            if word == "EXPIRED":
                raise MetaError(-2, 2_207_020, "The media has expired.")
            if word != "FINISHED":
                raise MetaError(9007, 2_207_027, "Media ID is not available.")
            if self.used(account) >= self.quota:
                raise MetaError(9, 2_207_042, "Application request limit reached.")
            return jsonify({"id": self._post(container)})

    def room(self, version: str, account: str) -> Any:
        """What is left of the quota."""
        self.own(account)
        config = {"quota_total": self.quota, "quota_duration": round(self.window.total_seconds())}
        return jsonify({"data": [{"quota_usage": self.used(account), "config": config}]})

    def listed(self, version: str, account: str) -> Any:
        """The account's posts."""
        self.own(account)
        return self.page(self.shown(each) for each in self.seen(account) if each.kind != "STORIES")

    def insights_of(self, version: str, post: str) -> Any:
        """Figures of a post."""
        if post not in [each.id for each in self.ground.posts_of(self.who())]:
            raise no_object(post)
        return self.insights(post)

    # -------------------------------------------------------------------------------------------------- inside
    def state(self, container: Container, *, look: bool) -> tuple[str, str]:
        """Its word and why; a ``look`` brings it on."""
        if container.post:
            return "PUBLISHED", ""
        if self.ground.clock.now() - container.made >= self.life:
            return "EXPIRED", ""
        if container.polls > 0:
            container.polls -= 1 if look else 0
            return "IN_PROGRESS", ""
        return ("ERROR", container.fault) if container.fault else ("FINISHED", "")

    def used(self, account: str) -> int:
        """Posts of the last 24 hours, also of those that were taken down."""
        since = self.ground.clock.now() - self.window
        return sum(1 for whose, at in self.published if whose == account and at > since)

    def _post(self, container: Container) -> str:
        pictures = container.children or [container]
        now, ident = self.ground.clock.now(), self.number()
        container.post = ident
        self.published.append((container.account, now))
        self.ground.posts.append(
            Posted(
                ident,
                container.account,
                container.text,
                tuple(each.picture.sha256 for each in pictures if each.picture),
                tuple(each.alt_text for each in pictures),
                container.kind,
                now,
            )
        )
        return ident

    def _picture(self, url: str, kind: str) -> Fetched:
        try:
            found = fetch(url, AGENT)
        except Unfetchable as error:
            raise self.unfetched(str(error)) from error
        self.check_picture(found, kind)
        return found

    def _children(self, account: str, told: str) -> list[Container]:
        found = [self.containers.get(each) for each in told.split(",")]
        children = [each for each in found if each and each.child and each.account == account]
        if len(children) != len(found) or not 2 <= len(children) <= self.most_children:
            raise MetaError(100, 2_207_028, "The number of children is not allowed.")
        for each in children:
            if self.state(each, look=False)[0] != "FINISHED":
                raise MetaError(9007, 2_207_027, "A child is not ready.")
        return children
