"""What is counted of a post: its page being opened, and what a test or a trainer says that followers did."""

from collections.abc import Mapping

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert as upsert

from evidence.practice.tables import COUNTED, figures


class Counts:
    """The table of figures behind verbs; each is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of(self, post_id: str) -> dict[str, int]:
        """Likes, comments, shares and views of a post."""
        with self.engine.begin() as connection:
            row = connection.execute(select(figures).where(figures.c.post_id == post_id)).one_or_none()
        return {name: getattr(row, name) if row else 0 for name in COUNTED}

    def put(self, post_id: str, told: Mapping[str, int]) -> None:
        """Say what followers did."""
        row = upsert(figures).values(post_id=post_id, **told)
        with self.engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["post_id"], set_=dict(told)))

    def viewed(self, post_id: str) -> None:
        """Somebody has opened the post's page."""
        row = upsert(figures).values(post_id=post_id, views=1)
        with self.engine.begin() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["post_id"], set_={"views": figures.c.views + 1})
            )
