"""A unit that changes hands: what goes along, and what is told, with what its papers say."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.accounts import handing as accounts
from evidence.gallery import belongings as gallery
from evidence.reports.papers import letterheads
from evidence.units.belongings import Belongings
from evidence.units.handing_over import Handed
from evidence.units.models import Unit


def belongings(session: Session, unit: Unit) -> Belongings:
    """What goes with ``unit`` to the next holder of its office, and who signs its papers until then."""
    signer = letterheads.letterhead(session, unit).signer_name
    return replace(gallery.belongings(session, unit), signer=signer)


def tell(session: Session, done: Handed, now: datetime) -> None:
    """Ask for what only people can do: other passwords at the networks, and another name under the papers."""
    accounts.tell(session, done, now)
    letterheads.let_signer_go(session, done, now)
