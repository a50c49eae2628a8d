"""Saying a notice once, and taking it back when its cause is gone. The edges commit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, Uuid, any_, cast, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.notices.models import Notice

# Of what only tells (`topics.TELLING`) that which no room closes: it ends when whoever looks in once a week has had it
# before them.
PASSING = ("coverage.answer",)
TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Said:
    """What a notice says of one subject; see `tell`."""

    subject: uuid.UUID
    url: str
    params: Mapping[str, str | int | datetime]


def tell(
    session: Session,
    kind: str,
    subject: uuid.UUID,
    unit_code: str,
    text: str,
    *,
    url: str,
    now: datetime,
    **params: str | int | datetime,
) -> bool:
    """Open a notice of ``kind`` about ``subject``, unless one stands; whether it is new.

    ``text`` is a message id. A parameter that is a moment must be called ``..._at``, one that is itself a message id
    ``..._word``. ``url`` is a path of ours.
    """
    one = Said(subject, url, params)
    return tell_each(session, kind, unit_code, text, [one], now=now) == 1


def tell_each(
    session: Session, kind: str, unit_code: str, text: str, said: Sequence[Said], *, now: datetime
) -> int:
    """The same of several subjects of one unit, in one statement; of how many it is new."""
    rows = [
        {
            "id": uuid.uuid4(), "unit_code": unit_code, "kind": kind, "subject": each.subject, "text": text,
            "params": {name: _kept(value) for name, value in each.params.items()}, "url": each.url,
            "created_at": now,
        }
        for each in said
    ]  # fmt: skip
    if not rows:
        return 0
    made = session.execute(
        insert(Notice)
        .on_conflict_do_nothing(index_elements=["kind", "subject"], index_where=Notice.done_at.is_(None))
        .returning(Notice.id),
        rows,
    )
    return len(made.all())


def _kept(value: str | int | datetime) -> str | int:
    return value.isoformat() if isinstance(value, datetime) else value


def settle_others(
    session: Session, kinds: str, keep: Collection[tuple[str, uuid.UUID]], *, now: datetime
) -> None:
    """Close the open notices whose kind begins with ``kinds``, but for those of ``keep`` (kind and subject)."""
    gone = update(Notice).where(Notice.kind.startswith(kinds, autoescape=True), Notice.done_at.is_(None))
    if keep:
        gone = gone.where(tuple_(Notice.kind, Notice.subject).not_in(list(keep)))
    session.execute(gone.values(done_at=now).execution_options(synchronize_session=False))


def settle(session: Session, subject: uuid.UUID, kinds: Collection[str], *, now: datetime) -> None:
    """Close the open notices of these kinds about ``subject``: their cause is gone."""
    settle_each(session, [subject], kinds, now=now)


def settle_each(
    session: Session, subjects: Sequence[uuid.UUID], kinds: Collection[str], *, now: datetime
) -> None:
    """The same of several subjects, in one statement."""
    session.execute(
        update(Notice)
        .where(
            Notice.subject == any_(cast(list(subjects), ARRAY(Uuid))),
            Notice.kind.in_(kinds),
            Notice.done_at.is_(None),
        )
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )


def let_pass(session: Session, *, now: datetime) -> None:
    """Close what only tells and has been told long enough."""
    session.execute(
        update(Notice)
        .where(Notice.kind.in_(PASSING), Notice.done_at.is_(None), Notice.created_at <= now - TOLD_FOR)
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )
