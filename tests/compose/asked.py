"""Which pictures were asked for, and how many jobs were for that."""

from sqlalchemy import select, text

from evidence.compose.models import Rendition
from evidence.compose.renditions import RENDER
from tests.house import House


def renditions(house: House) -> list[Rendition]:
    with house.sessions() as session:
        return list(session.scalars(select(Rendition).order_by(Rendition.created_at)))


def render_jobs(house: House) -> int:
    with house.sessions() as session:
        statement = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :name")
        return int(session.execute(statement, {"name": RENDER}).scalar_one())
