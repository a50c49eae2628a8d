"""The accounts of many units, page by page: for people what needs one first, for programs in the order of the tree."""

import uuid

from sqlalchemy import ColumnElement, case, func, literal, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.showing import TROUBLE, trouble
from evidence.core.paging import MANY, SIZE, Page
from evidence.core.tree_keys import read_place, write_place
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

CALM = TROUBLE.index(AccountState.PAUSED)


def page(
    session: Session, by: Actor, below: Unit | None, after: str, size: int = SIZE
) -> Page[SocialAccount]:
    """One page of the accounts ``by`` may see, at or below a unit when one is named, after the key ``after``."""
    rank = _rank()
    query = (
        select(SocialAccount)
        .join(Unit)
        .options(joinedload(SocialAccount.unit).joinedload(Unit.parent))
        .where(within(by.paths()))
    )
    if below is not None:
        query = query.where(Unit.path.startswith(below.path, autoescape=True))
    if last := _last(session, after):
        urgent, account = last
        known = tuple_(literal(urgent), literal(account.unit.path), literal(account.id))
        query = query.where(tuple_(rank, Unit.path, SocialAccount.id) > known)
    found = session.scalars(query.order_by(rank, Unit.path, SocialAccount.id).limit(size + 1)).all()
    if len(found) <= size:
        return Page(found, None)
    end = found[size - 1]
    return Page(found[:size], f"{min(trouble(end), CALM)}_{end.id}")


def in_tree(
    session: Session, by: Actor, unit_code: str | None, after: str | None, size: int = MANY
) -> Page[SocialAccount]:
    """One page of the accounts ``by`` may see, of one unit when it is named, in the order of the tree."""
    query = (
        select(SocialAccount).join(Unit).options(contains_eager(SocialAccount.unit)).where(within(by.paths()))
    )
    if unit_code:
        query = query.where(SocialAccount.unit_code == unit_code)
    if last := read_place(after):
        # The first says no more than the second, and where in its index to begin.
        query = query.where(Unit.path >= last[0], tuple_(Unit.path, SocialAccount.id) > tuple_(*last))
    found = session.scalars(query.order_by(Unit.path, SocialAccount.id).limit(size + 1)).all()
    end = found[size - 1] if len(found) > size else None
    return Page(found[:size], write_place(end.unit.path, end.id) if end else None)


def _rank() -> ColumnElement[int]:
    """`showing.trouble` as the database says it; below what needs a person all are alike."""
    states = {state.value: place for place, state in enumerate(TROUBLE)}
    asked = case((SocialAccount.handle_seen != "", -1), else_=case(states, value=SocialAccount.state))
    return func.least(asked, CALM)


def _last(session: Session, after: str) -> tuple[int, SocialAccount] | None:
    """How urgent the last account of the page before was, and the account; None for a key that means nothing."""
    urgent, _, ident = after.partition("_")
    try:
        account = session.get(SocialAccount, uuid.UUID(ident))
        return (int(urgent), account) if account and -1 <= int(urgent) <= CALM else None
    except ValueError:
        return None
