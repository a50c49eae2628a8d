"""Asking for a board as a paper. The edges commit."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.core.errors import Invalid, NotFound
from evidence.core.words import N_
from evidence.reports.board.scope import NO_UNIT, Scope, reads
from evidence.reports.papers import services
from evidence.reports.papers.board.gathering import count
from evidence.reports.papers.models import CHOICES, Kind, Shape
from evidence.reports.papers.services import WRONG, Asked
from evidence.units.access import Actor


def ask(
    session: Session, first_id: uuid.UUID, scope: Scope, shapes: Sequence[Shape], *, by: Actor, now: datetime
) -> Sequence[uuid.UUID]:
    """Have each of ``shapes`` made of that board; whoever asks twice has them once.

    Raises Invalid and Conflict as `services.ask`, and NotFound for a board that ``by`` may not read.
    """
    if not reads(by, scope.unit.path):
        raise NotFound(NO_UNIT)
    chosen = [each for each in CHOICES if each in shapes]
    if not chosen:
        raise Invalid(WRONG, {"shapes": N_("Pilih paling sedikit satu bentuk.")})
    period = scope.period
    asked = Asked(Kind.BOARD, scope.unit.code, period.first, period.last, chosen)
    return services.put(session, first_id, asked, count(session, scope), by=by, now=now)
