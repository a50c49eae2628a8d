"""Galleries by pages: for any filters every fitting activity once, in order, however little is looked at each time."""

import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, ChecksState
from evidence.core.clock import WIB
from evidence.gallery import queries, windows
from evidence.gallery.asked import Filters
from evidence.gallery.conditions import rare
from evidence.gallery.windows import window
from evidence.publish.models import Publication, PublicationState
from evidence.reports.board.services import fold
from evidence.units.models import Unit
from tests import factories, noticed
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House

UNITS = (MOJO, JEBRES, PASAR_KLIWON, "33.72.04.1011", "33.72")
CATEGORIES = ("JALAN", "DRAINASE", "BENCANA")
WORDS = ("kuras saluran", "tambal jalan berlubang", "rapat kentongan warga")
SOME = 240
INSERT = text(
    "INSERT INTO activities (id, unit_code, place_code, title, category, mode, work_date, note, state, created_by,"
    " created_at, street, unfinished_reason) VALUES (:id, :unit, :place, :title, :category, :mode, :work_date, '',"
    " :state, :by, :created_at, '', '')"
)


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """One house, whose activities are drawn once."""
    made = random.Random(7)
    start = datetime(2026, 9, 1, tzinfo=UTC)
    rows = []
    for number in range(SOME):
        unit = made.choice(UNITS)
        # Many in the same moment, which is where a page may end.
        created = start + timedelta(hours=made.randrange(60) * 24)
        rows.append(
            {
                "id": uuid.UUID(int=made.getrandbits(128)), "unit": unit,
                "place": unit if unit.count(".") == 3 else made.choice((MOJO, JEBRES)),
                "title": made.choices(WORDS, (60, 39, 1))[0], "category": made.choices(CATEGORIES, (50, 48, 2))[0],
                "mode": made.choice("ABC"), "state": made.choice(("open", "complete", "complete", "unfinished")),
                "work_date": made.choice((None, created.date() - timedelta(days=made.randrange(20)))),
                "created_at": created + timedelta(minutes=number % 3), "by": shared.actor("lurah.mojo").id,
            }
        )  # fmt: skip
    with shared.sessions.begin() as session:
        session.execute(INSERT, rows)
    return shared


def asked(session: Session, house: House, who: str, filters: Filters) -> windows.Question:
    """A question that looks at a handful only, so that a few rows stand for a million."""
    return replace(queries.filtered(session, house.actor(who), filters), looked=30, few=8)


def stands(row: Activity) -> datetime:
    """When a row stands in a gallery, told anew from its two dates."""
    if row.work_date is None or row.work_date == row.created_at.astimezone(WIB).date():
        return row.created_at
    return datetime(row.work_date.year, row.work_date.month, row.work_date.day, tzinfo=WIB)


def fits(row: Activity, filters: Filters) -> bool:
    day = stands(row).astimezone(WIB).date()
    states = {"waiting": ("open", "unfinished"), "complete": ("complete",)}
    stems = {"saluran": "kuras", "jalan": "tambal", "kentongan": "rapat"}
    return (
        row.unit.path.startswith(f"/{'/'.join(parts(filters.unit))}/" if filters.unit else "/")
        and filters.place in ("", row.place_code)
        and filters.category in ("", row.category)
        and filters.mode in ("", row.mode)
        and (filters.first is None or day >= filters.first)
        and (filters.last is None or day <= filters.last)
        and (not filters.state or row.state in states[filters.state])
        and (not filters.words or row.title.startswith(stems[filters.words]))
    )


def parts(code: str) -> list[str]:
    pieces = code.split(".")
    return [".".join(pieces[:most]) for most in range(2, len(pieces) + 1)]


def drawn(made: random.Random) -> Filters:
    first = made.choice((None, date(2026, 9, 1) + timedelta(days=made.randrange(50))))
    return Filters(
        unit=made.choice(("", "", MOJO, JEBRES, PASAR_KLIWON)),
        place=made.choice(("", "", "", MOJO, JEBRES)),
        category=made.choice(("", "", *CATEGORIES)),
        mode=made.choice(("", "", "A", "C")),
        first=first,
        last=made.choice((None, first and first + timedelta(days=made.randrange(30)))),
        state=made.choice(("", "", "waiting", "complete")),
        words=made.choice(("", "", "saluran", "kentongan")),
    )


def walked(session: Session, question: windows.Question) -> Iterator[queries.Found]:
    after: str | None = ""
    while after is not None:
        found = queries.page(session, question, after, size=5)
        yield found
        after = found.after


