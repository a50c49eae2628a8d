"""Work that stands at its accounts, as the workers would have left it, and the code under which anybody finds it."""

from sqlalchemy import update

from evidence.compose import codes
from evidence.core import clock
from evidence.publish.models import Publication, PublicationState
from tests.factories import Work
from tests.house import House


def published(house: House, work: Work) -> Work:
    """The work with all that waits to be sent standing at its accounts, as a worker would have left it."""
    with house.sessions.begin() as session:
        session.execute(
            update(Publication)
            .where(Publication.post_id == work.post, Publication.state == PublicationState.QUEUED)
            .values(
                state=PublicationState.PUBLISHED, posted_at=clock.now(), permalink="https://contoh.test/p/1"
            )
        )
    return work


def code(house: House, work: Work) -> str:
    """The short code of the work."""
    with house.sessions() as session:
        return codes.code_of(session, work.activity)
