"""The operators' page while a switch is on, and of what a person has to do with their own hands."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from evidence.accounts.models import AccountState, SocialAccount
from evidence.core import clock
from evidence.publish import pauses, telling, waiting
from evidence.publish.alerts import alerts
from evidence.publish.models import Hold, Pause, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.needs import HANDS, Need
from evidence.publish.queue import SWITCH, picture
from tests.forms import told
from tests.house import House, csrf
from tests.publish.desk import Desk, desk


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    with shared.sessions.begin() as session:
        session.execute(delete(Pause))
        session.execute(update(Publication).values(state=P.CANCELLED, hold_reason=None))
        session.execute(update(SocialAccount).values(state=AccountState.CONNECTED))
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(Pause))


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def standing(house: House, state: P, minutes: float = 30, **columns: object) -> Desk:
    found = desk(house, now=clock.now())
    when = clock.now() - timedelta(minutes=minutes)
    found.put(state, updated_at=when, due_at=when, **columns)
    return found


def hold_the_city(house: House) -> None:
    with house.sessions.begin() as session:
        pauses.pause(
            session,
            pauses.root_unit(session),
            None,
            "Hari berkabung",
            by=house.actor("admin"),
            now=clock.now(),
        )


def page(client: FlaskClient, address: str = "/antrean") -> str:
    (main,) = re.findall(r"<main.*</main>", told(client.get(address), 200), re.S)
    return main


def test_while_the_city_is_held_what_waits_is_held_and_not_late(house: House, admin: FlaskClient) -> None:
    waits = standing(house, P.QUEUED)
    hold_the_city(house)

    with house.sessions() as session:
        seen = picture(session, now=clock.now())
        rows = waiting.page(session, Need.HELD, None, 9).rows
        units = waiting.by_unit(session)
    main = page(admin)

    assert [(each.state, each.hold_reason) for each in seen.standings] == [("held", SWITCH)]
    assert "late" not in {each.cause for each in alerts(seen)}
    assert [each.id for each in rows] == [waits.row().id]
    # Every page of theirs tells the units of the switch already.
    assert units == []
    assert "Berjalan normal" not in main
    assert "Penerbitan ditahan: seluruh kota." in main
    assert "Hari berkabung" in main
    assert 'href="/penerbitan/tahan"' in main


@pytest.mark.parametrize(
    ("need", "state", "columns"),
    [
        (Need.TO_DELETE, P.WITHDRAWING, {"withdraws_by_hand": True, "withdraw_reason": "ada data pribadi"}),
        (Need.INBOX, P.READY, {"container": "c", "remote_id": "i"}),
        (Need.BY_HAND, P.READY, {}),
    ],
)
def test_what_a_person_does_with_their_own_hands_is_told_of(
    house: House, admin: FlaskClient, need: Need, state: P, columns: dict[str, object]
) -> None:
    young = standing(house, state, 5, **columns)
    old = standing(house, state, 60 * 26, **columns)

    with house.sessions.begin() as session:
        found = alerts(picture(session, now=clock.now()))
        assert [(each.cause.value, each.count) for each in found if each.queue == ""] == [(need.value, 2)]
        telling.notify(session, now=clock.now())
    listed, notices = page(admin), told(house.client("lurah.mojo").get("/pemberitahuan"), 200)

    assert listed.count(f"/unggahan/{old.work.post}") == 1
    assert (f"/unggahan/{young.work.post}" in listed) == (need is not Need.BY_HAND)
    assert f"/antrean?perlu={need}" in listed
    assert f"/unggahan/{old.work.post}" in notices
    assert f"“{old.row().post.activity.title}”" in notices
    assert need in HANDS


def test_only_what_can_be_done_here_is_offered(house: House, admin: FlaskClient) -> None:
    late = standing(house, P.QUEUED, hold_reason=Hold.LATE)
    lost = standing(house, P.QUEUED, hold_reason=Hold.TOKEN)

    main, chosen = page(admin), page(admin, "/antrean?pilih=semua")

    assert 'value="retry"' not in main
    assert 'value="posted"' not in main
    assert f"/akun/{lost.account}" in main
    assert "Pilih semua" in main
    assert len(re.findall(r'name="publication" value="[^"]+" checked', chosen)) == 2
    admin.post(
        "/antrean",
        data={
            "csrf_token": csrf(main),
            "act": "now",
            "note": "Masih berguna",
            "publication": str(late.row().id),
        },
    )
    row = late.row()
    assert (row.state, row.hold_reason, row.attempts[-1].reason) == (
        P.QUEUED, None, "diterbitkan meski lewat jadwal; Masih berguna",
    )  # fmt: skip
