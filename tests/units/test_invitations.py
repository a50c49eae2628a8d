"""A new person comes in by a link: who may make one, how often it works, and what it leaves behind."""

import logging
import re
import uuid
from datetime import timedelta
from html import unescape
from threading import Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, DomainError, NotAllowed, NotFound
from evidence.core.secrets import digest
from evidence.units import invitations
from evidence.units.access import Role
from evidence.units.invitations import Newcomer
from evidence.units.models import Invitation, Membership, User
from tests import people
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, PASAR_KLIWON, House, csrf, hashed
from tests.people import office as office_of
from tests.reports.test_board import held_up
from tests.units.test_handing_over import held, ident, somebody
from tests.waiting import until

CHOSEN = "jembatan lima payung"


@pytest.fixture
def house(shared: House) -> House:
    return shared


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def fresh() -> str:
    return f"orang.{uuid.uuid4().hex[:8]}"


def link_of(page: str) -> str:
    """The path of the link that a page shows."""
    found = re.search(r"https?://[^/<]+(/undangan\?t=[\w-]+)</textarea>", page)
    assert found, page
    return unescape(found[1])


def shown_once(client: FlaskClient, made: TestResponse) -> str:
    """The page with the link, to which a form's answer leads; loading it again shows no link and makes none."""
    assert made.status_code == 303, made.get_data(as_text=True)
    page = page_of(client.get(made.location), 200)
    again = client.get(made.location)
    assert (again.status_code, again.location) == (303, "/orang")
    return page


def counted(house: House) -> tuple[int, ...]:
    """How many people, rights, links and acts there are."""
    with house.sessions() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (User, Membership, Invitation, AuditEvent)
        )


def sign_in(house: House, username: str, password: str) -> TestResponse:
    client = house.app.test_client()
    token = csrf(client.get("/masuk").get_data(as_text=True))
    return client.post("/masuk", data={"username": username, "password": password, "csrf_token": token})


def accept(house: House, link: str, password: str, again: str | None = None) -> TestResponse:
    stranger = house.app.test_client()
    form = opened(stranger, link)
    return sent(stranger, form, password=password, again=password if again is None else again)


def option_of(house: House, page: str, username: str) -> str:
    """The line of the person in the list of those who may take an office; "" where they are not in it."""
    found = re.search(rf'<option [^>]*value="{ident(house, username)}"[^>]*>[^<]*', page)
    return found[0] if found else ""


def test_who_has_no_password_yet_is_marked_in_the_list_and_may_take_the_office(
    house: House, admin: FlaskClient
) -> None:
    old, new = somebody(house, MOJO, Role.UPLOADER), somebody(house)
    waiting, _secret = people.newcomer(house, (name := fresh()))
    address = f"/serah-terima/{office_of(house, old)}"

    page = page_of(admin.get(address), 200)

    assert f"({name}), belum membuat kata sandi" in option_of(house, page, name)
    assert "data-new" in option_of(house, page, name)
    assert option_of(house, page, new).endswith(f"({new})")
    assert page.index("Yang belum membuat kata sandi belum dapat masuk.") < page.index(">Serahkan jabatan<")
    assert sent(admin, opened(admin, address), person=str(waiting), sure="y").status_code == 303
    assert held(house, name) == {("uploader", MOJO, "")}


