"""A test server of Instagram, with Instagram Login."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import jsonify, request

from tests.networks.kit import Fetched, Posted, serving
from tests.networks.meta_containers import ContainerNetwork
from tests.networks.meta_server import MetaError, stamp

BYTES_MOST = 8 * 1024 * 1024


class InstagramServer(ContainerNetwork):
    """Its own limits and words."""

    name = "instagram"

    def __init__(self) -> None:
        super().__init__()
        # Whether this sign-in may read captions, which their reference leaves open.
        self.captions_readable = True
        self.on("GET", "/<version>/<account>/stories", "list", self.stories)
        self.on("GET", "/oauth/authorize", "sign_in", self.sign_in_page)
        self.on("POST", "/oauth/access_token", "token", self.token)
        self.on("GET", "/access_token", "exchange", lambda: self.exchange("ig_exchange_token"))
        self.on("GET", "/refresh_access_token", "renew", lambda: self.renew("ig_refresh_token"))

    def unfetched(self, why: str) -> MetaError:
        """The error for a picture that cannot be read."""
        if why == "size":
            return MetaError(36_000, 2_207_004, "The image is too large to download.")
        if why == "type":
            return MetaError(36_001, 2_207_005, "The image format is not supported.")
        return MetaError(9004, 2_207_052, "The media could not be fetched from this URI.")

    def check_picture(self, picture: Fetched, kind: str) -> None:
        """Raises MetaError for one it does not take."""
        if picture.size > BYTES_MOST:
            raise self.unfetched("size")
        if picture.format != "JPEG":
            raise self.unfetched("type")
        if kind != "STORIES" and not 0.8 <= picture.width / picture.height <= 1.91:
            raise MetaError(36_003, 2_207_009, "The submitted image's aspect ratio is not supported.")

    def check_text(self, text: str) -> None:
        """Raises MetaError for a caption it does not take."""
        if len(text) > 2200 or text.count("#") > 30:
            raise MetaError(36_004, 2_207_010, "The caption was too long.")
        if text.count("@") > 20:
            raise MetaError(100, 2_207_040, "Cannot use more than 20 tags.")

    def shown(self, post: Posted) -> dict[str, Any]:
        """A post as its list shows it."""
        caption = {"caption": post.caption} if post.caption and self.captions_readable else {}
        link = f"https://www.instagram.com/p/{post.id}/"
        return {"id": post.id, **caption, "timestamp": stamp(post.at), "permalink": link}

    def me(self, version: str) -> Any:
        """Whose token it is: the id of the application's own counting is another one."""
        found = self.accounts[self.who()]
        told = {"id": f"9{found.id}", "user_id": found.id, "username": found.handle, "name": found.name}
        counts = {"followers_count": 125, "follows_count": 27, "media_count": 18}
        asked = request.args.get("fields", "id").split(",")
        return jsonify({name: value for name, value in {**told, **counts}.items() if name in ("id", *asked)})

    def stories(self, version: str, account: str) -> Any:
        """The account's stories."""
        self.own(account)
        return self.page(self.shown(each) for each in self.seen(account) if each.kind == "STORIES")

    def token(self) -> Any:
        """A code for a token of an hour, in this host's own form."""
        if not self.client_known():
            return _refusal("Invalid platform app")
        code = self.open_code()
        if not code.account or request.form.get("grant_type") != "authorization_code":
            return _refusal("This authorization code has been used")
        token = self.give_token(code.account, long=False)
        told = {"access_token": token, "user_id": code.account, "permissions": code.scopes}
        return jsonify({"data": [told]})


def _refusal(words: str) -> Any:
    answer = jsonify({"error_type": "OAuthException", "code": 400, "error_message": words})
    answer.status_code = 400
    return answer


@contextmanager
def instagram() -> Iterator[InstagramServer]:
    """Serve it until the block ends."""
    server = InstagramServer()
    with serving(server.ground):
        yield server
