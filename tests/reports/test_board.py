"""The board over random days: its counts are true after any acts, and each number is as long as the list it opens."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from threading import Thread
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, ActivityState
from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.publish.models import OUT, Publication
from evidence.reports.board import lists, services, silent
from evidence.reports.board.board import board
from evidence.reports.board.figures import FIGURES, SILENT, Kind
from evidence.reports.board.periods import MONTH, WEEK, begins, period_of
from evidence.reports.board.scope import Scope
from evidence.reports.coverage import contexts
from evidence.reports.silence import KINDS, Numbers, numbers
from evidence.review.models import Decision, Verdict
from evidence.units.days import DailyCount, DailyMove
from evidence.units.models import Unit
from tests import factories
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.pages import check_page
from tests.reports.boards import numbers_of
from tests.reports.happenings import Happenings
from tests.waiting import until

ACTS = 1200
ROUNDS = 6
UNITS = ("33.72", PASAR_KLIWON, MOJO, JEBRES)


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """A city in which a good deal happened, with some of it folded and some not yet."""
    by = shared.actor("lurah.mojo").id
    with shared.sessions.begin() as session:
        for round_number in range(ROUNDS):
            happenings = Happenings(f"papan {round_number}", session, by, clock.now())
            happenings.happen(ACTS // ROUNDS)
            if round_number in (1, 3):
                services.fold(session)
        happenings.leave_some_of_each()
    return shared


def scopes(session: Session) -> list[Scope]:
    """Boards of a city, a kecamatan and a kelurahan, of this week and month and of earlier ones."""
    today = clock.today()
    return [
        Scope(session.get_one(Unit, code), period_of(kind, today - timedelta(days=back)), today, 14)
        for code in UNITS
        for kind in (WEEK, MONTH)
        for back in (0, 31)
    ]


def test_the_counts_equal_a_recount_after_random_acts_folded_or_not(house: House) -> None:
    with house.sessions() as session:
        waiting = session.scalar(select(func.count()).select_from(DailyMove))
        unfolded = services.untrue(session)
        folded = services.fold(session)
        after_folding = services.untrue(session)
        kept = set(session.execute(select(DailyCount.__table__)).all())
        session.rollback()
    with house.sessions() as session:
        services.recount(session)
        anew = set(session.execute(select(DailyCount.__table__)).all())
        session.rollback()

    assert (unfolded, after_folding) == (0, 0)
    assert folded == waiting
    assert waiting > 100
    assert kept == anew


def test_two_who_change_an_activity_at_once_are_both_counted(house: House) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before")
    with house.sessions() as session:
        began = services.untrue(session)

    first = house.sessions()
    first.execute(update(Activity).where(Activity.id == work).values(state=ActivityState.UNFINISHED))
    second = Thread(target=factories.photo, args=(house, work, "after"))
    second.start()
    until(lambda: held_up(house), 60)
    first.commit()
    second.join(60)
    first.close()

    with house.sessions() as session:
        assert (began, services.untrue(session)) == (0, 0)


def held_up(house: House) -> bool:
    """Whether somebody waits for a row that another one changes."""
    with house.sessions() as session:
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(session.scalar(text(waits)))


def test_a_count_that_was_tampered_with_is_noticed_and_mended(house: House) -> None:
    with house.sessions() as session:
        session.execute(
            text(
                "UPDATE daily_counts SET whole = whole + 1 WHERE unit_code = '33.72' AND measure = 'activity.open'"
            )
        )
        session.execute(text("UPDATE activity_standings SET befores = befores + 1, afters = 0"))
        wrong = services.untrue(session)
        mended = services.mend(session)
        session.rollback()

    assert wrong > 0
    assert mended > 0


def test_each_number_is_the_length_of_its_list_for_every_unit_and_period(house: House) -> None:
    different = []
    with house.sessions() as session:
        seen: dict[str, int] = dict.fromkeys(FIGURES, 0)
        for scope in scopes(session):
            told = board(session, scope).numbers
            for name, figure in FIGURES.items():
                days = scope.days(name, figure)
                rows = lists.page(session, figure, scope.unit, *days, None, 10_000).rows
                seen[name] += len(rows)
                if told[name] != len(rows):
                    different.append((name, scope.unit.code, scope.period, told[name], len(rows)))

    assert different == []
    # Nothing was compared with nothing.
    assert [name for name, count in seen.items() if count == 0] == []


def test_each_link_of_the_page_opens_a_list_as_long_as_its_number(house: House) -> None:
    staff = house.client("staf.balaikota")
    page = staff.get("/papan?periode=bulan").get_data(as_text=True)
    check_page(page)

    links = numbers_of(page)

    assert len(links) > 25
    assert {url: walked(staff, url) for url in links} == links


def test_the_weeks_end_with_the_chosen_one_and_their_heading_says_what_the_table_says(house: House) -> None:
    staff, today = house.client("staf.balaikota"), clock.today()
    monday = today - timedelta(days=today.weekday())
    with house.sessions() as session:
        posted = session.scalars(select(Publication.posted_at).where(Publication.state.in_(OUT))).all()
        began = min(clock.day_of(each) for each in posted if each)
    first = began - timedelta(days=began.weekday())
    weeks = [monday, monday - timedelta(weeks=1), first, first - timedelta(weeks=1)]

    pages = [staff.get(f"/papan?hari={day}").get_data(as_text=True) for day in weeks]
    city = [heading_and_rows(page) for page in pages]
    nobody, none = heading_and_rows(staff.get("/papan?unit=33.72.01").get_data(as_text=True))

    last = [rows[0][0] for _title, rows in city]
    assert last == [short(day) for day in weeks]
    said = [
        f"{rows[0][1]} unggahan terbit {during}"
        for (_title, rows), during in zip(
            city,
            (
                f"minggu ini, minggu lalu {city[0][1][1][1]}",
                f"{short(weeks[1])} – {short(weeks[1] + timedelta(days=6))}, seminggu sebelumnya {city[1][1][1][1]}",
                f"{short(first)} – {short(first + timedelta(days=6))}; sebelumnya belum ada data",
            ),
            strict=False,
        )
    ]
    assert [title for title, _rows in city] == [*said, "Belum ada data unggahan terbit"]
    assert nobody == "Belum ada data unggahan terbit"
    assert {number for _week, number in [*none, *city[3][1]]} == {"belum ada data"}


def short(day: date) -> str:
    return clock.short_date(day)


def heading_and_rows(page: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands over the weeks, and each week with its number, the last week first."""
    panel = page[page.rindex('<div class="panel">') :]
    title = re.search(r"<h2>([^<]+)</h2>", panel)
    assert title
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(?:<a[^>]*>)?([^<]+)<', panel)
    return unescape(title[1]), rows


