"""Which units a page offers to choose from, whatever the size of the tree. No Flask here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.core.text import holdable
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS, within

# More than that nobody looks through: then one goes down the tree step by step, or types a part of the name.
MOST = 100
MOST_WORDS = 100
# Kecamatan on a page.
STEPS = 25


@dataclass(frozen=True)
class Offer:
    """Units to choose from. ``many`` where these are not all of them: then some more are found by ``words``."""

    units: Sequence[Unit]
    many: bool = False
    words: str = ""
    # How many the words found, and whether there were more than a list can hold.
    found: int = 0
    more: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Codes with what is said of each; in a large tree many have one name, and the unit above tells them apart."""
        return [(each.code, self._said(each)) for each in self.units]

    def _said(self, unit: Unit) -> str:
        return f"{unit.title}, {unit.parent.title}" if self.many and unit.parent else unit.title


def offered(
    session: Session, paths: Sequence[str], chosen: str = "", words: str = "", most: int = MOST
) -> Offer:
    """All units at or below ``paths`` that can own work, where they are few.

    Else what ``words`` find, beside the chosen one; without words, the chosen one with those above and right below it.
    """
    mine = (
        select(Unit)
        .options(joinedload(Unit.parent))
        .where(within(paths), Unit.kind.not_in(NEIGHBOURHOODS))
        .order_by(Unit.path)
    )
    few = session.scalars(mine.limit(most + 1)).all()
    if len(few) <= most:
        return Offer(few)
    at = session.get(Unit, holdable(chosen)) if chosen else None
    if at is not None and not any(at.path.startswith(path) for path in paths):
        at = None
    if words := tidy(words):
        return _found(session, mine, words, at, most)
    # A path names those above: each is looked up by its code, and those below by their parent's.
    above = at.path.strip("/").split("/") if at else _own(paths)
    near = mine.where(or_(Unit.code.in_(above), Unit.parent_code.in_([at.code] if at else above)))
    return Offer(session.scalars(near.limit(2 * most)).all(), True)


def places(
    session: Session, paths: Sequence[str], chosen: str = "", words: str = "", most: int = MOST
) -> Offer:
    """All kelurahan, where they are few: work can happen in each of them.

    Else what ``words`` find; without words those at or below ``paths`` and those around. The chosen one is among them.
    """
    every = select(Unit).options(joinedload(Unit.parent)).where(Unit.kind == "kelurahan").order_by(Unit.path)
    few = session.scalars(every.limit(most + 1)).all()
    if len(few) <= most:
        return Offer(few)
    at = session.get(Unit, holdable(chosen)) if chosen else None
    if at is not None and at.kind != "kelurahan":
        at = None
    if words := tidy(words):
        return _found(session, every, words, at, most)
    # What has the same unit above it, and what is inside of that: a kelurahan's neighbours, an office's whole city.
    beside = select(Unit.parent_code).where(Unit.code.in_(_own(paths)))
    inside = select(Unit.code).where(Unit.parent_code.in_(beside))
    own, around = within(paths), or_(Unit.parent_code.in_(beside), Unit.parent_code.in_(inside))
    near = list(session.scalars(every.where(own).limit(most)))
    near += session.scalars(every.where(around, ~own).limit(most - len(near)))
    if at is not None and at not in near:
        near.append(at)
    return Offer(sorted(near, key=lambda each: each.path), True)


def steps(
    session: Session, paths: Sequence[str], kinds: Collection[str], after: str, most: int = STEPS
) -> tuple[Sequence[Unit], str]:
    """Units of these ``kinds`` at or below ``paths``, through which one goes down a large tree: ``most`` of them.

    They come behind the path ``after``; with them what to ask for the next, "" at the end.
    """
    found = session.scalars(
        select(Unit)
        .options(joinedload(Unit.parent))
        .where(within(paths), Unit.kind.in_(kinds), Unit.path > after)
        .order_by(Unit.path)
        .limit(most + 1)
    ).all()
    return found[:most], found[most - 1].path if len(found) > most else ""


def tidy(words: str) -> str:
    """What somebody typed to find one of many, as the database can hold it."""
    return words[:MOST_WORDS].replace("\x00", "").strip()


def _own(paths: Sequence[str]) -> list[str]:
    return [path.rstrip("/").rpartition("/")[2] for path in paths]


def _found(session: Session, among: Select[Unit], words: str, at: Unit | None, most: int) -> Offer:
    """What ``words`` find, beside the chosen one."""
    found = session.scalars(among.where(_named(words)).limit(most + 1)).all()
    shown = list(found[:most])
    if at is not None and at not in shown:
        shown.insert(0, at)
    return Offer(shown, True, words, len(found[:most]), len(found) > most)


def _named(words: str) -> ColumnElement[bool]:
    """Each word stands in the unit's name or in that of the unit above, which tells one Sukamaju from another."""
    parent = aliased(Unit)
    above = select(parent.kind + parent.name).where(parent.code == Unit.parent_code).scalar_subquery()
    # Some write "Pasar Kliwon" and some "Pasarkliwon".
    said = func.replace(func.lower(Unit.kind + Unit.name + func.coalesce(above, "")), " ", "")
    return and_(*(said.contains(word, autoescape=True) for word in words.lower().split()))
