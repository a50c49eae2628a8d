"""What the practice network accepts as text, and how it refuses."""

import re
from collections.abc import Mapping

from evidence.practice import jpeg
from evidence.practice.store import Picture

CAPTION_MOST = 2200
ALT_TEXT_MOST = 1000
IMAGE_BYTES_MOST = 8 * 1024 * 1024
RATIO = (0.5, 2.0)

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._]{0,39}")
# Their addresses belong to the server itself.
_RESERVED = {"api", "healthz", "latihan", "media", "p", "readyz", "static"}
# What PostgreSQL cannot store, what is no text, and the sign a decoder leaves where bytes were not UTF-8.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


class Refusal(Exception):
    """An answer that says no: a status, a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def text(fields: Mapping[str, object], name: str, most: int, *, required: bool = True) -> str:
    """The text of that name, at most ``most`` characters. Raises Refusal 400 when missing or unusable."""
    value = fields.get(name)
    if value is None or value == "":
        if required:
            raise Refusal(400, "missing_field", f"Isian {name} wajib ada.")
        return ""
    if not isinstance(value, str) or _UNUSABLE.search(value):
        raise Refusal(400, "invalid_text", f"Isian {name} bukan teks UTF-8 yang dapat dibaca.")
    if len(value) > most:
        raise Refusal(400, "text_too_long", f"Isian {name} {len(value)} huruf, batasnya {most}.")
    return value


def handle(fields: Mapping[str, object]) -> str:
    """The account name asked for, in small letters. Raises Refusal 400."""
    value = text(fields, "handle", 100).lower().removeprefix("@")
    if not _HANDLE.fullmatch(value) or value in _RESERVED:
        raise Refusal(400, "invalid_handle", "Nama akun: 1-40 huruf kecil, angka, titik atau garis bawah.")
    return value


def picture(fields: Mapping[str, object], image: bytes | None) -> Picture:
    """What is to be posted, checked. Raises Refusal 400, or 413 for an image above 8 MB."""
    caption = text(fields, "caption", CAPTION_MOST, required=False)
    alt_text = text(fields, "alt_text", ALT_TEXT_MOST, required=False)
    if not image:
        raise Refusal(400, "missing_field", "Isian image wajib ada.")
    if len(image) > IMAGE_BYTES_MOST:
        raise Refusal(413, "image_too_large", "Gambar lebih dari 8 MB.")
    try:
        width, height = jpeg.size(image)
    except jpeg.NotJpeg:
        raise Refusal(400, "image_not_jpeg", "Gambar bukan JPEG yang utuh.") from None
    if not RATIO[0] <= width / height <= RATIO[1]:
        raise Refusal(400, "image_ratio", f"Bentuk gambar {width} x {height} di luar batas 1:2 sampai 2:1.")
    return Picture(image=image, width=width, height=height, caption=caption, alt_text=alt_text)
