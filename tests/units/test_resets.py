"""A forgotten password: who may make a link, what it ends, who hears of it, and what a stranger learns."""

import uuid
from threading import Thread

import pytest
from flask.testing import FlaskClient
from itsdangerous import base64_decode
from sqlalchemy import select

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, NotAllowed, NotFound
from evidence.reports.papers.letterheads import Told, put_letterhead
from evidence.units import invitations, resets
from evidence.units.access import Role
from evidence.units.models import Passkey, User
from tests import people
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, PASAR_KLIWON, PASSWORD, House, csrf, hashed
from tests.reports.test_board import held_up
from tests.units.test_handing_over import ident, somebody
from tests.units.test_invitations import CHOSEN, accept, counted, fresh, link_of, shown_once, sign_in
from tests.waiting import until


@pytest.fixture
def house(shared: House) -> House:
    return shared


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def offer(house: House, username: str) -> str:
    """A link for that person."""
    with house.sessions.begin() as session:
        _person, secret = resets.offer(
            session, ident(house, username), by=house.actor("admin"), now=clock.now()
        )
        return f"/undangan?t={secret}"


def sent_to(house: House, link: str) -> int:
    """The answer to a password for a link whose page may be gone."""
    stranger = house.app.test_client()
    token = csrf(stranger.get("/masuk").get_data(as_text=True))
    told = {"t": link.partition("t=")[2], "password": CHOSEN, "again": CHOSEN, "csrf_token": token}
    return stranger.post("/undangan", data=told).status_code


def test_who_forgot_it_sets_a_new_one_and_is_out_everywhere_else(house: House, admin: FlaskClient) -> None:
    name = somebody(house, MOJO, Role.UPLOADER)
    browser, person = house.client(name), ident(house, name)
    people.passkey(house, name, name.encode())
    page = f"/orang/{person}"

    made = sent(admin, opened(admin, page, f"{page}/kata-sandi"))
    kept = admin.get_cookie("bukti")
    shown = shown_once(admin, made)
    link = link_of(shown)
    still = browser.get("/lainnya").status_code
    assert "Ada tautan yang berlaku sampai" in page_of(admin.get(page), 200)
    assert "Kata sandi lama tidak berlaku lagi" in page_of(house.app.test_client().get(link), 200)
    done = accept(house, link, CHOSEN)

    assert still == 200
    assert (done.status_code, done.location) == (303, "/masuk")
    assert browser.get("/lainnya").location.startswith("/masuk")
    assert sign_in(house, name, PASSWORD).status_code == 200
    assert sent_to(house, link) == 404
    secret = link.partition("t=")[2]
    assert kept is not None
    # The cookie that carried it there does not say it.
    assert secret.encode() not in base64_decode(kept.value.lstrip(".").partition(".")[0])
    assert secret not in made.location
    with house.sessions() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == person).order_by(AuditEvent.id)
        ).all()
        assert session.scalars(select(Passkey).where(Passkey.user_id == person)).all() == []
    made_by, used = (each for each in events if each.act in ("units.reset_link_made", "units.password_set"))
    assert (made_by.actor_name, used.facts["devices"], used.facts["passkeys"]) == ("Admin Kota", 1, 1)
    assert used.facts["reset"] is True
    assert secret not in str([each.facts for each in events])


def test_they_read_it_on_every_page_until_they_say_that_they_know(house: House) -> None:
    name = somebody(house, MOJO, Role.UPLOADER)
    accept(house, offer(house, name), PASSWORD)
    client = house.client(name)

    told = page_of(client.get("/kegiatan"), 200)
    seen = sent(client, opened(client, "/lainnya", "/kata-sandi/diketahui"))

    assert "lewat tautan yang dibuat Admin Kota" in told
    assert seen.status_code == 303
    assert "lewat tautan yang dibuat" not in page_of(client.get("/kegiatan"), 200)


