"""Finding units and official accounts by what a stranger types or pastes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.handles import plain
from evidence.accounts.registry.models import Answer, Observation, Source
from evidence.accounts.registry.queries import counts
from evidence.adapters.networks.links import handle_of
from evidence.core.errors import Invalid
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS

SIZE = 30
# Names that people write otherwise than the decree, in more than a blank.
SPELLINGS = {"stabelan": "setabelan"}


@dataclass(frozen=True)
class Found:
    """Some units, and the path after which the next ones come; "" on the last page."""

    units: Sequence[Unit]
    after: str


def units(session: Session, words: str, after: str, size: int = SIZE) -> Found:
    """Units that ``words`` find, by their name or an official handle of theirs, in the order of the tree.

    ``after`` is the path behind which to begin. RW and RT stand in it once somebody has looked at them.
    """
    looked = exists().where(Observation.unit_code == Unit.code, counts())
    query = (
        select(Unit)
        .options(joinedload(Unit.parent))
        .where(or_(Unit.kind.not_in(NEIGHBOURHOODS), looked), Unit.path > after)
    )
    if words:
        query = query.where(_matches(words))
    found = session.scalars(query.order_by(Unit.path).limit(size + 1)).unique().all()
    return Found(found[:size], found[size - 1].path if len(found) > size else "")


def _matches(words: str) -> ColumnElement[bool]:
    # Some write "Pasar Kliwon" and some "Pasarkliwon", and some put the kind before it.
    squeezed = func.replace(func.lower(Unit.kind + Unit.name), " ", "")
    asked = re.sub(r"\s+", "", words.lower())
    for written, official in SPELLINGS.items():
        asked = asked.replace(written, official)
    named = squeezed.contains(asked, autoescape=True)
    handle = _handle_in(words)
    return or_(
        named,
        exists().where(
            Observation.unit_code == Unit.code,
            func.lower(Observation.handle) == handle.lower(),
            Observation.handle != "",
            counts(),
            # What nobody stands for is not confirmed by its being found.
            or_(Observation.official == Answer.YES, Observation.source == Source.API),
        ),
    )


def _handle_in(words: str) -> str:
    """The handle that was typed, or that a pasted link tells or else ends in."""
    if "/" in words:
        try:
            return plain(handle_of(words, ""))
        except Invalid:
            pass
        words = re.split(r"[?#]", words.split("://")[-1])[0].rstrip("/").rpartition("/")[2]
    return plain(words)
