"""What stands on the page of a board."""

import re
from collections.abc import Mapping
from html import unescape


def numbers_of(page: str) -> Mapping[str, int]:
    """Each list's address with the number that stands in its link."""
    found = {}
    for href, body in re.findall(r'<a[^>]* href="(/papan/[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL):
        plain = re.sub(r"<[^>]+>", " ", body).strip()
        if number := re.match(r"[\d.]+", plain):
            found[unescape(href)] = int(number[0].replace(".", ""))
    return found
