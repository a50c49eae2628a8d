"""What a stranger types into the public list: a unit's name, an account's, or a link. Pure.

This page exists against false accounts, so a link is confirmed only where it is the very link of a profile: the
network's true host, the whole path, and nothing around them. Whatever else it holds only finds whom it imitates.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

from evidence.accounts.handles import plain, same
from evidence.accounts.registry.places import address
from evidence.adapters.networks.links import LINK_MOST, check_profile, site_of
from evidence.adapters.networks.sites import HOSTS, OTHER
from evidence.core.errors import Invalid

# As many signs of it are read.
MOST = LINK_MOST
# A stroke alone makes no link: people write "RT 01/RW 02". A network's host does, wherever it stands.
_LINK = re.compile(r"://|[.:@%]\S*[/\\]|^[/\\]{2}")
_HOST = re.compile(rf"(?<![a-z0-9-])(?:{'|'.join(map(re.escape, HOSTS))})(?![a-z0-9-])")
_KINDS = {"kel": "kelurahan", "kelurahan": "kelurahan", "kec": "kecamatan", "kecamatan": "kecamatan"}
# Names that people write otherwise than the decree, in more than a blank.
_SPELLINGS = {"stabelan": "setabelan"}


@dataclass(frozen=True)
class Name:
    """A unit as it was typed: its kind, "" where none was told, and its name without blanks and stops."""

    kind: str
    squeezed: str


def is_link(words: str) -> bool:
    """Whether that was meant as the link of something."""
    return _LINK.search(words) is not None or _HOST.search(words.lower()) is not None


def is_account(words: str) -> bool:
    """Whether that can only have been meant as an account or its link, and not as a unit."""
    return is_link(words) or "@" in words or re.fullmatch(r"\S+[._]\S+", words) is not None


def name(words: str) -> Name:
    """The unit that was meant, its kind in full wherever it stands: "Kel. Mojo", "Jebres Kecamatan"."""
    kind, rest = "", ""
    for word in re.split(r"[\s.,]+", words.lower()):
        known = _KINDS.get(word, "")
        if known and kind and rest:
            # Another unit begins: the one above it.
            break
        kind, rest = (known or kind), rest if known else rest + word
    for written, official in _SPELLINGS.items():
        rest = rest.replace(written, official)
    return Name(kind, rest)


def handles(words: str) -> Collection[str]:
    """The handles that may be meant, in small letters: what was typed, and for a link every piece of it."""
    found = {plain(words).lower()}
    if is_link(words):
        text = unquote(words).lower()
        found |= {*re.findall(r"[\w.-]+", text), *re.findall(r"[\w-]+", text)}
    return found - {""}


def profile(link: str) -> str:
    """The link of a profile in the one form in which it is kept; "" where it is anything but that."""
    # A browser reads what is no ASCII, and a stroke the other way, otherwise than we do; and what was cut off may lead
    # anywhere.
    if not link.isascii() or re.search(r"[\s\\]", link) or len(link) >= MOST:
        return ""
    try:
        return check_profile(re.sub(r"^http://", "https://", link, flags=re.IGNORECASE), OTHER)
    except Invalid:
        return ""


def is_of(words: str, place: str, handle: str, link: str) -> bool:
    """Whether the pasted link is that of the account ``handle`` in ``place``, whose page is ``link``."""
    asked = profile(words)
    if not asked:
        return False
    # No network tells capitals of a handle apart; of the numbers in other links some do.
    return asked == profile(link) or asked.lower() == profile(address(place, handle)).lower()


def is_at_a_network(words: str) -> bool:
    """Whether the pasted link leads to a network that is known here: what it names there may be anybody's."""
    link = profile(words)
    return bool(link) and site_of(link) != OTHER


def is_called(words: str, handle: str) -> bool:
    """Whether an account's handle was typed."""
    return bool(handle) and same(words, handle)