@pytest.mark.parametrize("who", ["staf.balaikota", "camat.pasarkliwon", "lurah.mojo"])
def test_pages_hold_each_activity_that_fits_once_in_order(house: House, who: str) -> None:
    made, by = random.Random(who), house.actor(who)
    with house.sessions() as session:
        rows = [each for each in session.scalars(select(Activity)) if by.sees(each.unit.path)]
        for _ in range(15):
            filters = drawn(made)
            question = asked(session, house, who, filters)
            wanted = sorted(
                (each for each in rows if fits(each, filters)),
                key=lambda each: (stands(each), each.id),
                reverse=True,
            )

            pages = list(walked(session, question))
            count = queries.count(session, question)

            assert [each.id for page in pages for each in page.rows] == [each.id for each in wanted], filters
            assert all(len(page.rows) == 5 or page.until or page.after is None for page in pages), filters
            assert count.number <= len(wanted), filters
            assert count.more or count.number == len(wanted), filters


def test_all_of_a_subtree_is_counted_exactly_however_many_there_are(house: House) -> None:
    for folded in (False, True):
        with house.sessions.begin() as session:
            if folded:
                assert fold(session) > 0
            for who, unit in product(("staf.balaikota", "camat.pasarkliwon"), ("", "33.72.04", MOJO)):
                by = house.actor(who)
                rows = [each for each in session.scalars(select(Activity)) if by.sees(each.unit.path)]
                for state in ("", "waiting", "complete"):
                    filters = Filters(unit=unit, state=state)
                    number = sum(fits(each, filters) for each in rows)
                    told = queries.count(session, asked(session, house, who, filters))
                    assert told == queries.Count(number, False), (folded, who, filters)
    with house.sessions() as session:
        # Of a period the days' counts know nothing, and who looks at a few rows has seen a few.
        question = asked(session, house, "staf.balaikota", Filters(first=date(2026, 1, 1)))
        assert queries.count(session, question) == queries.Count(30, True)


def test_a_rare_word_is_found_at_once_however_far_back(house: House) -> None:
    with house.sessions() as session:
        question = asked(session, house, "staf.balaikota", Filters(words="kentongan"))

        found = queries.page(session, question)

        everything = session.scalars(select(Activity.id).where(Activity.title == WORDS[2])).all()
        assert 0 < len(everything) <= 8
        assert {each.id for each in found.rows} == set(everything)
        assert (found.after, found.until) == (None, None)


def plan(session: Session, query: Select[Any]) -> str:
    told = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    return "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {told}", told.params).scalars())


def test_a_kecamatan_is_walked_down_one_index_without_sorting(house: House) -> None:
    by = house.actor("camat.pasarkliwon")
    plans = {}
    with house.sessions() as session:
        # So few rows are read whole anyway, which says nothing of many.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_bitmapscan = off"))
        for name, filters in {
            "all": Filters(), "a unit": Filters(unit=MOJO), "a place": Filters(place=MOJO),
            "a period": Filters(unit=MOJO, first=date(2026, 9, 5), last=date(2026, 9, 9)),
        }.items():  # fmt: skip
            plans[name] = plan(session, select(window(queries.filtered(session, by, filters), None, 25)))

    wanted = {"all": "level_3", "a unit": "level_4", "a place": "place", "a period": "level_4"}
    for name, index in wanted.items():
        assert f"Backward using ix_activities_{index} on activities" in plans[name], plans[name]
        assert "Sort" not in plans[name]


def test_what_may_be_rare_is_found_by_an_index_of_its_own(house: House) -> None:
    wanted = {
        Filters(words="kentongan"): "ix_activities_words",
        Filters(state="submitted"): "ix_post_versions_submitted",
        Filters(state="failed"): "ix_publications_waits",
        Filters(finding="warning"): "ix_findings_open",
        Filters(finding="any"): "ix_findings_open",
    }
    with house.sessions() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        for filters, index in wanted.items():
            (query,) = rare(filters)
            assert index in plan(session, query.limit(windows.FEW + 1)), filters


# ------------------------------------------------------------------------------------------ what the database keeps
def one(house: House, unit: str = MOJO, by: str = "lurah.mojo", **facts: object) -> uuid.UUID:
    return factories.activity(house, unit, by, **facts)


def ids(house: House, who: str, **filters: Any) -> set[uuid.UUID]:
    with house.sessions() as session:
        question = queries.filtered(session, house.actor(who), Filters(**filters))
        return {each.id for each in queries.page(session, question, size=500).rows}


