"""The table of 17 April 2021 with which all this began, as looks of the press: only what it says.

A newspaper looked at the Instagram accounts of the five kecamatan of Surakarta. What it did not say was not looked at.
"""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Answer, Observation, Presence, Source
from evidence.core import audit
from evidence.reports.coverage import orders
from evidence.reports.coverage.orders import Wording
from evidence.units.models import Unit

ON = date(2021, 4, 17)
# The article names the day and no hour; noon in WIB stands for it.
LOOKED_AT = datetime(2021, 4, 17, 5, tzinfo=UTC)
LOOKED_BY = "Solopos"
NETWORK = "instagram"
ABSENT: dict[str, Any] = {"presence": Presence.ABSENT}
ROWS: dict[str, dict[str, Any]] = {
    "33.72.01": ABSENT,
    "33.72.02": ABSENT,
    "33.72.03": {
        "presence": Presence.PRESENT,
        "handle": "kecamatan_pasarkliwon",
        "followers": 239,
        "following": 72,
        "posts": 47,
        "first_post_on": date(2020, 3, 27),
        "official": Answer.NO,
        "note": "Disebut cukup aktif.",
    },
    "33.72.04": {
        "presence": Presence.PRESENT,
        "handle": "kecjebres",
        "followers": 125,
        "following": 27,
        "posts": 18,
        "official": Answer.YES,
        "contact": Answer.YES,
        "first_post_year": 2018,
        "note": "Unggahan terakhir ucapan Ramadan, tanggalnya tidak disebut. Disebut kurang aktif.",
    },
    "33.72.05": ABSENT,
}
# Nothing in writing was found, and no limit, target or sanction is reported; so none is measured.
ORDER = Wording(
    "Arahan wali kota, April 2021",
    date(2021, 4, 16),
    date(2021, 4, 16),
    "Disampaikan lisan dan diberitakan pers: kepala dinas, camat, lurah, ketua RW, dan ketua RT memiliki dan memakai "
    "media sosial. Batas hari, sasaran, dan sanksi tidak disebut.",
    {},
    None,
    30,
)
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "bukti:coverage:2021-04-17")


def look_id(unit_code: str) -> uuid.UUID:
    """The number of the look at that unit, the same wherever it is loaded."""
    return uuid.uuid5(NAMESPACE, unit_code)


def load(session: Session, *, now: datetime) -> int:
    """Bring in the looks at those kecamatan that this city has, and the order of those days; how many looks are new."""
    known = set(session.scalars(select(Unit.code).where(Unit.code.in_(list(ROWS)))))
    new = [_look(session, code, ROWS[code]) for code in sorted(known)]
    if known:
        orders.put(
            session, uuid.uuid5(NAMESPACE, "order"), orders.checked(ORDER), user_id=None,
            written_by="Bukti, contoh dari pers", now=now,
        )  # fmt: skip
    return sum(new)


def _look(session: Session, code: str, told: dict[str, Any]) -> bool:
    made = session.execute(
        insert(Observation)
        .values(
            id=look_id(code), unit_code=code, network=NETWORK, site="", looked_at=LOOKED_AT, looked_by=LOOKED_BY,
            source=Source.PRESS, **told,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(Observation.id)
    ).scalar()  # fmt: skip
    if made is not None:
        audit.record(session, "coverage.sample_loaded", look_id(code), unit=code, on=str(ON))
    return made is not None


def is_loaded(session: Session) -> bool:
    """Whether the sample stands in this city."""
    return (
        session.scalar(select(Observation.id).where(Observation.id.in_(map(look_id, ROWS))).limit(1))
        is not None
    )
