"""What a file says about how it was made: XMP, Content Credentials, and what programs write. Nothing is decoded.

Marks are looked for in the bytes as they are, wherever a format keeps them, so that all formats are read alike.
"""

import re
from typing import Any

from PIL import Image

from evidence.adapters.imaging import exif
from evidence.adapters.imaging.decode import opened
from evidence.adapters.imaging.reasons import Unreadable
from evidence.core.text import holdable

# Raised whenever the same bytes may be told of otherwise.
MARKS_VERSION = 1
MOST_BYTES = 16 * 1024 * 1024
_MOST_NAMES, _LONGEST = 12, 80

_KIND = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})", re.IGNORECASE)
# The box of a store of Content Credentials names itself by this number (C2PA 2.1, section 11.1).
_CREDENTIALS = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
_XMP_TOOL = re.compile(rb"(?:CreatorTool|softwareAgent|photoshop:Credit)(?:>|\s*=\s*[\"'])([^<\"']{2,80})")
# In Content Credentials a key is followed by its text: below 24 bytes the length stands in the first byte, else in a
# second one (RFC 8949, section 3.1).
_CBOR_KEY = re.compile(rb"(?:claim_generator|softwareAgent)([\x62-\x77]|\x78.)", re.DOTALL)
_PNG_TEXT = re.compile(
    rb"(?:tEXt|iTXt|zTXt)(parameters|prompt|workflow|sd-metadata|Software)\x00([\x20-\x7e]{0,80})"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def marked(data: bytes) -> dict[str, Any]:
    """The marks of a file as plain JSON: ``version``, ``camera``, ``exposure``, ``notes``, ``software``, ``kinds``,
    ``credentials`` as in `capture.checks.base.Marks`."""
    data = data[:MOST_BYTES]
    notes = _notes(data)
    software = [
        *exif.software(notes),
        *(_text(each) for each in _XMP_TOOL.findall(data)),
        *_generators(data),
        *_of_png(data),
    ]
    return {
        "version": MARKS_VERSION,
        "camera": holdable(exif.camera(notes) or ""),
        "exposure": exif.exposure(notes),
        "notes": notes is not None and len(notes) > 0,
        "software": _some(software),
        "kinds": _some([_text(each) for each in _KIND.findall(data)]),
        "credentials": _CREDENTIALS in data,
    }


def _notes(data: bytes) -> Image.Exif | None:
    try:
        return opened(data).exif
    except Unreadable:
        return None


def _generators(data: bytes) -> list[str]:
    if _CREDENTIALS not in data:
        return []
    found = []
    for key in _CBOR_KEY.finditer(data):
        head = key.group(1)
        long = head[1] if len(head) == 2 else head[0] - 0x60
        found.append(_text(data[key.end() : key.end() + long]))
    return found


def _of_png(data: bytes) -> list[str]:
    if not data.startswith(b"\x89PNG"):
        return []
    found = _PNG_TEXT.findall(data)
    return [_text(text) if name == b"Software" else f"PNG {name.decode()}" for name, text in found]


def _text(value: bytes) -> str:
    return _CONTROL.sub(" ", value.decode("utf-8", "replace")).strip()[:_LONGEST]


def _some(found: list[str]) -> list[str]:
    return list(dict.fromkeys(holdable(each) for each in found if each))[:_MOST_NAMES]
