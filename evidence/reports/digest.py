"""The digests: each day what waits for a person, each Monday the units from which nothing comes.

An edge: it commits.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Date, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from evidence.accounts.registry.places import PLACES
from evidence.adapters.networks.registry import LABELS
from evidence.core import clock
from evidence.core.clock import WIB, day_of
from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.core.words import N_
from evidence.notices import spreading
from evidence.notices.choices import chosen
from evidence.notices.letters import LIST, MORE
from evidence.notices.models import Notice, NoticeSettings, PushSubscription
from evidence.notices.people import waits_for
from evidence.notices.spreading import Reach, Words
from evidence.notices.topics import DAILY, OF_NOTICES, WEEKLY, topic_of
from evidence.notices.voice import Voice, voice
from evidence.reports import silence, silence_notices
from evidence.reports.board import silent
from evidence.reports.board.silent import Silence
from evidence.units import queries as units
from evidence.units.access import Actor
from evidence.units.models import Unit, User
from evidence.units.queries import within

# Seconds between two looks at whose hour has come, and at who is silent.
EVERY, SILENCE_EVERY = 60.0, 3600.0
# So long after its hour a digest still comes, past midnight too; later it would wake somebody with old news.
WITHIN = timedelta(hours=6)
AT_ONCE = 100
LINES, UNITS = 5, 20
MONDAY = 0

TITLE = N_("Ringkasan %(day)s: %(count)s hal menunggu Anda")
OLDEST = N_("Yang paling lama:")
QUIET = N_(
    "%(count)s dari %(all)s unit tidak menerbitkan apa pun lewat Bukti sejak %(since)s (%(days)s hari)"
)
QUIET_SINCE = N_("%(unit)s, terakhir %(day)s")
QUIET_EVER = N_("%(unit)s, belum pernah lewat Bukti")
SEEN = N_("%(line)s; terlihat unggahan %(day)s di %(network)s")
# The list of them on the board.
SILENT_LIST = "/papan/diam"


@dataclass(frozen=True)
class Digesting:
    """Makes the digests of those who can be reached; ``silent_after`` is for how many days a unit may be."""

    sessions: Sessions
    reach: Reach
    silent_after: int
    now: Callable[[], datetime] = clock.now

    def register(self, worker: Worker) -> None:
        """Let ``worker`` do it."""
        worker.every(EVERY, self.look)
        worker.every(SILENCE_EVERY, self.silence)

    def silence(self) -> None:
        """Tell units that they are silent."""
        with self.sessions.begin() as session:
            silence_notices.tell(session, self.silent_after, now=self.now())

    def look(self) -> None:
        """Make the digests whose hour has come.

        Those of yesterday too: between two looks midnight may pass, or a worker may have been away.
        """
        now = self.now()
        for day in (day_of(now) - timedelta(days=1), day_of(now)):
            while self._some(day, now, NoticeSettings.daily_on, self._daily):
                continue
            if day.weekday() == MONDAY:
                while self._some(day, now, NoticeSettings.weekly_on, self._weekly):
                    continue

    def _some(
        self,
        day: date,
        now: datetime,
        done: InstrumentedAttribute[date | None],
        make: Callable[[Session, Sequence[Actor], date, datetime], None],
    ) -> bool:
        """Make some digests of a day, and note for whom, so that nobody has two of it; whether there may be more."""
        with self.sessions.begin() as session:
            found = _due(session, done, self.reach.usual.digest_at, day, now)
            people = [units.actor(session, each, now) for each in found]
            make(session, [each for each in people if each is not None], day, now)
            for each in found:
                noted = {str(done.key): day}
                made = insert(NoticeSettings).values(user_id=each, choices={}, **noted)
                session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=noted))
        return len(found) == AT_ONCE

    def _daily(self, session: Session, people: Sequence[Actor], day: date, now: datetime) -> None:
        about = f"daily:{day:%Y-%m-%d}"
        for by in people:
            speaks = voice(chosen(session, by.id, self.reach.usual).language)
            words = daily(session, by, speaks, day, now)
            if words is not None:
                spreading.tell_one(session, by.id, DAILY, about, self.reach, now=now, words=words)

    def _weekly(self, session: Session, people: Sequence[Actor], day: date, now: datetime) -> None:
        about = f"weekly:{day:%G-W%V}"
        for by in people:
            speaks = voice(chosen(session, by.id, self.reach.usual).language)
            words = weekly(session, by, self.silent_after, speaks, now)
            if words is not None:
                spreading.tell_one(session, by.id, WEEKLY, about, self.reach, now=now, words=words)


def _due(
    session: Session, done: InstrumentedAttribute[date | None], usual: time, day: date, now: datetime
) -> Sequence[uuid.UUID]:
    """Whose hour of that ``day`` came within the last few, and for whom nothing of it was made yet."""
    # The clock on the wall in WIB, by which people chose their hours.
    here = now.astimezone(WIB).replace(tzinfo=None)
    at = literal(day, Date) + func.coalesce(NoticeSettings.digest_at, usual)
    return session.scalars(
        select(User.id)
        .outerjoin(NoticeSettings, NoticeSettings.user_id == User.id)
        .where(
            User.active,
            or_(done.is_(None), done < day),
            at <= here,
            at > here - WITHIN,
            or_(
                NoticeSettings.mail_confirmed_at.is_not(None),
                select(PushSubscription.id).where(PushSubscription.user_id == User.id).exists(),
            ),
        )
        .order_by(User.id)
        .limit(AT_ONCE)
    ).all()


def daily(session: Session, by: Actor, speaks: Voice, day: date, now: datetime) -> Words | None:
    """What waits for ``by`` to act on, by topic, and the oldest of it, as told of ``day``; None when nothing does."""
    stands = (Notice.done_at.is_(None), within(by.paths()), waits_for(by, now))
    counts: Counter[str] = Counter()
    for kind, count in session.execute(
        select(Notice.kind, func.count()).join(Unit).where(*stands).group_by(Notice.kind)
    ):
        counts[topic_of(kind).code] += count
    if not counts:
        return None
    oldest = session.scalars(
        select(Notice)
        .join(Unit)
        .options(joinedload(Notice.unit))
        .where(*stands)
        .order_by(Notice.created_at, Notice.id)
        .limit(LINES)
    ).all()
    body = [f"- {speaks.say(each.words)}: {counts[each.code]}" for each in OF_NOTICES if counts[each.code]]
    body += ["", speaks.say(OLDEST)] + [f"- {each.unit.title}: {speaks.notice(each)}" for each in oldest]
    title = speaks.say(TITLE, day=speaks.short_date(day), count=counts.total())
    return Words(title, "\n".join(body), LIST)


def weekly(session: Session, by: Actor, days: int, speaks: Voice, now: datetime) -> Words | None:
    """Which units that ``by`` looks after are silent; None when none is, or when they look after no other."""
    today = day_of(now)
    since = today - timedelta(days=days)
    tops = _tops(session, by)
    counts = [silence.numbers(session, each, since, today) for each in tops]
    count, asked = sum(each.silent for each in counts), sum(each.asked for each in counts)
    if not count or asked < 2:
        return None
    found = [each for top in tops for each in silent.page(session, top, since, None, UNITS, now).rows]
    lines = [_line(each, speaks) for each in found[:UNITS]]
    if count > UNITS:
        lines.append(speaks.say(MORE, count=count - UNITS))
    title = speaks.say(QUIET, count=count, all=asked, since=speaks.short_date(since), days=days)
    return Words(title, "\n".join(f"- {each}" for each in lines), SILENT_LIST)


def _line(each: Silence, speaks: Voice) -> str:
    """One silent unit, with what was seen of it elsewhere."""
    if each.posted_on:
        told = speaks.say(QUIET_SINCE, unit=each.unit.title, day=speaks.short_date(each.posted_on))
    else:
        told = speaks.say(QUIET_EVER, unit=each.unit.title)
    if each.seen is None:
        return told
    name = each.seen.network
    network = speaks.say(PLACES.get(name) or LABELS.get(name, name))
    return speaks.say(SEEN, line=told, day=speaks.short_date(each.seen.posted_on), network=network)


def _tops(session: Session, by: Actor) -> Sequence[Unit]:
    """The highest of the units that ``by`` looks after, in the order of the tree."""
    paths = by.paths(*WEEKLY.roles)
    tops = [each for each in paths if not any(each != other and each.startswith(other) for other in paths)]
    return session.scalars(select(Unit).where(Unit.path.in_(tops)).order_by(Unit.path)).all()
