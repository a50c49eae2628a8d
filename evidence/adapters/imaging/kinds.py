"""What kind of picture a file is, by its first bytes; its name and what its sender says count for nothing."""

# Content types of the pictures that may be decoded, with the ending that names them.
KINDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
}
# So many bytes are enough to tell.
HEAD = 16
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def kind_of(head: bytes) -> str:
    """A key of ``KINDS``, or "" for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/avif" if head[8:12] == b"avif" else "image/heic" if head[8:12] in _HEIC else ""
    return ""
