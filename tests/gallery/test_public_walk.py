"""How the public gallery finds its rows: down one index, whether of all or of one unit, and wherever a unit moves."""

from typing import Any

import pytest
from sqlalchemy import Select, select, text, tuple_, update
from sqlalchemy.orm import Session

from evidence.gallery.public import queries
from evidence.gallery.public.queries import Asked
from evidence.publish.models import Publication
from evidence.units import queries as units
from evidence.units.models import Unit
from tests import factories, standing
from tests.house import MOJO, PASAR_KLIWON, House

# So few rows are read whole anyway, which says nothing of many.
FEW = ("seqscan", "bitmapscan")


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    standing.opened(shared)
    for number in range(3):
        account = factories.account(shared, MOJO, handle=f"akun.jalan.{number}")
        work = factories.approved(shared, MOJO, factories.LURAH, [account], decider=factories.CAMAT)
        standing.published(shared, work)
    return shared


def plan(session: Session, query: Select[Any]) -> str:
    told = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    return "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {told}", told.params).scalars())


@pytest.mark.parametrize(
    ("unit", "index"), [("", "standing"), (MOJO, "level_4"), (PASAR_KLIWON, "level_3"), ("33.72", "level_2")]
)
def test_a_page_is_walked_down_one_index_without_sorting(house: House, unit: str, index: str) -> None:
    with house.sessions() as session:
        for way in FEW:
            session.execute(text(f"SET LOCAL enable_{way} = off"))
        asked = Asked(units.unit(session, unit) if unit else None)
        columns = (Publication.posted_at, Publication.id)
        last = session.scalars(select(Publication).order_by(*columns)).all()[-1]
        page = queries.standing(asked).where(tuple_(*columns) < (last.posted_at, last.id))
        told = plan(session, page.order_by(*(each.desc() for each in columns)).limit(25))

    assert f"Backward using ix_publications_{index} on publications" in told, told
    assert "Sort" not in told


def test_a_unit_that_moves_takes_what_stands_along(house: House) -> None:
    def shown(unit: str) -> set[str]:
        with house.sessions() as session:
            return {each.code for each in queries.items(session, Asked(units.unit(session, unit))).rows}

    before = shown(MOJO)
    with house.sessions.begin() as session:
        was = session.get_one(Unit, MOJO).path
        session.execute(update(Unit).where(Unit.code == MOJO).values(path="/33.72/33.72.04/33.72.03.1010/"))
    moved = shown("33.72.04")
    with house.sessions.begin() as session:
        session.execute(update(Unit).where(Unit.code == MOJO).values(path=was))

    assert len(before) == 3
    assert moved == before
    assert shown(PASAR_KLIWON) == before
    assert not shown("33.72.04") & before