def test_a_new_lurah_is_added_from_the_handover_and_takes_the_office(
    house: House, admin: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    old, new = somebody(house, MOJO, Role.UPLOADER), fresh()
    address = f"/serah-terima/{office_of(house, old)}"
    way = re.search(r'href="(/orang/baru\?jabatan=[^"]+)"', page_of(admin.get(address), 200))
    assert way

    with caplog.at_level(logging.DEBUG):
        shown = shown_once(
            admin, sent(admin, opened(admin, way[1]), name="  Bu  Lurah ", username=new.upper())
        )
        link, back = link_of(shown), re.search(r'href="(/serah-terima/[^"]+)"', shown)
        assert back
        # Machines open links too, and use nothing up by it.
        assert house.app.test_client().get(link).status_code == 200
        done = accept(house, link, CHOSEN)
    marked = option_of(house, page_of(admin.get(back[1]), 200), new)
    handed = sent(admin, opened(admin, back[1]), sure="y")

    assert f"({new})" in marked
    assert "belum membuat kata sandi" not in marked
    assert (done.status_code, done.location) == (303, "/masuk")
    assert handed.status_code == 303
    assert held(house, new) == {("uploader", MOJO, "")}
    assert sign_in(house, new, CHOSEN).status_code == 302
    secret = link.partition("t=")[2]
    assert secret not in caplog.text
    with house.sessions() as session:
        (row,) = session.scalars(select(Invitation).where(Invitation.user_id == ident(house, new)))
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == row.user_id).order_by(AuditEvent.id)
        ).all()
        assert session.get_one(User, row.user_id).name == "Bu Lurah"
    assert (row.digest, row.used_at is not None) == (digest(secret), True)
    assert [(each.act, each.actor_name) for each in events][:3] == [
        ("units.person_added", "Admin Kota"), ("units.invited", "Admin Kota"), ("units.password_set", "Bu Lurah"),
    ]  # fmt: skip
    assert not any(secret in str(each.facts) or CHOSEN in str(each.facts) for each in events)


def test_a_link_works_once_and_only_while_it_is_the_last_one_and_in_time(
    house: House, admin: FlaskClient
) -> None:
    (used, first), (late, second), (gone, third) = (people.newcomer(house, fresh()) for _ in range(3))
    accept(house, f"/undangan?t={first}", CHOSEN)
    with house.sessions.begin() as session:
        expired = update(Invitation).where(Invitation.user_id == late)
        session.execute(expired.values(expires_at=clock.now() - timedelta(seconds=1)))
        session.execute(update(User).where(User.id == gone).values(active=False))

    stranger = house.app.test_client()
    over = [
        stranger.get(f"/undangan?t={each}")
        for each in (first, second, third, "", "bukan.dari.sini", "é" * 500)
    ]
    token = csrf(stranger.get("/masuk").get_data(as_text=True))
    told = {"t": first, "password": CHOSEN + "!", "again": CHOSEN + "!", "csrf_token": token}
    again = stranger.post("/undangan", data=told)
    list_ = page_of(admin.get("/orang"), 200)
    assert "Tautan sudah berakhir" in list_
    form = opened(admin, "/orang", f"/orang/{late}/tautan")
    renewed = link_of(shown_once(admin, sent(admin, form)))

    assert {each.status_code for each in over} == {404}
    assert len({re.sub(r"[0-9a-f]{12}", "", page_of(each, 404)) for each in over}) == 1
    assert again.status_code == 404
    with house.sessions.begin() as session:
        by, now = house.actor("admin"), clock.now()
        with pytest.raises(Conflict):
            invitations.renew(session, used, by=by, now=now)
        for nobody in (gone, ident(house, "lurah.mojo"), uuid.uuid4()):
            with pytest.raises(NotFound):
                invitations.renew(session, nobody, by=by, now=now)
    assert accept(house, renewed, CHOSEN).status_code == 303
    assert f"/orang/{late}/tautan" not in admin.get("/orang").get_data(as_text=True)


@pytest.mark.parametrize("other", ["accept", "renew"])
def test_while_a_link_is_being_used_nothing_else_is_done_with_it(house: House, other: str) -> None:
    person, secret = people.newcomer(house, fresh())
    by, refused = house.actor("admin"), []

    def come_second() -> None:
        with house.sessions.begin() as session:
            try:
                if other == "accept":
                    invitations.accept(session, secret, f"{CHOSEN} dua", hashed, now=clock.now())
                else:
                    invitations.renew(session, person, by=by, now=clock.now())
            except DomainError as refusal:
                refused.append(type(refusal))

    first = house.sessions()
    invitations.accept(first, secret, CHOSEN, hashed, now=clock.now())
    second = Thread(target=come_second)
    second.start()
    until(lambda: held_up(house), 60)
    first.commit()
    second.join(60)
    first.close()

    assert refused == [NotFound if other == "accept" else Conflict]
    with house.sessions() as session:
        assert session.get_one(User, person).password == hashed(CHOSEN)


