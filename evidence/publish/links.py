"""Links that a person pastes as proof of a publication: of its own network, and of its own account where that shows."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, urlsplit

from evidence.adapters.networks.base import Network
from evidence.adapters.networks.links import LINK_MOST, check_link
from evidence.core.errors import Invalid
from evidence.core.words import N_, Words
from evidence.publish.models import Publication

_PATH = re.compile(r"(?:/[A-Za-z0-9@._~-]+){2,}")
# Bluesky may write the account's number instead of its name, and Telegram that of a channel without one.
_NUMBERED = re.compile(r"/(?:profile/(?P<owner>[^/]+)/post|c/(?P<channel>\d+))/.+")
_UNREADABLE = N_("Tautan itu tidak dapat dibaca.")
ANOTHERS = N_("Tautan itu dari akun %(found)s, bukan %(wanted)s.")


def proof(publication: Publication, link: str, networks: Mapping[str, Network]) -> str:
    """The link in the form in which it is kept.

    Raises Invalid with a sentence for the field ``link`` when it is of another network or another account, or no link
    of one post. Whether the post exists is not asked.
    """
    network, account = networks.get(publication.network), publication.account
    if network is not None and network.by_hand:
        return check_link(link, account.handle, account.site)
    name = Words(network.label) if network else publication.network
    if network is None or not network.hosts:
        own = {urlsplit(each).netloc.lower() for each in (account.base_url, account.profile_url)}
        return _on_own_server(link, account.handle, own - {""}, name)
    # First the site: that it is another account there would only mislead.
    _check_host(urlsplit(check_link(link)).netloc, network.hosts, name)
    found = check_link(link, account.handle)
    numbered = _NUMBERED.fullmatch(urlsplit(found).path)
    if numbered and numbered["owner"]:
        _check_owner(numbered["owner"], account.handle, account.remote_id)
    if numbered and numbered["channel"]:
        _check_owner(numbered["channel"], account.handle, (account.remote_id or "").removeprefix("-100"))
    return found


def _on_own_server(link: str, handle: str, hosts: Collection[str], name: str) -> str:
    """The same for networks of many servers, whose posts stand at ``/@name/number`` or the like."""
    parts = _parts(link)
    _check_host(parts.netloc.lower(), hosts, name)
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise _invalid(N_("Tautan itu bukan tautan satu unggahan. Buka unggahannya, lalu salin tautannya."))
    first = path.split("/")[1]
    if first.startswith("@"):
        _check_owner(first[1:], handle, None)
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _parts(link: str) -> SplitResult:
    given = link.strip()
    if len(given) > LINK_MOST:
        raise _invalid(N_("Tautan terlalu panjang, batasnya %(most)s huruf."), most=LINK_MOST)
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        name = parts.hostname or ""
    except ValueError:
        raise _invalid(_UNREADABLE) from None
    # Only on this machine is there no certificate, as practice is.
    if parts.scheme != "https" and not (parts.scheme == "http" and name in ("127.0.0.1", "localhost", "::1")):
        raise _invalid(N_("Tautan harus diawali https://"))
    return parts


def _check_host(host: str, hosts: Collection[str], name: str) -> None:
    if host not in hosts:
        raise _invalid(
            N_("Tautan itu dari %(found)s. Tempel tautan unggahan di %(network)s."),
            found=host[:80], network=name,
        )  # fmt: skip


def _check_owner(found: str, handle: str, number: str | None) -> None:
    wanted = handle.strip().removeprefix("@")
    if found.lower() != wanted.lower() and found != number:
        raise _invalid(ANOTHERS, found=found[:80], wanted=wanted)


def _invalid(text: str, **params: object) -> Invalid:
    return Invalid(text, {"link": text}, **params)
