"""Sharing by hand: a person posts and pastes the link back. No call is made; the link is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from evidence.adapters.networks.base import (
    Access,
    Identity,
    Limits,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
    characters,
)
from evidence.core.errors import Invalid
from evidence.core.words import N_

LINK_MOST = 500
LIMITS = Limits(texts=characters(2200), image_bytes=8 * 1024 * 1024)

# Hosts whose links we know, each with the name we keep it under.
HOSTS = {
    "instagram.com": "www.instagram.com",
    "facebook.com": "www.facebook.com",
    "fb.watch": "fb.watch",
    "threads.net": "www.threads.com",
    "threads.com": "www.threads.com",
    "x.com": "x.com",
    "twitter.com": "x.com",
    "tiktok.com": "www.tiktok.com",
    "vt.tiktok.com": "vt.tiktok.com",
    "vm.tiktok.com": "vm.tiktok.com",
    "youtube.com": "www.youtube.com",
    "youtu.be": "youtu.be",
    "t.me": "t.me",
    "bsky.app": "bsky.app",
    "whatsapp.com": "whatsapp.com",
}
# What the address of one post looks like on each site, as against a profile; ``owner`` is the account,
# where it shows.
POSTS = {
    "www.instagram.com": r"/(?:share/|(?P<owner>[^/]+)/)?(?:p|reel|reels|tv)/.+",
    "www.facebook.com": r"/(?!people/|pages/)[^/?]+/.+|/[^/?]+\?(?:.+&)?(?:story_fbid|fbid|v)=.+",
    "fb.watch": r"/.+",
    "www.threads.com": r"/@(?P<owner>[^/]+)/post/.+",
    "x.com": r"/(?P<owner>[^/]+)/status/.+",
    "www.tiktok.com": r"/@(?P<owner>[^/]+)/(?:photo|video)/.+|/t/.+",
    "vt.tiktok.com": r"/.+",
    "vm.tiktok.com": r"/.+",
    "www.youtube.com": r"/watch\?v=.+|/(?:shorts|live|post)/.+",
    "youtu.be": r"/.+",
    "t.me": r"/(?:c/\d+|s/[^/]+|(?P<owner>[^/]+))/\d+.*",
    "bsky.app": r"/profile/(?P<owner>[^/]+)/post/.+",
    "whatsapp.com": r"/channel/[^/]+/.+",
}
# Prefixes of the same sites for phones and older pages.
_SAME = re.compile(r"^(?:www|m|web|mobile|mbasic)\.")
# What names a post inside a query; the rest of a query only says who shared the link.
_MEANT = {"story_fbid", "id", "fbid", "v"}
_PATH = re.compile(r"(?:/[A-Za-z0-9@._~:!$&'()*+,;=%-]+)+")


@dataclass(frozen=True)
class ByHand:
    """A way out that always exists. Its limits are those of the strictest picture network."""

    name: str = "by_hand"
    label: str = N_("Bagikan sendiri")
    by_hand: bool = True
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = False
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Always Refused: a person posts."""
        raise _by_a_person()

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Always Refused: a person posts."""
        raise _by_a_person()

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """None: there is nothing to look at."""
        return None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """None: the person pastes it."""
        return None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Always Refused: a person takes it down."""
        raise _by_a_person()

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Nothing that we could ask."""
        return {}

    def quota(self, access: Access) -> Quota | None:
        """None: nobody counts."""
        return None

    def identity(self, access: Access) -> Identity:
        """As the person said."""
        return Identity(access.account_remote_id, access.handle)


def _by_a_person() -> Refused:
    return Refused(N_("dibagikan oleh orang"), Remedy.FAIL)


def check_link(url: str, handle: str = "") -> str:
    """The pasted link in one form: https, known host, no tracking, no fragment.

    Raises Invalid with a sentence for the field ``link`` when it is no https address, too long, of an
    unknown site, no single post, or names another account than ``handle``. Whether the post exists is not
    asked.
    """
    given = url.strip()
    if not given:
        raise _invalid(N_("Tempel tautan unggahan."))
    if len(given) > LINK_MOST:
        raise _invalid(N_("Tautan terlalu panjang, batasnya %(most)s huruf."), most=LINK_MOST)
    if "://" not in given:
        given = f"https://{given}"
    host, path, query = _parts(given)
    kept = urlencode([(name, value) for name, value in parse_qsl(query) if name in _MEANT])
    address = f"{path}?{kept}" if kept else path
    post = re.fullmatch(POSTS[host], address)
    if post is None:
        raise _invalid(N_("Tautan itu bukan tautan satu unggahan. Buka unggahannya, lalu salin tautannya."))
    owner, wanted = post.groupdict().get("owner"), handle.strip().removeprefix("@").lower()
    if owner and wanted and not _same_owner(owner.lower(), wanted):
        raise _invalid(N_("Tautan itu dari akun %(found)s, bukan %(wanted)s."), found=owner, wanted=wanted)
    return f"https://{host}{address}"


def _same_owner(found: str, wanted: str) -> bool:
    # Bluesky writes the handle with its server behind it, or an opaque id that says nothing about the handle.
    return found == wanted or found.startswith((f"{wanted}.", "did:"))


def _parts(link: str) -> tuple[str, str, str]:
    """Host as we keep it, path without a trailing stroke, query. Raises Invalid."""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _invalid(N_("Tautan itu tidak dapat dibaca.")) from None
    if parts.scheme.lower() != "https":
        raise _invalid(N_("Tautan harus diawali https://"))
    # Whoever writes a name or a port before the path wants the address to look like another one.
    if port is not None or "@" in parts.netloc:
        raise _invalid(N_("Tautan itu tidak dapat dibaca."))
    if "." not in host:
        raise _invalid(N_("Itu bukan tautan. Buka unggahannya, lalu salin tautannya."))
    known = HOSTS.get(host) or HOSTS.get(_SAME.sub("", host))
    if known is None:
        raise _invalid(
            N_("Situs %(host)s tidak dikenal. Tempel tautan dari media sosial unit."),
            host=host[:80],
        )
    path = parts.path.rstrip("/")
    if path and not _PATH.fullmatch(path):
        raise _invalid(N_("Tautan itu tidak dapat dibaca."))
    return known, path, parts.query


def _invalid(text: str, **params: object) -> Invalid:
    return Invalid(text, {"link": text}, **params)
