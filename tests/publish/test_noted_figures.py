"""Figures that a person notes, where the network tells none: on the post's page, with who saw them and when."""

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.publish import figures
from evidence.publish.models import Figures, Publication
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.forms import opened, sent, told
from tests.house import House
from tests.publish.desk import Desk, desk

HOUR = timedelta(hours=1)


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def out(house: House) -> Desk:
    """A post that a person shared three hours ago."""
    found = desk(house, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now() - 3 * HOUR)
    return found


def form_of(client: FlaskClient, found: Desk) -> dict[str, str]:
    return opened(client, f"/unggahan/{found.work.post}", f"/penerbitan/{found.row().id}/angka")


def seen(found: Desk) -> list[Figures]:
    """What was seen of the publication, the newest first."""
    ident = found.row().id
    return list(found.do(figures.of, [ident])[ident])


def numbers(row: Figures) -> Mapping[str, int]:
    return {name: value for name in figures.COUNTED if (value := getattr(row, name)) is not None}


def test_what_a_person_saw_stands_beside_what_the_network_told_each_with_its_source(
    lurah: FlaskClient, out: Desk
) -> None:
    with out.house.sessions.begin() as session:
        at = clock.now() - 2 * HOUR
        session.add(Figures(publication_id=out.row().id, seen_at=at, likes=3, views=40, gone=False))

    answer = sent(lurah, form_of(lurah, out), likes="1.204", comments=" 0 ", reach="12 000")

    assert answer.status_code == 303
    newest, _older = seen(out)
    assert (numbers(newest), newest.by_name) == ({"likes": 1204, "comments": 0, "reach": 12000}, "Lurah Mojo")
    assert clock.now() - newest.seen_at < HOUR
    page = told(lurah.get(f"/unggahan/{out.work.post}"), 200)
    assert "Angkanya tercatat." in page
    assert re.search(r"Suka\s*<strong>1\.204</strong>", page)
    assert page.index("dicatat Lurah Mojo") < page.index("dibaca dari Instagram")
    rows = lurah.get("/api/v1/publications", query_string={"post": str(out.work.post)}).get_json()
    assert [(each["source"], each["by"]) for each in rows["publications"][0]["figures"]] == [
        ("person", "Lurah Mojo"),
        ("network", None),
    ]
    with out.house.sessions() as session:
        noted = (
            select(AuditEvent).where(AuditEvent.act == "publish.figures_noted").order_by(AuditEvent.id.desc())
        )
        assert session.scalars(noted).first().facts["figures"] == numbers(newest)  # type: ignore[union-attr]


def test_a_person_says_when_they_saw_it_and_a_form_sent_twice_is_kept_once(
    camat: FlaskClient, out: Desk
) -> None:
    at = clock.now() - HOUR
    form, written = form_of(camat, out), at.astimezone(clock.WIB).strftime("%Y-%m-%dT%H:%M")

    for _again in range(2):
        assert sent(camat, form, views="7", seen_at=written).status_code == 303
    assert [(numbers(each), each.seen_at) for each in seen(out)] == [
        ({"views": 7}, at.replace(second=0, microsecond=0))
    ]

    sent(camat, form, views="8", seen_at=written)
    assert len(seen(out)) == 2


SHORT = "Tulis angka utuh seperti 1204, tanpa singkatan."
BETWEEN = "Tulis angka dari 0 sampai 1000000000."
WRONG = {
    "1,2 rb": SHORT, "12k": SHORT, "1.5": SHORT, "1.2345": SHORT, "٣": SHORT, "9" * 21: SHORT, "+3": SHORT,
    "-1": BETWEEN, "-1.000": BETWEEN, "1.000.000.001": BETWEEN, "9" * 20: BETWEEN,
}  # fmt: skip


def test_a_number_that_cannot_be_is_refused_in_words_beside_it_and_kept_to_be_mended(
    lurah: FlaskClient, out: Desk
) -> None:
    form = form_of(lurah, out)
    for written, sentence in WRONG.items():
        page = told(sent(lurah, form, likes="5", comments=written), 422)

        part = page[page.index('<label for="comments-') : page.index('<label for="shares-')]
        assert sentence in part, written
        assert f'value="{written}"' in part, written
        assert 'value="5"' in page
    assert seen(out) == []


def test_nothing_at_all_and_a_time_that_cannot_be_are_refused(lurah: FlaskClient, out: Desk) -> None:
    form = form_of(lurah, out)

    def refused(**fields: str) -> str:
        return told(sent(lurah, form, **fields), 422)

    def wall(age: timedelta) -> str:
        return (clock.now() - age).astimezone(clock.WIB).strftime("%Y-%m-%dT%H:%M")

    assert "Tulis paling sedikit satu angka." in refused()
    assert "Waktu itu belum lewat." in refused(likes="1", seen_at=wall(-HOUR))
    assert "Saat itu unggahan ini belum terbit." in refused(likes="1", seen_at=wall(4 * HOUR))
    assert "Tulis tanggal dan jam yang benar." in refused(likes="1", seen_at="kemarin")
    assert seen(out) == []


def test_only_what_is_out_and_what_no_call_tells_is_noted(
    lurah: FlaskClient, house: House, out: Desk
) -> None:
    read = desk(house, "mastodon", now=clock.now())
    read.put(P.PUBLISHED, posted_at=clock.now(), remote_id="p1")
    telegram = desk(house, "telegram", now=clock.now())
    telegram.put(P.PUBLISHED, posted_at=clock.now(), remote_id="12")
    form = form_of(lurah, telegram)
    assert sent(lurah, form, views="40").status_code == 303
    assert [numbers(each) for each in seen(telegram)] == [{"views": 40}]

    assert "Catat angka" not in told(lurah.get(f"/unggahan/{read.work.post}"), 200)
    address = {"action": f"/penerbitan/{read.row().id}/angka", "csrf_token": form["csrf_token"]}
    assert sent(lurah, address, likes="1").status_code == 303
    assert "dibaca langsung dari jejaringnya" in told(lurah.get(f"/unggahan/{read.work.post}"), 200)

    form = form_of(lurah, out)
    out.put(P.WITHDRAWN)
    assert sent(lurah, form, likes="1").status_code == 303
    assert "tidak sedang terbit" in told(lurah.get(f"/unggahan/{out.work.post}"), 200)
    assert (seen(read), seen(out)) == ([], [])


def test_of_several_accounts_each_has_a_form_of_its_own(lurah: FlaskClient, house: House) -> None:
    accounts = [factories.account(house, handle=f"latihan.{secrets.token_hex(5)}") for _each in range(2)]
    work = factories.approved(house, accounts=accounts)
    with house.sessions.begin() as session:
        rows = session.scalars(select(Publication).where(Publication.post_id == work.post)).all()
        for row in rows:
            row.state, row.posted_at = P.PUBLISHED, clock.now()
    first, second = (str(row.id) for row in rows)
    form = opened(lurah, f"/unggahan/{work.post}", f"/penerbitan/{first}/angka")

    page = told(sent(lurah, form, likes="banyak"), 422)

    assert page.count(SHORT) == 2, "in the summary and beside the field"
    assert f'href="#likes-{first}"' in page
    assert f'id="likes-{second}"' in page


def test_who_may_only_look_is_offered_no_form(staff: FlaskClient, out: Desk) -> None:
    assert "Catat angka" not in told(staff.get(f"/unggahan/{out.work.post}"), 200)
