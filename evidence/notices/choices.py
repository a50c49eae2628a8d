"""What one person chose about notices, with the city's own choice for the rest."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import Session

from evidence.notices.hours import quiet_until
from evidence.notices.models import Notice, NoticeSettings
from evidence.notices.topics import ALWAYS, MUTED, OF_NOTICES, Topic, Way, choice

# What holds where no process says more: config's own defaults.
NIGHT, MORNING, EARLY = time(20), time(6), time(7)


@dataclass(frozen=True)
class Usual:
    """What the city chose for all."""

    quiet: tuple[time, time] = (NIGHT, MORNING)
    digest_at: time = EARLY


@dataclass(frozen=True)
class Chosen:
    """What holds for one person now; ``mail`` is their address once it is confirmed, else ""."""

    choices: Mapping[str, Any] = field(default_factory=dict)
    quiet: tuple[time, time] = (NIGHT, MORNING)
    digest_at: time = EARLY
    language: str = "id"
    mail: str = ""
    # One that was given and waits for somebody to open the link.
    mail_asked: str = ""

    @property
    def muted(self) -> bool:
        """Whether they switched off all that leaves the app, at once."""
        return bool(self.choices.get(MUTED, False))

    def ticked(self, way: Way, topic: Topic) -> bool:
        """Whether ``topic`` is to come in that way while not all is switched off."""
        return bool(self.choices.get(choice(way, topic), way in topic.usual))

    def wants(self, way: Way, topic: Topic) -> bool:
        """Whether ``topic`` comes to this person in that way."""
        # What is urgent has boxes of its own: nobody is to miss it by a switch that was meant for all the rest.
        kept_off = self.muted and way is not Way.APP and not topic.urgent
        return topic in ALWAYS or (not kept_off and self.ticked(way, topic))

    def waits_until(self, topic: Topic, now: datetime) -> datetime | None:
        """The end of the quiet hours in which this would come now, if it has to wait for that."""
        return None if topic.urgent else quiet_until(now, *self.quiet)


def chosen(session: Session, user_id: uuid.UUID, usual: Usual) -> Chosen:
    """What holds for that person."""
    return read(session.get(NoticeSettings, user_id), usual)


def read(row: NoticeSettings | None, usual: Usual) -> Chosen:
    """The same for a row that is at hand."""
    if row is None:
        return Chosen(quiet=usual.quiet, digest_at=usual.digest_at)
    quiet = usual.quiet
    if row.quiet_from is not None and row.quiet_until is not None:
        quiet = (row.quiet_from, row.quiet_until)
    address, confirmed = row.mail_to or "", row.mail_confirmed_at is not None
    return Chosen(
        row.choices,
        quiet,
        row.digest_at or usual.digest_at,
        row.language,
        address if confirmed else "",
        "" if confirmed else address,
    )


def unwanted(found: Chosen) -> ColumnElement[bool] | None:
    """Which notices this person keeps out of the app; None where that is none."""
    topics: Sequence[Topic] = [each for each in OF_NOTICES if not found.wants(Way.APP, each)]
    return or_(*(is_of(each) for each in topics)) if topics else None


def is_of(topic: Topic) -> ColumnElement[bool]:
    """The notices of that topic."""
    before = OF_NOTICES[: OF_NOTICES.index(topic)]
    return and_(_begins(topic), *(not_(_begins(each)) for each in before if _overlap(each, topic)))


def _overlap(one: Topic, other: Topic) -> bool:
    return any(kind.startswith(begin) for kind in one.kinds for begin in other.kinds)


def _begins(topic: Topic) -> ColumnElement[bool]:
    return or_(*(Notice.kind.startswith(each, autoescape=True) for each in topic.kinds))
