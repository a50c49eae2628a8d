"""Writing down what the city asks. The edges commit."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import again, audit
from evidence.core.errors import Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.reports.coverage.models import Order
from evidence.units.access import Actor, Role
from evidence.units.models import KINDS

NOT_YOURS = N_("Aturan kepatuhan ditulis admin kota.")
MOST_NAME, MOST_TEXT, MOST_DAYS = 120, 2000, 365


@dataclass(frozen=True)
class Wording:
    """What an order says; a kind of unit that is missing in ``days`` has no limit."""

    name: str
    given_on: date | None
    valid_from: date | None
    text: str = ""
    days: Mapping[str, int] | None = None
    target: int | None = None
    look_days: int | None = None


def may_write(by: Actor) -> bool:
    """Whether ``by`` writes orders for the city."""
    return by.over_the_city(Role.ADMIN)


def write(session: Session, order_id: uuid.UUID, said: Wording, *, by: Actor, now: datetime) -> bool:
    """Add an order, which holds from its day until another begins; whether it is new. Raises Invalid, `Otherwise`."""
    if not may_write(by):
        raise NotAllowed(NOT_YOURS)
    return put(session, order_id, checked(said), user_id=by.id, written_by=by.name, now=now)


def put(
    session: Session,
    order_id: uuid.UUID,
    said: Wording,
    *,
    user_id: uuid.UUID | None,
    written_by: str,
    now: datetime,
) -> bool:
    """Keep a wording that was checked. Raises `Otherwise`."""
    sent = {
        "name": said.name, "given_on": said.given_on, "valid_from": said.valid_from, "text": said.text,
        "days": dict(said.days or {}), "target": said.target, "look_days": said.look_days, "user_id": user_id,
    }  # fmt: skip
    made = session.execute(
        insert(Order)
        .values(id=order_id, written_by=written_by, written_at=now, **sent)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(Order.id)
    ).scalar()
    if made is None:
        again.same(session.get_one(Order, order_id), sent)
        return False
    audit.record(
        session, "coverage.order_written", order_id, actor_id=user_id, actor_name=written_by, name=said.name,
        valid_from=str(said.valid_from), days=dict(said.days or {}), target=said.target, look_days=said.look_days,
    )  # fmt: skip
    return True


def checked(said: Wording) -> Wording:
    """The same in order; Invalid names each field that is not."""
    name, text, wrong = " ".join(said.name.split()), said.text.strip(), dict[str, str]()
    if not name or len(name) > MOST_NAME:
        wrong["name"] = N_("Tulis nama aturan, paling panjang 120 huruf.")
    if len(text) > MOST_TEXT:
        wrong["text"] = N_("Isi paling panjang 2.000 huruf.")
    for field, value in (("name", name), ("text", text)):
        if not is_text(value):
            wrong[field] = N_("Ada tanda yang tidak dapat disimpan.")
    if said.given_on is None:
        wrong["given_on"] = N_("Isi tanggal aturan ini diberikan.")
    if said.valid_from is None:
        wrong["valid_from"] = N_("Isi sejak kapan aturan ini berlaku.")
    elif said.given_on is not None and said.valid_from < said.given_on:
        wrong["valid_from"] = N_("Aturan tidak berlaku sebelum diberikan.")
    for kind, days in (said.days or {}).items():
        if kind not in KINDS or not 1 <= days <= MOST_DAYS:
            wrong[f"days_{kind}"] = N_("Tulis 1 sampai 365 hari, atau kosongkan.")
    if said.target is not None and not 1 <= said.target <= 100:
        wrong["target"] = N_("Tulis 1 sampai 100, atau kosongkan.")
    if said.look_days is None or not 1 <= said.look_days <= MOST_DAYS:
        wrong["look_days"] = N_("Tulis 1 sampai 365 hari.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return Wording(name, said.given_on, said.valid_from, text, said.days or {}, said.target, said.look_days)
