"""Telling people outside the app: a round that finds what is new, a job for each person and way."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evidence.adapters.mail import Letter, MailServer
from evidence.adapters.push import PushService
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.core.outcomes import Answer, Outcome
from evidence.notices import deliveries, letters, services, spreading
from evidence.notices.choices import Usual
from evidence.notices.deliveries import Parcel
from evidence.notices.links import Links
from evidence.notices.spreading import Reach
from evidence.notices.topics import ASKED_FOR, SAFETY, Way
from evidence.notices.voice import voice

log = logging.getLogger(__name__)

ROUND_EVERY = 10.0
TIDY_EVERY = 300.0


@dataclass(frozen=True)
class Reaching:
    """Brings notices to people by what the city has set up; ``now`` tells the time."""

    sessions: Sessions
    mail: MailServer | None
    push: PushService | None
    usual: Usual
    links: Links
    now: Callable[[], datetime] = clock.now

    @property
    def reach(self) -> Reach:
        """In which ways that is."""
        set_up = {Way.MAIL: self.mail, Way.PUSH: self.push}
        return Reach(frozenset(way for way, part in set_up.items() if part is not None), self.usual)

    def register(self, worker: Worker) -> None:
        """Let ``worker`` do it."""
        worker.task(spreading.DELIVER, self.deliver)
        worker.every(ROUND_EVERY, self.round)
        worker.every(TIDY_EVERY, self.tidy)

    def round(self) -> None:
        """Find who is to be told of what is new, and make jobs for what is due."""
        with self.sessions.begin() as session:
            spreading.spread(session, self.reach, now=self.now())
        with self.sessions.begin() as session:
            spreading.enqueue_due(session, now=self.now())

    def tidy(self) -> None:
        """Say what was lost, forget what is old, and close what has been told long enough."""
        with self.sessions.begin() as session:
            lost = deliveries.tidy(session, now=self.now())
            services.let_pass(session, now=self.now())
        if lost:
            log.warning("notice unknown", extra={"count": lost, "cause": "worker lost"})

    def deliver(self, key: str) -> None:
        """Send what is due to the person and in the way of ``key``, and note what became of it."""
        user, _colon, name = key.partition(":")
        way = Way(name)
        with self.sessions.begin() as session:
            parcel = deliveries.claim(session, uuid.UUID(user), way, self.usual, now=self.now())
        if parcel is None:
            return
        answer = self._mailed(parcel) if way is Way.MAIL else self._pushed(parcel)
        with self.sessions.begin() as session:
            deliveries.finish(session, parcel, answer, now=self.now())
        told = {"person": user, "way": way.value, "count": len(parcel.ids), "outcome": answer.outcome.value}
        # Neither an address nor what was said stands in a log.
        log.log(
            logging.INFO if answer.outcome is Outcome.SENT else logging.WARNING,
            "notice sent" if answer.outcome is Outcome.SENT else "notice not sent",
            extra={**told, "cause": answer.reason},
        )

    def _mailed(self, parcel: Parcel) -> Answer:
        if self.mail is None:
            return Answer(Outcome.LATER, "no mail server")
        speaks, asked = voice(parcel.language), ASKED_FOR.code in parcel.topics
        told, stop_url = parcel.told, ""
        if asked:
            # Its link opens without a sign-in, so it is written here and kept nowhere.
            link = self.links.confirm(parcel.user_id, parcel.address).removeprefix(self.links.base_url)
            told = [letters.Said(each.title, each.text, link) for each in told]
        elif any(each != SAFETY.code for each in parcel.topics):
            only = parcel.topics[0] if len(set(parcel.topics)) == 1 else ""
            stop_url = self.links.stop(parcel.user_id, only)
        text = letters.letter(told, speaks, self.links.base_url, stop_url)
        return self.mail.send(
            Letter(
                parcel.address, letters.subject(told, speaks), text, str(parcel.ids[0]), self.now(), stop_url
            )
        )

    def _pushed(self, parcel: Parcel) -> Answer:
        if self.push is None:
            return Answer(Outcome.LATER, "no push key")
        message = letters.push(parcel.told, voice(parcel.language), str(parcel.ids[0]), str(parcel.user_id))
        answers = []
        for subscription_id, browser in parcel.browsers:
            answer = self.push.send(browser, message, urgent=parcel.urgent)
            if answer.outcome is Outcome.GONE:
                with self.sessions.begin() as session:
                    deliveries.forget_browser(session, subscription_id)
            answers.append(answer)
        return deliveries.together(answers)
