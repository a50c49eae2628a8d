"""A board on paper of a period that is over: accounts and silence as at its end, what waits as it is today."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from evidence.core import clock
from evidence.publish.models import Publication
from evidence.reports.board.periods import MONTH, month_of, period_of
from evidence.reports.board.scope import Scope
from evidence.reports.coverage import sample
from evidence.reports.papers.board import phrasing
from evidence.reports.papers.board.blocks import blocks
from evidence.reports.papers.board.contents import Contents
from evidence.reports.papers.board.gathering import gather
from evidence.units.models import Unit
from tests import factories
from tests.house import MOJO, House

CITY, JEBRES = "33.72", "33.72.04"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """What a newspaper saw in April 2021, and one post of Mojo at the end of the month before the last."""
    with shared.sessions.begin() as session:
        sample.load(session, now=clock.now())
    work = factories.approved(shared, accounts=[factories.account(shared)])
    row = factories.shared(shared, work)
    with shared.sessions.begin() as session:
        at = clock.now() - (clock.today() - posted())
        session.execute(update(Publication).where(Publication.id == row).values(posted_at=at))
    return shared


def posted() -> date:
    """The day of that post: one of the last four of its month."""
    return month_of(clock.today()).first - timedelta(days=32)


def found(house: House, day: date, unit: str = CITY) -> Contents:
    """A paper of the month in which ``day`` is."""
    with house.sessions() as session:
        scope = Scope(session.get_one(Unit, unit), period_of(MONTH, day), clock.today(), 14)
        return gather(session, house.actor("staf.balaikota"), scope, 100, lambda *_far: True, clock.now())


def accounts(of: Contents) -> Mapping[str, tuple[str, str]]:
    """Of each unit whether it has an account, and whether that is declared official."""
    return {row.code: (row.account, row.official) for row in of.units.rows}


def claimed(of: Contents, unit: str) -> list[str]:
    """What the paper says of accounts of that unit that were not seen."""
    (row,) = (row for row in of.units.rows if row.code == unit)
    return [each for each in row.handles if each.startswith(("Akun latihan", "Terdaftar"))]


def test_accounts_are_those_that_were_known_at_the_end_of_the_period(house: House) -> None:
    before, then, today = (found(house, day) for day in (date(2021, 3, 9), date(2021, 4, 9), clock.today()))

    unseen = ("Belum diperiksa", "Belum diperiksa")
    assert accounts(before)[JEBRES] == unseen
    assert accounts(then)[JEBRES] == ("Ada", "Ya")
    # Registered here since, and seen by nobody yet.
    assert accounts(then)[MOJO] == accounts(today)[MOJO] == unseen
    assert (claimed(then, MOJO), len(claimed(today, MOJO))) == ([], 1)


def test_silence_is_that_of_the_periods_end_and_adds_up_in_every_part(house: House) -> None:
    spoken, quiet = found(house, posted()), found(house, posted() - timedelta(days=40))

    for each, silent in ((spoken, 58), (quiet, 59)):
        listed = {row.code for row in each.silent.rows}
        assert (each.board.silent.silent, each.board.silent.asked, each.silent.of) == (silent, 59, silent)
        assert {row.code for row in each.units.rows if row.silent} == listed
        # Nobody asks a city as a whole.
        assert [row.silent for row in each.units.rows if row.code == CITY] == [None]
    assert [row.posted_on for row in spoken.units.rows if row.code == MOJO] == [posted()]
    assert [row.posted_on for row in quiet.units.rows if row.code == MOJO] == [None]
    (mojo,) = [row for row in quiet.silent.rows if row.code == MOJO]
    assert (
        mojo.since
        == f"Sampai {clock.short_date(quiet.chosen.then)} tidak ada unggahan yang tayang lewat Bukti."
    )


def test_what_can_only_be_known_of_today_says_its_day(house: House) -> None:
    old, now = found(house, posted()), found(house, clock.today())
    today, then = clock.date_text(clock.today()), clock.date_text(old.chosen.then)

    titles = [each.title for each in blocks(old)]
    assert [title for title in titles if "Unit" in title] == [
        f"C. Unit per {then}",
        f"D. Unit lama diam per {then}",
    ]
    assert titles[-1] == f"E. Yang terhambat per {today}"
    groups = [title for title, _figures in phrasing.figures(old)]
    assert groups[:3] == [f"Perlu tindakan per {today}", f"Keadaan per {today}", f"Keadaan per {then}"]
    assert f"akun dan unit lama diam per {then}, yang menunggu dan terhambat per {today}" in phrasing.beneath(
        old.chosen
    )
    (silent,) = [each for each in blocks(old) if "lama diam" in each.title]
    assert [name for name, _width in silent.tables[0].columns][3:] == [
        f"Yang diketahui per {today}",
        f"Kontak per {today}",
    ]
    # Where both are the same day, it is said once.
    assert [title for title, _figures in phrasing.figures(now)][:2] == [
        "Perlu tindakan",
        f"Keadaan per {today}",
    ]
    assert [each.title for each in blocks(now)][2] == "C. Unit"
