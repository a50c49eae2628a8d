"""What the tests of a delivery do to the one publication on their desk."""

from datetime import timedelta

from evidence.core import clock
from evidence.publish import ledger, services
from evidence.publish.models import PublicationState as P
from tests.publish.desk import Desk, delivery


def deliver(approved: Desk, **replaced: object) -> None:
    """Let a worker take the publication as far as it goes now."""
    delivery(approved.house, **replaced).run(str(approved.row().id))


def path(approved: Desk) -> list[str]:
    """The states the publication has been through."""
    return [attempt.new for attempt in approved.row().attempts]


def due_now(approved: Desk) -> None:
    """Let the time pass that the publication has to wait."""
    approved.do(ledger.wake, approved.account)
    approved.put(approved.row().state, due_at=clock.now())


def look_now(approved: Desk) -> None:
    """Let the time pass until the next look."""
    approved.put(approved.row().state, look_at=clock.now())


def settle_as_not_there(approved: Desk) -> None:
    """The person has looked; two minutes have passed since the call."""
    assert approved.row().state is P.UNCONFIRMED
    then = clock.now() - timedelta(minutes=2)
    row = approved.put(P.UNCONFIRMED, intent_at=then, called_at=then)
    lurah = approved.house.actor("lurah.mojo")
    approved.do(services.settle, row, by=lurah, posted=False, link="", now=clock.now())
