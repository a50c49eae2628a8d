"""Papers that stand there before a test begins."""

import uuid
from datetime import timedelta

from evidence.core import clock
from evidence.reports.papers import services
from evidence.reports.papers.models import Kind, Paper, PaperState, Shape
from tests.factories import LURAH
from tests.house import MOJO, House


def of_today(house: House, state: PaperState = PaperState.WAITING) -> uuid.UUID:
    """The lurah's paper of Mojo's work of today, in that state; with an object where it is done."""
    day, by = clock.today(), house.actor(LURAH)
    with house.sessions.begin() as session:
        (ident,) = services.ask(
            session, uuid.uuid4(), services.Asked(Kind.DOCUMENTATION, MOJO, day - timedelta(days=1), day, [Shape.CSV]),
            by=by, now=clock.now(),
        )  # fmt: skip
        row = session.get_one(Paper, ident)
        row.state = state
        if state is PaperState.DONE:
            row.object_key, row.size = f"reports/{ident}/contoh.csv", 5
            house.app.extensions["house"].storage.put(row.object_key, b"Nomor", "text/csv")
    return ident