def test_a_unit_that_moves_takes_its_galleries_along(house: House) -> None:
    moving = one(house, title="Pindahan kelurahan")
    path = "/33.72/33.72.04/33.72.03.1010/"
    with house.sessions.begin() as session:
        was = session.get_one(Unit, MOJO).path
        session.execute(update(Unit).where(Unit.code == MOJO).values(path=path))

    assert moving in ids(house, "camat.jebres", words="pindahan")
    assert moving not in ids(house, "camat.pasarkliwon", words="pindahan")
    with house.sessions.begin() as session:
        session.execute(update(Unit).where(Unit.code == MOJO).values(path=was))
    assert moving in ids(house, "camat.pasarkliwon", words="pindahan")


def test_what_an_activity_says_of_itself_is_found_as_it_is_now(house: House) -> None:
    changed = one(house, title="Gorong-gorong", work_date=date(2026, 8, 1))
    with house.sessions.begin() as session:
        row = session.get_one(Activity, changed)
        row.title, row.work_date = "Menanam trembesi", date(2026, 8, 3)

    assert changed not in ids(house, "lurah.mojo", words="gorong")
    assert changed in ids(
        house, "lurah.mojo", words="trembesi", first=date(2026, 8, 3), last=date(2026, 8, 3)
    )
    assert changed not in ids(house, "lurah.mojo", words="trembesi", last=date(2026, 8, 2))


# --------------------------------------------------------------------------------------------------- other filters
def test_findings_networks_and_posts_narrow_a_gallery(house: House) -> None:
    title = "Talut longsor"
    account = factories.account(house)
    checked, warned = one(house, title=title), factories.drafted(house).activity
    out, failed = (factories.approved(house, accounts=[account]) for _ in range(2))
    answered = factories.submitted(house)
    factories.decide(house, answered, "request_changes", note="Ulangi.")
    noticed.finding(house, warned)
    with house.sessions.begin() as session:
        titled = (warned, out.activity, failed.activity, answered.activity)
        session.execute(update(Activity).where(Activity.id.in_(titled)).values(title=title))
        session.execute(update(Activity).where(Activity.id == checked).values(checks_state=ChecksState.DONE))
        for work, state in ((out, PublicationState.PUBLISHED), (failed, PublicationState.FAILED)):
            session.execute(update(Publication).where(Publication.post_id == work.post).values(state=state))

    looked_for = {
        (("finding", "any"),): {warned},
        (("finding", "warning"),): {warned},
        (("finding", "none"),): {checked},
        (("network", "by_hand"),): {out.activity},
        (("network", "instagram"),): set(),
        (("state", "published"),): {out.activity},
        (("state", "failed"),): {failed.activity},
        (("state", "approved"),): {out.activity, failed.activity},
        (("state", "changes_requested"),): {answered.activity},
        (("state", "unconfirmed"),): set(),
    }
    for filters, those in looked_for.items():
        assert ids(house, "staf.balaikota", words="talut longsor", **dict(filters)) == those, filters


# ------------------------------------------------------------------------------------------------------- the pages
ASKED = "unit=33.72.03&category=JALAN&mode=A&from=2026-09-01&to=2026-10-31&state=complete&q=jalan"


def test_each_chip_takes_its_own_filter_away_and_keeps_the_others(house: House) -> None:
    staff = house.client("staf.balaikota")
    page = page_of(staff.get(f"/galeri?{ASKED}&finding=any&network=by_hand&place={MOJO}"), 200)

    chips = re.findall(r'class="filter-chip" href="([^"]+)">([^<]+)<svg', page)
    assert [label for _url, label in chips] == [
        "Kecamatan Pasar Kliwon", "Dikerjakan di Kelurahan Mojo", "Jalan, gang &amp; paving", "Sebelum dan sesudah",
        "Sejak 1 Sep 2026", "Sampai 31 Okt 2026", "Lengkap", "Ada temuan atau catatan", "Bagikan sendiri", "“jalan”",
    ]  # fmt: skip
    for url, _label in chips:
        assert url.count("=") == len(chips) - 1
    without = page_of(staff.get(chips[0][0].replace("&amp;", "&")), 200)
    assert "Kecamatan Pasar Kliwon</option>" in without
    assert ">Kecamatan Pasar Kliwon<svg" not in without