def test_a_new_link_ends_the_one_before(house: House, admin: FlaskClient) -> None:
    person, before = people.newcomer(house, fresh())

    sent(admin, opened(admin, "/orang", f"/orang/{person}/tautan"))

    assert house.app.test_client().get(f"/undangan?t={before}").status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "wrong"),
    [
        ("pendek", None, "password"), ("a" * 12, None, "password"), ("x1!" * 67, None, "password"),
        ("Orang Baru Orang Baru", None, "password"), ("\x00" + CHOSEN, None, "password"),
        (CHOSEN, CHOSEN + "x", "again"), ("", "", "password"),
    ],
)  # fmt: skip
def test_what_is_no_password_is_refused_in_its_place_and_the_link_stays(
    house: House, password: str, again: str | None, wrong: str
) -> None:
    username = fresh()
    _person, secret = people.newcomer(house, username)
    before = counted(house)

    page = page_of(accept(house, f"/undangan?t={secret}", password, again), 422)

    assert f'id="{wrong}-error"' in page
    assert CHOSEN not in page
    assert counted(house) == before
    assert accept(house, f"/undangan?t={secret}", "kafé biru tujuh").status_code == 303
    # One phone sends the letter whole, another in two parts.
    assert sign_in(house, username, "kafe\u0301 biru tujuh").status_code == 302


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("name", {"name": "  "}), ("name", {"name": "a" * 81}), ("username", {"username": "ab"}),
        ("username", {"username": "dua kata"}), ("username", {"username": "é.lurah"}),
        ("username", {"username": "lurah.mojo"}), ("username", {"username": "x" * 41}),
        ("roles", {"unit": MOJO}), ("unit", {"roles": "uploader"}),
        ("unit", {"unit": "99", "roles": "uploader"}), ("roles", {"unit": MOJO, "roles": "raja"}),
    ],
)  # fmt: skip
def test_what_is_no_person_is_refused_in_its_place_and_leaves_nothing(
    house: House, admin: FlaskClient, field: str, told: dict[str, str]
) -> None:
    form = opened(admin, "/orang/baru")
    before = counted(house)

    page = page_of(sent(admin, form, **{"name": "Bu Lurah", "username": fresh(), **told}), 422)

    assert f'id="{field}-error"' in page
    assert counted(house) == before


def test_an_office_that_nobody_holds_begins_with_its_person(house: House, admin: FlaskClient) -> None:
    new = fresh()

    form = opened(admin, "/orang/baru")
    shown_once(admin, sent(admin, form, name="Camat", username=new, unit=PASAR_KLIWON, roles="approver"))

    assert held(house, new) == {("approver", PASAR_KLIWON, "")}


def test_only_an_admin_of_the_city_brings_people_in(house: House) -> None:
    district = somebody(house, PASAR_KLIWON, Role.ADMIN)
    person, _secret = people.newcomer(house, fresh())
    client = house.client(district)
    before = counted(house)

    for by in (district, "sekda.balaikota", "camat.pasarkliwon", "lurah.mojo"):
        told = Newcomer("Orang", fresh())
        with house.sessions.begin() as session, pytest.raises(NotAllowed):
            invitations.add(session, told, hashed("x"), by=house.actor(by), now=clock.now())
        with house.sessions.begin() as session, pytest.raises(NotAllowed):
            invitations.renew(session, person, by=house.actor(by), now=clock.now())
    pages = [client.get("/orang"), client.get("/orang/baru")]
    token = csrf(client.get("/lainnya").get_data(as_text=True))
    pages.append(client.post("/orang/baru", data={"name": "X", "username": fresh(), "csrf_token": token}))
    lurah = somebody(house, MOJO, Role.UPLOADER)
    handover = page_of(client.get(f"/serah-terima/{office_of(house, lurah)}"), 200)

    assert {each.status_code for each in pages} == {403}
    assert "/orang/baru" not in handover
    assert counted(house)[2] == before[2]


def test_whoever_has_no_password_yet_signs_in_with_none(house: House) -> None:
    username = fresh()
    _person, secret = people.newcomer(house, username)

    for guess in ("", secret, username, "None"):
        assert sign_in(house, username, guess).status_code == 200
