"""A photo point's sign: the short address in it, and the picture that a phone's camera reads."""

from urllib.parse import urlsplit

import segno

from evidence.points.services import LETTERS

# A sign stands in the rain: level M still reads with about a seventh of it gone.
LEVEL = "M"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MOST = 16


def base_of(base_url: str, asked: str) -> str:
    """The beginning of an address on a sign: the house's own, unless only its own machine could open that one.

    ``asked`` is where the person who prints the sign reached the house, as ``http://192.168.1.7:8000/``.
    """
    return (asked if urlsplit(base_url).hostname in LOOPBACK else base_url).rstrip("/")


def address(base: str, code: str) -> str:
    """What the sign holds, as short as it can be: the fewer letters, the larger its squares."""
    return f"{base}/t/{code}"


def picture(told: str) -> str:
    """An SVG of the code that holds ``told``, to stand in a page; it fills what surrounds it."""
    made = segno.make(told, error=LEVEL, boost_error=False, micro=False)
    return made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)


def tidy(code: str) -> str:
    """A code as it was scanned or typed, in capitals and without what no code has."""
    return "".join(each for each in code.upper() if each in f"{LETTERS}-ILOU")[:MOST]
