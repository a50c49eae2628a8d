"""The sites on which accounts are that a person shares to by hand: their addresses, and what a post's looks like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidence.core.words import N_

# Any other site: its addresses are taken as they are.
OTHER = "other"


@dataclass(frozen=True)
class Site:
    """``posts`` has each host by which links are kept, with what the address of one post looks like there, as against
    a profile; its group ``owner`` is the account, where it shows. ``others`` are hosts that are kept as one of these.
    ``profile`` comes before the handle, and is "" where an account's address does not follow from it.
    """

    label: str
    profile: str
    posts: Mapping[str, str]
    others: Mapping[str, str]


SITES = {
    "instagram": Site(
        "Instagram",
        "https://www.instagram.com/",
        {"www.instagram.com": r"/(?:share/|(?P<owner>[^/]+)/)?(?:p|reel|reels|tv)/.+"},
        {"instagram.com": "www.instagram.com"},
    ),
    "facebook": Site(
        "Facebook",
        "https://www.facebook.com/",
        {
            "www.facebook.com": r"/(?!people/|pages/)[^/?]+/.+|/[^/?]+\?(?:.+&)?(?:story_fbid|fbid|v)=.+",
            "fb.watch": r"/.+",
        },
        {"facebook.com": "www.facebook.com"},
    ),
    "threads": Site(
        "Threads",
        "https://www.threads.com/@",
        {"www.threads.com": r"/@(?P<owner>[^/]+)/post/.+"},
        {"threads.com": "www.threads.com", "threads.net": "www.threads.com"},
    ),
    "x": Site("X", "https://x.com/", {"x.com": r"/(?P<owner>[^/]+)/status/.+"}, {"twitter.com": "x.com"}),
    "tiktok": Site(
        "TikTok",
        "https://www.tiktok.com/@",
        {
            "www.tiktok.com": r"/@(?P<owner>[^/]+)/(?:photo|video)/.+|/t/.+",
            "vt.tiktok.com": r"/.+",
            "vm.tiktok.com": r"/.+",
        },
        {"tiktok.com": "www.tiktok.com"},
    ),
    "youtube": Site(
        "YouTube",
        "https://www.youtube.com/@",
        {"www.youtube.com": r"/watch\?v=.+|/(?:shorts|live|post)/.+", "youtu.be": r"/.+"},
        {"youtube.com": "www.youtube.com"},
    ),
    "whatsapp": Site(N_("Saluran WhatsApp"), "", {"whatsapp.com": r"/channel/[^/]+/.+"}, {}),
    "telegram": Site("Telegram", "https://t.me/", {"t.me": r"/(?:c/\d+|s/[^/]+|(?P<owner>[^/]+))/\d+.*"}, {}),
    "bluesky": Site(
        "Bluesky", "https://bsky.app/profile/", {"bsky.app": r"/profile/(?P<owner>[^/]+)/post/.+"}, {}
    ),
    OTHER: Site(N_("Situs lain"), "", {}, {}),
}

# Prefixes of the same sites for phones and older pages; before t.me stands the name of an account.
_SAME = re.compile(r"^(?:www|m|web|mobile|mbasic)\.(?!t\.me$)")
_KEPT = {
    host: (name, kept)
    for name, site in SITES.items()
    for host, kept in {**{each: each for each in site.posts}, **site.others}.items()
}
# Every host by which a site of these is known.
HOSTS = tuple(_KEPT)


def known(host: str) -> tuple[str, str] | None:
    """The site to which that host belongs, and the host by which its links are kept; None for a host of no site."""
    return _KEPT.get(host) or _KEPT.get(_SAME.sub("", host))