def test_nobody_makes_one_for_themselves_or_for_who_has_none_or_without_the_right(house: House) -> None:
    name, district = somebody(house, MOJO, Role.UPLOADER), somebody(house, PASAR_KLIWON, Role.ADMIN)
    waiting, first = people.newcomer(house, fresh())
    person, now = ident(house, name), clock.now()
    with house.sessions.begin() as session:
        by = house.actor("admin")
        with pytest.raises(NotAllowed):
            resets.offer(session, by.id, by=by, now=now)
        with pytest.raises(Conflict):
            resets.offer(session, waiting, by=by, now=now)
        for missing in (uuid.uuid4(), people.withdrawn(house)):
            with pytest.raises(NotFound):
                resets.offer(session, missing, by=by, now=now)
        with pytest.raises(NotFound):
            resets.withdraw(session, person, by=by, now=now)
        with pytest.raises(Conflict):
            invitations.renew(session, _with_password(house), by=by, now=now)
    for other in (district, "sekda.balaikota", "camat.pasarkliwon", name):
        with house.sessions.begin() as session, pytest.raises(NotAllowed):
            resets.offer(session, person, by=house.actor(other), now=now)
        with house.sessions.begin() as session, pytest.raises(NotAllowed):
            resets.withdraw(session, person, by=house.actor(other), now=now)
    # What was tried ended nothing.
    assert house.app.test_client().get(f"/undangan?t={first}").status_code == 200


def _with_password(house: House) -> uuid.UUID:
    person, secret = people.newcomer(house, fresh())
    accept(house, f"/undangan?t={secret}", CHOSEN)
    return person


def test_a_link_that_was_replaced_or_withdrawn_answers_as_one_that_never_was(
    house: House, admin: FlaskClient
) -> None:
    name = somebody(house, MOJO, Role.UPLOADER)
    first, second = offer(house, name), offer(house, name)
    page = f"/orang/{ident(house, name)}"
    stranger = house.app.test_client()
    replaced, standing = stranger.get(first), stranger.get(second)

    ended = sent(admin, opened(admin, page, f"{page}/kata-sandi/batalkan"))

    assert (replaced.status_code, standing.status_code, ended.status_code) == (404, 200, 303)
    assert stranger.get(second).status_code == 404
    assert sent_to(house, second) == 404
    assert sign_in(house, name, PASSWORD).status_code == 302
    assert name not in page_of(admin.get("/orang?q=tidak.ada.yang.begini"), 200)
    assert page in page_of(admin.get(f"/orang?q={name}"), 200)


def test_an_open_link_makes_nobody_wait_for_a_first_password(house: House, admin: FlaskClient) -> None:
    name = somebody(house)
    before = counted(house)

    offer(house, name)

    with house.sessions() as session:
        assert invitations.without_password(session, [ident(house, name)]) == set()
        waiting = invitations.waiting(session, house.actor("admin"))
    assert ident(house, name) not in {each.person.id for each in waiting}
    assert counted(house)[:2] == before[:2]


def test_a_sign_in_by_the_old_password_that_was_under_way_does_not_last(house: House) -> None:
    name = somebody(house, MOJO, Role.UPLOADER)
    _none, _path, secret = offer(house, name).partition("t=")
    client, came = house.app.test_client(), []
    token = csrf(client.get("/masuk").get_data(as_text=True))
    told = {"username": name, "password": PASSWORD, "csrf_token": token}
    first = house.sessions()
    invitations.accept(first, secret, CHOSEN, hashed, now=clock.now())

    second = Thread(target=lambda: came.append(client.post("/masuk", data=told).status_code))
    second.start()
    until(lambda: held_up(house), 60)
    first.commit()
    second.join(60)
    first.close()

    assert came
    assert client.get("/lainnya").location.startswith("/masuk")
    with house.sessions() as session:
        assert session.get_one(User, ident(house, name)).password == hashed(CHOSEN)


def test_the_sign_in_page_says_whom_to_ask_and_names_nobody(house: House) -> None:
    before = page_of(house.app.test_client().get("/masuk"), 200)
    told = Told("", "Balai Kota, (0271) 712345, admin@latihan.example", "", "", "", "", "A4")
    with house.sessions.begin() as session:
        put_letterhead(session, "33.72", told, by=house.actor("admin"), now=clock.now())
    after = page_of(house.app.test_client().get("/masuk"), 200)

    assert "Lupa kata sandi? Minta tautan baru kepada admin kota." in before
    assert '<a href="tel:+62271712345">(0271) 712345</a>' in after
    assert '<a href="mailto:admin@latihan.example">' in after
    assert "Admin Kota" not in after
