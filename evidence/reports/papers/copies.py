"""The small copies that papers show, with what is hidden of a photo drawn into them."""

from evidence.adapters import imaging
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.reports.papers.contents import Picture, Work
from evidence.reports.papers.making import Unmade


def copy(storage: Storage, work: Work, picture: Picture) -> bytes:
    """The JPEG of a picture. Raises `Unmade`, which names the photo, and `StorageUnavailable`."""
    try:
        body = storage.get(picture.key)
        return imaging.covered(body, picture.covers) if picture.covers else body
    except ObjectMissing:
        raise Unmade("missing", **about(work, picture.photo, picture.alt)) from None
    except imaging.Unreadable:
        raise Unmade("unreadable", **about(work, picture.photo, picture.alt)) from None


def about(work: Work, photo: str, said: str) -> dict[str, str]:
    """Which photo it is, as whoever waits for the paper finds it."""
    return {"photo": photo, "activity": work.id, "title": work.title, "said": said}
