"""Reading looks at accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation


def latest(
    session: Session, *, units: Select[str], network: str | None, until: datetime
) -> Sequence[Observation]:
    """The last look at each network and site of each unit as it stood at ``until``; ``units`` selects their codes.

    Of a unit and a network without a row here nobody had looked by then: it is not known that there is none.
    """
    key = (Observation.unit_code, Observation.network, Observation.site)
    query = (
        select(Observation)
        .distinct(*key)
        .where(Observation.unit_code.in_(units), Observation.looked_at <= until)
        # Of two looks of the same moment the one that was entered later corrects the other.
        .order_by(*key, Observation.looked_at.desc(), Observation.created_at.desc(), Observation.id)
    )
    if network is not None:
        query = query.where(Observation.network == network)
    return session.scalars(query).all()
