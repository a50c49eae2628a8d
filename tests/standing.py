"""Work that stands at its accounts, as the workers would have left it, and the code under which anybody finds it."""

from sqlalchemy import update

from evidence.compose import codes
from evidence.core import clock
from evidence.gallery.public import services as galleries
from evidence.publish.models import Publication, PublicationState
from tests.factories import Work
from tests.house import MOJO, House


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


def opened(house: House, *units: str) -> str:
    """Let strangers see what is published of these units, of Mojo where none is named; answers with the first."""
    with house.sessions.begin() as session:
        galleries.set_open(session, units or (MOJO,), (), by=house.actor("admin"), now=clock.now())
    return (units or (MOJO,))[0]


def closed(house: House, *units: str) -> None:
    """Let strangers see nothing of these units any more."""
    with house.sessions.begin() as session:
        galleries.set_open(session, (), units or (MOJO,), by=house.actor("admin"), now=clock.now())
