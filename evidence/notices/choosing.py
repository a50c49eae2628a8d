"""What a person says about how they are told. The edges commit."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters.mail import is_address
from evidence.adapters.push import PushService, Subscription
from evidence.core import audit
from evidence.core.clock import day_of
from evidence.core.errors import Invalid, NotFound, TooMany
from evidence.core.secrets import digest
from evidence.core.words import N_
from evidence.notices import spreading
from evidence.notices.links import OVER
from evidence.notices.models import Delivery, DeliveryState, NoticeSettings, PushSubscription
from evidence.notices.spreading import Words
from evidence.notices.topics import ASKED_FOR, BY_CODE, MUTED, TOPICS, Way, choice
from evidence.notices.voice import voice
from evidence.units.access import Actor
from evidence.units.models import Device

# Letters that confirm an address, a person and day; browsers a person.
MOST_ASKED, MOST_BROWSERS = 5, 10
TITLE = N_("Pastikan alamat email Anda")
BODY = N_(
    "Buka tautan ini agar pemberitahuan Bukti dikirim ke alamat ini. Jika Anda tidak memintanya, abaikan."
)


@dataclass(frozen=True)
class Wishes:
    """All that the page of settings asks: the ways of each topic, and hours in WIB."""

    ways: Mapping[str, frozenset[Way]]
    muted: bool
    quiet_from: time
    quiet_until: time
    digest_at: time
    language: str


def choose(session: Session, wishes: Wishes, *, by: Actor) -> None:
    """Keep what the person wishes, where it differs from what is usual."""
    choices: dict[str, Any] = {MUTED: True} if wishes.muted else {}
    for topic in TOPICS:
        wanted = wishes.ways.get(topic.code, frozenset())
        for way in topic.ways:
            if (way in wanted) != (way in topic.usual):
                choices[choice(way, topic)] = way in wanted
    _keep(
        session, by.id, choices=choices, quiet_from=wishes.quiet_from, quiet_until=wishes.quiet_until,
        digest_at=wishes.digest_at, language=wishes.language,
    )  # fmt: skip
    audit.record(session, "notices.chosen", by.id, actor_id=by.id, actor_name=by.name, choices=choices)


def give_address(session: Session, address: str, *, by: Actor, language: str, now: datetime) -> bool:
    """Letters shall go to ``address`` once whoever reads it has confirmed that; "" ends them.

    Whether a letter is on its way that asks for it. Raises Invalid and TooMany.
    """
    address = address.strip()
    row = session.get(NoticeSettings, by.id, populate_existing=True)
    if address == ((row.mail_to or "") if row else "") and (not address or (row and row.mail_confirmed_at)):
        return False
    if not address:
        _keep(session, by.id, mail_to=None, mail_confirmed_at=None)
        audit.record(session, "notices.address_removed", by.id, actor_id=by.id, actor_name=by.name)
        return False
    if not is_address(address):
        raise Invalid(
            "Periksa kembali isian ini.",
            {"mail_to": N_("Tulis satu alamat email, misalnya nama@kantor.go.id.")},
        )
    since = now - timedelta(days=1)
    asked = session.execute(
        select(Delivery.about, Delivery.state).where(
            Delivery.user_id == by.id, Delivery.topic == ASKED_FOR.code, Delivery.made_at > since
        )
    ).all()
    if len(asked) >= MOST_ASKED:
        raise TooMany(N_("Terlalu banyak alamat dalam sehari. Coba lagi besok."), retry_after=86_400)
    _keep(session, by.id, mail_to=address, mail_confirmed_at=None, language=language)
    says = voice(language).say
    # Once a day and address, however often the button is pressed, and again where the letter did not go.
    about = f"address:{digest(address)}:{day_of(now)}"
    lost = sum(each.about.startswith(about) and each.state is DeliveryState.FAILED for each in asked)
    about = f"{about}:{lost}" if lost else about
    new = spreading.put(
        session, by.id, Way.MAIL, ASKED_FOR, about, now=now, due_at=now, words=Words(says(TITLE), says(BODY))
    )
    spreading.enqueue(session, by.id, Way.MAIL)
    audit.record(session, "notices.address_given", by.id, actor_id=by.id, actor_name=by.name)
    return new


def confirm_address(session: Session, user_id: uuid.UUID, told: str, *, now: datetime) -> None:
    """Somebody opened the link of a letter to the address whose digest is ``told``. Raises NotFound."""
    row = session.get(NoticeSettings, user_id)
    if row is None or not row.mail_to or digest(row.mail_to) != told:
        raise NotFound(OVER)
    moved = session.execute(
        update(NoticeSettings)
        .where(
            NoticeSettings.user_id == user_id, NoticeSettings.mail_to == row.mail_to,
            NoticeSettings.mail_confirmed_at.is_(None),
        )
        .values(mail_confirmed_at=now)
        .returning(NoticeSettings.user_id)
    ).scalar()  # fmt: skip
    if moved is not None:
        audit.record(session, "notices.address_confirmed", user_id)


def stop_letters(session: Session, user_id: uuid.UUID, topic: str) -> None:
    """No letter about ``topic`` any more, or about anything where it is none. Raises NotFound."""
    row = session.get(NoticeSettings, user_id, with_for_update=True)
    if row is None:
        raise NotFound(OVER)
    wanted = [BY_CODE[topic]] if topic in BY_CODE else TOPICS
    row.choices = {**row.choices, **{choice(Way.MAIL, each): False for each in wanted}}
    audit.record(session, "notices.letters_stopped", user_id, topic=topic)


def subscribe(
    session: Session,
    wanted: Subscription,
    device: Device,
    push: PushService,
    *,
    by: Actor,
    language: str,
    now: datetime,
) -> None:
    """Let pushes come to the browser that this sign-in is on. Raises Invalid."""
    if not wanted.is_sound() or not push.may_call(wanted.endpoint):
        raise Invalid("Peramban ini memberi alamat push yang tidak dapat dipakai.")
    _keep(session, by.id, language=language)
    told = {
        "user_id": by.id, "device_id": device.id, "browser_key": wanted.key, "browser_secret": wanted.secret,
        "created_at": now,
    }  # fmt: skip
    # A browser that somebody else used before belongs to whoever is signed in there now.
    session.execute(
        insert(PushSubscription)
        .values(id=uuid.uuid4(), endpoint=wanted.endpoint, **told)
        .on_conflict_do_update(index_elements=["endpoint"], set_=told)
    )
    of_device = select(PushSubscription.id).where(
        PushSubscription.device_id == device.id, PushSubscription.endpoint != wanted.endpoint
    )
    oldest = (
        select(PushSubscription.id)
        .where(PushSubscription.user_id == by.id)
        .order_by(PushSubscription.created_at.desc())
        .offset(MOST_BROWSERS)
    )
    for old in (of_device, oldest):
        session.execute(
            delete(PushSubscription)
            .where(PushSubscription.id.in_(old))
            .execution_options(synchronize_session=False)
        )
    audit.record(session, "notices.browser_added", by.id, actor_id=by.id, actor_name=by.name)


def unsubscribe(session: Session, subscription_id: uuid.UUID, *, by: Actor) -> None:
    """No push to that browser of this person any more. Raises NotFound."""
    gone = session.scalar(
        delete(PushSubscription)
        .where(PushSubscription.id == subscription_id, PushSubscription.user_id == by.id)
        .returning(PushSubscription.id)
    )
    if gone is None:
        raise NotFound("Peramban itu tidak ada dalam daftar Anda.")
    audit.record(session, "notices.browser_removed", by.id, actor_id=by.id, actor_name=by.name)


def _keep(session: Session, user_id: uuid.UUID, **values: Any) -> None:
    made = insert(NoticeSettings).values(user_id=user_id, **{"choices": {}, **values})
    session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=values))
    if (row := session.get(NoticeSettings, user_id)) is not None:
        session.refresh(row)
