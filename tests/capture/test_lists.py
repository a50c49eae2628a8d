"""The list of activities: whose are shown, filters, and pages that lose and repeat nothing."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.capture import queries
from evidence.capture.models import Activity, ActivityState, PhotoState
from evidence.units.access import Actor
from tests import factories
from tests.forms import told
from tests.house import JEBRES, MOJO, House
from tests.pages import Page, check_page

# Before every clock of today, so that whatever a test makes itself is newer.
NOON = datetime(2026, 11, 1, 5, tzinfo=UTC)


def many(house: House, count: int, unit: str = MOJO, by: str = "lurah.mojo") -> list[str]:
    """Activities made in groups of five at the very same moment; the newest first."""
    author = house.actor(by).id
    rows = [
        Activity(
            id=uuid.uuid4(), unit_code=unit, place_code=unit, title=f"Kegiatan {number}", category="DRAINASE",
            mode="A", created_by=author, created_at=NOON - timedelta(minutes=number // 5),
        )
        for number in range(count)
    ]  # fmt: skip
    with house.sessions.begin() as session:
        session.add_all(rows)
    return [str(row.id) for row in sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)]


def cards(page: str) -> list[str]:
    """The activities that a page links to, in its order."""
    found = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(page))
    links = [element.get("href", "") for element in found.all("a")]
    seen = [
        link.removeprefix("/kegiatan/") for link in links if link.startswith("/kegiatan/") and len(link) == 46
    ]
    return list(dict.fromkeys(seen))


def next_of(page: str) -> str:
    found = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(page))
    return next((link.get("href", "") for link in found.all("a") if "after=" in link.get("href", "")), "")


def walked(client: FlaskClient, path: str, between: Callable[[], object] = lambda: None) -> list[str]:
    """The activities of every page from ``path`` on; ``between`` is called after each page."""
    seen: list[str] = []
    for _ in range(20):
        page = told(client.get(path), 200)
        seen += cards(page)
        path = next_of(page)
        between()
        if not path:
            return seen
    raise AssertionError("the pages have no end")


def test_pages_show_each_activity_once_and_newest_first(house: House, lurah: FlaskClient) -> None:
    made = many(house, 60)

    assert walked(lurah, "/kegiatan") == made


def test_work_that_begins_while_somebody_turns_pages_moves_nothing(house: House, lurah: FlaskClient) -> None:
    made = many(house, 60)

    seen = walked(lurah, "/kegiatan", between=lambda: factories.activity(house))

    assert seen == made


def test_the_api_turns_pages_alike(house: House, lurah: FlaskClient) -> None:
    made, seen, after = many(house, 50), [], ""
    while after is not None:
        body = lurah.get("/api/v1/activities", query_string={"after": after}).get_json()
        seen += [each["id"] for each in body["activities"]]
        after = body["after"]

    assert seen == made


BROKEN_KEYS = (
    "", "x", "_", "2026-11-24", f"2026-11-24_{uuid.UUID(int=0)}", "2026-11-24T00:00:00+00:00_x", "a" * 5000,
    f"9999-99-99T00:00:00+00:00_{uuid.UUID(int=0)}",
)  # fmt: skip


def test_a_broken_key_begins_anew_and_one_at_the_edge_of_time_is_a_key(
    house: House, lurah: FlaskClient
) -> None:
    made = many(house, 2)
    edges = [
        f"{each}_{uuid.UUID(int=0)}" for each in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
    ]

    for after in BROKEN_KEYS:
        answer = lurah.get("/kegiatan", query_string={"after": after})
        assert cards(told(answer, 200)) == made, after
    for after in edges:
        told(lurah.get("/kegiatan", query_string={"after": after}), 200)


def test_everybody_sees_what_their_units_did(house: House) -> None:
    mojo, jebres = many(house, 1), many(house, 1, JEBRES, "lurah.jebres")
    expected = {
        "lurah.mojo": mojo,
        "camat.pasarkliwon": mojo,
        "lurah.jebres": jebres,
        "camat.jebres": jebres,
        "staf.balaikota": sorted(mojo + jebres),
        "sekda.balaikota": sorted(mojo + jebres),
    }

    seen = {name: sorted(cards(told(house.client(name).get("/kegiatan"), 200))) for name in expected}

    assert seen == expected


def test_a_list_is_narrowed_by_state(house: House, lurah: FlaskClient) -> None:
    for ident, each in zip(many(house, 4), ActivityState, strict=True):
        with house.sessions.begin() as session:
            session.execute(update(Activity).where(Activity.id == uuid.UUID(ident)).values(state=each))
    states = ("", "open", "complete", "unfinished", "archived", "semua", "OPEN")

    pages = {state: told(lurah.get("/kegiatan", query_string={"state": state}), 200) for state in states}

    assert {state: len(cards(page)) for state, page in pages.items()} == {
        "": 4, "open": 1, "complete": 1, "unfinished": 1, "archived": 1, "semua": 4, "OPEN": 4,
    }  # fmt: skip


def test_a_filter_stays_while_pages_are_turned(house: House, lurah: FlaskClient) -> None:
    made = many(house, 60)
    with house.sessions.begin() as session:
        odd = [uuid.UUID(each) for each in made[1::2]]
        session.execute(update(Activity).where(Activity.id.in_(odd)).values(state=ActivityState.COMPLETE))

    assert walked(lurah, "/kegiatan?state=complete") == made[1::2]


def test_an_empty_list_says_how_to_begin(lurah: FlaskClient, staff: FlaskClient) -> None:
    for client in (lurah, staff):
        page = told(client.get("/kegiatan"), 200)
        assert "Belum ada kegiatan" in page
        assert ("/kegiatan/baru" in page.split("<main")[1]) is (client is lurah)


def test_befores_that_wait_for_an_after_stand_oldest_first(house: House, lurah: FlaskClient) -> None:
    newest, middle, oldest, without, done = (uuid.UUID(each) for each in many(house, 5))
    with house.sessions.begin() as session:
        for age, ident in enumerate((newest, middle, oldest, without, done)):
            moved = update(Activity).where(Activity.id == ident)
            session.execute(moved.values(created_at=NOON - timedelta(days=age)))
    for ident in (newest, middle, oldest, done):
        factories.photo(house, ident, "before")
    factories.photo(house, done, "after", state=PhotoState.RECEIVED)
    factories.photo(house, without, "before", state=PhotoState.REJECTED)

    with house.sessions() as session:
        waiting = queries.waiting_for_after(session, house.actor("lurah.mojo"))
        elsewhere = queries.waiting_for_after(session, house.actor("lurah.jebres"))
    page = lurah.get("/beranda").get_data(as_text=True)

    assert [each.id for each in waiting] == [oldest, middle, newest]
    assert list(elsewhere) == []
    check_page(page)
    places = [page.index(str(each)) for each in (oldest, middle, newest)]
    assert all(one < two for one, two in pairwise(places))


def test_nobody_without_a_membership_sees_anything(house: House) -> None:
    many(house, 2)
    nobody = Actor(uuid.uuid4(), "tamu", "Tamu", ())

    with house.sessions() as session:
        assert session.scalars(queries.visible(nobody)).all() == []
        photo = factories.photo(house, session.scalars(select(Activity.id)).first() or uuid.uuid4(), "before")
        assert queries.photos(session, [photo], nobody) == []
