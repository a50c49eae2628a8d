"""Finding units and official accounts by what a stranger types or pastes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.registry import typed
from evidence.accounts.registry.models import Answer, Observation, Source
from evidence.accounts.registry.queries import counts
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS

SIZE = 30


@dataclass(frozen=True)
class Found:
    """Some units, and the path after which the next ones come; "" on the last page."""

    units: Sequence[Unit]
    after: str


def units(session: Session, words: str, after: str, size: int = SIZE, *, vouched: bool = False) -> Found:
    """Units that ``words`` find, by their name or an official handle of theirs, in the order of the tree.

    ``after`` is the path behind which to begin. RW and RT stand in it once somebody has looked at them. ``vouched``
    leaves out those for no account of which the city ever stood.
    """
    query = select(Unit).options(joinedload(Unit.parent)).where(_listed(), Unit.path > after)
    if words:
        query = query.where(or_(_named(typed.name(words)), _said_to_be(_meant(words))))
    if vouched:
        query = query.where(_said_to_be(or_(Observation.from_above, Observation.source == Source.API)))
    found = session.scalars(query.order_by(Unit.path).limit(size + 1)).unique().all()
    return Found(found[:size], found[size - 1].path if len(found) > size else "")


def longer_than(session: Session, most: int) -> bool:
    """Whether there are more units to be listed than that."""
    beyond = select(Unit.code).where(_listed()).order_by(Unit.path).offset(most).limit(1)
    return session.scalar(beyond) is not None


def _listed() -> ColumnElement[bool]:
    looked = exists().where(Observation.unit_code == Unit.code, counts())
    return or_(Unit.kind.not_in(NEIGHBOURHOODS), looked)


def _named(asked: typed.Name) -> ColumnElement[bool]:
    if not asked.kind and not asked.squeezed:
        return false()
    # Some write "Pasar Kliwon" and some "Pasarkliwon", and some put the kind before it.
    squeezed = func.translate(func.lower(Unit.kind + Unit.name), " .,", "")
    named = squeezed.contains(asked.squeezed, autoescape=True)
    return and_(named, Unit.kind == asked.kind) if asked.kind else named


def _said_to_be(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether anybody says or said that an account of the unit, one of ``which``, is official.

    What nobody calls so is not confirmed by its being found.
    """
    return exists().where(
        Observation.unit_code == Unit.code,
        Observation.handle != "",
        counts(),
        or_(Observation.official == Answer.YES, Observation.source == Source.API),
        *which,
    )


def _meant(words: str) -> ColumnElement[bool]:
    called = func.lower(Observation.handle).in_(typed.handles(words))
    link = typed.profile(words)
    return or_(called, Observation.profile_url == link) if link else called
