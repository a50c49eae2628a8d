"""The practice network as those who follow an account there see it."""

from typing import Any

from tests.practice.serving import client
from tests.serving import RunningHouse


def practice_posts(served: RunningHouse, said: str) -> list[dict[str, Any]]:
    """The posts on the practice network whose caption holds ``said``."""
    with client(Authorization=f"Bearer {served.practice_key}") as http:
        found = http.get(f"{served.practice_url}/api/posts").raise_for_status().json()["posts"]
    return [post for post in found if said in post["caption"]]


def picture_of(served: RunningHouse, post: str) -> bytes:
    """The picture that followers of the practice network see."""
    with client() as http:
        return http.get(f"{served.practice_url}/media/{post}.jpg").raise_for_status().content
