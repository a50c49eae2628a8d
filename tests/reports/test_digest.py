"""Silent units and the digests: what they say, to whom, at which hour, and once."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update

from evidence.capture.models import Activity
from evidence.core import clock
from evidence.core.clock import WIB
from evidence.embedded import Store
from evidence.notices import services
from evidence.notices.choices import Usual
from evidence.notices.models import Delivery, Notice, NoticeSettings
from evidence.notices.spreading import Reach
from evidence.notices.topics import Way
from evidence.publish.models import Publication, PublicationState
from evidence.reports import silence_notices
from evidence.reports.digest import Digesting
from tests import factories
from tests.clusters import Cluster
from tests.house import MOJO, House, furnished

FORTNIGHT = 14
LURAH, CAMAT, STAFF = "lurah.mojo", "camat.pasarkliwon", "staf.balaikota"


def monday(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A moment of a Monday three weeks from now, or so many days later."""
    first = clock.today() + timedelta(days=21)
    first -= timedelta(days=first.weekday())
    return datetime.combine(first + timedelta(days=days), time(hour, minute), WIB)


@pytest.fixture(scope="module")
def city(cluster: Cluster, store: Store) -> Iterator[House]:
    with furnished(cluster, store) as found:
        yield found


@pytest.fixture
def house(city: House) -> House:
    with city.sessions.begin() as session:
        for table in (Delivery, Notice, NoticeSettings):
            session.execute(delete(table))
        session.execute(update(Activity).values(created_at=clock.now() - timedelta(days=300)))
    return city


def reachable(house: House, *people: str, **columns: object) -> None:
    """These people have confirmed their addresses."""
    with house.sessions.begin() as session:
        for who in people:
            told = {
                "mail_to": f"{who}@latihan.example",
                "mail_confirmed_at": clock.now(),
                "choices": {},
                **columns,
            }
            session.merge(NoticeSettings(user_id=house.actor(who).id, **told))


def look(house: House, now: datetime) -> None:
    Digesting(house.sessions, Reach(frozenset({Way.MAIL}), Usual()), FORTNIGHT, now=lambda: now).look()


def told(house: House, who: str, topic: str) -> list[Delivery]:
    with house.sessions() as session:
        user = house.actor(who).id
        wanted = (
            select(Delivery).where(Delivery.user_id == user, Delivery.topic == topic).order_by(Delivery.about)
        )
        return list(session.scalars(wanted))


def tell(house: House, kind: str, unit: str = MOJO, title: str = "Kuras saluran") -> None:
    with house.sessions.begin() as session:
        services.tell(
            session, kind, uuid.uuid4(), unit, "“%(title)s” gagal terbit. Lihat alasannya.", url="/unggahan",
            now=clock.now(), title=title,
        )  # fmt: skip


def posted(house: House) -> None:
    """Something of Mojo went out just now."""
    (made,) = factories.publications(house, factories.approved(house, accounts=[factories.account(house)]))
    with house.sessions.begin() as session:
        session.execute(
            update(Publication)
            .where(Publication.id == made.id)
            .values(state=PublicationState.PUBLISHED, posted_at=clock.now())
        )


# ------------------------------------------------------------------------------------------ silent units
def told_silent(house: House, now: datetime) -> dict[str, bool]:
    """The units whose people are told, by their codes, and whether anything ever came from them."""
    with house.sessions() as session:
        found = silence_notices.told_of(session, FORTNIGHT, now=now)
        return {each.unit.code: each.since is not None for each in found}


def test_a_silent_unit_is_told_when_nothing_was_recorded_for_longer_than_the_rule(house: House) -> None:
    made = factories.activity(house)
    now = monday(7)
    with house.sessions.begin() as session:
        session.get_one(Activity, made).created_at = now - timedelta(days=15)

    assert told_silent(house, now)[MOJO]
    with house.sessions.begin() as session:
        session.get_one(Activity, made).created_at = now - timedelta(days=13)
    assert MOJO not in told_silent(house, now)


def test_who_has_just_begun_is_given_the_same_time(house: House) -> None:
    with house.sessions.begin() as session:
        session.execute(delete(Activity).where(Activity.unit_code == "33.72.04.1010"))

    # The people of the house are in office since yesterday.
    assert told_silent(house, clock.now()) == {}
    assert told_silent(house, clock.now() + timedelta(days=FORTNIGHT))["33.72.04.1010"] is False


def test_a_silent_unit_s_own_people_are_told_until_something_comes(house: House) -> None:
    made, now = factories.activity(house), monday(7)

    for _ in range(2):
        with house.sessions.begin() as session:
            silence_notices.tell(session, FORTNIGHT, now=now)

    def standing() -> list[Notice]:
        with house.sessions() as session:
            wanted = select(Notice).where(Notice.unit_code == MOJO, Notice.done_at.is_(None))
            return list(session.scalars(wanted))

    (notice,) = standing()
    assert (notice.kind, notice.params["days"]) == ("reports.silent", 14)
    with house.sessions.begin() as session:
        session.get_one(Activity, made).created_at = now
        session.flush()
        silence_notices.tell(session, FORTNIGHT, now=now)
    assert standing() == []


