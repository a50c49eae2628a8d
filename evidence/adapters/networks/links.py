"""Links that a person pastes: brought into one form, or refused with a sentence.

Whether anything is there is not asked.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from evidence.adapters.networks.sites import OTHER, SITES, known
from evidence.core.errors import Invalid
from evidence.core.words import N_, Words

LINK_MOST = 500
# What names a post inside a query; the rest of a query only says who shared the link.
_MEANT = {"story_fbid", "id", "fbid", "v"}
_PATH = re.compile(r"(?:/[A-Za-z0-9@._~:!$&'()*+,;=%-]+)+")
# A name that ends in letters, so no number of a machine.
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_PROFILE = N_("Tempel tautan profil akun itu.")
_UNREADABLE = N_("Tautan itu tidak dapat dibaca.")
_NAMELESS = N_("Tautan itu tidak memuat nama akun. Tulis nama akunnya.")
# What stands in a link where otherwise a handle does.
_NO_HANDLES = {
    "stories", "share", "explore", "profile.php", "people", "pages", "groups", "watch", "events", "i", "home",
    "search", "hashtag", "s", "c", "joinchat", "p", "reel", "reels", "tv", "status", "photo",
    "photo.php", "story.php", "permalink.php",
}  # fmt: skip


def check_link(url: str, handle: str = "", site: str = "") -> str:
    """The pasted link of a post in one form: https, host as we keep it, no tracking, no fragment.

    ``site`` is where the account is, "" when that is not known: any site that we know will do. On OTHER any host will.
    Raises Invalid with a sentence for the field ``link`` when it is no https address, too long, of another site, no
    single post, or names another account than ``handle``.
    """
    host, path, query = _parts(url, site, N_("Tempel tautan unggahan."), "link")
    found = known(host)
    if found is None:
        # How this site names its posts nobody knows, so all of its query may be meant.
        kept = urlencode(parse_qsl(query, keep_blank_values=True))
        if not path and not kept:
            raise _no_post()
        return f"https://{host}{path}?{kept}" if kept else f"https://{host}{path}"
    name, host = found
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in _MEANT])
    address = f"{path}?{kept}" if kept else path
    post = re.fullmatch(SITES[name].posts[host], address)
    if post is None:
        raise _no_post()
    owner, wanted = post.groupdict().get("owner"), handle.strip().removeprefix("@").lower()
    if owner and wanted and not _same_owner(owner.lower(), wanted):
        text = N_("Tautan itu dari akun %(found)s, bukan %(wanted)s.")
        raise _invalid("link", text, found=owner, wanted=wanted)
    return f"https://{host}{address}"


def check_profile(url: str, site: str) -> str:
    """The pasted link of an account in one form. Raises Invalid for the field ``profile`` as `check_link` does."""
    host, path, query = _parts(url, site, _PROFILE, "profile")
    found = known(host)
    host = found[1] if found else host
    told = parse_qsl(query, keep_blank_values=True)
    # How a site that we do not know names its accounts nobody knows, so all of its query may be meant.
    kept = urlencode([(key, value) for key, value in told if found is None or key in _MEANT])
    return f"https://{host}{path}?{kept}" if kept else f"https://{host}{path}"


def site_of(url: str) -> str:
    """The site of an account's pasted link, OTHER for one that we do not know. Raises as `check_profile`."""
    found = known(_parts(url, OTHER, _PROFILE, "profile")[0])
    return found[0] if found else OTHER


def handle_of(url: str, site: str) -> str:
    """The handle that the pasted link of an account names, or that of a post which names its account.

    ``site`` may be one that is not in `sites`, whose links are those of the fediverse; "" is whichever it is.
    Raises Invalid for the field ``handle`` where the link is of another site, or tells no handle.
    """
    link = re.sub(r"^http://", "https://", url.strip(), flags=re.IGNORECASE)
    host, path, query = _parts(link, site if site in SITES else OTHER, _PROFILE, "handle")
    found = known(host)
    if found is None:
        return _elsewhere(host, path)
    if site and site not in SITES:
        raise _invalid("handle", _NAMELESS)
    name, host = found
    address = f"{path}?{query}" if query else path
    post = re.fullmatch(SITES[name].posts.get(host, ""), address)
    before = urlsplit(SITES[name].profile)
    handle = path.removeprefix(before.path).partition("/")[0] if path.startswith(before.path) else ""
    if post is not None and "owner" in post.groupdict():
        handle = post["owner"] or ""
    if not before.netloc or before.netloc != host or not handle or handle.lower() in _NO_HANDLES:
        raise _invalid("handle", _NAMELESS)
    return handle


def _elsewhere(host: str, path: str) -> str:
    found = re.fullmatch(r"/@([A-Za-z0-9_.-]+)(@[A-Za-z0-9.-]+)?(?:/.*)?", path)
    if found is None:
        raise _invalid("handle", _NAMELESS)
    return f"{found[1]}{found[2] or '@' + host}"


def _same_owner(found: str, wanted: str) -> bool:
    # Bluesky writes the handle with its server behind it, or an opaque id that says nothing about the handle.
    return found == wanted or found.startswith((f"{wanted}.", "did:"))


def _parts(url: str, site: str, nothing: str, field: str) -> tuple[str, str, str]:
    """Host, path without a trailing stroke, query; ``nothing`` is said when nothing was given. Raises Invalid."""
    link = url.strip()
    if not link:
        raise _invalid(field, nothing)
    if len(link) > LINK_MOST:
        raise _invalid(field, N_("Tautan terlalu panjang, batasnya %(most)s huruf."), most=LINK_MOST)
    if "://" not in link:
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _invalid(field, _UNREADABLE) from None
    if parts.scheme.lower() != "https":
        raise _invalid(field, N_("Tautan harus diawali https://"))
    # Whoever writes a name or a port before the path wants the address to look like another one.
    if port is not None or "@" in parts.netloc:
        raise _invalid(field, _UNREADABLE)
    if "." not in host:
        raise _invalid(field, N_("Itu bukan tautan. Buka halamannya di aplikasi, lalu salin tautannya."))
    _check_site(host, site, field)
    path = parts.path.rstrip("/")
    if path and not _PATH.fullmatch(path):
        raise _invalid(field, _UNREADABLE)
    return host, path, parts.query


def _check_site(host: str, site: str, field: str) -> None:
    found = known(host)
    if site == OTHER:
        if found is None and not _NAME.fullmatch(host):
            raise _invalid(field, _UNREADABLE)
    elif site and (found is None or found[0] != site):
        text = N_("Akun ini di %(wanted)s, sedangkan tautan itu dari %(host)s. Tempel tautan %(wanted)s.")
        raise _invalid(field, text, wanted=Words(SITES[site].label), host=host[:80])
    elif found is None:
        text = N_("Situs %(host)s tidak dikenal. Tempel tautan dari media sosial unit.")
        raise _invalid(field, text, host=host[:80])


def _no_post() -> Invalid:
    return _invalid(
        "link", N_("Tautan itu bukan tautan satu unggahan. Buka unggahannya, lalu salin tautannya.")
    )


def _invalid(field: str, text: str, **params: object) -> Invalid:
    return Invalid(text, {field: text}, **params)