@pytest.mark.parametrize("show", ["tiles", "table", "map", "points"])
def test_a_lurah_a_camat_and_the_city_have_the_same_page_of_their_own(house: House, show: str) -> None:
    for who, whose, others in (
        ("lurah.mojo", "Kelurahan Mojo", False),
        ("camat.pasarkliwon", "Kecamatan Pasar Kliwon", True),
        ("staf.balaikota", "Kota Surakarta", True),
    ):
        page = page_of(house.client(who).get(f"/galeri?show={show}"), 200)
        assert f'<p class="sub">{whose}</p>' in page
        assert ('name="unit"' in page) is others
        assert 'aria-current="true"' in page


def test_a_place_over_time_is_its_street_or_its_photo_point(house: House) -> None:
    here = {"street": "Jl. Talang", "rt": 9, "rw": 9}
    first, second = one(house, **here), one(house, **{**here, "street": "JL. TALANG"})
    elsewhere = one(house, **{**here, "rt": 8})
    page = page_of(house.client("lurah.mojo").get(f"/kegiatan/{first}/tempat"), 200)

    listed = re.findall(r'class="stretched" href="/kegiatan/([0-9a-f-]{36})"', page)
    assert set(listed) == {str(first), str(second)}
    assert str(elsewhere) not in page
    vague = one(house, rt=None, rw=None, street="")
    assert "hanya tercatat sampai kelurahan" in page_of(
        house.client("lurah.mojo").get(f"/kegiatan/{vague}/tempat"), 200
    )


def test_two_periods_are_counted_as_their_lists_are_long(house: House) -> None:
    client = house.client("staf.balaikota")
    asked = "from=2026-09-01&to=2026-09-30&from2=2026-10-01&to2=2026-10-31&mode=B"
    page = page_of(client.get(f"/galeri/banding?{asked}"), 200)

    cells = re.findall(r'<td class="number"[^>]*><a href="(/galeri\?[^"]+)">(\d+)<', page)
    assert len(cells) >= 5
    for url, number in cells:
        listed = page_of(client.get(url.replace("&amp;", "&")), 200)
        assert f"<strong>{number} kegiatan</strong>" in listed


def test_nothing_that_is_asked_breaks_a_gallery(house: House) -> None:
    staff = house.client("staf.balaikota")
    names = (
        "unit", "place", "category", "mode", "state", "finding", "network", "q", "from", "to", "from2", "to2", "area",
    )  # fmt: skip
    for told in ("'", "\\", "%", "<script>", "é" * 200, "9999-99-99", "0"):
        everything = {**dict.fromkeys(names, told), "after": told}
        for path in ("/galeri", "/galeri/banding", "/galeri/tampilan"):
            page_of(staff.get(path, query_string=everything), 200)
        for show in ("map", "points"):
            page_of(staff.get("/galeri", query_string={**everything, "show": show}), 200)


def test_what_lies_far_back_is_reached_by_looking_further(house: House) -> None:
    old = one(house, title="Bedah rumah", category="RTLH", work_date=date(2026, 7, 1))
    with house.sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO activities (id, unit_code, place_code, title, category, mode, note, state, created_by,"
                " created_at, street, unfinished_reason) SELECT gen_random_uuid(), :unit, :unit, 'Sapu jalan',"
                " 'KEBERSIHAN', 'A', '', 'open', :by, now() - n * interval '1 minute', '', ''"
                f" FROM generate_series(1, {windows.LOOKED}) n"
            ),
            {"unit": MOJO, "by": house.actor("lurah.mojo").id},
        )
    lurah = house.client("lurah.mojo")

    first = page_of(lurah.get("/galeri?category=RTLH"), 200)
    onward = re.search(r'href="([^"]+)">Cari yang lebih lama<', first)

    assert "Belum ditemukan sampai" in first
    assert str(old) not in first
    assert onward
    assert str(old) in page_of(lurah.get(onward.group(1).replace("&amp;", "&")), 200)
    assert f"Paling sedikit {windows.LOOKED:,} kegiatan".replace(",", ".") in page_of(
        lurah.get("/galeri?from=2020-01-01"), 200
    )
    # An offer says no number rather than one that is too small, and the whole of a unit is known.
    offers = page_of(lurah.get("/galeri?q=kebersihan"), 200)
    assert re.search(r"<span>Kategori [^<:]*ebersihan[^<:]*</span>", offers)
    assert re.search(r"<strong>2\.\d{3} kegiatan</strong>", page_of(lurah.get("/galeri"), 200))
