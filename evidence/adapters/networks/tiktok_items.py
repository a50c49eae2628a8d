"""What an item of TikTok's inbox is made of: a title, a text, and the addresses of its pictures."""

from evidence.adapters.networks.base import Kind, Limits, Measure, Picture, Refused, Remedy, Submission
from evidence.adapters.networks.counting import start, utf16
from evidence.adapters.networks.http import web_address
from evidence.core.words import N_

LIMITS = Limits(
    texts=(Measure(N_("karakter"), utf16, 4000),),
    image_bytes=20_000_000,
    alt_text=0,
    carousel=35,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)
# Nothing is handed over before the one call.
CONTAINER = "langsung"
TITLE_MOST = 90
# "1080p": the shorter side, and the longer one of the same format.
SHORTER_MOST, LONGER_MOST = 1080, 1920


def check(submission: Submission) -> None:
    """Whether the network will take it. Raises Refused."""
    if not 0 < len(submission.pictures) <= LIMITS.carousel:
        raise Refused(N_("jumlah gambar tidak diterima TikTok"), Remedy.FAIL)
    if utf16(submission.caption) > LIMITS.texts[0].most:
        raise Refused(N_("teks lebih panjang dari batas TikTok"), Remedy.FAIL)
    for each in submission.pictures:
        _check(each)


def item(submission: Submission) -> dict[str, object]:
    """What the call sends."""
    return {
        "media_type": "PHOTO",
        "post_mode": "MEDIA_UPLOAD",
        "post_info": {"title": title_of(submission.caption), "description": submission.caption},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [each.url for each in submission.pictures],
            "photo_cover_index": 0,
        },
    }


def title_of(caption: str) -> str:
    """The caption's first line, cut where the network would cut it, never inside a character."""
    first = caption.strip().split("\n", 1)[0].strip()
    return start(first, utf16, TITLE_MOST).rstrip()


def _check(picture: Picture) -> None:
    longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
    if len(picture.jpeg) > LIMITS.image_bytes or shorter > SHORTER_MOST or longer > LONGER_MOST:
        raise Refused(N_("ukuran gambar tidak diterima TikTok"), Remedy.FAIL)
    if web_address(picture.url) is None:
        raise Refused(N_("gambar belum punya alamat yang dapat dibaca TikTok"), Remedy.WAIT)
