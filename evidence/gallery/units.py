"""Which units a gallery offers to choose from, whatever the size of the tree. No Flask here."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from evidence.gallery.scope import narrowed
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

# More than that nobody looks through: then one goes down the tree step by step.
MOST = 100


def offered(session: Session, by: Actor, chosen: str) -> Sequence[Unit]:
    """All units that ``by`` sees where they are few; else the chosen one with those above and right below it."""
    paths = narrowed(by.paths())
    mine = select(Unit).where(within(paths)).order_by(Unit.path)
    found = session.scalars(mine.limit(MOST + 1)).all()
    if len(found) <= MOST:
        return found
    at = session.get(Unit, chosen) if chosen else None
    if at is None or not by.sees(at.path):
        roots = select(Unit.code).where(Unit.path.in_(paths))
        near = or_(Unit.path.in_(paths), Unit.parent_code.in_(roots))
    else:
        near = or_(func.starts_with(at.path, Unit.path), Unit.parent_code == at.code)
    return session.scalars(mine.where(near).limit(2 * MOST)).all()


def own(session: Session, by: Actor) -> Sequence[Unit]:
    """The units whose galleries these are: those that ``by`` has a role over."""
    return session.scalars(select(Unit).where(Unit.path.in_(narrowed(by.paths()))).order_by(Unit.path)).all()
