"""A post's text as X gives it back, compared with what was sent."""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# The link to its own pictures that the network puts behind a text.
_OWN_PICTURE = re.compile(r"https?://(?:www\.)?(?:twitter|x)\.com/[^/]+/status/\d+/photo/\d+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LAST_STROKE = re.compile(r"/(?=\s|$)")


def says(post: Mapping[str, Any], caption: str) -> bool:
    """Whether the post's text is the caption, once its short links are what they stand for."""
    text, entities = post.get("text"), post.get("entities")
    if not isinstance(text, str):
        return False
    found = entities.get("urls") if isinstance(entities, dict) else None
    said = ""
    for each in found if isinstance(found, list) else []:
        short, long = (each.get("url"), each.get("expanded_url")) if isinstance(each, dict) else (None, None)
        if isinstance(short, str) and isinstance(long, str) and short and short in text:
            before, text = text.split(short, 1)
            said += html.unescape(before) + ("" if _OWN_PICTURE.fullmatch(long) else long)
    return _composed(said + html.unescape(text)) == _composed(caption)


def _composed(text: str) -> str:
    """One form for what may be written in several: accents, ends of lines, and addresses with or without a scheme."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return _LAST_STROKE.sub("", _SCHEME.sub("", plain)).strip()
