"""Reads a JPEG's size from its header, and nothing else: decoding what strangers send is a way to choke."""

# Markers that stand alone, without a length: restart markers and the temporary one.
_BARE = {0x01, *range(0xD0, 0xD8)}
# Start-of-frame markers. C4, C8 and CC of that range mean tables and extensions.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class NotJpeg(ValueError):
    """The bytes are not a whole JPEG."""


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises NotJpeg when it is another format, is cut off, or says nonsense."""
    if not data.startswith(b"\xff\xd8\xff") or not data.endswith(b"\xff\xd9"):
        raise NotJpeg("start or end is missing")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise NotJpeg("a marker is missing")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker in (0xD9, 0xDA):
            break
        else:
            length = int.from_bytes(data[at + 2 : at + 4])
            if marker in _FRAMES and at + 9 <= len(data):
                height, width = int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 7 : at + 9])
                if not width or not height:
                    raise NotJpeg("an empty picture")
                return width, height
            # A length counts its own two bytes, so a smaller one would send this loop round in place.
            if length < 2:
                raise NotJpeg("a length is wrong")
            at += 2 + length
    raise NotJpeg("no frame before the picture data")