# ----------------------------------------------------------------------------------------- daily digest
def test_a_digest_counts_what_waits_for_its_reader(house: House) -> None:
    reachable(house, LURAH, CAMAT, "lurah.jebres")
    tell(house, "publish.failed", title="Pertama")
    tell(house, "publish.failed")
    tell(house, "review.waiting", "33.72.03", title="Menunggu camat")

    look(house, monday(7, 5, days=1))

    (lurah,), (camat,) = told(house, LURAH, "daily"), told(house, CAMAT, "daily")
    day = clock.short_date(monday(7, days=1))
    assert lurah.title == f"Ringkasan {day}: 2 hal menunggu Anda"
    assert "- Penerbitan yang perlu Anda: 2" in lurah.body
    assert "- Kelurahan Mojo: “Pertama” gagal terbit. Lihat alasannya." in lurah.body
    assert "Menunggu camat" not in lurah.body
    assert camat.title == f"Ringkasan {day}: 1 hal menunggu Anda"
    assert "Menunggu camat" in camat.body
    # Where nothing waits nothing is said.
    assert told(house, "lurah.jebres", "daily") == []


def test_a_digest_comes_at_its_hour_and_once_a_day(house: House) -> None:
    reachable(house, LURAH)
    tell(house, "publish.failed")

    for hour, minute in ((6, 59), (7, 0), (7, 1), (9, 0), (12, 59), (13, 1), (23, 59)):
        look(house, monday(hour, minute, days=1))
        assert len(told(house, LURAH, "daily")) == ((hour, minute) >= (7, 0))
    look(house, monday(7, 1, days=2))
    assert [each.about for each in told(house, LURAH, "daily")] == [
        f"daily:{monday(7, days=days):%Y-%m-%d}" for days in (1, 2)
    ]


@pytest.mark.parametrize("looked", [(0, 0), (0, 1), (5, 58)])
def test_an_hour_just_before_midnight_is_not_lost_with_the_day(house: House, looked: tuple[int, int]) -> None:
    reachable(house, LURAH, digest_at=time(23, 59))
    tell(house, "publish.failed")

    # A look a moment before it, and the next one when another day has begun.
    look(house, monday(23, 58, days=1))
    assert told(house, LURAH, "daily") == []
    look(house, monday(*looked, days=2))
    look(house, monday(5, 59, days=2))
    (late,) = told(house, LURAH, "daily")
    assert late.about == f"daily:{monday(0, days=1):%Y-%m-%d}"
    assert late.title.startswith(f"Ringkasan {clock.short_date(monday(12, days=1))}:")
    # The new day has its own.
    look(house, monday(23, 59, days=2))
    assert [each.about for each in told(house, LURAH, "daily")] == [
        f"daily:{monday(0, days=days):%Y-%m-%d}" for days in (1, 2)
    ]


def test_a_digest_of_yesterday_comes_no_later_than_any_other(house: House) -> None:
    reachable(house, LURAH, digest_at=time(23, 59))
    tell(house, "publish.failed")

    look(house, monday(5, 59, days=2))

    assert told(house, LURAH, "daily") == []


def test_a_digest_whose_hour_is_long_gone_waits_for_tomorrow(house: House) -> None:
    reachable(house, LURAH)
    tell(house, "publish.failed")

    look(house, monday(13, 1, days=1))

    assert told(house, LURAH, "daily") == []


def test_the_hour_is_the_person_s_own(house: House) -> None:
    reachable(house, LURAH, digest_at=time(16, 30))
    tell(house, "publish.failed")

    look(house, monday(8, days=1))
    assert told(house, LURAH, "daily") == []
    look(house, monday(16, 31, days=1))
    assert len(told(house, LURAH, "daily")) == 1


def test_whoever_switched_it_off_or_cannot_be_reached_gets_none(house: House) -> None:
    reachable(house, LURAH, choices={"mail:daily": False})
    tell(house, "publish.failed")

    look(house, monday(7, 5, days=1))

    with house.sessions() as session:
        assert session.scalars(select(Delivery)).all() == []


def test_a_digest_speaks_its_reader_s_language(house: House) -> None:
    reachable(house, LURAH, language="en")
    tell(house, "publish.failed")

    look(house, monday(7, 5, days=1))

    (digest,) = told(house, LURAH, "daily")
    assert "failed to publish" in digest.body
    assert digest.title.startswith("Summary of")


# ---------------------------------------------------------------------------------------- weekly digest
def test_on_mondays_those_who_look_after_units_hear_which_are_silent(house: House) -> None:
    posted(house)
    reachable(house, LURAH, CAMAT, STAFF)

    look(house, monday(7, 5, days=-1))
    assert told(house, STAFF, "weekly") == []
    look(house, monday(7, 5))
    look(house, monday(8, 5))

    (digest,), (camat,) = told(house, STAFF, "weekly"), told(house, CAMAT, "weekly")
    # The same as the board says on that day.
    since = clock.short_date(monday(7) - timedelta(days=FORTNIGHT))
    quiet = f"unit tidak menerbitkan apa pun lewat Bukti sejak {since} (14 hari)"
    assert digest.title == f"59 dari 59 {quiet}"
    assert camat.title == f"11 dari 11 {quiet}"
    assert f"- Kelurahan Mojo, terakhir {clock.short_date(clock.now())}" in camat.body
    assert "- Kelurahan Gajahan, belum pernah lewat Bukti" in camat.body
    assert digest.body.endswith("- dan 39 lagi")
    # A lurah looks after one unit, which is told of itself.
    assert told(house, LURAH, "weekly") == []


def test_the_news_of_a_monday_comes_just_after_it_too_and_once(house: House) -> None:
    reachable(house, STAFF, digest_at=time(23, 59))

    look(house, monday(0, 0, days=1))
    look(house, monday(0, 1, days=1))

    (digest,) = told(house, STAFF, "weekly")
    assert digest.about == f"weekly:{monday(12):%G-W%V}"
