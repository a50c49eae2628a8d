"""What an answer says to a stranger, and which of the words that no stranger may read are in it."""

import re
from collections.abc import Iterable
from html import unescape

from werkzeug.test import TestResponse

# How programs write what they say in a picture beside its pixels.
MARKS = (b"Exif", b"GPS", b"http://ns.adobe.com", b"JFIF-Comment", b"Photoshop", b"ICC_PROFILE")
SCAN = re.compile(rb"(?:[^\xff]|\xff[\x00\xd0-\xd7])*", re.DOTALL)


def beside_pixels(jpeg: bytes) -> bytes:
    """A JPEG without its compressed pixels, among which any short word turns up by chance one day.

    What follows the picture's end is kept. Raises IndexError where the bytes are no whole JPEG.
    """
    kept, at = jpeg[:2], 2
    while jpeg[at : at + 2] != b"\xff\xd9":
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        kept += jpeg[at:after]
        is_scan = jpeg[at + 1] == 0xDA
        scan = SCAN.match(jpeg, after) if is_scan else None
        at = scan.end() if scan else after
    return kept + jpeg[at:]


def leaks(words: Iterable[str], answer: TestResponse) -> list[str]:
    """The words that are in an answer's address, headers or body, in letters of either case.

    A number is found where it begins as a number does: 7.58 is not in the second 47.581 of a clock.
    """
    body = answer.get_data()
    if answer.mimetype == "image/jpeg":
        body = beside_pixels(body)
    whole = b"\n".join([answer.request.path.encode(), str(answer.headers).encode(), body])
    text = unescape(whole.decode("utf-8", "replace")).lower()
    return [each for each in words if _has(text, each.lower())]


def marks(answer: TestResponse) -> list[str]:
    """The marks of metadata that are in an answer's picture; a page has none.

    Three letters turn up in a page by chance: it holds short codes and the signature of a form's token.
    """
    if not answer.mimetype.startswith("image/"):
        return []
    body = answer.get_data()
    said = beside_pixels(body) if answer.mimetype == "image/jpeg" else body
    return [each.decode() for each in MARKS if each in said]


def _has(text: str, word: str) -> bool:
    is_number = re.fullmatch(r"\d+\.\d+", word) is not None
    return re.search(rf"(?<!\d){re.escape(word)}", text) is not None if is_number else word in text
