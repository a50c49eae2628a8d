"""Which units a gallery offers to choose from, whatever the size of the tree. No Flask here."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence.gallery.scope import narrowed
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

# More than that nobody looks through: then one goes down the tree step by step.
MOST = 100


def offered(session: Session, by: Actor, chosen: str, most: int = MOST) -> Sequence[Unit]:
    """All units that ``by`` sees where they are few; else the chosen one with those above and right below it."""
    paths = narrowed(by.paths())
    mine = select(Unit).where(within(paths)).order_by(Unit.path)
    found = session.scalars(mine.limit(most + 1)).all()
    if len(found) <= most:
        return found
    at = session.get(Unit, chosen) if chosen else None
    seen = at is not None and by.sees(at.path)
    # A path names those above: each is looked up by its code, and those below by their parent's.
    above = at.path.strip("/").split("/") if at and seen else [_code(path) for path in paths]
    parents = [at.code] if at and seen else above
    near = mine.where(or_(Unit.code.in_(above), Unit.parent_code.in_(parents)))
    return session.scalars(near.limit(2 * most)).all()


def _code(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def own(session: Session, by: Actor) -> Sequence[Unit]:
    """The units whose galleries these are: those that ``by`` has a role over."""
    return session.scalars(select(Unit).where(Unit.path.in_(narrowed(by.paths()))).order_by(Unit.path)).all()
