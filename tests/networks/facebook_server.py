"""A test server of Facebook Pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import jsonify, request

from tests.networks.kit import Fetched, Posted, Unfetchable, examine, serving
from tests.networks.meta_server import Account, Meta, MetaError, no_object, stamp

BYTES_MOST = 4_000_000
# An upload that nobody posts is thrown away.
UPLOAD_LIFE = timedelta(hours=24)


@dataclass
class Upload:
    """A picture that is not shown; ``used`` once it is part of a post."""

    page: str
    picture: Fetched
    alt_text: str
    made: datetime
    used: bool = False


class FacebookServer(Meta):
    """Pages, each with people who may post to it."""

    name = "facebook"
    # A Page's token names no end.
    token_life = None

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, Upload] = {}
        # Which Pages a person sees, each with what they may do there.
        self.pages: dict[str, dict[str, list[str]]] = {}
        self.on("POST", "/<version>/<page>/photos", "photos", self.photos)
        self.on("POST", "/<version>/<page>/feed", "publish", self.feed)
        self.on("GET", "/<version>/<page>/published_posts", "list", self.listed)
        self.on("GET", "/<version>/me", "me", self.me)
        self.on("GET", "/<version>/me/accounts", "pages", self.accounts_of)
        self.on("GET", "/<version>/<post>", "read", self.read)
        self.on("DELETE", "/<version>/<post>", "delete", self.delete)
        self.on("GET", "/<version>/dialog/oauth", "sign_in", self.sign_in_page)
        self.on("GET", "/<version>/oauth/access_token", "token", self.token)

    def person(self, **tasks: list[str]) -> str:
        """Somebody who may do the tasks at the Pages, by their handles; who signs in from now on."""
        person, by_handle = self.number(), {each.handle: each.id for each in self.accounts.values()}
        self.pages[person] = {by_handle[handle]: able for handle, able in tasks.items()}
        self.signs_in = person
        return person

    # --------------------------------------------------------------------------------------------------- calls
    def photos(self, version: str, page: str) -> Any:
        """Take a picture in without showing it; with ``published`` it would be a post at once."""
        self.own(page)
        file = request.files.get("source")
        if file is None:
            raise MetaError(324, 0, "Requires upload file")
        body = file.read()
        try:
            picture = examine(body)
        except Unfetchable as error:
            raise MetaError(100, 2_069_019, "Invalid file.") from error
        if len(body) > BYTES_MOST or picture.format not in ("JPEG", "PNG"):
            raise MetaError(100, 1_366_046, "Photos should be smaller than 4 MB and saved as JPG, PNG.")
        ident = self.number()
        alt_text = request.form.get("alt_text_custom", "")
        self.uploads[ident] = Upload(page, picture, alt_text, self.ground.clock.now())
        if request.form.get("published", "true") != "false":
            return jsonify({"id": ident, "post_id": self._post(page, "", [self.uploads[ident]])})
        return jsonify({"id": ident})

    def feed(self, version: str, page: str) -> Any:
        """Post a text with pictures that were taken in before."""
        self.own(page)
        message = request.form.get("message", "")
        ids: list[str] = []
        with suppress(ValueError, TypeError, KeyError):
            ids = [each["media_fbid"] for each in json.loads(request.form.get("attached_media", "[]"))]
        with self.ground.lock:
            found = [self.uploads.get(each) for each in ids]
            old = self.ground.clock.now() - UPLOAD_LIFE
            pictures = [each for each in found if each and each.page == page and each.made > old]
            if len(pictures) != len(found) or not (message or found):
                raise MetaError(100, 0, "Invalid parameter: attached_media")
            if any(each.used for each in pictures):
                raise MetaError(100, 1_366_051, "These photos were already posted.")
            before = self.ground.posts_of(page)
            if before and message and before[-1].caption == message:
                raise MetaError(506, 0, "Duplicate status message")
            return jsonify({"id": self._post(page, message, pictures)})

    def listed(self, version: str, page: str) -> Any:
        """The Page's own posts."""
        self.own(page)
        since = float(request.args.get("since", "0"))
        return self.page(self.shown(each) for each in self.seen(page) if each.at.timestamp() >= since)

    def read(self, version: str, post: str) -> Any:
        """A post, with its figures where they are asked for."""
        found = self._own_post(post)
        told = self.figures.get(post, {})
        every = self.shown(found)
        for name in ("reactions", "comments"):
            if name in told:
                every[name] = {"data": [], "summary": {"total_count": told[name]}}
        if "shares" in told:
            every["shares"] = {"count": told["shares"]}
        wanted = {each.split(".")[0] for each in request.args.get("fields", "id").split(",")}
        return jsonify({key: value for key, value in every.items() if key in wanted or key == "id"})

    def delete(self, version: str, post: str) -> Any:
        """Take a post down."""
        self._own_post(post)
        self.ground.take_down(post)
        return jsonify({"success": True})

    def me(self, version: str) -> Any:
        """Which Page's token it is."""
        found = self.accounts.get(self.who())
        if found is None:
            return jsonify({"id": self.who(), "name": "Orang"})
        return jsonify(_page_fields(found))

    def accounts_of(self, version: str) -> Any:
        """A person's Pages, each with a token."""
        pages = self.pages.get(self.who(), {})
        return self.page(
            {**_page_fields(self.accounts[each]), "tasks": tasks, "access_token": self.give_token(each)}
            for each, tasks in pages.items()
        )

    def token(self, version: str) -> Any:
        """A code, or a person's short token, for a token of theirs."""
        if not self.client_known():
            raise MetaError(101, 0, "Error validating client secret.")
        if request.args.get("grant_type") == "fb_exchange_token":
            person, long = self.holder(request.args.get("fb_exchange_token", "")).account, True
        else:
            person, long = self.open_code().account, False
        if not person:
            raise MetaError(100, 36_009, "This authorization code has been used.")
        return self.token_answer(self.give_token(person, long=long))

    # -------------------------------------------------------------------------------------------------- inside
    def shown(self, post: Posted) -> dict[str, Any]:
        """A post as its list shows it."""
        link = f"https://www.facebook.com/{post.id.replace('_', '/posts/')}"
        message = {"message": post.caption} if post.caption else {}
        return {"id": post.id, **message, "created_time": stamp(post.at), "permalink_url": link}

    def _post(self, page: str, message: str, pictures: list[Upload]) -> str:
        for each in pictures:
            each.used = True
        hashes = tuple(each.picture.sha256 for each in pictures)
        alt_texts = tuple(each.alt_text for each in pictures)
        kind = "CAROUSEL" if len(pictures) > 1 else "IMAGE"
        posted = Posted(
            f"{page}_{self.number()}", page, message, hashes, alt_texts, kind, self.ground.clock.now()
        )
        self.ground.posts.append(posted)
        return posted.id

    def _own_post(self, post: str) -> Posted:
        for each in self.ground.posts_of(self.who()):
            if each.id == post:
                return each
        raise no_object(post)


def _page_fields(page: Account) -> dict[str, str]:
    return {
        "id": page.id,
        "name": page.name,
        "username": page.handle,
        "link": f"https://www.facebook.com/{page.handle}",
    }


@contextmanager
def facebook() -> Iterator[FacebookServer]:
    """Serve it until the block ends."""
    server = FacebookServer()
    with serving(server.ground):
        yield server
