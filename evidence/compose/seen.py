"""What a draft said when somebody saw it, so that nobody writes over words or sends words that they never saw."""

from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.compose import caption, recipes
from evidence.compose.models import Post, PostVersion, Rendition
from evidence.compose.renditions import recipe_of
from evidence.core.canonical import digest
from evidence.core.errors import Conflict
from evidence.core.words import N_


class Unseen(Conflict):
    """The draft is no longer what the person saw; nothing was written."""

    def __init__(self) -> None:
        super().__init__(N_("Draf ini sudah diubah di tab atau perangkat lain sejak Anda membukanya."))


def mark(session: Session, post: Post | None) -> str:
    """A hash of the latest version's words, accounts and time; "" while there is none.

    A description that is only proposed follows the picture by itself, so it does not count.
    """
    if post is None or not post.versions:
        return ""
    version = post.latest
    told = {
        "number": version.number,
        "caption": version.caption,
        "captions": version.captions,
        "kinds": version.kinds,
        "alt_text": "" if alt_is_proposed(session, post.activity, version) else version.alt_text,
        "accounts": sorted(version.accounts),
        "due_at": version.due_at,
    }
    return digest(told)


def alt_is_proposed(session: Session, activity: Activity, version: PostVersion) -> bool:
    """Whether nobody wrote the version's description: it is what is proposed for the picture, now or as drawn."""
    facts = recipes.told(session, activity, recipes.chosen(activity))
    drawn = session.get(Rendition, version.rendition_id) if version.rendition_id else None
    before = [facts, *([recipes.as_drawn(facts, recipe_of(drawn))] if drawn else [])]
    return any(caption.is_proposal(version.alt_text, each) for each in before)
