"""Posts that stand where none of a publication should, until a person has taken each down or lets it stand.

The edges commit.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_, select
from sqlalchemy.orm import Session

from evidence.core.words import N_
from evidence.publish import queries
from evidence.publish.models import Attempt, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import JOINT, move

# Why each should not stand: kept in every row's history and read there again (`known`, `came_at`), so never reworded.
# What was cancelled, or failed before its approval was voided, is what the publication is.
CANCELLED = N_("terbit walau sudah dibatalkan")
DISAPPROVED = N_("terbit walau persetujuannya tidak berlaku lagi")
OWN = (CANCELLED, DISAPPROVED)
# Beside what the publication is, or was.
BESIDE = N_("terbit di luar yang tercatat di akun ini")
IN_INBOX = N_("ada di kotak masuk aplikasi di luar yang tercatat")
GONE = N_("dihapus oleh orang")
STAYS = N_("dibiarkan terbit")


@dataclass(frozen=True)
class Stray:
    """One post that should not stand; ``why`` is a message id, ``link`` may be missing."""

    id: str
    why: str
    at: datetime
    link: str = ""

    @property
    def stored(self) -> dict[str, Any]:
        """As the publication keeps it."""
        told = {"id": self.id, "why": self.why, "at": self.at.isoformat(), "link": self.link}
        return {**told, "public": self.why != IN_INBOX}


def of(publication: Publication) -> Sequence[Stray]:
    """Those of a publication that nobody has settled yet."""
    return [
        Stray(each["id"], each["why"], datetime.fromisoformat(each["at"]), each["link"])
        for each in publication.strays
    ]


def there_are(of: type[Publication] = Publication) -> ColumnElement[bool]:
    """Whether a publication has some; the words of its index."""
    return of.strays != literal_column("'[]'::jsonb")


def found(session: Session, row: Publication, remote_id: str, why: str, *, how: str, now: datetime) -> None:
    """Keep a post beside what the locked ``row`` is; its state stays the truth about the other one."""
    stray = Stray(remote_id, why, now)
    move(
        session, row.id, row.state, row.state, now=now, reason=ending(how, why, remote_id),
        strays=[*row.strays, stray.stored],
    )  # fmt: skip


def ending(how: str, *told: str) -> str:
    """A reason of which the end is never cut off: `known` and `came_at` read it."""
    return JOINT.join(each for each in (how[:200], *told) if each)


def known(session: Session, row: Publication, remote_id: str) -> bool:
    """Whether that post was told of before, also if a person has settled it since."""
    told = or_(
        *(
            Attempt.reason.endswith(JOINT.join((why, remote_id)), autoescape=True)
            for why in (BESIDE, IN_INBOX)
        )
    )
    return (
        session.scalar(select(Attempt.id).where(Attempt.publication_id == row.id, told).limit(1)) is not None
    )


def linked(session: Session, publication_id: uuid.UUID, remote_id: str, link: str) -> None:
    """Keep the public address of one of them."""
    row = queries.locked(session, publication_id)
    row.strays = [{**each, "link": link} if each["id"] == remote_id else each for each in row.strays]
    session.flush()


def came_at(session: Session, row: Publication) -> datetime | None:
    """When it turned out that what had been given up stands after all; None for all others, and where it may."""
    turned = or_(*(Attempt.reason.endswith(why, autoescape=True) for why in OWN))
    stays = JOINT.join((STAYS, row.remote_id or ""))
    last = session.execute(
        select(Attempt.at, Attempt.reason)
        .where(
            Attempt.publication_id == row.id,
            Attempt.new == P.PUBLISHED.value,
            or_(turned, Attempt.reason == stays),
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    ).first()
    return None if last is None or last.reason == stays else last.at
