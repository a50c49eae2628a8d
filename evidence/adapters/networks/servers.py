"""The address of a server that a person names, for networks that live on many."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from evidence.core.errors import Invalid
from evidence.core.hosts import LOOPBACK, addresses_of, is_plain_name, is_public
from evidence.core.words import N_


def checked(
    server: str, *, loopback: bool = False, look_up: Callable[[str], Sequence[str]] = addresses_of
) -> str:
    """The base URL of the server a person named, as "mastodon.social" or with https:// before it.

    A stranger's word must not make us call what only we can reach: a machine beside us, or the address from which
    a cloud hands out its keys. So the name has to be a plain one, on the usual port, and every address it has must
    be public. A name that moves inside later gains nothing, as whoever answers there has no certificate for it and
    hears no word of ours. ``loopback`` also takes http:// and a port on this machine; tests and practice set it,
    and nothing else.

    Raises Invalid naming the field ``server``.
    """
    given = server.strip().rstrip("/").lower()
    if not given:
        raise _invalid(N_("Isi alamat server, misalnya mastodon.social."))
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        raise _invalid(N_("Alamat server itu tidak dapat dibaca.")) from None
    bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if (
        loopback
        and bare
        and parts.netloc.rpartition(":")[0] in LOOPBACK
        and parts.scheme in ("http", "https")
    ):
        return f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https":
        raise _invalid(N_("Alamat server harus diawali https://"))
    if not bare or port not in (None, 443) or not is_plain_name(host):
        raise _invalid(N_("Tulis alamat servernya saja, misalnya mastodon.social."))
    addresses = look_up(host)
    if not addresses:
        raise _invalid(N_("Server %(host)s tidak ditemukan. Periksa ejaannya."), host=host)
    if not all(is_public(address) for address in addresses):
        raise _invalid(N_("Server %(host)s bukan server di internet."), host=host)
    return f"https://{host}"


def _invalid(text: str, **params: object) -> Invalid:
    return Invalid(text, {"server": text}, **params)
