"""What concerns one person's own account: told by push and by mail, whatever they switched off. The edges commit."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from evidence.notices import spreading
from evidence.notices.choices import Usual, chosen
from evidence.notices.spreading import Reach, Words
from evidence.notices.topics import SAFETY, Way
from evidence.notices.voice import voice
from evidence.units.resets import Alert

URL = "/perangkat"


def alert(settings: Settings, session: Session, user_id: uuid.UUID, told: Alert, now: datetime) -> None:
    """Tell that person once, in each way that reaches them."""
    set_up = {Way.MAIL: settings.mail, Way.PUSH: settings.push}
    usual = Usual(settings.quiet_hours, settings.digest_at)
    reach = Reach(frozenset(way for way, part in set_up.items() if part is not None), usual)
    speaks = voice(chosen(session, user_id, usual).language)
    words = Words(speaks.say(told.title), speaks.say(told.body, who=told.who), URL)
    spreading.tell_one(session, user_id, SAFETY, told.about, reach, now=now, words=words)
