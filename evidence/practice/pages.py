"""What followers would see: the feed, an account, a post. No script, nothing from elsewhere."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from evidence.practice.context import practice
from evidence.practice.store import Account, Post

blueprint = Blueprint("pages", __name__)

FEED_POSTS = 20
PROFILE_POSTS = 60


def _before() -> int | None:
    given = request.args.get("sebelum", "")
    # Eighteen digits always fit the database's number; anything else is no page of ours.
    if given and not (given.isascii() and given.isdigit() and len(given) <= 18):
        abort(404)
    return int(given) if given else None


def _page(account: Account | None, most: int) -> tuple[list[Post], int | None]:
    """Posts of one page, and where the next page begins if there is one."""
    found = practice().store.posts(account.id if account else None, before=_before(), limit=most + 1)
    return found[:most], found[most - 1].number if len(found) > most else None


@blueprint.get("/")
def feed() -> str:
    """Posts of all practice accounts, newest first."""
    posts, older = _page(None, FEED_POSTS)
    return render_template("practice/feed.html", posts=posts, older=older)


@blueprint.get("/<handle:handle>")
def profile(handle: str) -> str:
    """One account and its pictures."""
    account = practice().store.account_named(handle)
    if account is None:
        abort(404)
    posts, older = _page(account, PROFILE_POSTS)
    return render_template("practice/profile.html", account=account, posts=posts, older=older)


@blueprint.get("/p/<ident:post_id>")
def post(post_id: str) -> str:
    """One post by itself: the permalink."""
    found = practice().store.post(post_id)
    if found is None or found.deleted:
        abort(404)
    practice().counts.viewed(post_id)
    return render_template("practice/post.html", post=found)


@blueprint.get("/media/<ident:post_id>.jpg")
def image(post_id: str) -> Response:
    """The picture of a post, as it was received."""
    data = practice().store.image(post_id)
    if data is None:
        abort(404)
    response = make_response(data)
    response.content_type = "image/jpeg"
    # Short, because a post that is taken down must not live on in a browser for long.
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