def test_the_number_over_a_list_says_what_it_counts(house: House) -> None:
    staff = house.client("staf.balaikota")

    said = {
        name: re.search(
            r'<p class="lead figures"><strong>[\d.]+ ([a-z ]+)</strong>',
            staff.get(url).get_data(as_text=True),
        )
        for name, url in ((name, f"/papan/{name}?periode=bulan") for name in FIGURES)
    }

    assert {name: found[1] for name, found in said.items() if found} == {
        name: NOUNS[figure.kind] for name, figure in FIGURES.items() if said[name]
    }
    assert len([found for found in said.values() if found]) > 10


NOUNS = {
    Kind.ACTIVITY: "kegiatan", Kind.WAITING: "kegiatan", Kind.SUBMITTED: "unggahan", Kind.DECISION: "unggahan",
    Kind.OUT: "unggahan", Kind.SENT: "unggahan", Kind.STUCK: "penerbitan", Kind.FINDING: "temuan",
    Kind.SAMPLE: "uji petik", Kind.ACCOUNT: "akun",
}  # fmt: skip


def walked(client: FlaskClient, url: str) -> int:
    """How many rows all pages of a list have."""
    rows, there = 0, url
    while there:
        answer = client.get(there)
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        if there == url:
            check_page(page)
        rows += page.count('<li class="item">')
        following = re.search(r'href="([^"]+)" rel="next"', page)
        there = unescape(following[1]) if following else ""
    return rows


@pytest.mark.parametrize("days", [0, 3, 14, 49])
@pytest.mark.parametrize("folded", [False, True], ids=["as_it_is", "folded"])
def test_the_silent_are_those_that_posted_nothing_lately(house: House, days: int, folded: bool) -> None:
    """Of those that are asked: a unit on leave is not, and one whose leave is over or begins tomorrow is."""
    now = clock.now()
    today = clock.day_of(now)
    since = today - timedelta(days=days)
    with house.sessions() as session:
        leave(session, house, "33.72.03", today, None)
        leave(session, house, MOJO, today - timedelta(days=9), today)
        leave(session, house, "33.72.03.1001", today + timedelta(days=1), None)
        leave(session, house, "33.72.03.1002", today - timedelta(days=9), today - timedelta(days=1))
        if folded:
            services.fold(session)
        posting = set(session.scalars(text(
            "SELECT DISTINCT a.unit_code FROM publications p JOIN posts ON posts.id = p.post_id JOIN activities a"
            " ON a.id = posts.activity_id WHERE p.state IN ('published', 'withdraw_failed') AND p.posted_at >= :since"
        ).bindparams(since=begins(since))))  # fmt: skip
        asked = session.scalars(
            select(Unit.code)
            .where(Unit.kind.in_(KINDS), Unit.code.not_in(("33.72.03", MOJO)))
            .order_by(Unit.path)
        ).all()
        expected = [code for code in asked if code not in posting]
        city, kecamatan = (session.get_one(Unit, code) for code in ("33.72", PASAR_KLIWON))
        found, after = list[str](), None
        while True:
            part = silent.page(session, city, since, after, 10, now)
            found += [each.unit.code for each in part.rows]
            after = part.after
            if after is None:
                break
        told = [numbers(session, each, since, today) for each in (city, kecamatan)]
        wrong = services.untrue(session)
        session.rollback()

    below = [code for code in asked if code.startswith(PASAR_KLIWON)]
    assert found == expected
    assert told == [
        Numbers(len(expected), len(asked), 2),
        Numbers(len([code for code in expected if code in below]), len(below), 2),
    ]
    assert 0 < len(found) < len(asked) or days == 0
    assert wrong == 0


def leave(session: Session, house: House, unit: str, first: date, last: date | None) -> None:
    """That unit is not measured in these days."""
    now, camat = clock.now(), house.actor("admin")
    contexts.note(session, uuid4(), session.get_one(Unit, unit), "leave", "", first, last, by=camat, now=now)


def test_a_median_is_told_within_three_percent(house: House) -> None:
    off = []
    with house.sessions() as session:
        city, today = session.get_one(Unit, UNITS[0]), clock.today()
        # So many that enough was decided in them on any day of a month.
        periods = [
            period_of(kind, today - timedelta(days=back)) for kind in (WEEK, MONTH) for back in (0, 7, 31)
        ]
        for scope in (Scope(city, period, today, 14) for period in periods):
            told = board(session, scope)
            between = (begins(scope.period.first), begins(scope.period.after))
            took = Decision.decided_at - PostVersion.submitted_at
            approved = session.scalar(
                select(func.percentile_disc(0.5).within_group(took))
                .join(PostVersion, PostVersion.id == Decision.version_id)
                .where(
                    Decision.verdict == Verdict.APPROVE,
                    Decision.decided_at >= between[0],
                    Decision.decided_at < between[1],
                )
            )
            sent = session.scalar(
                select(func.percentile_disc(0.5).within_group(Publication.posted_at - Publication.planned_at)).where(
                    Publication.state.in_(OUT), Publication.network != "by_hand",
                    Publication.posted_at >= between[0], Publication.posted_at < between[1],
                )
            )  # fmt: skip
            for exact, about in ((approved, told.approved_in), (sent, told.sent_in)):
                if exact is None or about is None:
                    assert exact is None
                    assert about is None
                elif exact.total_seconds() > 1:
                    off.append(abs(about / exact - 1))

    assert len(off) > 3
    assert max(off) < 0.03


def test_a_unit_that_hangs_elsewhere_takes_its_counts_along(house: House) -> None:
    with house.sessions() as session:
        services.fold(session)
        mojo = session.get_one(Unit, MOJO)
        session.execute(
            update(Unit)
            .where(Unit.code == MOJO)
            .values(parent_code="33.72.04", path=f"/33.72/33.72.04/{MOJO}/")
        )
        wrong = services.untrue(session)
        moved = session.scalar(select(DailyCount.whole).where(DailyCount.unit_code == mojo.code).limit(1))
        session.rollback()

    assert moved
    assert wrong == 0


def test_a_camat_reads_the_board_of_their_kecamatan_and_no_other(house: House) -> None:
    camat = house.client("camat.pasarkliwon")

    own = camat.get("/papan").get_data(as_text=True)
    answers = [camat.get(f"/papan?unit={code}").status_code for code in (MOJO, "33.72", JEBRES, "x")]
    samples = camat.get("/papan/uji-petik-sesuai").status_code

    check_page(own)
    assert "Kecamatan Pasar Kliwon" in own
    assert "uji petik" not in own.lower()
    assert answers == [200, 404, 404, 404]
    assert samples == 404


def test_a_board_of_a_time_that_has_not_come_is_that_of_today(house: House) -> None:
    staff = house.client("staf.balaikota")
    year, month = (
        clock.today().year + 1,
        staff.get(f"/papan?periode=bulan&hari={clock.today()}").get_data(as_text=True),
    )

    later = staff.get(f"/papan?periode=bulan&hari={year}-10-05").get_data(as_text=True)
    empty = staff.get("/papan?periode=bulan&hari=2000-02-05").get_data(as_text=True)

    assert numbers_of(later) == numbers_of(month)
    assert "Belum ada kegiatan yang dimulai" in empty
    check_page(empty)


@pytest.mark.parametrize(
    "address",
    ["/papan?hari=besok", "/papan?hari=0001-01-01&periode=bulan", "/papan?hari=9999-12-31", "/papan?periode=x&after=x",
     "/papan/terbit?after=x&hari=-", f"/papan/{SILENT}?after=x"],
)  # fmt: skip
def test_what_means_nothing_in_an_address_is_passed_over(house: House, address: str) -> None:
    assert house.client("staf.balaikota").get(address).status_code == 200


def test_a_list_that_is_not_there_is_not_found(house: House) -> None:
    assert house.client("staf.balaikota").get("/papan/peringkat").status_code == 404


def test_weeks_begin_on_monday_and_days_at_midnight_in_surakarta() -> None:
    sunday, monday = datetime(2026, 11, 29, 16, 59, tzinfo=UTC), datetime(2026, 11, 29, 17, 0, tzinfo=UTC)

    weeks = [period_of(WEEK, clock.day_of(each)).first.isoformat() for each in (sunday, monday)]

    assert weeks == ["2026-11-23", "2026-11-30"]
    assert begins(clock.day_of(monday)) == monday
    assert period_of(MONTH, clock.day_of(sunday)).last.isoformat() == "2026-11-30"
